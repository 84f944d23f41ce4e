package course

import (
	"image/color"
	"math"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
	"chartline/pipeline/language"
)

// The levels of a control chart at a period.
func lower(pt ControlPoint) float64  { return pt.Lower }
func centre(pt ControlPoint) float64 { return pt.Centre }
func upper(pt ControlPoint) float64  { return pt.Upper }

// phases divides the periods that have certain levels where one is missing and where
// the centre changes: there the process is another one.
func (c Control) phases(t axis.Timeline, levels ...func(ControlPoint) float64) [][]ControlPoint {
	var out [][]ControlPoint
	for i, pt := range c.Points {
		if !has(pt, levels) {
			continue
		}
		if i == 0 || !has(c.Points[i-1], levels) || !sameProcess(c.Points[i-1], pt) || !t.Follows(c.Points[i-1].Start, pt.Start) {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], pt)
	}
	return out
}

func has(pt ControlPoint, levels []func(ControlPoint) float64) bool {
	for _, of := range levels {
		if !axis.Drawable(of(pt)) {
			return false
		}
	}
	return true
}

func sameProcess(a, b ControlPoint) bool {
	return a.Centre == b.Centre || !axis.Drawable(a.Centre) && !axis.Drawable(b.Centre)
}

// stair is the outline of a level over the periods of a phase.
func stair(t axis.Timeline, phase []ControlPoint, of func(ControlPoint) float64) []vg.Point {
	var out []vg.Point
	for _, pt := range phase {
		column, y := t.Column(pt.Start), t.Scale.At(of(pt))
		out = append(out, vg.Point{X: column.Min.X, Y: y}, vg.Point{X: column.Max.X, Y: y})
	}
	return out
}

// drawBands fills the space between the limits, darker in the baseline.
func (c Control) drawBands(p pen.Pen, t axis.Timeline) {
	for _, phase := range c.phases(t, lower, upper) {
		band(p, t, pen.Pale, phase)
		var baseline []ControlPoint
		for _, pt := range phase {
			if pt.Baseline {
				baseline = append(baseline, pt)
				continue
			}
			band(p, t, pen.Mist, baseline)
			baseline = nil
		}
		band(p, t, pen.Mist, baseline)
	}
}

func band(p pen.Pen, t axis.Timeline, shade color.NRGBA, phase []ControlPoint) {
	outline, back := stair(t, phase, upper), stair(t, phase, lower)
	slices.Reverse(back)
	p.Area(shade, append(outline, back...)...)
}

// drawLimits strokes centre, limits and target.
func (c Control) drawLimits(p pen.Pen, t axis.Timeline) {
	limit := pen.Stroke{Color: pen.Slate, Width: pen.Thin, Dash: pen.Dashed}
	c.drawStairs(p, t, lower, limit)
	c.drawStairs(p, t, upper, limit)
	c.drawStairs(p, t, centre, pen.Stroke{Color: pen.Blue, Width: pen.Medium})
	if c.Target.Drawn() {
		y := t.Scale.At(c.Target.Value)
		p.Line(c.Target.Line(), vg.Point{X: t.Plot.Min.X, Y: y}, vg.Point{X: t.Plot.Max.X, Y: y})
	}
}

func (c Control) drawStairs(p pen.Pen, t axis.Timeline, of func(ControlPoint) float64, s pen.Stroke) {
	for _, phase := range c.phases(t, of) {
		p.Line(s, stair(t, phase, of)...)
	}
}

// labels knows what the notes of a control chart keep clear of.
func (c Control) labels(t axis.Timeline) *pen.Labels {
	labels := pen.NewLabels(t.Plot)
	labels.Spare()
	for _, run := range t.Runs(Line{Points: c.points()}, Point.Drawn) {
		var points []vg.Point
		for _, pt := range run {
			points = append(points, t.Point(pt.Start, pt.Value))
			labels.AvoidMark(points[len(points)-1], signalRadius)
		}
		labels.Avoid(points...)
	}
	for _, of := range []func(ControlPoint) float64{lower, centre, upper} {
		for _, phase := range c.phases(t, of) {
			labels.Avoid(stair(t, phase, of)...)
		}
	}
	for _, e := range c.Events {
		x := t.Edge(e.At)
		labels.Avoid(vg.Point{X: x, Y: t.Plot.Min.Y}, vg.Point{X: x, Y: t.Plot.Max.Y})
	}
	return labels
}

// drawNotes labels the points outside the limits and those with a note.
func (c Control) drawNotes(p pen.Pen, t axis.Timeline, labels *pen.Labels) {
	for _, pt := range c.Points {
		if !pt.Withheld && axis.Drawable(pt.Value) && (pt.Note != "" || pt.Signal == Outside) {
			labels.Name(t.Point(pt.Start, pt.Value))
		}
	}
	for _, pt := range c.Points {
		if pt.Withheld || !axis.Drawable(pt.Value) {
			continue
		}
		text, set := pt.Note, pen.Small.In(pen.Ink)
		if pt.Signal == Outside {
			set = pen.Small.Strong().In(pen.Red)
			if text == "" {
				text = date(c.Language, pt.Start) + ": " + c.Unit.In(c.Language).Write(pt.Value, 1)
			}
		}
		if text != "" {
			labels.Beside(p, set, t.Point(pt.Start, pt.Value), signalRadius+3, set.Fit(text, noteWidth))
		}
	}
}

const noteWidth vg.Length = 150

// date names a period by its month, or by its first day where that is not the first
// of a month.
func date(l *language.Language, start time.Time) string {
	if start.Day() == 1 {
		return l.Date(start, language.ShortMonthLayout)
	}
	return day(l, start)
}

// last is the level of the last period that has one: one without data has no limits of its own. It is
// NaN where none has.
func (c Control) last(of func(ControlPoint) float64) float64 {
	for _, pt := range slices.Backward(c.Points) {
		if axis.Drawable(of(pt)) {
			return of(pt)
		}
	}
	return math.NaN()
}

// ends names centre, limits and target at the right, with their last values.
func (c Control) ends(scale axis.Scale) []axis.End {
	unit := c.Unit.In(c.Language)
	name := c.CentreLabel
	if name == "" {
		name = c.Language.Text("Centre")
	}
	var out []axis.End
	add := func(set pen.Type, v float64, name, value string) {
		if axis.Drawable(v) {
			out = append(out, axis.NewEnd(set, scale.At(v), name, value, axis.EndWidth))
		}
	}
	add(pen.Small, c.last(upper), c.Language.Text("Upper"), unit.Write(c.last(upper), 1))
	add(pen.Small.Strong().In(pen.Blue), c.last(centre), name, unit.Write(c.last(centre), 1))
	add(pen.Small, c.last(lower), c.Language.Text("Lower"), unit.Write(c.last(lower), 1))
	if c.Target.Drawn() {
		add(chart.TargetType, c.Target.Value, c.Target.Label, "")
	}
	return out
}
