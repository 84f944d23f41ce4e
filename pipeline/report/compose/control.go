package compose

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric/spc"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// control draws a share of independent records over time as a p′ chart: its limits also
// hold the usual variation between periods, so that large periods do not cry wolf.
func control(e *Edition, a answered, b report.BlockSpec) made {
	m, _ := a.Query.Metric(b.Metric)
	column := firstOf(a.Query, query.Date)
	starts, xs, ns, partial := byPeriod(a, column, m.Args[0], m.Args[1])
	c := steady(b.Baseline, partial, func(o spc.Options) spc.Chart { return spc.PPrime(xs, ns, o) })
	if !c.Defined() {
		return made{empty: true}
	}
	points := controlPoints(c, starts, partial, b.Baseline)
	finding := controlFinding(c, starts, partial, column, b.Noun)
	words := e.words(a, b, finding.Headline,
		fmt.Sprintf("%s by %s; dashed: limits of usual variation (p′ chart, Laney), made from %s. Marks: rules broken.", capital(b.Noun), column, baselineWords(b.Baseline, column)),
		"Control chart.")
	fig := chart.Control{Words: words, Unit: chart.Percent, Axis: capital(b.Noun), CentreLabel: "Mean", Points: points, Events: events(b)}
	if b.Target > 0 {
		fig.Target = chart.Target{Value: b.Target, Label: "Target " + percent(b.Target)}
	}
	rows := make([][]string, len(starts))
	for i, p := range c.Points {
		rows[i] = []string{starts[i].Format(time.DateOnly), fmt.Sprint(xs[i]), fmt.Sprint(ns[i]), orNone(p.Value, ns[i] > 0), number(p.Centre), orNone(p.Lower, ns[i] > 0), orNone(p.Upper, ns[i] > 0), p.Signal.String()}
	}
	columns := append(append(textual(column), numeric("numerator", "denominator", "value", "centre", "lower", "upper")...), textual("signal")...)
	return made{block: figure(b, fig, twin(b, finding.Headline, columns, rows)), finding: finding}
}

// byPeriod adds up rows of the same period, and says which periods are not over.
func byPeriod(a answered, column, x, n string) (starts []time.Time, xs, ns []int64, partial []bool) {
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

var signals = map[spc.Signal]chart.Signal{
	spc.CommonCause: chart.InControl, spc.Outside: chart.Outside, spc.Shift: chart.Run,
	spc.Trend: chart.Trend, spc.NearLimit: chart.TwoOfThree,
}

func controlPoints(c spc.Chart, starts []time.Time, partial []bool, baseline int) []chart.ControlPoint {
	points := make([]chart.ControlPoint, len(starts))
	for i, p := range c.Points {
		points[i] = chart.ControlPoint{Start: starts[i], Value: p.Value, Centre: p.Centre, Lower: p.Lower, Upper: p.Upper,
			Signal: signals[p.Signal], Partial: partial[i], Baseline: i < baseline}
		if p.N == 0 {
			points[i].Value, points[i].Lower, points[i].Upper = math.NaN(), math.NaN(), math.NaN()
		}
	}
	return points
}

// steady makes a control chart whose centre and limits come from the first points, where
// a baseline is set, and else from all points that lie inside them: those outside have a
// cause of their own, and would hide others (Montgomery's first phase, one pass). Points
// of periods that are not over are never used.
func steady(baseline int, partial []bool, chart func(spc.Options) spc.Chart) spc.Chart {
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

// baselineWords say what centre and limits were made from.
func baselineWords(baseline int, column string) string {
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
	centre := percent(c.Points[0].Centre)
	if len(outside) == 0 && other == 0 {
		return &report.Finding{
			Headline: capital(noun) + " shows usual variation only",
			Text:     sentence("%s varies around %s as it always does: no %s breaks a rule", noun, centre, column),
			Tone:     report.Good,
		}
	}
	if len(outside) == 0 {
		return &report.Finding{
			Headline: capital(noun) + " shifted without leaving its limits",
			Text:     sentence("no %s of %s lies outside the limits around %s, but %d are part of a run or trend that chance seldom makes", column, noun, centre, other),
			Tone:     report.Watch,
		}
	}
	worst := slices.MinFunc(outside, func(i, j int) int { return cmp.Compare(c.Points[i].Value, c.Points[j].Value) })
	low := c.Points[worst].Value < c.Points[worst].Lower
	headline := capital(noun) + " rose beyond its limits in " + when(starts, outside, column)
	tone := report.Good
	if low {
		headline = capital(noun) + " fell to " + percent(c.Points[worst].Value) + " in the " + column + " of " + day(starts[worst])
		if column == "month" {
			headline = capital(noun) + " fell to " + percent(c.Points[worst].Value) + " in " + month(starts[worst])
		}
		tone = report.Act
	}
	return &report.Finding{
		Headline: headline,
		Text: sentence("%s lay outside the limits around %s in %s; %s",
			noun, centre, when(starts, outside, column), otherWords(other, column)),
		Tone: tone,
	}
}

func otherWords(n int, column string) string {
	if n == 0 {
		return "no other " + column + " breaks a rule"
	}
	return plural(int64(n), "further "+column+"s") + " break a rule of runs or trends"
}

// when lists periods, as ranges where they follow each other, at most four.
func when(starts []time.Time, at []int, column string) string {
	write := func(i int) string {
		if column == "month" {
			return month(starts[i])
		}
		return "the week of " + day(starts[i])
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
	return list(parts)
}

func orNone(v float64, known bool) string {
	if !known || math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	return number(v)
}
