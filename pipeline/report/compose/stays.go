package compose

import (
	"fmt"
	"math"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
)

// monthlyMeans is the restricted mean of days to coding by month of discharge on an XmR
// chart: unlike the mean of coded accounts it does not fall while a backlog grows.
func monthlyMeans(e *Edition, a answered, b report.BlockSpec) made {
	limit := float64(orDefault(b.Limit, defaultLimit))
	tables := monthTables(a)
	values, partial := make([]float64, len(tables)), make([]bool, len(tables))
	estimates := make([]metric.Estimate, len(tables))
	for i, t := range tables {
		// A month is followed long enough once its last day lies the horizon back.
		end := t.start.AddDate(0, 1, 0)
		partial[i] = end.AddDate(0, 0, int(limit)).After(e.AsOf)
		estimates[i] = survival.KaplanMeier(t.exits).RestrictedMean(limit)
		values[i] = math.NaN()
		if estimates[i].Defined() {
			values[i] = estimates[i].Value
		}
	}
	c := steady(b.Baseline, partial, func(o spc.Options) spc.Chart { return spc.XmR(values, o) })
	if !c.Defined() {
		return made{empty: true}
	}
	starts := make([]time.Time, len(tables))
	rows := make([][]string, len(tables))
	for i, t := range tables {
		starts[i] = t.start
		rows[i] = append([]string{t.start.Format("2006-01")}, estimateCells(estimates[i])...)
		rows[i] = append(rows[i], number(c.Points[i].Centre), number(c.Points[i].Lower), number(c.Points[i].Upper), c.Points[i].Signal.String())
	}
	finding := meanFinding(c, starts, partial, estimates)
	words := e.words(a, b, finding.Headline,
		fmt.Sprintf("Mean days from discharge to final coding within %d days, by month of discharge, open accounts included; XmR limits from %s.",
			int(limit), baselineWords(b.Baseline, "month")), "Control chart.")
	fig := chart.Control{Words: words, Unit: chart.Days, Axis: "Restricted mean days", CentreLabel: "Mean", Points: controlPoints(c, starts, partial, b.Baseline), Events: events(b)}
	columns := append(append(textual("month"), estimateColumns()...), append(numeric("centre", "lower_limit", "upper_limit"), textual("signal")...)...)
	return made{block: figure(b, fig, twin(b, finding.Headline, columns, rows)), finding: finding}
}

func monthTables(a answered) []table {
	var tables []table
	days, coded, censored := a.Int("day"), a.Int("coded"), a.Int("censored")
	for i, at := range a.Date("month") {
		if len(tables) == 0 || !tables[len(tables)-1].start.Equal(at) {
			tables = append(tables, table{start: at})
		}
		t := &tables[len(tables)-1]
		t.exits = append(t.exits, survival.Exit{Time: float64(days[i]), Events: coded[i], Censored: censored[i]})
	}
	return tables
}

func meanFinding(c spc.Chart, starts []time.Time, partial []bool, est []metric.Estimate) *report.Finding {
	var slow []int
	worst := -1
	for i, p := range c.Points {
		if partial[i] || p.Signal != spc.Outside || p.Value < p.Centre {
			continue
		}
		slow = append(slow, i)
		if worst < 0 || p.Value > c.Points[worst].Value {
			worst = i
		}
	}
	centre := fixed(c.Points[0].Centre, 1)
	if worst < 0 {
		return &report.Finding{
			Headline: "Coding takes " + centre + " days on average, month after month",
			Text:     sentence("the restricted mean stays within its limits around %s days: no month was slower than usual variation", centre),
			Tone:     report.Good,
		}
	}
	return &report.Finding{
		Headline: fmt.Sprintf("Coding slowed to %s days in %s", fixed(est[worst].Value, 1), month(starts[worst])),
		Text: sentence("discharges of %s waited %s days on average (%s), outside the limits around %s days",
			when(starts, slow, "month"), fixed(est[worst].Value, 1), interval(est[worst]), centre),
		Tone: report.Act,
	}
}
