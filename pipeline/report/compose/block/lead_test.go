package block_test

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// A list names who leads only where its interval lies above the next one's.
func TestALeadIsSaidByIntervals(t *testing.T) {
	says := block.Lead{Alone: "%s leads", Shared: "%s share the lead", None: "None leads"}
	var e block.Edition
	for want, counts := range map[string][]int64{
		"Renal disease leads": {300, 200, 100}, "Two share the lead": {268, 259, 100}, "None leads": {268, 259, 257},
	} {
		var est []metric.Estimate
		bars := make([]across.Bar, len(counts))
		for _, n := range counts {
			est = append(est, metric.Proportion(n, 1731))
		}
		leaders := block.Leaders(est)
		if got := e.Led(leaders, len(est), "renal disease", says); got != want {
			t.Errorf("%v: %q, want %q", counts, got, want)
		}
		block.Accent(bars, leaders)
		if bars[0].Accent != (want != "None leads") || bars[2].Accent {
			t.Errorf("%v: bars %+v", counts, bars)
		}
	}
}

// A column goes only where all of it is 0, and the rows keep their order of cells.
func TestColumnsOfNothingAreLeftOut(t *testing.T) {
	var e block.Edition
	table := &report.Table{Columns: append(block.Textual("Edit"), block.Numeric("Passed", "Bypassed", "Failed", "Not judged")...),
		Rows: [][]string{{"A", "5", "0", "0", "0"}, {"B", "7", "0", "2", "0"}}}
	e.DropZeros(table, "Failed", "Bypassed", "Not judged")
	if got := strings.Join(slices.Concat(table.Rows...), " "); got != "A 5 0 B 7 2" || len(table.Columns) != 3 {
		t.Errorf("rows %q, columns %v", got, table.Columns)
	}
	if want := "Left out, since they are 0 in every row: bypassed and not judged."; len(table.Notes) != 1 || table.Notes[0] != want {
		t.Errorf("notes %q", table.Notes)
	}
}
