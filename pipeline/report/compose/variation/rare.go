package variation

import (
	"math"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// rareEvents charts events that are too rare for a share by period, a point for each: the
// cases since the one before (g chart), or the days (t chart). The query has a row for each
// event, in order.
func rareEvents(e *block.Edition, a block.Answer, b report.BlockSpec, s sort) block.Made {
	on, between := eventDays(e, a), []float64{}
	var c spc.Chart
	drawn := "Cases between two %s, in order; low points mean that they come close together. Judged by a g chart: mean ± 3 × √(mean × (mean + 1)), runs about the median."
	fig := course.Gaps{Axis: e.Text("Cases between"), Order: e.Text("In order, by day")}
	if s == ofCases {
		cases := a.Int(betweenColumn)
		for _, n := range cases {
			between = append(between, float64(n))
		}
		c = spc.G(cases, spc.Options{Baseline: b.Baseline})
		fig.Middle = middle(between)
	} else {
		on, between = on[min(1, len(on)):], daysBetween(a, on)
		c = spc.T(between, spc.Options{Baseline: b.Baseline, Screen: b.Screen})
		drawn = "Days between two %s, in order; low points mean that they come close together. Judged by a t chart (Nelson): XmR limits of days to the power 1/3.6."
		fig.Axis, fig.CentreLabel, fig.Middle = e.Text("Days between"), e.Text("Centre"), math.NaN()
	}
	if !c.Defined() {
		return block.Made{Empty: true}
	}
	if c.Baseline < FewestPeriods {
		b.Caption = strings.TrimSpace(b.Caption + " " + e.Say(fewPoints, c.Baseline))
	}
	finding := rareFinding(e, c, b.Noun)
	fig.Words = e.Words(a, b, finding.Headline, e.Say(drawn, b.Noun), e.Text("Control chart."))
	fig.Centre, fig.Lower, fig.Upper = c.Points[0].Centre, c.Points[0].Lower, c.Points[0].Upper
	rows := make([][]string, len(between))
	for i, pt := range c.Points {
		fig.Points = append(fig.Points, course.Gap{On: on[i], Between: pt.Value, Signal: signals[pt.Signal]})
		rows[i] = []string{on[i].Format(time.DateOnly), block.Number(between[i]), block.Number(pt.Centre), block.Number(pt.Lower), block.Number(pt.Upper), e.Text(pt.Signal.String())}
	}
	columns := append(append(block.Textual("day"), block.Numeric("between", "centre", "lower", "upper")...), block.Textual("signal")...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding}
}

// eventDays are the local dates of the events.
func eventDays(e *block.Edition, a block.Answer) []time.Time {
	column := block.FirstOf(a.Query, query.Date)
	if column != "" {
		return a.Date(column)
	}
	days := make([]time.Time, a.Len())
	for i, second := range a.Int(secondColumn) {
		year, month, date := time.Unix(second, 0).In(e.Location).Date()
		days[i] = time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
	}
	return days
}

// daysBetween are the days from each event to its next: elapsed ones (CLK-03) where the
// instants are known, and else calendar ones.
func daysBetween(a block.Answer, on []time.Time) []float64 {
	between := make([]float64, max(0, len(on)-1))
	for i := range between {
		between[i] = on[i+1].Sub(on[i]).Hours() / 24
	}
	if _, ok := a.Query.Column(secondColumn); ok {
		at := a.Int(secondColumn)
		for i := range between {
			between[i] = float64(at[i+1]-at[i]) / 86400
		}
	}
	return between
}

// middle is the median about which a g chart counts its runs.
func middle(values []float64) float64 {
	counts := make([]int64, len(values))
	for i := range counts {
		counts[i] = 1
	}
	if est := metric.Quantile(values, counts, 0.5, "1"); est.Defined() {
		return est.Value
	}
	return math.NaN()
}

// rareFinding tells events that come closer together from those that grow rarer.
func rareFinding(e *block.Edition, c spc.Chart, noun string) *report.Finding {
	closer, apart := 0, 0
	for _, pt := range c.Points {
		switch {
		case pt.Signal == spc.CommonCause:
		case pt.Value < pt.Centre:
			closer++
		default:
			apart++
		}
	}
	n := strconv.Itoa(len(c.Points) + 1)
	switch {
	case closer > 0:
		return &report.Finding{Headline: e.Say("%s came closer together", wording.Capital(noun)), Tone: report.Watch,
			Text: e.Sentence("of the %d gaps between %s %s, %d {is|are} shorter than chance makes", len(c.Points), n, noun, closer)}
	case apart > 0:
		return &report.Finding{Headline: e.Say("%s grew rarer for a time", wording.Capital(noun)), Tone: report.Good,
			Text: e.Sentence("of the %d gaps between %s %s, %d {is|are} longer than chance makes and none is shorter", len(c.Points), n, noun, apart)}
	}
	return &report.Finding{Headline: e.Say("%s show no pattern", wording.Capital(noun)),
		Text: e.Sentence("the gaps between %s %s differ by no more than chance makes", n, noun)}
}
