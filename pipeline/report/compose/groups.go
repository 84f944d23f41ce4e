package compose

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// groups is a table with a row a unit, such as a facility, in the order of their names
// and not of their results (FUN-05), and a column a measure.
func groups(_ *Edition, a answered, b report.BlockSpec) made {
	names := a.Text(firstOf(a.Query, query.Text))
	table := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{{Title: capital(b.Noun)}}}
	rows, small := make([][]string, a.Len()), false
	for i := range rows {
		rows[i] = []string{names[i]}
	}
	for _, m := range b.Measures {
		table.Columns = append(table.Columns, report.Column{Title: m.Label, Numeric: true})
		for i, est := range a.estimates(m.Metric) {
			small = small || fewOf(est)
			rows[i] = append(rows[i], ofUnit(est))
		}
	}
	table.Columns = append(table.Columns, report.Column{Title: "Records", Numeric: true})
	for i, est := range a.estimates(b.Measures[0].Metric) {
		rows[i] = append(rows[i], recordsOf(est))
	}
	table.Rows = slices.DeleteFunc(rows, noData)
	table.Notes = []string{"In brackets: 95% intervals. Rows are in the order of names: intervals that overlap allow no ranking."}
	if small {
		table.Notes = append(table.Notes, "Of fewer than 30 records only the interval is shown (SMP-07).")
	}
	if b.Caption != "" {
		table.Notes = append(table.Notes, b.Caption)
	}
	return made{block: report.Block{Table: table}}
}

// noData reports whether nothing is known of a unit, such as one with targeted reviews only.
func noData(row []string) bool {
	for _, cell := range row[1 : len(row)-1] {
		if cell != "no data" {
			return false
		}
	}
	return true
}

// leastRecords is how many records a unit needs for its value to be shown (SMP-07).
const leastRecords = 30

func fewOf(est metric.Estimate) bool { return est.Defined() && est.N < leastRecords }

// ofUnit writes what may be shown of a unit: of few records the interval alone.
func ofUnit(est metric.Estimate) string {
	if !fewOf(est) {
		return withRange(est)
	}
	if i := interval(est); i != "" {
		return "(" + i + ")"
	}
	return "too few"
}

func withRange(est metric.Estimate) string {
	if i := interval(est); i != "" {
		return value(est) + " (" + i + ")"
	}
	return value(est)
}

// funnel compares units with their pooled rate and exact limits. It names only those
// outside. The variation between them is the finding, so it never widens the limits;
// that codes lie in charts does. Units of few records are in the pooled rate and are not
// shown (SMP-07).
func funnel(e *Edition, a answered, b report.BlockSpec) made {
	names := a.Text(firstOf(a.Query, query.Text))
	m, _ := a.Query.Metric(b.Metric)
	all, deff := effectiveUnits(a, m, names)
	pooled := compare.Pooled(all)
	est, rows := a.estimates(b.Metric), []int{}
	var units []compare.Unit
	for i := range all {
		if est[i].Defined() && !fewOf(est[i]) {
			units, rows = append(units, all[i]), append(rows, i)
		}
	}
	if !pooled.Defined() || len(units) == 0 {
		return made{empty: true}
	}
	f := compare.Funnel(units, pooled.Value).Unwidened()
	few := 0
	for _, e := range est {
		if fewOf(e) {
			few++
		}
	}
	finding := funnelFinding(f, pooled, b.Noun, few)
	words := e.words(a, b, finding.Headline, funnelSubtitle(b, pooled, deff), "Funnel plot.")
	fig := chart.Funnel{Words: words, Unit: chart.Percent, CountTitle: "Diagnoses reviewed", ValueTitle: b.Title, Centre: pooled.Value, CentreLabel: "All"}
	if m.Estimator != clustered {
		fig.CountTitle = "Records reviewed"
	}
	x, n := a.Int(m.Args[0]), a.Int(m.Args[1])
	var sizes []int64
	var data [][]string
	for at, i := range rows {
		sizes = append(sizes, n[i])
		fig.Points = append(fig.Points, chart.FunnelPoint{Label: names[i], N: float64(n[i]), Value: est[i].Value, Verdict: verdicts[f.Units[at].Verdict]})
		data = append(data, append([]string{names[i], fmt.Sprint(x[i]), fmt.Sprint(n[i])}, append(estimateCells(est[i]), f.Units[at].Verdict.String())...))
	}
	fig.Limits = limits(f, sizes, deff)
	columns := append(append(textual(b.Noun), numeric("numerator", "denominator")...), append(estimateColumns(), textual("verdict")...)...)
	return made{block: figure(b, fig, twin(b, finding.Headline, columns, data)), finding: finding}
}

func funnelSubtitle(b report.BlockSpec, pooled metric.Estimate, deff float64) string {
	text := fmt.Sprintf("%s, a dot a %s; lines: exact 95%% and 99.8%% limits of chance around the pooled %s", b.Title, b.Noun, percent(pooled.Value))
	if deff > 1 {
		text += fmt.Sprintf(", for codes that lie in charts (design effect %s)", fixed(deff, 1))
	}
	return text + "."
}

// clustered is the estimator of codes that lie in charts.
const clustered = "cluster_ratio"

// effectiveUnits are the units in independent records, and the design effect by which
// codes in charts are fewer.
func effectiveUnits(a answered, m query.Metric, names []string) ([]compare.Unit, float64) {
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

// limits are the curves from the smallest to the largest unit, with room at both ends.
func limits(f compare.FunnelChart, sizes []int64, deff float64) []chart.FunnelLimit {
	most := float64(slices.Max(sizes)) * 1.1
	first, step := 5*deff, max(most/120, deff)
	var curve []chart.FunnelLimit
	for n := first; n <= most; n += step {
		lo998, lo95, hi95, hi998 := f.Limits(int64(math.Round(n / deff)))
		curve = append(curve, chart.FunnelLimit{N: n, Lo998: lo998, Lo95: lo95, Hi95: hi95, Hi998: hi998})
	}
	return curve
}

var verdicts = map[compare.Verdict]chart.Verdict{
	compare.Inside: chart.Within, compare.NotJudged: chart.NotJudged,
	compare.Beyond95: chart.Beyond95, compare.Beyond998: chart.Beyond998,
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
			Text:     sentence("no %s of %d lies beyond the 99.8%% limits around the pooled share of %s: what differs between them can be chance%s", noun, len(f.Units), percent(pooled.Value), fewWords(few, noun)),
			Tone:     report.Good,
		}
	}
	var parts []string
	if len(worse) > 0 {
		parts = append(parts, list(worse)+" below")
	}
	if len(better) > 0 {
		parts = append(parts, list(better)+" above")
	}
	tone := report.Watch
	if len(worse) == 0 {
		tone = report.Good
	}
	return &report.Finding{
		Headline: strings.Join(parts, ", ") + " the limits",
		Text: sentence("around the pooled share of %s, %s the 99.8%% limits, more than chance explains; the other %d cannot be told apart%s",
			percent(pooled.Value), strings.Join(parts, " and "), len(f.Units)-len(worse)-len(better), fewWords(few, noun)),
		Tone: tone,
	}
}

// fewWords say how many units are not shown.
func fewWords(few int, noun string) string {
	if few == 0 {
		return ""
	}
	return fmt.Sprintf("; %s with fewer than 30 records %s not shown", plural(int64(few), noun+"s"), isOrAre(few))
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
