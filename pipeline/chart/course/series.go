// Package course draws figures in which time passes: lines, control charts, survival and what is
// forecast.
package course

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Series is values by month with their intervals as bands: up to three lines in one
// plot, named at their ends, or as panels side by side with the same scale.
type Series struct {
	chart.Words
	Unit     chart.Unit
	Axis     string // title of the vertical axis
	Lines    []Line // at most three are drawn
	Panels   bool   // a panel for each line
	FromZero bool   // the scale begins at zero
	Months   int    // months of a period that is longer than one, such as 3; 0 for months and less
	Target   chart.Target
	Breaks   []chart.Event // where the series breaks, such as "1 Oct 2025: FY2026 codes"
}

// Line is a series in the order of time.
type Line = axis.Line

// Point is the value of the period that begins at Start.
type Point = axis.Point

const (
	seriesHeight vg.Length = 150
	mostLines              = 3
	lineGap      vg.Length = 22
)

// hues are the colours of lines and groups in their order, shapes their marks.
var (
	hues   = []color.NRGBA{pen.Blue, pen.Amber, pen.Teal, pen.Red}
	shapes = []pen.Shape{pen.Circle, pen.Square, pen.Triangle, pen.Diamond}
)

// Size is the natural size in points.
func (s Series) Size() (width, height vg.Length) {
	if s.empty() {
		return s.Room(chart.NothingHeight)
	}
	marks := s.key().Height() + seriesHeight + axis.CalendarHeight
	area, lines := chart.Natural(marks), s.lines()
	if s.Panels {
		area, lines, marks = s.panels(area)[0], lines[:1], marks+pen.KeyHeight
	}
	return s.Room(marks + s.timeline(area, lines).Lift())
}

// Give is how much lower or higher the plot may be.
func (s Series) Give() vg.Length { return 40 }

// Draw draws the figure.
func (s Series) Draw(c draw.Canvas) {
	p, area := s.Open(c)
	if s.empty() {
		s.SayNothing(p, area)
		return
	}
	area = s.key().Draw(p, area)
	if !s.Panels {
		s.drawPlot(p, area, s.lines())
		return
	}
	for i, panel := range s.panels(area) {
		name := pen.Body.Strong()
		at := vg.Point{X: panel.Min.X, Y: panel.Max.Y - name.Rise()}
		p.Text(name, at, pen.Left, name.Fit(s.Lines[i].Name, panel.Max.X-panel.Min.X))
		panel.Max.Y -= pen.KeyHeight
		s.drawPlot(p, panel, s.Lines[i:i+1])
	}
}

// lines is the lines that are drawn.
func (s Series) lines() []Line { return s.Lines[:min(len(s.Lines), mostLines)] }

// panels divides an area into one for each line.
func (s Series) panels(area vg.Rectangle) []vg.Rectangle {
	n := vg.Length(len(s.lines()))
	width := (area.Max.X - area.Min.X - (n-1)*lineGap) / n
	out := make([]vg.Rectangle, len(s.lines()))
	for i := range out {
		out[i] = area
		out[i].Min.X += vg.Length(i) * (width + lineGap)
		out[i].Max.X = out[i].Min.X + width
	}
	return out
}

func (s Series) empty() bool { return len(axis.Starts(s.lines()...)) == 0 }

// key explains the signs that occur.
func (s Series) key() pen.Key {
	k := pen.Key{Title: s.Axis}
	for _, want := range []struct {
		sign pen.Sign
		of   func(Point) bool
	}{
		{pen.AbsentSign, Point.Absent},
		{pen.WithheldSign, func(p Point) bool { return p.Withheld }},
		{pen.PartialSign, func(p Point) bool { return p.Partial }},
	} {
		if slices.ContainsFunc(s.lines(), func(l Line) bool { return slices.ContainsFunc(l.Points, want.of) }) {
			k.Signs = append(k.Signs, want.sign.In(s.Language))
		}
	}
	return k
}

// scale spans the values of all lines, so that panels share it.
func (s Series) scale() axis.Scale {
	var values []float64
	for _, l := range s.lines() {
		for _, pt := range l.Points {
			if pt.Drawn() {
				values = append(values, pt.Value)
			}
			if pt.Interval() {
				values = append(values, pt.Lo, pt.Hi)
			}
		}
	}
	if s.Target.Drawn() {
		values = append(values, s.Target.Value)
	}
	if s.FromZero {
		values = append(values, 0)
	}
	return axis.TightScale(s.Unit.In(s.Language), 4, values...)
}

// timeline lays lines into an area, with room for their labels.
func (s Series) timeline(area vg.Rectangle, lines []Line) axis.Timeline {
	calendar := axis.NewCalendar(axis.Starts(s.lines()...)).In(s.Language)
	if s.Months > 0 {
		calendar = calendar.Lasting(s.Months)
	}
	return axis.NewTimeline(area, calendar, s.scale(), axis.EndsWidth(s.ends(axis.Scale{}, lines)), s.Breaks)
}

func (s Series) drawPlot(p pen.Pen, area vg.Rectangle, lines []Line) {
	t := s.timeline(area, lines)
	t.Shade(p, lines...)
	t.DrawGround(p)
	if s.Target.Drawn() {
		y := t.Scale.At(s.Target.Value)
		p.Line(s.Target.Line(), vg.Point{X: t.Plot.Min.X, Y: y}, vg.Point{X: t.Plot.Max.X, Y: y})
	}
	for i, l := range lines {
		t.DrawBand(p, l, hue(s, i))
	}
	for i, l := range lines {
		t.DrawLine(p, l, hue(s, i), shapes[i])
	}
	axis.DrawEnds(p, t.Plot, s.ends(t.Scale, lines))
	noteLines(p, s.Language, t, s.Unit, date, lines...)
}

// hue is the colour of a line; panels need only one.
func hue(s Series, i int) color.NRGBA {
	if s.Panels {
		return pen.Blue
	}
	return hues[i]
}

// endWidth is how wide a label may be at the end of a line.
func (s Series) endWidth() vg.Length {
	if s.Panels {
		return axis.EndWidth / 2
	}
	return axis.EndWidth
}

// ends names each line with its last value, and the target.
func (s Series) ends(scale axis.Scale, lines []Line) []axis.End {
	var out []axis.End
	for i, l := range lines {
		pt, ok := l.Last()
		if !ok {
			continue
		}
		name := l.Name
		if s.Panels {
			name = "" // it heads the panel
		}
		set := pen.Body.Strong().In(pen.Lettering(hue(s, i)))
		out = append(out, axis.NewEnd(set, scale.At(pt.Value), name, s.Unit.In(s.Language).Write(pt.Value, 1), s.endWidth()))
	}
	if s.Target.Drawn() {
		out = append(out, axis.NewEnd(chart.TargetType, scale.At(s.Target.Value), s.Target.Label, "", s.endWidth()))
	}
	return out
}
