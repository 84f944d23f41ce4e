package quality

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/variation"
	"chartline/pipeline/report/compose/wording"
)

// judgedUnits are the units of one edit with exact limits around their pooled rate.
type judgedUnits struct {
	edit, title string
	rows        []int
	funnel      compare.FunnelChart
	pooled      metric.Estimate
	failed      int64
}

// unitsByEdit judges the units of each edit by themselves, in the order of the answer.
func unitsByEdit(a block.Answer, unit string) []judgedUnits {
	ids, titles, names := a.Text("edit"), a.Text("title"), a.Text(unit)
	failed, judged := a.Int("failed"), a.Int("judged")
	var all []judgedUnits
	for start := 0; start < len(ids); {
		g := judgedUnits{edit: ids[start], title: titles[start]}
		var units []compare.Unit
		end := start
		for ; end < len(ids) && ids[end] == g.edit; end++ {
			if judged[end] > 0 && !a.Withheld[end] {
				g.rows, g.failed = append(g.rows, end), g.failed+failed[end]
				units = append(units, compare.Unit{Label: names[end], X: failed[end], N: judged[end]})
			}
		}
		start = end
		if g.pooled = compare.Pooled(units); g.pooled.Defined() {
			g.funnel = compare.Funnel(units, g.pooled.Value).Unwidened()
			all = append(all, g)
		}
	}
	return all
}

// editUnits is a table of the units beyond the 99.8% limits of an edit. What lies inside
// them can be chance, and is not listed.
func editUnits(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	unit := block.FirstOf(a.Query, query.Text)
	names, failed, judged, est := a.Text(unit), a.Int("failed"), a.Int("judged"), a.Estimates(b.Metric)
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Edit", "Finds", wording.Capital(b.Noun)), block.Numeric("Failed", "Judged", "Rate of failures", "All")...)}
	compared, above := 0, map[string]bool{}
	for _, g := range unitsByEdit(a, unit) {
		for k, u := range g.funnel.Units {
			if u.Verdict != compare.NotJudged {
				compared++
			}
			if u.Verdict != compare.Beyond998 {
				continue
			}
			i := g.rows[k]
			if u.Rate > g.pooled.Value {
				above[names[i]] = true
			}
			t.Rows = append(t.Rows, []string{g.edit, e.Text(g.title), names[i], e.Count(failed[i]), e.Count(judged[i]), e.SmallRange(est[i]), e.PercentSmall(g.pooled)})
		}
	}
	if compared == 0 {
		return block.Made{Empty: true}
	}
	finding := beyondFinding(e, compared, len(t.Rows), len(above), b.Noun)
	if len(t.Rows) == 0 {
		return block.Made{Finding: finding} // a table of nobody would say no more
	}
	t.Notes = []string{e.Say("Listed are those beyond the exact 99.8%% limits of chance around the rate of all, of %d {pair|pairs} of an edit and a %s that can be judged. One in 500 lies beyond them by chance alone.",
		compared, b.Noun)}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding}
}

// beyondFinding says how many units lie beyond the limits of an edit, on which side.
func beyondFinding(e *block.Edition, compared, beyond, above int, noun string) *report.Finding {
	f := &report.Finding{Headline: e.Say("No %s fails more often than chance explains", noun), Tone: report.Good}
	if above > 0 {
		f.Headline, f.Tone = e.Say("%s above the limits of chance", wording.Capital(unitsOf(e, above, noun))), report.Watch
	}
	if beyond == 0 {
		f.Text = e.Sentence("of %d {pair|pairs} of an edit and a %s none lies beyond the 99.8%% limits around the rate of all", compared, noun)
		return f
	}
	f.Text = wording.Capital(e.Say("of %d {pair|pairs} of an edit and a %s %d {lies|lie} beyond the 99.8%% limits around the rate of all.", compared, noun, beyond))
	return f
}

// unitsOf writes a number of units: "one coder", "3 facilities".
func unitsOf(e *block.Edition, n int, noun string) string {
	if n == 1 {
		return e.Say("one %s", e.Text(noun))
	}
	return fmt.Sprintf("%d %s", n, e.Several(noun))
}

// editFunnel draws the units of the edit with the most failures.
func editFunnel(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	unit := block.FirstOf(a.Query, query.Text)
	all := unitsByEdit(a, unit)
	if len(all) == 0 {
		return block.Made{Empty: true}
	}
	g := slices.MaxFunc(all, func(x, y judgedUnits) int { return cmp.Compare(x.failed, y.failed) })
	if g.failed == 0 {
		return block.Made{Empty: true}
	}
	names, failed, judged, est := a.Text(unit), a.Int("failed"), a.Int("judged"), a.Estimates(b.Metric)
	title := funnelTitle(e, g, names, b.Noun)
	variation.AstrideWords(e, &b, g.funnel)
	words := e.Words(a, b, title, e.Say("The edit with the most failures; a dot a %s; lines: exact 95%% and 99.8%% limits of chance around the rate of all, %s.", b.Noun, e.PercentSmall(g.pooled)), e.Text("Funnel plot."))
	fig := across.Funnel{Words: words, Unit: chart.Percent, CountTitle: e.Text("Records judged"), ValueTitle: e.Text("Rate of failures"), Centre: g.pooled.Value, CentreLabel: e.Text("All"), LowIsGood: true}
	var rows [][]string
	var sizes []int64
	for k, i := range g.rows {
		sizes = append(sizes, judged[i])
		fig.Points = append(fig.Points, across.FunnelPoint{Label: names[i], N: float64(judged[i]), Value: est[i].Value, Verdict: variation.Verdicts[g.funnel.Units[k].Verdict]})
		rows = append(rows, append([]string{g.edit, names[i], fmt.Sprint(failed[i]), fmt.Sprint(judged[i])}, append(e.EstimateCells(est[i]), e.Text(g.funnel.Units[k].Verdict.String()))...))
	}
	fig.Limits = funnelCurve(g.funnel, sizes)
	columns := append(append(block.Textual("edit", b.Noun), block.Numeric("failed", "judged")...), append(block.EstimateColumns(), block.Textual("verdict")...)...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, title, columns, rows))}
}

// funnelTitle names the units that fail more often than chance explains.
func funnelTitle(e *block.Edition, g judgedUnits, names []string, noun string) string {
	var above []string
	for k, u := range g.funnel.Units {
		if u.Verdict == compare.Beyond998 && u.Rate > g.pooled.Value {
			above = append(above, names[g.rows[k]])
		}
	}
	switch {
	case len(above) == 0:
		return e.Say("%s (%s): no %s above the limits of chance", e.Text(g.title), g.edit, noun)
	case len(above) > 3:
		return e.Say("%s (%s): %s above the limits of chance", e.Text(g.title), g.edit, unitsOf(e, len(above), noun))
	}
	return e.Say("%s (%s): %s above the limits of chance", e.Text(g.title), g.edit, e.List(above))
}

// funnelCurve is the limits from half the smallest unit on: below, rare failures have none.
func funnelCurve(f compare.FunnelChart, sizes []int64) []across.FunnelLimit {
	first := math.Max(1, float64(slices.Min(sizes))/2)
	var curve []across.FunnelLimit
	for _, l := range variation.Limits(f, sizes, 1) {
		if l.N >= first {
			curve = append(curve, l)
		}
	}
	return curve
}
