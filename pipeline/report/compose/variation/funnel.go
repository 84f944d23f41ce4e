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
	"chartline/pipeline/report/compose/wording"
)

// funnel compares units with their pooled rate and exact limits. It names only those
// outside. The variation between them is the finding, so it never widens the limits;
// that codes lie in charts does. Units of few records are in the pooled rate and are not
// shown (SMP-07).
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
	if !pooled.Defined() || len(units) == 0 {
		return block.Made{Empty: true}
	}
	f := compare.Funnel(units, pooled.Value).Unwidened()
	few := 0
	for _, e := range est {
		if block.Few(e) {
			few++
		}
	}
	finding := funnelFinding(f, pooled, b.Noun, few)
	words := e.Words(a, b, finding.Headline, funnelSubtitle(b, pooled, deff), "Funnel plot.")
	fig := across.Funnel{Words: words, Unit: chart.Percent, CountTitle: "Diagnoses reviewed", ValueTitle: b.Title, Centre: pooled.Value, CentreLabel: "All"}
	if m.Estimator != clustered {
		fig.CountTitle = "Records reviewed"
	}
	x, n := a.Int(m.Args[0]), a.Int(m.Args[1])
	var sizes []int64
	var data [][]string
	for at, i := range rows {
		sizes = append(sizes, n[i])
		fig.Points = append(fig.Points, across.FunnelPoint{Label: names[i], N: float64(n[i]), Value: est[i].Value, Verdict: Verdicts[f.Units[at].Verdict]})
		data = append(data, append([]string{names[i], fmt.Sprint(x[i]), fmt.Sprint(n[i])}, append(block.EstimateCells(est[i]), f.Units[at].Verdict.String())...))
	}
	fig.Limits = Limits(f, sizes, deff)
	columns := append(append(block.Textual(b.Noun), block.Numeric("numerator", "denominator")...), append(block.EstimateColumns(), block.Textual("verdict")...)...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, data)), Finding: finding}
}

func funnelSubtitle(b report.BlockSpec, pooled metric.Estimate, deff float64) string {
	text := fmt.Sprintf("%s, a dot a %s; lines: exact 95%% and 99.8%% limits of chance around the pooled %s", b.Title, b.Noun, wording.Percent(pooled.Value))
	if deff > 1 {
		text += fmt.Sprintf(", for codes that lie in charts (design effect %s)", wording.Fixed(deff, 1))
	}
	return text + "."
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

func funnelFinding(f compare.FunnelChart, pooled metric.Estimate, noun string, few int) *report.Finding {
	var worse, better []string
	for _, u := range f.Units {
		if u.Verdict != compare.Beyond998 {
			continue
		}
		if u.Rate < pooled.Value {
			worse = append(worse, u.Label)
		} else {
			better = append(better, u.Label)
		}
	}
	if len(worse)+len(better) == 0 {
		return &report.Finding{
			Headline: fmt.Sprintf("No %s lies outside the limits", noun),
			Text:     wording.Sentence("no %s of %d lies beyond the 99.8%% limits around the pooled share of %s: what differs between them can be chance%s", noun, len(f.Units), wording.Percent(pooled.Value), fewWords(few, noun)),
			Tone:     report.Good,
		}
	}
	var parts []string
	if len(worse) > 0 {
		parts = append(parts, wording.List(worse)+" below")
	}
	if len(better) > 0 {
		parts = append(parts, wording.List(better)+" above")
	}
	tone := report.Watch
	if len(worse) == 0 {
		tone = report.Good
	}
	return &report.Finding{
		Headline: strings.Join(parts, ", ") + " the limits",
		Text: wording.Sentence("around the pooled share of %s, %s the 99.8%% limits, more than chance explains; the other %d cannot be told apart%s",
			wording.Percent(pooled.Value), strings.Join(parts, " and "), len(f.Units)-len(worse)-len(better), fewWords(few, noun)),
		Tone: tone,
	}
}

// fewWords say how many units are not shown.
func fewWords(few int, noun string) string {
	if few == 0 {
		return ""
	}
	return fmt.Sprintf("; %s with fewer than 30 records %s not shown", wording.Plural(int64(few), noun+"s"), wording.IsOrAre(few))
}
