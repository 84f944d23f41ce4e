package frequency

import (
	"fmt"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// acquired are bars of diagnoses that arose in hospital, the most frequent first (FRQ-07).
func acquired(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	if a.Text("grouping")[0] == SchemeNotLoaded {
		t := NotLoaded(a, b)
		t.Table.Rows[0][0] = "No list of codes exempt from POA is loaded for these discharges, or none of them states POA: what was acquired in hospital cannot be told."
		return block.Made{Block: t}
	}
	est, n, listed := a.Estimates(b.Metric), a.Int("encounters"), a.Int("listed")
	order, _ := ordinary(a.Text("grouping"), a.Shown())
	var items []across.Bar
	var rows [][]string
	for _, i := range order[:min(block.OrDefault(b.Top, block.DefaultTop), len(order))] {
		if n[i] == 0 {
			break
		}
		name, title := Named(a, i)
		items = append(items, across.Bar{Code: name, Label: OrUntitled(title), Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: wording.Count(n[i]) + " of " + wording.Count(listed[i])})
		rows = append(rows, append([]string{name, title, fmt.Sprint(n[i]), fmt.Sprint(listed[i])}, block.EstimateCells(est[i])...))
	}
	if len(items) == 0 {
		return block.Made{Block: block.AllWithheld(b)}
	}
	judged, left := a.Int("discharges")[0], a.Int("not_judged")[0]
	title := wording.Capital(Short(items[0].Label)) + " most often arises in hospital"
	subtitle := fmt.Sprintf("%sPer 1,000 of %s judged %s (%s are not judged); whiskers: 95%% Wilson intervals; right: acquired, of those with the diagnosis.",
		schemeOf(a), wording.Count(judged), b.Noun, wording.Count(left))
	fig := across.Bars{Words: e.Words(a, b, title, subtitle, "Horizontal bars with intervals."), Unit: chart.Plain, CodeHead: "Group", LabelHead: "Diagnosis",
		ValueHead: "Per 1,000 " + b.Noun, RightHead: "Acquired", Items: items}
	columns := append(append(block.Textual("grouping", "title"), block.Numeric("acquired", "listed")...), block.EstimateColumns()...)
	first := order[0]
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, title, columns, rows)), Finding: &report.Finding{
		Headline: title,
		Text: wording.Sentence("%s (%s) was acquired on %s of 1,000 judged %s (%s): %s of the %s %s that have it", Short(items[0].Label), items[0].Code, wording.Value(est[first]), b.Noun, wording.CI(est[first]),
			wording.Count(n[first]), wording.Count(listed[first]), b.Noun),
	}}
}
