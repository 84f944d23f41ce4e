package html

import (
	"slices"
	"testing"

	"chartline/pipeline/report"
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
