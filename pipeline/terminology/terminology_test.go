package terminology

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/xuri/excelize/v2"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

const (
	exempt = "Order26\tPOAexemptCode\tDescription\r\n00010\tA00.1\tFirst \"thing\"\r\n00011\tA00.2\tM\xe9ni\xe8re\r\n"
	groups = "scheme,scheme_version,code_system,code,grouping,title\n" +
		"lines,1,ICD-10-CM,A001,gut,\"Gut, all of it\"\nlines,1,ICD-10-CM,A002,gut,\"Gut, all of it\"\n"
)

func TestPromises(t *testing.T) {
	clear(loaded) // real releases that other tests have read would count as memory that is taken here
	sourcetest.Run(t, Source{}, sourcetest.Fixture{
		Files: map[string]string{"POAexemptCodesFY26.txt": exempt, "groups.csv": groups},
		Rows:  map[string]int{"code_mark": 2, "code_group": 2, "group_title": 1},
		Broken: map[string]string{
			"POAexemptCodesFY26.txt": exempt + "00012\tPOISON CODE\tx\r\n00013\t\tPOISON\r\n",
			"groups.csv":             groups + "lines,1,ICD-10-CM,A003,,POISON\nlines,1,ICD-10-CM,\"A004,POISON\n",
		},
		Rejects: 4,
		Main:    "POAexemptCodesFY26.txt",
		Refused: map[string]string{
			"a file without its header": "00010\tA00.1\tFirst\r\n00011\tA00.2\tSecond\r\n",
			"a file that breaks off":    exempt + "00012\tA00",
			"a file of another year":    strings.Replace(exempt, "Order26", "Order25", 1),
			"a text in UTF-16":          "\xff\xfeO\x00r\x00",
		},
		EndlessFile: "groups.csv",
		Endless: func(w io.Writer) error {
			if _, err := io.WriteString(w, groups); err != nil {
				return err
			}
			for i := 0; ; i++ {
				if _, err := fmt.Fprintf(w, "lines,1,ICD-10-CM,A%07d,g%d,\"Group, number %d\"\n", i, i/3, i/3); err != nil {
					return err
				}
			}
		},
	})
}

// readText reads one file of a name and content.
func readText(t *testing.T, name, content string) (*sourcetest.Collector, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var got sourcetest.Collector
	err := Source{}.Read(t.Context(), source.Input{Path: path}, &got)
	return &got, err
}

// sums is a sink that counts rows, for large files.
type sums struct {
	sourcetest.Collector
	rows         map[string]int
	rejects      []source.Reject
	last, system string // title and system of the last row of a release
}

func (s *sums) Batch(table *schema.Table, rec arrow.RecordBatch) error {
	s.rows[table.Name] += int(rec.NumRows())
	if at := rec.Schema().FieldIndices("short_title"); len(at) == 1 {
		s.last = rec.Column(at[0]).ValueStr(int(rec.NumRows()) - 1)
		s.system = rec.Column(rec.Schema().FieldIndices("code_system")[0]).ValueStr(0)
	}
	return nil
}

func (s *sums) Reject(r source.Reject) error {
	s.rejects = append(s.rejects, r)
	return nil
}

// tallied reads one file of a name and content, and counts.
func tallied(t testing.TB, name, content string) (*sums, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	got := &sums{rows: map[string]int{}}
	return got, Source{}.Read(t.Context(), source.Input{Path: path}, got)
}

// mustReadText reads a file that is sound.
func mustReadText(t *testing.T, name, content string) *sourcetest.Collector {
	t.Helper()
	got, err := readText(t, name, content)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// refused reads a file that must be refused with these words.
func refused(t *testing.T, name, content, want string) {
	t.Helper()
	_, err := tallied(t, name, content)
	if fault.KindOf(err) != fault.Input || !strings.Contains(fmt.Sprint(err), want) {
		t.Errorf("error %v of kind %d, want an input error with %q", err, fault.KindOf(err), want)
	}
}

// archive is a zip archive of members.
func archive(t *testing.T, members map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range members {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// workbook is a workbook of one or several sheets.
func workbook(t *testing.T, sheets map[string][][]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestArchives(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "table and codes.zip")
	content := archive(t, map[string]string{
		"Table 5/POAexemptCodesFY26.txt": exempt,
		"Table 5/order_addenda_2026.txt": "Add:         0 A00     New\r\nDelete:      1 A00     Old\r\n\r\n     2 changes\r\n",
		"Table 5/icd10cm_codes_2026.txt": "A000    Cholera one\r\nA001    Cholera two\r\n",
		"Table 5/readme.txt":             "Read this first.\n",
		"Table 5/readme.pdf":             "%PDF-1.7",
		"Table 5/CCSR v2026-1.xlsx":      workbook(t, map[string][][]any{"CCSR_Categories": {{"CCSR Category", "CCSR Category Description"}, {"BLD001", "Blood"}}}),
	})
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	got := read(t, path)
	if len(got.Rows["code_mark"]) != 2 || len(got.Rows["group_title"]) != 1 {
		t.Errorf("rows %v", got.Rows)
	}
	want := map[string]int64{"addendum": 3, "code without its order number": 2, "file of another kind": 1, "sheet of another kind": 1}
	if fmt.Sprint(got.Skipped) != fmt.Sprint(want) {
		t.Errorf("skipped %v, want %v", got.Skipped, want)
	}
}

func TestArchiveOfArchivesIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.zip")
	content := archive(t, map[string]string{"2026.zip": archive(t, map[string]string{"POAexemptCodesFY26.txt": exempt})})
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Source{}.Inputs(source.Spec{Path: path})
	if fault.KindOf(err) != fault.Input || !strings.Contains(fmt.Sprint(err), "an archive within the archive") {
		t.Errorf("error %v", err)
	}
}

func TestOlderReleasesComeFirst(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"icd10cm_order_2026.txt", "icd10cm-order-Jan-2021.txt", "icd10cm_order_April 1 2026.txt", "icd10cm_order_2025.txt", "groups.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inputs, err := Source{}.Inputs(source.Spec{Path: dir})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, in := range inputs {
		names = append(names, filepath.Base(in.Path))
	}
	want := "groups.csv icd10cm-order-Jan-2021.txt icd10cm_order_2025.txt icd10cm_order_2026.txt icd10cm_order_April 1 2026.txt"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("inputs %s, want %s", got, want)
	}
}

func TestBrokenWorkbooks(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "no workbook": "text", "an archive": archive(t, map[string]string{"a.txt": "x"}),
		"other sheets": workbook(t, map[string][][]any{"Notes": {{"a", "b"}}}),
		"cut in half":  workbook(t, map[string][][]any{"Notes": {{"a", "b"}}})[:3000],
	} {
		t.Run(name, func(t *testing.T) { refused(t, "conversion table.xlsx", content, "; ") })
	}
}

func TestRecognisesWorkbooksByName(t *testing.T) {
	for name, want := range map[string]bool{
		"icd10cm-conversion-table-2026.xlsx": true, "fy2026 table 5.xlsx": true, "dxccsr-reference-file-v2026-1.xlsx": true, "budget.xlsx": false,
	} {
		if got := (Source{}).Recognises(name, []byte("PK\x03\x04...")); got != want {
			t.Errorf("%s: recognised is %v", name, got)
		}
	}
}

// TestLeavesCanonicalTables: they are the business of coding-csv.
func TestLeavesCanonicalTables(t *testing.T) {
	for name, head := range map[string]string{
		"drg_set.csv":    "drg_system,grouper_version,drg,title,mdc,drg_type,weight,gmlos\nMS-DRG,35,058,X,1,MED,1.6383,5.0\n",
		"code_group.csv": "scheme,scheme_version,code_system,code,grouping\nlines,1,ICD-10-CM,A00,gut\n",
	} {
		if (Source{}).Recognises(name, []byte(head)) {
			t.Errorf("%s is recognised", name)
		}
	}
}
