package compose_test

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/composetest"
)

// Facilities are shown by their names and in the order of these. Two of one name keep their
// identifiers, since nobody could tell them apart, and so does one without a name.
func TestFacilitiesHaveTheirNames(t *testing.T) {
	sql := composetest.Rows("unit text, good int, all_of int",
		"-- param: by text = all  What makes a unit.\n-- metric: share = proportion(good, all_of)\n"+composetest.NotWithheld,
		"CASE WHEN :by = 'facility' THEN t.unit ELSE t.unit END", "'F1', 40, 50", "'F2', 41, 50", "'F3', 42, 50", "'F4', 43, 50", "'F5', 44, 50", "'not known', 45, 50")
	block := report.BlockSpec{
		Kind: "groups", Title: "T", Noun: "facility", Measures: []report.MeasureSpec{{Metric: "share", Label: "Share"}},
		Parameters: map[string]string{"by": "facility"},
	}
	for name, test := range map[string]struct {
		by   string
		want []string
	}{
		"by facility": {"facility", []string{"Apex 82.0%", "F3 84.0%", "F4 86.0%", "F5 88.0%", "Zenith 80.0%", "not known 90.0%"}},
		"by coder":    {"coder", []string{"F1 80.0%", "F2 82.0%", "F3 84.0%", "F4 86.0%", "F5 88.0%", "not known 90.0%"}},
	} {
		t.Run(name, func(t *testing.T) {
			block.Parameters = map[string]string{"by": test.by}
			doc := composetest.Composed(t, composetest.Asked(sql, block))
			var got []string
			for _, row := range doc.Parts[0].Blocks[0].Table.Rows {
				share, _, _ := strings.Cut(row[1], " ")
				got = append(got, row[0]+" "+share)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("rows %q, want %q", got, test.want)
			}
		})
	}
}
