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
func measuresBy(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(block.Textual(wording.Capital(b.Noun), "Measure"), block.Numeric("Value", "95% CI", "Of")...), block.Textual("Counted")...)}
	t.Columns[0].Grouped = true
	column := block.FirstOf(a.Query, query.Text)
	names := a.Text(column)
	warned := false
	for i, name := range names {
		for _, m := range b.Measures {
			est := a.Estimates(m.Metric)[i]
			shown, between := e.Value(est), e.Interval(est)
			of := fraction(e, a, m.Metric, i)
			if metric, _ := a.Query.Metric(m.Metric); metric.Estimator == "mean" {
				shown, between = perHundred(e, est)
				of = e.OutOf(a.Number(metric.Args[1])[i], a.Number(metric.Args[0])[i])
				if a.Withheld[i] {
					of = e.Hidden()
				}
			}
			warned = warned || len(est.Warnings) > 0
			t.Rows = append(t.Rows, []string{groupName(e, column, name), m.Label, shown, between, of, m.Noun})
		}
	}
	if warned {
		t.Notes = append(t.Notes, e.Text("Where fewer than 30 are counted, read the interval and not the value."))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}

// groupName is the name of a group as a reader knows it; topics of education are types of error. The
// column tells them, since the noun of the block is in the language of the report.
func groupName(e *block.Edition, column, name string) string {
	if column == "topic" {
		return e.ErrorType(name)
	}
	return e.GroupWord(name)
}

// perHundred writes a mean of counts a record as so many per 100.
func perHundred(e *block.Edition, est metric.Estimate) (shown, between string) {
	if !est.Defined() {
		return e.Value(est), ""
	}
	shown = e.Say("%s per 100", e.Fixed(100*est.Value, 1))
	if est.Level > 0 {
		between = e.Fixed(100*est.Lo, 1) + "–" + e.Fixed(100*est.Hi, 1)
	}
	return shown, between
}
