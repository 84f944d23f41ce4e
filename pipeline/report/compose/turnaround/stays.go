package turnaround

import (
	"math"
	"slices"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/variation"
)

// monthlyMeans is the restricted mean of days to coding by month of discharge on an XmR
// chart: unlike the mean of coded accounts it does not fall while a backlog grows.
func monthlyMeans(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	limit := float64(block.OrDefault(b.Limit, defaultLimit))
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
	c := variation.Steady(b.Baseline, partial, func(o spc.Options) spc.Chart { return spc.XmR(values, o) })
	if !c.Defined() {
		return block.Made{Empty: true}
	}
	starts := make([]time.Time, len(tables))
	rows := make([][]string, len(tables))
	for i, t := range tables {
		starts[i] = t.start
		rows[i] = append([]string{t.start.Format("2006-01")}, e.EstimateCells(estimates[i])...)
		rows[i] = append(rows[i], block.Number(c.Points[i].Centre), block.Number(c.Points[i].Lower), block.Number(c.Points[i].Upper), e.Text(c.Points[i].Signal.String()))
	}
	finding := meanFinding(e, c, starts, partial, estimates)
	words := e.Words(a, b, finding.Headline,
		e.Say("Mean days from discharge to final coding within %d days, by month of discharge, open accounts included; XmR limits from %s.",
			int(limit), variation.BaselineWords(e, b.Baseline, "month")), "Control chart.")
	fig := course.Control{Words: words, Unit: chart.Days, Axis: e.Text("Restricted mean days"), CentreLabel: e.Text("Mean"), Points: variation.ControlPoints(c, starts, partial, b.Baseline), Events: block.Events(b)}
	columns := append(append(block.Textual("month"), block.EstimateColumns()...), append(block.Numeric("centre", "lower_limit", "upper_limit"), block.Textual("signal")...)...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding}
}

func monthTables(a block.Answer) []table {
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

func meanFinding(e *block.Edition, c spc.Chart, starts []time.Time, partial []bool, est []metric.Estimate) *report.Finding {
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
	centre := e.Fixed(c.Points[0].Centre, 1)
	if worst < 0 {
		return &report.Finding{
			Headline: e.Say("Coding takes %s days on average, month after month", centre),
			Text:     e.Sentence("the restricted mean stays within its limits around %s days: no month was slower than usual variation", centre),
			Tone:     report.Good,
		}
	}
	tone := report.Watch
	if latest := variation.Latest(c, partial); latest == slow[len(slow)-1] {
		worst, tone = latest, report.Act
	}
	text := e.Sentence("discharges of %s waited %s days on average (%s), outside the limits around %s days",
		e.Month(starts[worst]), e.Fixed(est[worst].Value, 1), e.Interval(est[worst]), centre)
	if others := slices.DeleteFunc(slow, func(i int) bool { return i == worst }); len(others) > 0 {
		text += " " + e.Say("%s lay outside too.", variation.When(e, starts, others, "month"))
	}
	if tone == report.Watch {
		text += " " + e.Text("The latest month lies within them again.")
	}
	return &report.Finding{
		Headline: e.Say("Coding slowed to %s days in %s", e.Fixed(est[worst].Value, 1), e.Month(starts[worst])),
		Text:     text, Tone: tone,
	}
}
