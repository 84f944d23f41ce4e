package accuracy

import (
	"math"
	"strconv"
	"time"

	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// rare charts the records reviewed between two with an error that is rare, for which a share by
// month has too few, as a g chart (standard 2.8).
func rare(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	between, on := a.Int("records_between"), a.Date("coded_on")
	c := spc.G(between, spc.Options{})
	if !c.Defined() {
		return block.Made{Empty: true}
	}
	finding := rareFinding(e, a, c, b.Noun)
	words := e.Words(a, b, finding.Headline,
		e.Say("Records reviewed between two with %s, in order. Low points mean that these come close together. Judged by a g chart: mean ± 3 × √(mean × (mean + 1)), runs about the median.", b.Noun),
		e.Text("Control chart."))
	fig := course.Gaps{Words: words, Axis: e.Text("Records between"), Order: e.Text("In order, by the day on which the codes were final"),
		Centre: c.Points[0].Centre, Upper: c.Points[0].Upper, Middle: medianOf(between)}
	rows := make([][]string, len(between))
	for i, p := range c.Points {
		fig.Points = append(fig.Points, course.Gap{On: on[i], Between: p.Value, Signal: gapSignals[p.Signal]})
		rows[i] = []string{on[i].Format(time.DateOnly), strconv.FormatInt(between[i], 10), block.Number(p.Centre), block.Number(p.Upper), e.Text(p.Signal.String())}
	}
	columns := append(append(block.Textual("coded_on"), block.Numeric("records_between", "centre", "upper_limit")...), block.Textual("signal")...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding}
}

// gapSignals are the marks of the rules that a g chart reads.
var gapSignals = map[spc.Signal]course.Signal{
	spc.CommonCause: course.InControl, spc.Outside: course.Outside, spc.Shift: course.Run, spc.Trend: course.Trend,
}

// medianOf is the median about which a g chart counts its runs.
func medianOf(between []int64) float64 {
	values, counts := make([]float64, len(between)), make([]int64, len(between))
	for i, n := range between {
		values[i], counts[i] = float64(n), 1
	}
	if est := metric.Quantile(values, counts, 0.5, "1"); est.Defined() {
		return est.Value
	}
	return math.NaN()
}

// rareFinding tells errors that come closer together, a run below, from those that grow
// rarer.
func rareFinding(e *block.Edition, a block.Answer, c spc.Chart, noun string) *report.Finding {
	closer, apart := 0, 0
	for _, p := range c.Points {
		switch {
		case p.Signal == spc.CommonCause:
		case p.Value < p.Centre:
			closer++
		default:
			apart++
		}
	}
	rate := a.Estimates("event_rate")[0]
	text := e.Say("%s of %s reviewed {[1]has|have} %s: %s", e.Plural(a.Int("events")[0], "records"), e.Count(a.Int("reviewed")[0]), noun, e.WithInterval(rate))
	switch {
	case closer > 0:
		return &report.Finding{Headline: e.Say("%s came closer together", wording.Capital(noun)), Tone: report.Watch,
			Text: e.Sentence("%s; %d of them {is|are} part of a run that is closer than chance makes", text, closer)}
	case apart > 0:
		return &report.Finding{Headline: e.Say("%s grew rarer for a time", wording.Capital(noun)), Tone: report.Good,
			Text: e.Sentence("%s; %d of them came later than chance makes, and none sooner", text, apart)}
	}
	return &report.Finding{Headline: e.Say("%s show no pattern", wording.Capital(noun)), Text: e.Sentence("%s, and no rule is broken", text)}
}
