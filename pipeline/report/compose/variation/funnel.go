package variation

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// funnel compares units, a dot each at its records and its rate (FUN-02), with their pooled rate
// (FUN-01) and exact limits. It names only those outside. The variation between them is the
// finding, so it never widens the limits; that codes lie in charts does. Units of few records
// are in the pooled rate and are not shown (SMP-07).
func funnel(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	names := a.Text(block.FirstOf(a.Query, query.Text))
	m, _ := a.Query.Metric(b.Metric)
	all, deff := effectiveUnits(a, m, names)
	pooled := compare.Pooled(all)
	est, rows := a.Estimates(b.Metric), []int{}
	var units []compare.Unit
	for i := range all {
		if est[i].Defined() && !block.Few(est[i]) {
			units, rows = append(units, all[i]), append(rows, i)
		}
	}
	switch {
	case !pooled.Defined() || len(units) == 0:
		return block.Made{Empty: true}
	case len(all) == 1:
		return block.Made{Empty: true, Absent: block.Alone}
	}
	f := compare.Funnel(units, pooled.Value).Unwidened()
	few := 0
	for _, of := range est {
		if block.Few(of) {
			few++
		}
	}
	finding := funnelFinding(e, f, pooled, b, few)
	AstrideWords(e, &b, f)
	words := e.Words(a, b, finding.Headline, funnelSubtitle(e, b, pooled, deff), e.Text("Funnel plot."))
	fig := across.Funnel{Words: words, Unit: chart.Percent, CountTitle: e.Text("Diagnoses reviewed"), ValueTitle: b.Title, Centre: pooled.Value, CentreLabel: e.Text("All")}
	if m.Estimator != clustered {
		fig.CountTitle = e.Text("Records reviewed")
	}
	x, n := a.Int(m.Args[0]), a.Int(m.Args[1])
	var sizes []int64
	var data [][]string
	for at, i := range rows {
		sizes = append(sizes, n[i])
		fig.Points = append(fig.Points, across.FunnelPoint{Label: names[i], N: float64(n[i]), Value: est[i].Value, Verdict: Verdicts[f.Units[at].Verdict]})
		data = append(data, append([]string{names[i], fmt.Sprint(x[i]), fmt.Sprint(n[i])}, append(e.EstimateCells(est[i]), e.Text(f.Units[at].Verdict.String()))...))
	}
	fig.Limits = Limits(f, sizes, deff)
	columns := append(append(block.Textual(b.Noun), block.Numeric("numerator", "denominator")...), append(block.EstimateColumns(), block.Textual("verdict")...)...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, data)), Finding: finding}
}

// AstrideWords let the caption of a funnel say why a dot that lies beyond a line is not judged so.
func AstrideWords(e *block.Edition, b *report.BlockSpec, f compare.FunnelChart) {
	if labels := f.Astride(); len(labels) > 0 {
		text := e.Sentence("%s: beyond a line by less than one count, which is not beyond the limit, since lines run between whole counts", e.List(labels))
		b.Caption = strings.TrimSpace(text + " " + b.Caption)
	}
}

func funnelSubtitle(e *block.Edition, b report.BlockSpec, pooled metric.Estimate, deff float64) string {
	if deff > 1 {
		return e.Say("%s, a dot a %s; lines: exact 95%% and 99.8%% limits of chance around the pooled %s, for codes that lie in charts (design effect %s).",
			b.Title, b.Noun, e.Percent(pooled.Value), e.Fixed(deff, 1))
	}
	return e.Say("%s, a dot a %s; lines: exact 95%% and 99.8%% limits of chance around the pooled %s.", b.Title, b.Noun, e.Percent(pooled.Value))
}

// clustered is the estimator of codes that lie in charts.
const clustered = "cluster_ratio"

// effectiveUnits are the units in independent records, and the design effect by which
// codes in charts are fewer.
func effectiveUnits(a block.Answer, m query.Metric, names []string) ([]compare.Unit, float64) {
	args := make([][]int64, len(m.Args))
	for i, name := range m.Args {
		args[i] = a.Int(name)
	}
	if m.Estimator == clustered {
		charts := make([]metric.Ratio, len(names))
		for i := range names {
			charts[i] = metric.Ratio{X: args[0][i], M: args[1][i], XX: args[2][i], MM: args[3][i], XM: args[4][i], Charts: args[5][i]}
		}
		return compare.Effective(names, charts)
	}
	units := make([]compare.Unit, len(names))
	for i := range names {
		units[i] = compare.Unit{Label: names[i], X: args[0][i], N: args[1][i]}
	}
	return units, 1
}

// Limits are the curves from the smallest to the largest unit, with room at both ends.
func Limits(f compare.FunnelChart, sizes []int64, deff float64) []across.FunnelLimit {
	most := float64(slices.Max(sizes)) * 1.1
	first, step := 5*deff, max(most/120, deff)
	var curve []across.FunnelLimit
	for n := first; n <= most; n += step {
		lo998, lo95, hi95, hi998 := f.Limits(int64(math.Round(n / deff)))
		curve = append(curve, across.FunnelLimit{N: n, Lo998: lo998, Lo95: lo95, Hi95: hi95, Hi998: hi998})
	}
	return curve
}

// Verdicts are how a figure shows what a funnel decided.
var Verdicts = map[compare.Verdict]across.Verdict{
	compare.Inside: across.Within, compare.NotJudged: across.NotJudged,
	compare.Beyond95: across.Beyond95, compare.Beyond998: across.Beyond998,
}

func funnelFinding(e *block.Edition, f compare.FunnelChart, pooled metric.Estimate, b report.BlockSpec, few int) *report.Finding {
	measure, noun := block.Unnumbered(b.Title), b.Noun
	worse, better := beyond(f, pooled)
	if len(worse)+len(better) == 0 {
		return &report.Finding{
			Headline: e.Say("%s: no %s lies outside the limits", measure, noun),
			Text:     e.Sentence("no %s of %d lies beyond the 99.8%% limits around the pooled share of %s: what differs between them can be chance%s", noun, len(f.Units), e.Percent(pooled.Value), fewWords(e, few, noun)),
			Tone:     report.Good,
		}
	}
	var parts []string
	if len(worse) > 0 {
		parts = append(parts, e.Say("%s below", e.List(worse)))
	}
	if len(better) > 0 {
		parts = append(parts, e.Say("%s above", e.List(better)))
	}
	tone := report.Watch
	if len(worse) == 0 {
		tone = report.Good
	}
	return &report.Finding{
		Headline: e.Say("%s: %s the limits", measure, strings.Join(parts, ", ")),
		Text: e.Sentence("around the pooled share of %s, %s the 99.8%% limits, more than chance explains; the other %d cannot be told apart%s",
			e.Percent(pooled.Value), e.List(parts), len(f.Units)-len(worse)-len(better), fewWords(e, few, noun)),
		Tone: tone,
	}
}

// beyond are the units outside the wider limits, on either side.
func beyond(f compare.FunnelChart, pooled metric.Estimate) (worse, better []string) {
	for _, u := range f.Units {
		switch {
		case u.Verdict != compare.Beyond998:
		case u.Rate < pooled.Value:
			worse = append(worse, u.Label)
		default:
			better = append(better, u.Label)
		}
	}
	return worse, better
}

// fewWords say how many units are not shown.
func fewWords(e *block.Edition, few int, noun string) string {
	if few == 0 {
		return ""
	}
	return e.Say("; %s with fewer than 30 records {is|are} not shown", e.Plural(int64(few), e.Several(noun)))
}
