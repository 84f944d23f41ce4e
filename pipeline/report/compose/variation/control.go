// Package variation tells signals from chance: over time by control charts, between units by
// funnel plots.
package variation

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// control draws a share of independent records over time as a p′ chart: its limits also
// hold the usual variation between periods, so that large periods do not cry wolf.
func control(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	m, _ := a.Query.Metric(b.Metric)
	column := block.FirstOf(a.Query, query.Date)
	starts, xs, ns, partial := ByPeriod(a, column, m.Args[0], m.Args[1])
	c := Steady(b.Baseline, partial, func(o spc.Options) spc.Chart { return spc.PPrime(xs, ns, o) })
	if !c.Defined() {
		return block.Made{Empty: true}
	}
	points := ControlPoints(c, starts, partial, b.Baseline)
	finding := controlFinding(c, starts, partial, column, b.Noun)
	words := e.Words(a, b, finding.Headline,
		fmt.Sprintf("%s by %s; dashed: limits of usual variation (p′ chart, Laney), made from %s. Marks: rules broken.", wording.Capital(b.Noun), column, BaselineWords(b.Baseline, column)),
		"Control chart.")
	fig := course.Control{Words: words, Unit: chart.Percent, Axis: wording.Capital(b.Noun), CentreLabel: "Mean", Points: points, Events: block.Events(b)}
	if b.Target > 0 {
		fig.Target = chart.Target{Value: b.Target, Label: "Target " + wording.Percent(b.Target)}
	}
	rows := make([][]string, len(starts))
	for i, p := range c.Points {
		rows[i] = []string{starts[i].Format(time.DateOnly), fmt.Sprint(xs[i]), fmt.Sprint(ns[i]), OrNone(p.Value, ns[i] > 0), block.Number(p.Centre), OrNone(p.Lower, ns[i] > 0), OrNone(p.Upper, ns[i] > 0), p.Signal.String()}
	}
	columns := append(append(block.Textual(column), block.Numeric("numerator", "denominator", "value", "centre", "lower", "upper")...), block.Textual("signal")...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding}
}

// ByPeriod adds up rows of the same period, and says which periods are not over.
func ByPeriod(a block.Answer, column, x, n string) (starts []time.Time, xs, ns []int64, partial []bool) {
	dates, num, den := a.Date(column), a.Int(x), a.Int(n)
	var pending []int64
	if _, ok := a.Query.Column("pending"); ok {
		pending = a.Int("pending")
	}
	for i, at := range dates {
		if len(starts) == 0 || !starts[len(starts)-1].Equal(at) {
			starts, xs, ns, partial = append(starts, at), append(xs, 0), append(ns, 0), append(partial, false)
		}
		last := len(starts) - 1
		xs[last] += num[i]
		ns[last] += den[i]
		if pending != nil && pending[i] > 0 {
			partial[last] = true
		}
	}
	return starts, xs, ns, partial
}

func places(flags []bool) []int {
	var at []int
	for i, f := range flags {
		if f {
			at = append(at, i)
		}
	}
	return at
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

// Steady makes a control chart whose centre and limits come from the first points, where
// a baseline is set, and else from all points that lie inside them: those outside have a
// cause of their own, and would hide others (Montgomery's first phase, one pass). Points
// of periods that are not over are never used.
func Steady(baseline int, partial []bool, chart func(spc.Options) spc.Chart) spc.Chart {
	options := spc.Options{Baseline: baseline, Exclude: places(partial)}
	c := chart(options)
	if baseline > 0 {
		return c
	}
	for i, p := range c.Points {
		if p.Signal == spc.Outside && !partial[i] {
			options.Exclude = append(options.Exclude, i)
		}
	}
	if cleaned := chart(options); cleaned.Defined() {
		return cleaned
	}
	return c // too little lies inside
}

// BaselineWords say what centre and limits were made from.
func BaselineWords(baseline int, column string) string {
	if baseline > 0 {
		return fmt.Sprintf("the first %d %ss", baseline, column)
	}
	return "the " + column + "s inside them"
}

// controlFinding names the periods outside the limits, which are what a reader must
// explain; the other rules are counted.
func controlFinding(c spc.Chart, starts []time.Time, partial []bool, column, noun string) *report.Finding {
	var outside []int
	other := 0
	for i, p := range c.Points {
		switch {
		case partial[i]:
		case p.Signal == spc.Outside:
			outside = append(outside, i)
		case p.Signal != spc.CommonCause:
			other++
		}
	}
	centre := wording.Percent(c.Points[0].Centre)
	if len(outside) == 0 && other == 0 {
		return &report.Finding{
			Headline: wording.Capital(noun) + " shows usual variation only",
			Text:     wording.Sentence("%s varies around %s as it always does: no %s breaks a rule", noun, centre, column),
			Tone:     report.Good,
		}
	}
	if len(outside) == 0 {
		return &report.Finding{
			Headline: wording.Capital(noun) + " shifted without leaving its limits",
			Text:     wording.Sentence("no %s of %s lies outside the limits around %s, but %d are part of a run or trend that chance seldom makes", column, noun, centre, other),
			Tone:     report.Watch,
		}
	}
	worst := slices.MinFunc(outside, func(i, j int) int { return cmp.Compare(c.Points[i].Value, c.Points[j].Value) })
	low := c.Points[worst].Value < c.Points[worst].Lower
	headline := wording.Capital(noun) + " rose beyond its limits in " + When(starts, outside, column)
	tone := report.Good
	if low {
		headline = wording.Capital(noun) + " fell to " + wording.Percent(c.Points[worst].Value) + " in the " + column + " of " + wording.Day(starts[worst])
		if column == "month" {
			headline = wording.Capital(noun) + " fell to " + wording.Percent(c.Points[worst].Value) + " in " + wording.Month(starts[worst])
		}
		tone = report.Act
	}
	return &report.Finding{
		Headline: headline,
		Text: wording.Sentence("%s lay outside the limits around %s in %s; %s",
			noun, centre, When(starts, outside, column), otherWords(other, column)),
		Tone: tone,
	}
}

func otherWords(n int, column string) string {
	if n == 0 {
		return "no other " + column + " breaks a rule"
	}
	return wording.Plural(int64(n), "further "+column+"s") + " break a rule of runs or trends"
}

// When lists periods, as ranges where they follow each other, at most four.
func When(starts []time.Time, at []int, column string) string {
	write := func(i int) string {
		if column == "month" {
			return wording.Month(starts[i])
		}
		return "the week of " + wording.Day(starts[i])
	}
	var parts []string
	for i := 0; i < len(at); {
		j := i
		for j+1 < len(at) && at[j+1] == at[j]+1 {
			j++
		}
		part := write(at[i])
		if j > i {
			part += " to " + strings.TrimPrefix(write(at[j]), "the week of ")
		}
		parts = append(parts, part)
		i = j + 1
	}
	if len(parts) > 4 {
		parts = append(parts[:3], fmt.Sprintf("%d further periods", len(parts)-3))
	}
	return wording.List(parts)
}

// OrNone writes a value for machines, or nothing where it is not known.
func OrNone(v float64, known bool) string {
	if !known || math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return block.Number(v)
}
