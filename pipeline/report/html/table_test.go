package html

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/reports"
)

// Cells carry the value by which they are sorted: the first number of what is printed, shares as
// parts of one, dates in days since 1970 (2026-10-01 is day 20,727, 2026-09-01 day 20,697).
func TestCellsAreSortedByValue(t *testing.T) {
	for name, c := range map[string]struct {
		numeric bool
		texts   []string
		want    []string
	}{
		"numbers":   {true, []string{"1,234", "−3.5 d", "withheld", "<11", ""}, []string{"1234", "-3.5", "", "", ""}},
		"shares":    {true, []string{"93.1%", "100%", "no data"}, []string{"0.931", "1", ""}},
		"estimates": {true, []string{"91.7% (90.6–92.8%)", "withheld"}, []string{"0.917", ""}},
		"dollars":   {true, []string{"$1,234", "$2.5 million"}, []string{"1234", "2500000"}},
		"dates":     {false, []string{"1 October 2026", "2026-09-01", ""}, []string{"20727", "20697", ""}},
		"words":     {false, []string{"I10", "10"}, []string{"", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			table := report.Table{Columns: []report.Column{{Title: "A", Numeric: c.numeric}}}
			for _, text := range c.texts {
				table.Rows = append(table.Rows, []string{text})
			}
			heads, err := heads(table)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range rows(table, heads) {
				got = append(got, row[0].Value)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("values %q, want %q", got, c.want)
			}
			if byValue := name != "words"; heads[0].ByValue != byValue {
				t.Errorf("sorted by value: %v", heads[0].ByValue)
			}
		})
	}
}

// The data of a figure are numbers as files have them, and are shown with the separators of the page; cells
// of a table are in its language already.
func TestNumbersOfFilesAreShownInTheLanguageOfThePage(t *testing.T) {
	library, err := language.Load(reports.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	es, err := library.Get("es", "")
	if err != nil {
		t.Fatal(err)
	}
	table := report.Table{ID: "data", Columns: []report.Column{{Title: "code"}, {Title: "value", Numeric: true}}, Rows: [][]string{{"10.5", "0.0674"}}}
	printed := report.Table{ID: "printed", Language: es, Columns: table.Columns, Rows: [][]string{{"10.5", "1.067"}}}
	var page strings.Builder
	doc := &report.Document{Title: "Datos", Language: es, Parts: []report.Part{{Title: "Parte", Blocks: []report.Block{{Table: &table}, {Table: &printed}}}}}
	if err := Render(&page, doc); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`data-value="0.0674">0,0674</td>`, `data-value="1067">1.067</td>`, `>10.5</th>`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
