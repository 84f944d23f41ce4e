package measure

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// measuresBy is a table with a row for each group and measure, and the numerator and the
// denominator of each: measures of one name differ in what they divide by.
func measuresBy(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(block.Textual(wording.Capital(b.Noun), "Measure"), block.Numeric("Value", "95% CI", "Of")...), block.Textual("Counted")...)}
	t.Columns[0].Grouped = true
	names := a.Text(block.FirstOf(a.Query, query.Text))
	warned := false
	for i, name := range names {
		for _, m := range b.Measures {
			est := a.Estimates(m.Metric)[i]
			shown, between := wording.Value(est), wording.Interval(est)
			of := fraction(a, m.Metric, i)
			if metric, _ := a.Query.Metric(m.Metric); metric.Estimator == "mean" {
				shown, between = perHundred(est)
				of = wording.Count(a.Int(metric.Args[1])[i]) + " of " + wording.Count(a.Int(metric.Args[0])[i])
				if a.Withheld[i] {
					of = wording.Withheld
				}
			}
			warned = warned || len(est.Warnings) > 0
			t.Rows = append(t.Rows, []string{wording.GroupWord(name), m.Label, shown, between, of, m.Noun})
		}
	}
	if warned {
		t.Notes = append(t.Notes, "Where fewer than 30 are counted, read the interval and not the value.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}

// perHundred writes a mean of counts a record as so many per 100.
func perHundred(est metric.Estimate) (shown, between string) {
	if !est.Defined() {
		return "no data", ""
	}
	shown = wording.Fixed(100*est.Value, 1) + " per 100"
	if est.Level > 0 {
		between = wording.Fixed(100*est.Lo, 1) + "–" + wording.Fixed(100*est.Hi, 1)
	}
	return shown, between
}
