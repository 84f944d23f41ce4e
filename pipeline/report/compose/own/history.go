package own

import (
	"maps"
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// history is a table of the reader's quarters beside the whole team's, and the change from the
// first half of the months to the second. Most quarters have fewer than 30 reviews of one
// coder, and of these the interval alone is shown.
func history(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	own := rowsOfOwn(e, a)
	if len(own) == 0 {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Quarter"),
		block.Numeric("Yours (95% CI)", "Records", "Team together (95% CI)", "Records")...)}
	quarters := byQuarter(a, own)
	everybody := byQuarter(a, block.EveryRow(a))
	for _, q := range slices.Sorted(maps.Keys(quarters)) {
		t.Rows = append(t.Rows, quarterRow(e, q.name(e), a.Pooled(b.Metric, quarters[q]), a.Pooled(b.Metric, everybody[q])))
	}
	t.Rows = append(t.Rows, quarterRow(e, e.Text("All"), a.Pooled(b.Metric, own), a.Pooled(b.Metric, block.EveryRow(a))))
	t.Notes = []string{e.Say("Of fewer than %d records the interval is shown without a value (SMP-07).", block.LeastRecords)}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	half := len(own) / 2 // rows are in the order of months
	return block.Made{Block: report.Block{Table: t}, Finding: historyFinding(e, a.Pooled(b.Metric, own[:half]), a.Pooled(b.Metric, own[half:]), b.Noun)}
}

func quarterRow(e *block.Edition, name string, own, team metric.Estimate) []string {
	return []string{name, e.OfUnit(own), records(e, own), e.WithRange(team), records(e, team)}
}

// quarter is a quarter of the calendar, counted from the year 0.
type quarter int

func (q quarter) name(e *block.Edition) string { return e.Say("Q%d %d", q%4+1, q/4) }

// byQuarter are the rows of months by their quarter.
func byQuarter(a block.Answer, rows []int) map[quarter][]int {
	months, quarters := a.Date("month"), map[quarter][]int{}
	for _, row := range rows {
		at := months[row]
		q := quarter(4*at.Year() + int(at.Month()-1)/3)
		quarters[q] = append(quarters[q], row)
	}
	return quarters
}

// historyFinding speaks of a change only where both halves have records enough and their
// intervals lie apart.
func historyFinding(e *block.Edition, before, after metric.Estimate, noun string) *report.Finding {
	if !before.Defined() || !after.Defined() || block.Few(before) || block.Few(after) {
		return nil
	}
	text := e.Say("%s in the first half of the months and %s in the second", e.WithInterval(before), e.WithInterval(after))
	switch {
	case after.Hi < before.Lo:
		return &report.Finding{Headline: e.Say("%s fell", wording.Capital(noun)), Text: e.Sentence("%s, and the intervals lie apart", text), Tone: report.Watch}
	case after.Lo > before.Hi:
		return &report.Finding{Headline: e.Say("%s rose", wording.Capital(noun)), Text: e.Sentence("%s, and the intervals lie apart", text), Tone: report.Good}
	}
	return &report.Finding{Headline: e.Say("%s shows no clear change", wording.Capital(noun)), Text: e.Sentence("%s; the intervals overlap", text)}
}
