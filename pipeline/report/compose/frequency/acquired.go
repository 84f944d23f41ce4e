package frequency

import (
	"fmt"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// acquired are bars of diagnoses that arose in hospital, the most frequent first (FRQ-07).
func acquired(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	if a.Text("grouping")[0] == SchemeNotLoaded {
		return block.Made{Empty: true, Absent: noPOA}
	}
	est, n, listed := a.Estimates(b.Metric), a.Int("encounters"), a.Int("listed")
	order, _ := ordinary(a.Text("grouping"), a.Shown())
	var items []across.Bar
	var all [][]string
	var shown []metric.Estimate
	for _, i := range order {
		if n[i] == 0 {
			break
		}
		name, title := Named(e, a, i)
		all = append(all, append([]string{name, title, fmt.Sprint(n[i]), fmt.Sprint(listed[i])}, e.EstimateCells(est[i])...))
		if len(items) == block.OrDefault(b.Top, block.DefaultTop) {
			continue
		}
		shown = append(shown, est[i])
		items = append(items, across.Bar{Code: name, Label: OrUntitled(e, title), Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: e.Say("%s of %s", e.Count(n[i]), e.Count(listed[i]))})
	}
	if len(items) == 0 {
		return block.Made{Block: e.AllWithheld(b)}
	}
	rows, beyond := e.FirstOf(len(items), &b, all)
	judged, left := a.Int("discharges")[0], a.Int("not_judged")[0]
	title := e.Led(block.Leaders(shown), len(items), Short(items[0].Label), ledByAcquired)
	block.Accent(items, block.Leaders(shown))
	subtitle := e.Say("%sPer 1,000 of %s judged %s (%s are not judged); whiskers: 95%% Wilson intervals; right: acquired, of those with the diagnosis.",
		schemeOf(e, a), e.Count(judged), b.Noun, e.Small(left))
	fig := across.Bars{Words: e.Words(a, b, title, subtitle, e.Text("Horizontal bars with intervals.")), Unit: chart.Plain, CodeHead: e.Text("Group"), LabelHead: e.Text("Diagnosis"),
		ValueHead: e.Say("Per 1,000 %s", b.Noun), RightHead: e.Text("Acquired"), Items: items}
	columns := append(append(block.Textual("grouping", "title"), block.Numeric("acquired", "listed")...), block.EstimateColumns()...)
	first := order[0]
	data := block.Twin(b, title, columns, rows)
	data.Beyond = beyond
	return block.Made{Block: block.Figure(b, fig, data), Finding: &report.Finding{
		Headline: title,
		Text: e.Sentence("%s (%s) was acquired on %s of 1,000 judged %s (%s): %s of the %s that {has|have} it", Short(items[0].Label), items[0].Code, e.Value(est[first]), b.Noun, e.CI(est[first]),
			e.Count(n[first]), e.Plural(listed[first], b.Noun)),
	}}
}

// ledByAcquired says who leads among diagnoses that arose in hospital.
var ledByAcquired = block.Lead{
	Alone:  "%s is acquired most often",
	Shared: "%s diagnoses share the lead of those acquired in hospital",
	None:   "No diagnosis acquired in hospital stands out from the others",
}

// noPOA is why nothing is told of what arose in hospital.
var noPOA = block.Absence{
	Headline: "Not shown: what was acquired in hospital cannot be told",
	Because:  "No list of codes exempt from POA is loaded for these discharges, or none of them states POA.",
}
