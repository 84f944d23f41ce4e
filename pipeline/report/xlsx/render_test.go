package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// sample is a document with a table of every kind of cell and the data of a figure.
func sample() *report.Document {
	table := &report.Table{
		ID: "accuracy", Title: "Accuracy of codes", Notes: []string{"In brackets: 95% intervals."},
		Columns: []report.Column{{Title: "Coder"}, {Title: "Accuracy", Numeric: true}, {Title: "95% CI", Numeric: true},
			{Title: "Of", Numeric: true}, {Title: "Charges", Numeric: true}, {Title: "Days", Numeric: true}, {Title: "Since"}},
		Rows: [][]string{
			{"=1+1", "91.7% (90.6–92.8%)", "90.6–92.8%", "2,483 of 2,707", "−$63,594", "4.0\u00a0d", "2026-10-01"},
			{"@SUM(A1)", "withheld", "", "withheld", "$0", "+0.4\u00a0d", "2026-01-31"},
			{"007", "no data", "", "", "$971,212", "no data", ""},
		},
	}
	data := report.Table{
		ID: "monthly", Title: "Coding slowed", Columns: []report.Column{{Title: "month"}, {Title: "value", Numeric: true}},
		Rows: [][]string{{"2024-10", "3.67814"}, {"2024-11", "3.4"}},
	}
	return &report.Document{
		Name: "coding_quality", Title: "Coding quality", Subtitle: "Inpatient encounters", Period: "October 2024",
		AsOf: time.Date(2026, 9, 30, 23, 59, 0, 0, time.UTC), Sensitivity: "Internal – not for release",
		KeyFigures: []report.KeyFigure{{Label: "Code accuracy", Value: "93.1%", Interval: "95% CI 91.8–94.2%", Basis: "412 audited encounters", Tone: report.Watch}},
		Parts: []report.Part{{Title: "Accuracy", Findings: []report.Finding{{Headline: "=cmd()", Text: "Of 3,214 codes 2,992 were right.", Tone: report.Act}},
			Blocks: []report.Block{{Table: table}, {Figure: &report.Figure{ID: "monthly", Data: data}}}}},
		Methods:    []report.Definition{{Term: "Accuracy (ACC-01)", Text: "Right codes over codes."}},
		Provenance: []report.Definition{{Term: "Input", Text: "sha256 9f86d081"}},
	}
}

// open writes a document and reads the workbook again.
func open(t *testing.T, d *report.Document) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := Render(&out, d); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

func TestCellsAreWhatIsPrinted(t *testing.T) {
	file := open(t, sample())
	for _, c := range []struct{ sheet, cell, shown, raw string }{
		{"accuracy", "B4", "91.7%", "0.917"},
		{"accuracy", "C4", "90.6%", "0.906"},
		{"accuracy", "D4", "92.8%", "0.928"},
		{"accuracy", "E4", "90.6%", "0.906"},
		{"accuracy", "G4", "2,483", "2483"},
		{"accuracy", "H4", "2,707", "2707"},
		{"accuracy", "I4", "−$63,594", "-63594"},
		{"accuracy", "J4", "4.0\u00a0d", "4"},
		{"accuracy", "J5", "+0.4\u00a0d", "0.4"},
		{"accuracy", "I5", "$0", "0"},
		{"accuracy", "K4", "2026-10-01", "46296"}, // days since 30 December 1899
		{"accuracy", "B5", "withheld", "withheld"},
		{"accuracy", "G5", "withheld", "withheld"},
		{"accuracy", "C5", "", ""},
		{"accuracy", "B6", "no data", "no data"},
		{"accuracy", "A6", "007", "007"},
		{"monthly", "A4", "2024-10", "45566"},
		{"monthly", "B4", "3.67814", "3.67814"},
		{"monthly", "B5", "3.4", "3.4"},
	} {
		shown, err := file.GetCellValue(c.sheet, c.cell)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := file.GetCellValue(c.sheet, c.cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if shown != c.shown || raw != c.raw {
			t.Errorf("%s %s shows %q of %q, want %q of %q", c.sheet, c.cell, shown, raw, c.shown, c.raw)
		}
		kind, err := file.GetCellType(c.sheet, c.cell)
		if isText := kind == excelize.CellTypeInlineString; err != nil || isText != (c.shown == c.raw && c.raw != "" && !strings.Contains(c.raw, ".")) {
			t.Errorf("%s %s has the type %d, %v", c.sheet, c.cell, kind, err)
		}
	}
}

// The sheet of a figure has what the page has no room for, within its filter.
func TestTheSheetHasWhatThePageHasNoRoomFor(t *testing.T) {
	d := sample()
	d.Parts[0].Blocks[1].Figure.Data.Beyond = [][]string{{"2024-12", "3.21"}}
	file := open(t, d)
	if got, err := file.GetCellValue("monthly", "B6"); got != "3.21" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestHeadsOfSplitColumns(t *testing.T) {
	rows, err := open(t, sample()).GetRows("accuracy")
	if err != nil {
		t.Fatal(err)
	}
	want := "Coder|Accuracy|Accuracy, lower|Accuracy, upper|95% CI, lower|95% CI, upper|Of, numerator|Of, denominator|Charges|Days|Since"
	if got := strings.Join(rows[headRow-1], "|"); got != want {
		t.Errorf("heads %s, want %s", got, want)
	}
	notes := strings.Join(append(rows[len(rows)-2], rows[len(rows)-1]...), "|")
	if want := "In brackets: 95% intervals.|withheld: a number so small that it must not be shown, or one that would reveal it."; notes != want {
		t.Errorf("notes %s, want %s", notes, want)
	}
}

// No cell is a formula, whatever a name begins with, nor becomes one when it is edited.
func TestNothingIsComputed(t *testing.T) {
	d := sample()
	hostile := []string{"=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", `=HYPERLINK("http://x","y")`, "=cmd|' /C calc'!A0"}
	d.Title, d.Parts[0].Blocks[0].Table.Title = hostile[0], hostile[1]
	for _, text := range hostile {
		d.Parts[0].Blocks[0].Table.Rows = append(d.Parts[0].Blocks[0].Table.Rows, []string{text, "", "", "", "", "", ""})
		d.Methods = append(d.Methods, report.Definition{Term: text, Text: text})
	}
	file := open(t, d)
	for _, sheet := range file.GetSheetList() {
		rows, err := file.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, text := range row {
				checkTyped(t, file, sheet, at(c+1, r+1), text)
			}
		}
	}
}

// checkTyped wants a cell to hold no formula, and text to be formatted as text.
func checkTyped(t *testing.T, file *excelize.File, sheet, cell, text string) {
	t.Helper()
	if formula, err := file.GetCellFormula(sheet, cell); err != nil || formula != "" {
		t.Errorf("%s %s computes %q, %v", sheet, cell, formula, err)
	}
	kind, err := file.GetCellType(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	if kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
		return
	}
	id, err := file.GetCellStyle(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := file.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.CustomNumFmt == nil && style.NumFmt != 49 || style.CustomNumFmt != nil && *style.CustomNumFmt != "@" {
		t.Errorf("%s %s holds %q in the format %v", sheet, cell, text, style.NumFmt)
	}
}

func TestFirstSheetSaysWhatTheReportIs(t *testing.T) {
	file := open(t, sample())
	if list := file.GetSheetList(); strings.Join(list, " ") != "Methods accuracy monthly" {
		t.Errorf("sheets %q", list)
	}
	rows, err := file.GetRows("Methods")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows {
		all = append(all, strings.Join(row, ": "))
	}
	text := "\n" + strings.Join(all, "\n") + "\n"
	for _, want := range []string{
		"Coding quality", "About: Inpatient encounters", "Period: October 2024", "As of: 30 September 2026, 23:59 UTC", "Sensitivity: Internal – not for release",
		"Code accuracy: 93.1%; 95% CI 91.8–94.2%; 412 audited encounters; Watch", "Accuracy: Act. =cmd(): Of 3,214 codes 2,992 were right.",
		"accuracy: Accuracy of codes", "monthly: Coding slowed", "Accuracy (ACC-01): Right codes over codes.", "Input: sha256 9f86d081",
	} {
		if !strings.Contains(text, "\n"+want+"\n") {
			t.Errorf("the first sheet does not say %q", want)
		}
	}
	if linked, target, err := file.GetCellHyperLink("Methods", "A14"); err != nil || !linked || target != "'accuracy'!A1" {
		t.Errorf("the entry of a sheet leads to %q, %v", target, err)
	}
}

// Heads stay in sight, have filters and stand on every printed page.
func TestSheetsCanBeWorkedWith(t *testing.T) {
	file := open(t, sample())
	panes, err := file.GetPanes("accuracy")
	if err != nil || !panes.Freeze || panes.YSplit != headRow {
		t.Errorf("panes %+v, %v", panes, err)
	}
	names := map[string]string{}
	for _, n := range file.GetDefinedName() {
		names[n.Scope+" "+n.Name] = n.RefersTo
	}
	for name, want := range map[string]string{
		"accuracy _xlnm.Print_Titles": "'accuracy'!$3:$3", "accuracy _xlnm._FilterDatabase": "'accuracy'!$A$3:$K$6",
	} {
		if names[name] != want {
			t.Errorf("%s is %q, want %q", name, names[name], want)
		}
	}
	footer, err := file.GetHeaderFooter("monthly")
	if err != nil || footer.OddHeader != "&LCoding quality&RInternal – not for release" {
		t.Errorf("header %+v, %v", footer, err)
	}
}

func TestSameDocumentGivesSameBytes(t *testing.T) {
	d := sample()
	for i := range 12 { // A map shows its order sooner or later.
		d.Parts[0].Blocks = append(d.Parts[0].Blocks, report.Block{Table: &report.Table{ID: fmt.Sprintf("t%d", i), Columns: []report.Column{{Title: "A"}}}})
	}
	var first bytes.Buffer
	if err := Render(&first, d); err != nil {
		t.Fatal(err)
	}
	for range 8 {
		var again bytes.Buffer
		if err := Render(&again, d); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Fatal("two renders differ")
		}
	}
}

func TestSheetNames(t *testing.T) {
	long := strings.Repeat("long_name_", 20)
	var tables []*report.Table
	for _, id := range []string{"Table", "tABLE", long, long + "2", "methods", "History", "a/b:c[d]'e", "", "\x00", strings.Repeat("😀", 40)} {
		tables = append(tables, &report.Table{ID: id})
	}
	seen := map[string]bool{"methods": true}
	for i, name := range (&book{doc: &report.Document{}}).sheetNames(tables) {
		if seen[strings.ToLower(name)] || name == "" || len(utf16.Encode([]rune(name))) > longestName || strings.ContainsAny(name, `[]:*?/\'`) {
			t.Errorf("%q becomes %q", tables[i].ID, name)
		}
		seen[strings.ToLower(name)] = true
	}
	open(t, &report.Document{Parts: []report.Part{{Blocks: blocksOf(tables)}}})
}

func blocksOf(tables []*report.Table) (blocks []report.Block) {
	for _, t := range tables {
		blocks = append(blocks, report.Block{Table: t})
	}
	return blocks
}

// A workbook opens again, whatever the document holds.
func TestExtremes(t *testing.T) {
	many := &report.Table{ID: "many", Columns: []report.Column{{Title: "N", Numeric: true}}}
	for i := range 20_000 {
		many.Rows = append(many.Rows, []string{fmt.Sprint(i)})
	}
	name := strings.Repeat("שלום 王 ", 40)
	for label, d := range map[string]*report.Document{
		"empty": {}, "no instant": {Title: "T"},
		"no columns":   {Parts: []report.Part{{Blocks: []report.Block{{Table: &report.Table{ID: "t"}}}}}},
		"no rows":      {Parts: []report.Part{{Blocks: []report.Block{{Table: &report.Table{ID: "t", Columns: []report.Column{{Title: "A"}}}}}}}},
		"many rows":    {Parts: []report.Part{{Blocks: []report.Block{{Table: many}}}}},
		"long names":   {Title: name, Sensitivity: name, Parts: []report.Part{{Title: name, Blocks: []report.Block{{Table: &report.Table{ID: name, Title: name, Columns: []report.Column{{Title: name}}, Rows: [][]string{{name}}}}}}}},
		"broken UTF-8": {Title: "a\xff\x00b\u0001", Parts: []report.Part{{Blocks: []report.Block{{Table: &report.Table{ID: "t", Columns: []report.Column{{Title: "A"}}, Rows: [][]string{{"a\xff\x00\u0001\uFFFFb"}}}}}}}},
	} {
		t.Run(label, func(t *testing.T) {
			file := open(t, d)
			for i, table := range d.Tables() {
				rows, err := file.GetRows(file.GetSheetList()[i+1])
				if err != nil || len(table.Columns) > 0 && len(rows) < headRow+len(table.Rows) {
					t.Errorf("table %d has %d rows, %v", i, len(rows), err)
				}
			}
		})
	}
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestFailures(t *testing.T) {
	if err := Render(full{}, sample()); fault.KindOf(err) != fault.Unavailable || !errors.Is(err, errFull) {
		t.Errorf("a full disk gives %v", err)
	}
	d := sample()
	d.Parts[0].Blocks[0].Table.Rows[1] = []string{"one"}
	var out bytes.Buffer
	if err := Render(&out, d); fault.KindOf(err) != fault.Internal || out.Len() > 0 {
		t.Errorf("a short row gives %v and %d bytes", err, out.Len())
	}
}

// No word of a head is cut: columns are as wide as the longest word, in bold, and the filter's button.
func TestHeadsAreNotCut(t *testing.T) {
	d := sample()
	data := &d.Parts[0].Blocks[1].Figure.Data
	data.Columns[1].Title = "cumulative_share_of_all"
	file := open(t, d)
	for sheet, columns := range map[string]int{"monthly": len(data.Columns), "accuracy": 11} {
		for c := 1; c <= columns; c++ {
			head, err := file.GetCellValue(sheet, at(c, headRow))
			if err != nil {
				t.Fatal(err)
			}
			letter, _, _ := excelize.SplitCellName(at(c, headRow))
			width, err := file.GetColWidth(sheet, letter)
			if err != nil {
				t.Fatal(err)
			}
			for word := range strings.FieldsSeq(head) {
				if float64(len(word)+2) > width {
					t.Errorf("%s: the word %s of %d letters stands in a column of %g", sheet, word, len(word), width)
				}
			}
		}
	}
}
