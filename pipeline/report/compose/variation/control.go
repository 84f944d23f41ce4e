// Package variation tells signals from chance: over time by control charts, between units by
// funnel plots.
package variation

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// control draws a metric over time against its own usual variation, on the chart that the block
// asks for. Of shares that is a p′ chart unless it says otherwise: its limits also hold the usual
// variation between periods, so that large periods do not cry wolf.
func control(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	m, _ := a.Query.Metric(b.Metric)
	if s := sortOf(m, b); s == ofCases || s == ofTimes {
		return rareEvents(e, a, b, s)
	}
	s := seriesOf(a, b)
	j := s.judge(b)
	if !j.Defined() {
		return block.Made{Empty: true}
	}
	finding := j.finding(e, b)
	warnings := j.warnings(e)
	b.Caption = strings.Join(append(slices.DeleteFunc([]string{b.Caption}, func(c string) bool { return c == "" }), warnings...), " ")
	words := e.Words(a, b, finding.Headline,
		e.Say("%s by %s; dashed: limits of usual variation (%s), made from %s. Marks: rules broken.", wording.Capital(b.Noun), s.by(e, a), e.Text(called[s.sort]), j.madeFrom(e, b)),
		e.Text("Control chart."))
	fig := course.Control{Words: words, Unit: j.axis(), Axis: wording.Capital(b.Noun), CentreLabel: e.Text("Mean"), Points: ControlPoints(j.Chart, s.starts, s.partial, b.Baseline), Events: block.Events(b)}
	if b.Target > 0 {
		fig.Target = chart.Target{Value: b.Target, Label: e.Say("Target %s", j.write(e, b.Target))}
	}
	data := j.data(e, b, finding.Headline)
	data.Notes = warnings
	return block.Made{Block: block.Figure(b, fig, data), Finding: finding}
}

// data are the points with what they were made from.
func (j judged) data(e *block.Edition, b report.BlockSpec, title string) report.Table {
	rows := make([][]string, len(j.starts))
	for i, pt := range j.Points {
		known := pt.N > 0
		rows[i] = []string{j.starts[i].Format(time.DateOnly)}
		if j.sort == ofValues {
			rows[i] = append(rows[i], e.EstimateCells(j.values[i])...)
		} else {
			rows[i] = append(rows[i], fmt.Sprint(j.xs[i]), fmt.Sprint(j.ns[i]), OrNone(pt.Value, known))
		}
		rows[i] = append(rows[i], block.Number(pt.Centre), OrNone(pt.Lower, known), OrNone(pt.Upper, known), e.Text(pt.Signal.String()))
	}
	columns := append(block.Textual(j.column), block.Numeric("numerator", "denominator", "value")...)
	if j.sort == ofValues {
		columns = append(block.Textual(j.column), block.EstimateColumns()...)
	}
	columns = append(append(columns, block.Numeric("centre", "lower", "upper")...), block.Textual("signal")...)
	return block.Twin(b, title, columns, rows)
}

var signals = map[spc.Signal]course.Signal{
	spc.CommonCause: course.InControl, spc.Outside: course.Outside, spc.Shift: course.Run,
	spc.Trend: course.Trend, spc.NearLimit: course.TwoOfThree,
}

// ControlPoints are the points of a judged series with their limits, for a figure.
func ControlPoints(c spc.Chart, starts []time.Time, partial []bool, baseline int) []course.ControlPoint {
	points := make([]course.ControlPoint, len(starts))
	for i, p := range c.Points {
		points[i] = course.ControlPoint{Start: starts[i], Value: p.Value, Centre: p.Centre, Lower: p.Lower, Upper: p.Upper,
			Signal: signals[p.Signal], Partial: partial[i], Baseline: i < baseline}
		if p.N == 0 {
			points[i].Value, points[i].Lower, points[i].Upper = math.NaN(), math.NaN(), math.NaN()
		}
	}
	return points
}

// OrNone writes a value for machines, or nothing where it is not known.
func OrNone(v float64, known bool) string {
	if !known || math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return block.Number(v)
}
