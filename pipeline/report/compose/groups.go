package compose

import (
	"fmt"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// groups is a table with a row a unit, such as a facility, in the order of their names
// and not of their results (FUN-05), and a column a measure.
func groups(_ *Edition, a answered, b report.BlockSpec) made {
	names := a.Text(firstOf(a.Query, query.Text))
	table := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{{Title: capital(b.Noun)}}}
	rows := make([][]string, a.Len())
	for i := range rows {
		rows[i] = []string{names[i]}
	}
	for _, m := range b.Measures {
		table.Columns = append(table.Columns, report.Column{Title: m.Label, Numeric: true})
		for i, est := range a.estimates(m.Metric) {
			rows[i] = append(rows[i], withRange(est))
		}
	}
	table.Columns = append(table.Columns, report.Column{Title: "Records", Numeric: true})
	for i, est := range a.estimates(b.Measures[0].Metric) {
		rows[i] = append(rows[i], recordsOf(est))
	}
	table.Rows = rows
	table.Notes = []string{"In brackets: 95% intervals. Rows are in the order of names: intervals that overlap allow no ranking."}
	if b.Caption != "" {
		table.Notes = append(table.Notes, b.Caption)
	}
	return made{block: report.Block{Table: table}}
}

func withRange(est metric.Estimate) string {
	if i := interval(est); i != "" {
		return value(est) + " (" + i + ")"
	}
	return value(est)
}

// funnel compares units by a share of independent records with the pooled rate and
// exact limits. It names only those outside.
func funnel(e *Edition, a answered, b report.BlockSpec) made {
	m, _ := a.Query.Metric(b.Metric)
	x, n := a.Int(m.Args[0]), a.Int(m.Args[1])
	names := a.Text(firstOf(a.Query, query.Text))
	units := make([]metric.Unit, a.Len())
	for i := range units {
		units[i] = metric.Unit{Label: names[i], X: x[i], N: n[i]}
	}
	pooled := metric.Pooled(units)
	if !pooled.Defined() {
		return e.empty(b)
	}
	f := metric.Funnel(units, pooled.Value)
	finding := funnelFinding(f, pooled, b.Noun)
	words := e.words(a, b, finding.Headline,
		fmt.Sprintf("Share of reviewed records without any error (ACC-04), a dot a %s; lines: exact 95%% and 99.8%% limits around the pooled %s.", b.Noun, percent(pooled.Value)),
		"Funnel plot.")
	fig := chart.Funnel{Words: words, Unit: chart.Percent, CountTitle: "Records reviewed", ValueTitle: "Records without error",
		Centre: pooled.Value, CentreLabel: "All " + percent(pooled.Value), Limits: limits(f, n), Points: dots(f)}
	rows := make([][]string, len(f.Units))
	for i, u := range f.Units {
		rows[i] = append([]string{u.Label, fmt.Sprint(u.X)}, append(estimateCells(metric.Proportion(u.X, u.N)), u.Verdict.String())...)
	}
	columns := append(append(textual(b.Noun), numeric("records_without_error")...), append(estimateColumns(), textual("verdict")...)...)
	return made{block: figure(b, fig, twin(b, finding.Headline, columns, rows)), finding: finding}
}

// limits are the curves from the smallest to the largest unit, with room at both ends.
func limits(f metric.FunnelChart, sizes []int64) []chart.FunnelLimit {
	most := int64(1)
	for _, n := range sizes {
		most = max(most, n)
	}
	most += most / 10
	step := max(most/120, 1)
	var curve []chart.FunnelLimit
	for n := int64(5); n <= most; n += step {
		lo998, lo95, hi95, hi998 := f.Limits(n)
		curve = append(curve, chart.FunnelLimit{N: float64(n), Lo998: lo998, Lo95: lo95, Hi95: hi95, Hi998: hi998})
	}
	return curve
}

var verdicts = map[metric.Verdict]chart.Verdict{
	metric.Inside: chart.Within, metric.NotJudged: chart.NotJudged,
	metric.Beyond95: chart.Beyond95, metric.Beyond998: chart.Beyond998,
}

func dots(f metric.FunnelChart) []chart.FunnelPoint {
	var points []chart.FunnelPoint
	for _, u := range f.Units {
		if u.N > 0 {
			points = append(points, chart.FunnelPoint{Label: u.Label, N: float64(u.N), Value: u.Rate, Verdict: verdicts[u.Verdict]})
		}
	}
	return points
}

func funnelFinding(f metric.FunnelChart, pooled metric.Estimate, noun string) *report.Finding {
	var worse, better []string
	for _, u := range f.Units {
		if u.Verdict != metric.Beyond998 {
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
			Text:     sentence("no %s of %d lies beyond the 99.8%% limits around the pooled share of %s: what differs between them can be chance", noun, len(f.Units), percent(pooled.Value)),
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
		Text: sentence("around the pooled share of %s, %s the 99.8%% limits: more than chance explains; the other %d cannot be told apart",
			percent(pooled.Value), strings.Join(parts, " and "), len(f.Units)-len(worse)-len(better)),
		Tone: tone,
	}
}
