package course

import (
	"cmp"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Gaps is a g or t chart: the cases or the days between two rare events, a point for each event. Points stand in
// the order of the events at equal distances, because several events may share a day, and the
// days are written below them.
type Gaps struct {
	chart.Words
	Axis        string // title of the vertical axis: "Records between"
	Order       string // title of the horizontal axis: "Findings in order, by the day of coding"
	Centre      float64
	CentreLabel string  // "Mean" where it is empty
	Upper       float64 // limit
	Lower       float64 // limit; 0 where no gap can cross it
	Middle      float64 // median, about which runs are counted; NaN for none
	Points      []Gap
}

// Gap is the cases before an event, since the one before.
type Gap struct {
	On      time.Time
	Between float64
	Signal  Signal
}

const gapsHeight vg.Length = 158

// Size is the natural size in points.
func (g Gaps) Size() (width, height vg.Length) {
	if len(g.points()) == 0 {
		return g.Room(chart.NothingHeight)
	}
	return g.Room(g.key().Height() + gapsHeight + axis.BelowHeight + axis.TitleHeight)
}

// Give is how much lower or higher the plot may be.
func (g Gaps) Give() vg.Length { return 44 }

// points is the gaps that can be drawn.
func (g Gaps) points() []Gap {
	return slices.DeleteFunc(slices.Clone(g.Points), func(pt Gap) bool { return !axis.Drawable(pt.Between) || pt.Between < 0 })
}

func (g Gaps) key() pen.Key {
	return pen.Key{Title: g.Axis, Signs: ruleSigns(g.Language, func(s Signal) bool {
		return slices.ContainsFunc(g.points(), func(pt Gap) bool { return pt.Signal == s })
	})}
}

// Draw draws the figure.
func (g Gaps) Draw(c draw.Canvas) {
	p, area := g.Open(c)
	if len(g.points()) == 0 {
		g.SayNothing(p, area)
		return
	}
	plot, values := g.key().Draw(p, area), g.values()
	plot.Min.Y += axis.BelowHeight + axis.TitleHeight
	plot.Min.X += values.BesideWidth()
	plot.Max.X -= axis.EndsWidth(g.ends(axis.Scale{}))
	order, values := g.order().Over(plot.Min.X, plot.Max.X), values.Over(plot.Min.Y, plot.Max.Y)
	if axis.Drawable(g.Upper) && g.Upper > 0 {
		p.Box(pen.Pale, vg.Rectangle{Min: vg.Point{X: plot.Min.X, Y: values.At(max(0, g.Lower))}, Max: vg.Point{X: plot.Max.X, Y: values.At(g.Upper)}})
	}
	values.Beside(p, plot)
	axis.Foot(p, plot)
	order.Below(p, plot.Min.Y, area.Min.X, area.Max.X, g.Order)
	labels := pen.NewLabels(plot)
	for _, l := range g.levels() {
		from, to := vg.Point{X: plot.Min.X, Y: values.At(l.value)}, vg.Point{X: plot.Max.X, Y: values.At(l.value)}
		p.Line(l.stroke, from, to)
		labels.Avoid(from, to)
	}
	g.drawPoints(p, plot, order, values, labels)
	axis.DrawEnds(p, plot, g.ends(values))
}

// order is the horizontal scale: a place for each event, with its day.
func (g Gaps) order() axis.Scale {
	points := g.points()
	s := axis.Scale{Lo: -0.5, Hi: float64(len(points)) - 0.5}
	for i, pt := range points {
		s.Ticks, s.Labels = append(s.Ticks, float64(i)), append(s.Labels, day(g.Language, pt.On))
	}
	return s
}

// values is the vertical scale, from zero.
func (g Gaps) values() axis.Scale {
	values := []float64{0}
	for _, pt := range g.points() {
		values = append(values, pt.Between)
	}
	for _, l := range g.levels() {
		values = append(values, l.value)
	}
	return axis.TightScale(chart.Count.In(g.Language), 5, values...)
}

// level is a line across the plot, with its name.
type level struct {
	name   string
	value  float64
	stroke pen.Stroke
	set    pen.Type
}

// levels is the lines that can be drawn.
func (g Gaps) levels() []level {
	all := []level{
		{"Upper limit", g.Upper, pen.Stroke{Color: pen.Slate, Width: pen.Thin, Dash: pen.Dashed}, pen.Small},
		{cmp.Or(g.CentreLabel, "Mean"), g.Centre, pen.Stroke{Color: pen.Blue, Width: pen.Medium}, pen.Small.Strong().In(pen.Blue)},
		{"Median", g.Middle, pen.Stroke{Color: pen.Slate, Width: pen.Thin, Dash: pen.Dotted}, pen.Small},
	}
	if g.Lower > 0 {
		all = append(all, level{"Lower limit", g.Lower, pen.Stroke{Color: pen.Slate, Width: pen.Thin, Dash: pen.Dashed}, pen.Small})
	}
	return slices.DeleteFunc(all, func(l level) bool { return !axis.Drawable(l.value) || l.value < 0 })
}

// ends names the lines at the right.
func (g Gaps) ends(values axis.Scale) []axis.End {
	var out []axis.End
	for _, l := range g.levels() {
		out = append(out, axis.NewEnd(l.set, values.At(l.value), g.Language.Text(l.name), chart.Plain.In(g.Language).Write(l.value, 1), axis.EndWidth))
	}
	return out
}

// drawPoints joins the points and marks those that break a rule; what lies beyond the limit is
// labelled.
func (g Gaps) drawPoints(p pen.Pen, plot vg.Rectangle, order, values axis.Scale, labels *pen.Labels) {
	points := g.points()
	at := make([]vg.Point, len(points))
	for i, pt := range points {
		at[i] = vg.Point{X: order.At(float64(i)), Y: values.At(pt.Between)}
		labels.AvoidMark(at[i], signalRadius)
	}
	labels.Avoid(at...)
	p.Line(pen.Stroke{Color: pen.Slate, Width: pen.Medium}, at...)
	half := (plot.Max.X - plot.Min.X) / vg.Length(2*len(points))
	for i, pt := range points {
		clearing(p, at[i], pt.Signal)
	}
	for i, pt := range points {
		mark(p, at[i], pt.Signal)
		p.Note(vg.Rectangle{Min: vg.Point{X: at[i].X - half, Y: plot.Min.Y}, Max: vg.Point{X: at[i].X + half, Y: plot.Max.Y}}, g.note(pt))
	}
	for i, pt := range points {
		if pt.Signal == Outside {
			set := pen.Small.Strong().In(pen.Red)
			labels.Beside(p, set, at[i], signalRadius+3, set.Fit(day(g.Language, pt.On)+": "+chart.Count.In(g.Language).Write(pt.Between, 0), noteWidth))
		}
	}
}
