package axis

import (
	"image/color"
	"slices"
	"time"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/pen"
)

// Line is a series in a month's order.
type Line struct {
	Name   string
	Points []Point
}

// Point is the value of the period that begins at Start. NaN is a period without data,
// which is marked; a period that is not in the list only interrupts the line.
type Point struct {
	Start         time.Time
	Value, Lo, Hi float64 // no band where Lo and Hi are not an interval
	Withheld      bool    // the numbers are never read; the period is hatched
	Partial       bool    // the period is not over
}

const stripHeight vg.Length = 8

// Starts is the first instants of all periods.
func Starts(lines ...Line) []time.Time {
	var out []time.Time
	for _, l := range lines {
		for _, pt := range l.Points {
			out = append(out, pt.Start)
		}
	}
	return out
}

// Drawn reports whether there is a value to draw.
func (p Point) Drawn() bool { return !p.Withheld && Drawable(p.Value) }

// Interval reports whether there is an interval to draw: of few records there may be one without a
// value (SMP-07).
func (p Point) Interval() bool { return !p.Withheld && Drawable(p.Lo, p.Hi) && p.Hi > p.Lo }

// Absent reports whether a period has nothing to draw, and nothing that is withheld.
func (p Point) Absent() bool { return !p.Withheld && !p.Drawn() && !p.Interval() }

// Last is the last point that is drawn.
func (l Line) Last() (Point, bool) {
	for _, pt := range slices.Backward(l.Points) {
		if pt.Drawn() {
			return pt, true
		}
	}
	return Point{}, false
}

// Shade marks the periods that are partial, withheld or without data.
func (t Timeline) Shade(p pen.Pen, lines ...Line) {
	for _, l := range lines {
		for _, pt := range l.Points {
			column := t.Column(pt.Start)
			if pt.Partial {
				pen.Partial(p, column)
			}
			foot := column
			foot.Max.Y = foot.Min.Y + stripHeight
			switch {
			case pt.Withheld:
				pen.Hatched(p, foot)
			case pt.Absent():
				pen.Absent(p, vg.Point{X: t.Calendar.At(pt.Start), Y: foot.Min.Y + stripHeight/2})
			}
		}
	}
}

// Runs splits the points of a line that are kept where a period is missing.
func (t Timeline) Runs(l Line, keep func(Point) bool) [][]Point {
	var out [][]Point
	for i, pt := range l.Points {
		if !keep(pt) {
			continue
		}
		if i == 0 || len(out) == 0 || !keep(l.Points[i-1]) || !t.Follows(l.Points[i-1].Start, pt.Start) {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], pt)
	}
	return out
}

// DrawBand fills the intervals of a line; a period alone gets a whisker.
func (t Timeline) DrawBand(p pen.Pen, l Line, c color.NRGBA) {
	for _, run := range t.Runs(l, Point.Interval) {
		if len(run) == 1 {
			p.Line(pen.Stroke{Color: pen.Tint(c, 0.4), Width: pen.Thick},
				t.Point(run[0].Start, run[0].Lo), t.Point(run[0].Start, run[0].Hi))
			continue
		}
		var upper, lower []vg.Point
		for i, pt := range run {
			upper = append(upper, t.Point(pt.Start, pt.Hi))
			lower = append(lower, t.Point(run[len(run)-1-i].Start, run[len(run)-1-i].Lo))
		}
		p.Area(pen.Tint(c, 0.16), append(upper, lower...)...)
	}
}

// DrawLine strokes a line, dashed to a partial period, with small dots where they stand
// apart and a larger mark at the end.
func (t Timeline) DrawLine(p pen.Pen, l Line, c color.NRGBA, shape pen.Shape) {
	for _, run := range t.Runs(l, Point.Drawn) {
		for i := 1; i < len(run); i++ {
			s := pen.Stroke{Color: c, Width: pen.Thick}
			if run[i].Partial {
				s.Dash = pen.Dashed
			}
			p.Line(s, t.Point(run[i-1].Start, run[i-1].Value), t.Point(run[i].Start, run[i].Value))
		}
		for _, pt := range run {
			p.Mark(shape, t.Point(pt.Start, pt.Value), dotRadius(len(l.Points), len(run)), c, pen.Stroke{})
		}
	}
	if pt, ok := l.Last(); ok {
		fill := c
		if pt.Partial {
			fill = pen.White
		}
		p.Mark(shape, t.Point(pt.Start, pt.Value), 3.4, fill, pen.Stroke{Color: c, Width: pen.Medium})
	}
}

// dotRadius is nought where dots would merge, but not for a period that stands alone.
func dotRadius(points, run int) vg.Length {
	const crowded = 60
	if points > crowded && run > 1 {
		return 0.9
	}
	return 1.9
}
