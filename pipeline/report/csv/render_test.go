package csv

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// table is a table of one text and one number column.
func table(id string, rows ...[]string) *report.Table {
	return &report.Table{
		ID: id, Title: "Title", Notes: []string{"Note"}, Rows: rows,
		Columns: []report.Column{{Title: "Site"}, {Title: "Change", Numeric: true}},
	}
}

// written is a table as bytes.
func written(t *testing.T, tab *report.Table) string {
	t.Helper()
	var out strings.Builder
	if err := Table(&out, tab); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The wanted bytes follow RFC 4180, section 2.
func TestTable(t *testing.T) {
	for name, tc := range map[string]struct {
		rows [][]string
		want string
	}{
		"no rows":         {nil, ""},
		"plain":           {[][]string{{"North", "1"}, {"South", "withheld"}}, "North,1\r\nSouth,withheld\r\n"},
		"comma":           {[][]string{{"North, West", "1,204"}}, "\"North, West\",\"1,204\"\r\n"},
		"quote":           {[][]string{{`the "best"`, "1"}}, "\"the \"\"best\"\"\",1\r\n"},
		"line break":      {[][]string{{"two\nlines", "1"}}, "\"two\r\nlines\",1\r\n"},
		"carriage return": {[][]string{{"two\rlines", "\r\n1"}}, "\"two\r\nlines\",\"\r\n1\"\r\n"},
		"letters":         {[][]string{{"Łódź Жуков 中文 😀", "1"}}, "Łódź Жуков 中文 😀,1\r\n"},
		"bad UTF-8":       {[][]string{{"a\xffb", "\xff"}}, "a\uFFFDb,\uFFFD\r\n"},
		"empty cells":     {[][]string{{"", ""}}, ",\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := written(t, table("t", tc.rows...)); got != "Site,Change\r\n"+tc.want {
				t.Errorf("wrote %q", got)
			}
		})
	}
}

// What a figure has no room for is in its file, after what it shows.
func TestTheFileHasWhatThePageHasNoRoomFor(t *testing.T) {
	long := table("t", []string{"North", "1"})
	long.Beyond = [][]string{{"South", "2"}}
	if got := written(t, long); got != "Site,Change\r\nNorth,1\r\nSouth,2\r\n" {
		t.Errorf("wrote %q", got)
	}
	long.Beyond = [][]string{{"a row too short"}}
	if err := Table(&strings.Builder{}, long); fault.KindOf(err) != fault.Internal {
		t.Errorf("error %v", err)
	}
}

func TestFormulasAreText(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1":              "'=1+1",
		"+cmd|' /C calc'!A": "'+cmd|' /C calc'!A",
		"-2+3":              "'-2+3",
		"@SUM(A1)":          "'@SUM(A1)",
		"\t=1":              "'\t=1",
		"\n=1":              "'\n=1",
		"-12.5":             "-12.5", // A number computes nothing.
		"+3":                "+3",
		"- none -":          "'- none -",
		"A-1":               "A-1",
		"'quoted":           "'quoted",
	} {
		rows, err := csv.NewReader(strings.NewReader(written(t, table("t", []string{cell, cell})))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if got := rows[1][0]; got != want {
			t.Errorf("text %q is written as %q, want %q", cell, got, want)
		}
		if got := rows[1][1]; got != cell {
			t.Errorf("number %q is written as %q", cell, got)
		}
	}
	head := &report.Table{Columns: []report.Column{{Title: "=A1", Numeric: true}}}
	if got := written(t, head); got != "'=A1\r\n" {
		t.Errorf("the title is written as %q", got)
	}
}

// document holds a figure and a table.
func document(figure, tab string) *report.Document {
	return &report.Document{Parts: []report.Part{
		{Blocks: []report.Block{{Figure: &report.Figure{ID: figure, Data: *table("ignored", []string{"figure", "1"})}}}},
		{Blocks: []report.Block{{Table: table(tab, []string{"table", "2"})}, {}}},
	}}
}

func TestRender(t *testing.T) {
	folder := t.TempDir()
	names, err := Render(folder, document("funnel", "sites"))
	if err != nil || !slices.Equal(names, []string{"funnel.csv", "sites.csv"}) {
		t.Fatalf("names %q, error %v", names, err)
	}
	for name, want := range map[string]string{
		"funnel.csv": "Site,Change\r\nfigure,1\r\n",
		"sites.csv":  "Site,Change\r\ntable,2\r\n",
	} {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || string(got) != want {
			t.Errorf("%s holds %q, error %v", name, got, err)
		}
	}
	if files, _ := os.ReadDir(folder); len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
}

func TestRenderNothing(t *testing.T) {
	names, err := Render(t.TempDir(), &report.Document{})
	if err != nil || len(names) != 0 {
		t.Errorf("names %q, error %v", names, err)
	}
}

func TestRenderRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		figure, table string
		kind          fault.Kind
		want          string
	}{
		"the same name":         {"a", "a", fault.Config, "figure or table a: is in the report twice; give each an id of its own"},
		"the same but for case": {"a", "A", fault.Config, "figure or table A: is in the report twice; give each an id of its own"},
		"another folder":        {"../a", "b", fault.Config, `figure or table: id "../a" is no file name; use letters, digits and underscores`},
		"a subfolder":           {"a/b", "b", fault.Config, `figure or table: id "a/b" is no file name; use letters, digits and underscores`},
		"no name":               {"a", "", fault.Config, `figure or table: id "" is no file name; use letters, digits and underscores`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Render(t.TempDir(), document(tc.figure, tc.table))
			if fault.KindOf(err) != tc.kind || err.Error() != tc.want {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestRaggedRow(t *testing.T) {
	err := Table(&bytes.Buffer{}, table("t", []string{"a", "1"}, []string{"b"}))
	if fault.KindOf(err) != fault.Internal || err.Error() != "table t: row 2 has 1 cells for 2 columns" {
		t.Errorf("error %v", err)
	}
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	_, err := Render(filepath.Join(t.TempDir(), "absent"), document("a", "b"))
	if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
