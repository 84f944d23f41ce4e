package worksheet

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// book has two cases, the first with two codes.
func book() Book {
	return Book{
		Identity: Identity{Audit: "Q3", Auditor: "A01", FrameHash: strings.Repeat("ab", 32), Version: "1.2"}, Targeted: true,
		RootCauses: []string{"haste"},
		Lines: []Line{
			{Case: "Q3-0001", Account: "E1", Kind: CaseLine, Title: "IP"},
			{Case: "Q3-0001", Account: "E1", Kind: "diagnosis", No: "1", Code: "1E10", POA: "Y"},
			{Case: "Q3-0001", Account: "E1", Kind: "drg", No: "1", Code: "007"},
			{Case: "Q3-0002", Account: "E2", Kind: CaseLine},
		},
	}
}

// written writes a form to a file.
func written(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFormsComeBack reads what was written: codes that look like numbers stay what they
// are, and what nobody filled is as it was.
func TestFormsComeBack(t *testing.T) {
	var xlsx, text bytes.Buffer
	if err := Write(&xlsx, book()); err != nil {
		t.Fatal(err)
	}
	if err := WriteCSV(&text, book()); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"form.xlsx": xlsx.Bytes(), "form.csv": text.Bytes()} {
		t.Run(name, func(t *testing.T) {
			r, err := Open(written(t, name, content))
			if err != nil {
				t.Fatal(err)
			}
			var coded []Line
			for _, p := range r.Lines {
				if p.Line[Kind] != "" {
					coded = append(coded, p.Line)
				}
				if p.Begun() {
					t.Errorf("row %d is begun", p.Row)
				}
			}
			if !slices.Equal(coded, book().Lines) {
				t.Errorf("the lines are %v", coded)
			}
			if name == "form.xlsx" && r.Identity != book().Identity {
				t.Errorf("the identity is %+v", r.Identity)
			}
		})
	}
}

// TestDatesOfSpreadsheets reads a date as Excel keeps it, as a number of days, and as text.
func TestDatesOfSpreadsheets(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, book()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellValue(reviewSheet, "M3", time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStr(reviewSheet, "M4", " 2026-09-30 "); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "filled.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Lines[0].Line[NewDate] + " " + r.Lines[1].Line[NewDate]; got != "2026-10-01 2026-09-30" {
		t.Errorf("the dates are %s", got)
	}
	if got := r.Place(r.Lines[0].Row, NewDate); got != "Review!M3" {
		t.Errorf("the first stands at %s", got)
	}
}

// TestListsHoldWhatMayBeChosen looks at the validations of a case's cells.
func TestListsHoldWhatMayBeChosen(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, book()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	all, err := f.GetDataValidations(reviewSheet)
	if err != nil {
		t.Fatal(err)
	}
	ranges := map[string]string{}
	for _, v := range all {
		ranges[v.Sqref] = v.Formula1
	}
	// Row 3 is the first case, 4 and 5 its codes, 6 to 11 free, 12 the second case.
	for cells, list := range map[string]string{
		"I3:I3": "Lists!$A$1:$A$2", "I4:I5": "Lists!$B$1:$B$3", "I6:I11": "Lists!$C$1:$C$1", "C6:C11": "Lists!$D$1:$D$2",
		"I12:I12": "Lists!$A$1:$A$2", "N3:N18": "Lists!$F$1:$F$12", "P3:P18": "Lists!$G$1:$G$1",
	} {
		if ranges[cells] != list {
			t.Errorf("%s takes %q, want %s", cells, ranges[cells], list)
		}
	}
	if first, err := f.GetCellValue(listSheet, "F1"); err != nil || first != "OM omission" {
		t.Errorf("the error types begin with %q: %v", first, err)
	}
	if banner, err := f.GetCellValue(reviewSheet, "A1"); err != nil || !strings.Contains(banner, "not generalisable") || !strings.Contains(banner, Sensitivity) {
		t.Errorf("the banner is %q: %v", banner, err)
	}
}

// TestOpenRefuses wants files that are no forms told from each other.
func TestOpenRefuses(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, book()); err != nil {
		t.Fatal(err)
	}
	bare := func(sheet string) []byte {
		f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.DeleteSheet(sheet); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := f.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"cut off":           {b.Bytes()[:b.Len()/2], "not a workbook, broken"},
		"without identity":  {bare(identitySheet), "not a workbook of chartline audit export"},
		"without review":    {bare(reviewSheet), "no readable sheet Review"},
		"nothing":           {nil, "no row of column heads"},
		"broken quotes":     {[]byte("Case,\"Result\nx"), "is not CSV"},
		"another form":      {[]byte("a,b\n1,2\n"), "no row of column heads"},
		"without a column":  {[]byte("Case,Result\n1,agree\n"), `the column "Account" is gone`},
		"one head for two ": {[]byte("Case,Result,Result\n"), `two columns are called "Result"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(written(t, "form", c.content))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// A title that takes two lines has a row of two: programs other than Excel would print it over the
// line below.
func TestLongTitlesHaveRoom(t *testing.T) {
	b := book()
	b.Lines[1][Title] = "Hypertensive heart and chronic kidney disease with heart failure"
	var out bytes.Buffer
	if err := Write(&out, b); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for row, want := range map[int]float64{headRow + 1: 15, headRow + 2: 2 * lineHeight} {
		if got, err := file.GetRowHeight(reviewSheet, row); err != nil || got != want {
			t.Errorf("row %d is %g high, %v; want %g", row, got, err, want)
		}
	}
}
