package chart_test

import (
	"fmt"
	"math"
	"strings"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/chart/grid"
)

// What inputs may be at their worst.
var (
	rightToLeft = "מרכז רפואי שערי צדק (ירושלים) 12"
	longName    = strings.TrimSpace(strings.Repeat("Encounter for follow-up examination ", 6))[:200]
	oneWord     = strings.Repeat("Pneumonoultramicroscopic", 9)[:200]
	unruly      = "Łódź – Ngọc\x00\x1f\n<b>&\"quoted\"</b> \xff\u2028 Ω"
	badFloat    = []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, -5, 5e-324, 1e300}
)

func long(text string) chart.Words {
	return chart.Words{Title: strings.Repeat(text+" ", 3), Subtitle: strings.Repeat(text+" ", 4), Caption: strings.Repeat(text+" ", 8), Alt: text}
}

// extremes are figures of each kind with the input that layouts break on.
func extremes() map[string]chart.Figure {
	out := map[string]chart.Figure{}
	for shape, n := range map[string]int{"one": 1, "two": 2, "forty": 40} {
		addMade(out, shape, n, func(i int) float64 { return float64(1000 - 7*i) })
	}
	addMade(out, "equal", 6, func(int) float64 { return 0.5 })
	addMade(out, "zero", 6, func(int) float64 { return 0 })
	addMade(out, "huge", 9, func(i int) float64 { return 9e14 / float64(i+1) })
	addMade(out, "tiny", 9, func(i int) float64 { return 1e-9 * float64(i) })
	addMade(out, "bad", len(badFloat), func(i int) float64 { return badFloat[i] })
	addMade(out, "mixed", 2*len(badFloat), func(i int) float64 {
		if i%2 == 0 {
			return float64(i)
		}
		return badFloat[i/2]
	})
	for kind, text := range map[string]string{"long": longName, "word": oneWord, "unruly": unruly, "right to left": rightToLeft} {
		addNamed(out, kind, text)
	}
	addHidden(out)
	addEmpty(out)
	return out
}

func addMade(out map[string]chart.Figure, shape string, n int, value func(int) float64) {
	for _, u := range []chart.Unit{chart.Plain, chart.Count, chart.Percent, chart.Days, chart.Dollars} {
		made := make([]float64, n)
		for i := range made {
			made[i] = value(i)
			if u == chart.Percent && shape != "bad" && shape != "mixed" {
				made[i] = math.Min(made[i]/1000, 1)
			}
		}
		for kind, f := range figuresOf(u, made, func(i int) string { return fmt.Sprintf("Item %d", i+1) }) {
			out[fmt.Sprintf("%s/%s/%v", kind, shape, u)] = f
		}
	}
}

func addNamed(out map[string]chart.Figure, kind, text string) {
	for figure, f := range figuresOf(chart.Count, []float64{51, 30, 44, 12}, func(int) string { return text }) {
		out[figure+"/"+kind] = f
	}
}

func addEmpty(out map[string]chart.Figure) {
	w := chart.Words{Title: "Nothing happened"}
	for kind, f := range map[string]chart.Figure{
		"bars": across.Bars{Words: w}, "pareto": across.Pareto{Words: w}, "series": course.Series{Words: w},
		"panels": course.Series{Words: w, Panels: true, Lines: []course.Line{{Name: "None"}}}, "control": course.Control{Words: w},
		"survival": course.Survival{Words: w, Groups: []course.Curve{{Name: "None"}}}, "funnel": across.Funnel{Words: w}, "ageing": across.Ageing{Words: w},
		"scorecard": across.Scorecard{Words: w},
		"fan":       course.Fan{Words: w, Panels: []course.FanPanel{{Name: "None"}}},
		"stack":     across.Stack{Words: w},
		"dots":      across.Dots{Words: w}, "gaps": course.Gaps{Words: w},
		"heat": grid.Heat{Words: w}, "slope": grid.Slope{Words: w}, "facets": grid.Facets{Words: w, Panels: []grid.Panel{{Name: "None"}}},
		"wordless": across.Bars{},
	} {
		out["empty/"+kind] = f
	}
}

// figuresOf makes a figure of each kind from the same values.
func figuresOf(u chart.Unit, values []float64, name func(int) string) map[string]chart.Figure {
	w := long("Coding accuracy by coder")
	if len(name(0)) > 20 {
		w = long(name(0))
	}
	out := map[string]chart.Figure{}
	addRows(out, w, u, values, name)
	addTimes(out, w, u, values, name)
	addCurves(out, w, u, values, name)
	addGrids(out, w, u, values, name)
	return out
}

func addRows(out map[string]chart.Figure, w chart.Words, u chart.Unit, values []float64, name func(int) string) {
	head := name(0)
	bars := across.Bars{Words: w, Unit: u, CodeHead: head, LabelHead: head, ValueHead: head, RightHead: head}
	hidden := across.Bars{Words: w, Unit: u, RightHead: "n"}
	pareto := across.Pareto{Words: w, Unit: u, CodeHead: head, LabelHead: head, ValueHead: head, Mark: 0.8}
	ageing := across.Ageing{Words: w, BucketHead: head, CountHead: head, AmountHead: head, OverLabel: head}
	for i, v := range values {
		s := name(i)
		bars.Items = append(bars.Items, across.Bar{Code: s, Label: s, Value: v, Lo: v * .9, Hi: v * 1.1, Right: s, Accent: i%2 == 0})
		hidden.Items = append(hidden.Items, across.Bar{Code: s, Label: s, Value: v, Withheld: true, Right: "–"})
		pareto.Items = append(pareto.Items, across.ParetoItem{Code: s, Label: s, Value: v})
		pareto.Other = across.ParetoItem{Label: s, Value: v * 50}
		ageing.Buckets = append(ageing.Buckets, across.Bucket{Label: s, Count: v, Amount: v * 1e4, Over: i >= len(values)/2})
	}
	out["dots"] = dotsOf(w, u, values, name)
	out["bars"], out["withheld"], out["pareto"], out["ageing"] = bars, hidden, pareto, ageing
}

func addTimes(out map[string]chart.Figure, w chart.Words, u chart.Unit, values []float64, name func(int) string) {
	target := chart.Target{Value: values[0], Label: name(0)}
	control := course.Control{Words: w, Unit: u, Axis: name(0), CentreLabel: name(0), Target: target}
	line := course.Line{Name: name(0)}
	for i, v := range values {
		start := time.Date(2024, time.Month(i+1), 1, 0, 0, 0, 0, time.UTC)
		control.Points = append(control.Points, course.ControlPoint{Start: start, Value: v, Centre: v * .98, Lower: v * .9, Upper: v * 1.1, Signal: course.Signal(i % 6), Note: name(i), Baseline: i < 3})
		control.Events = append(control.Events, chart.Event{At: start.AddDate(0, 0, 9), Label: name(i)})
		line.Points = append(line.Points, course.Point{Start: start, Value: v, Lo: v * .9, Hi: v * 1.1, Withheld: i%7 == 3, Partial: i == len(values)-1})
	}
	series := course.Series{Words: w, Unit: u, Axis: name(0), Target: target, Breaks: control.Events, Lines: []course.Line{line, line, line, line}}
	panels, hidden := series, series
	panels.Panels = true
	hidden.Lines = []course.Line{withheldLine(line)}
	out["gaps"] = gapsOf(w, values, name)
	out["scorecard"] = scorecardOf(w, values, name)
	out["stack"] = stackOf(w, u, values, name)
	out["fan"] = fanOf(w, name, line.Points)
	out["control"], out["series"], out["panels"], out["hidden"] = control, series, panels, hidden
}

func dotsOf(w chart.Words, u chart.Unit, values []float64, name func(int) string) across.Dots {
	head := name(0)
	d := across.Dots{Words: w, Unit: u, LabelHead: head, ValueHead: head, TextHead: head, BandHead: head, RightHead: head, Name: head, BandName: head, MiddleName: head}
	for i, v := range values {
		d.Items = append(d.Items, across.Dot{Label: name(i), Value: v, Lo: v * .9, Hi: v * 1.1, BandLo: v * .8, Middle: v, BandHi: v * 1.2, Text: name(i), BandText: name(i), Right: name(i), Withheld: i%5 == 4})
	}
	return d
}

func gapsOf(w chart.Words, values []float64, name func(int) string) course.Gaps {
	g := course.Gaps{Words: w, Axis: name(0), Order: name(0), Centre: values[0], Upper: values[0] * 4, Middle: values[len(values)-1]}
	for i, v := range values {
		g.Points = append(g.Points, course.Gap{On: time.Date(2026, 1, 1+i/2, 0, 0, 0, 0, time.UTC), Between: v, Signal: course.Signal(i % 6)})
	}
	return g
}

func scorecardOf(w chart.Words, values []float64, name func(int) string) across.Scorecard {
	s := across.Scorecard{Words: w}
	for i := range min(len(values), 9) {
		s.Rows = append(s.Rows, across.Measure{Name: name(i), Latest: name(i), Target: name(i), Values: values, Lower: values[0], Upper: values[i], TargetAt: values[i],
			Variation: across.Variation(i % 4), Assurance: across.Assurance(i % 4)})
	}
	return s
}

func stackOf(w chart.Words, u chart.Unit, values []float64, name func(int) string) across.Stack {
	s := across.Stack{Words: w, Unit: u, LabelHead: name(0), ValueHead: name(0), RightHead: name(0)}
	for i := range min(len(values), 9) {
		s.Parts = append(s.Parts, "part")
		s.Items = append(s.Items, across.StackItem{Label: name(i), Values: values[:i+1], Text: name(i), Right: name(i)})
	}
	return s
}

func fanOf(w chart.Words, name func(int) string, points []course.Point) course.Fan {
	f := course.Fan{Words: w, Axis: name(0)}
	for range 4 {
		f.Panels = append(f.Panels, course.FanPanel{Name: name(0), Past: points, Ahead: daysAhead(points), Other: points, OtherName: name(0)})
	}
	return f
}

func daysAhead(points []course.Point) (days []course.FanDay) {
	for _, p := range points {
		days = append(days, course.FanDay{On: p.Start.AddDate(1, 0, 0), Median: p.Value, Lo80: p.Value * .9, Hi80: p.Value * 1.1, Lo95: p.Value * .8, Hi95: p.Value * 1.2})
	}
	return days
}

func addCurves(out map[string]chart.Figure, w chart.Words, u chart.Unit, values []float64, name func(int) string) {
	head := name(0)
	funnel := across.Funnel{Words: w, Unit: u, CountTitle: head, ValueTitle: head, Centre: values[0], CentreLabel: head, Target: chart.Target{Value: values[len(values)-1], Label: head}}
	survival := course.Survival{Words: w, TimeTitle: head, ShareTitle: head, OpenHead: head, Target: chart.Target{Value: 3, Label: head}}
	for i, v := range values {
		funnel.Points = append(funnel.Points, across.FunnelPoint{Label: name(i), N: math.Abs(v), Value: v, Verdict: across.Verdict(i % 4)})
		funnel.Limits = append(funnel.Limits, across.FunnelLimit{N: float64(i * 100), Lo998: v * .7, Lo95: v * .8, Hi95: v * 1.2, Hi998: v * 1.3})
		survival.Ticks = append(survival.Ticks, float64(i))
	}
	for i := range 5 {
		survival.Groups = append(survival.Groups, curveOf(name(i), values))
	}
	out["funnel"], out["survival"] = funnel, survival
}

func curveOf(name string, values []float64) course.Curve {
	c := course.Curve{Name: name, Median: values[0], MedianText: name}
	for i, v := range values {
		c.Steps = append(c.Steps, course.Step{Time: float64(i), Share: v, Lo: v * .9, Hi: v * 1.1})
		c.Open = append(c.Open, fmt.Sprintf("%d", 123456*(len(values)-i)))
	}
	return c
}

func withheldLine(l course.Line) course.Line {
	out := course.Line{Name: l.Name}
	for _, pt := range l.Points {
		pt.Withheld = true
		out.Points = append(out.Points, pt)
	}
	return out
}
