package pen

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// Pen draws on a canvas.
type Pen struct{ canvas vg.Canvas }

// On returns a pen for a canvas.
func On(c vg.Canvas) Pen { return Pen{canvas: c} }

// Noter is a canvas that keeps what a region of a drawing shows, for readers who point at it.
// The words may have several lines.
type Noter interface {
	Note(at vg.Rectangle, words string)
}

// Note tells a canvas that keeps such notes what a region shows; it draws nothing.
func (p Pen) Note(at vg.Rectangle, words string) {
	if keeper, ok := p.canvas.(Noter); ok {
		keeper.Note(at, words)
	}
}

// Stroke is how a line looks.
type Stroke struct {
	Color color.NRGBA
	Width vg.Length
	Dash  []vg.Length
}

// Line strokes a line through the points.
func (p Pen) Line(s Stroke, points ...vg.Point) {
	if len(points) < 2 {
		return
	}
	p.canvas.SetColor(s.Color)
	p.canvas.SetLineWidth(s.Width)
	p.canvas.SetLineDash(s.Dash, 0)
	p.canvas.Stroke(path(points, false))
}

// Area fills a polygon.
func (p Pen) Area(c color.NRGBA, points ...vg.Point) {
	if len(points) < 3 {
		return
	}
	p.canvas.SetColor(c)
	p.canvas.Fill(path(points, true))
}

// Box fills a rectangle.
func (p Pen) Box(c color.NRGBA, r vg.Rectangle) { p.Area(c, corners(r)...) }

// Outline strokes the edge of a rectangle.
func (p Pen) Outline(s Stroke, r vg.Rectangle) {
	c := corners(r)
	p.Line(s, append(c, c[0])...)
}

// Hatch fills a rectangle with diagonal lines, rising or falling.
func (p Pen) Hatch(c color.NRGBA, r vg.Rectangle, falling bool) {
	const apart = 3.2
	s := Stroke{Color: c, Width: Hair}
	w, h := r.Max.X-r.Min.X, r.Max.Y-r.Min.Y
	for d := vg.Length(apart / 2); d < w+h; d += apart {
		a := vg.Point{X: max(d-h, 0), Y: min(d, h)}
		b := vg.Point{X: min(d, w), Y: max(d-w, 0)}
		if falling { // mirrored left to right
			a.X, b.X = w-a.X, w-b.X
		}
		p.Line(s, r.Min.Add(vg.Point{X: a.X, Y: h - a.Y}), r.Min.Add(vg.Point{X: b.X, Y: h - b.Y}))
	}
}

// Shape is the form of a mark, which tells groups apart where colour cannot.
type Shape int

const (
	Circle Shape = iota
	Square
	Diamond
	Triangle
)

// Mark draws a shape around a point: filled, with an edge where one is given.
func (p Pen) Mark(s Shape, at vg.Point, radius vg.Length, fill color.NRGBA, edge Stroke) {
	outline := s.path(at, radius)
	p.canvas.SetColor(fill)
	p.canvas.Fill(outline)
	if edge.Width > 0 {
		p.canvas.SetColor(edge.Color)
		p.canvas.SetLineWidth(edge.Width)
		p.canvas.SetLineDash(edge.Dash, 0)
		p.canvas.Stroke(outline)
	}
}

func (s Shape) path(at vg.Point, r vg.Length) vg.Path {
	turned := func(n int, radius vg.Length, start float64) vg.Path {
		points := make([]vg.Point, n)
		for i := range points {
			sin, cos := math.Sincos(start + 2*math.Pi*float64(i)/float64(n))
			points[i] = vg.Point{X: at.X + radius*vg.Length(cos), Y: at.Y + radius*vg.Length(sin)}
		}
		return path(points, true)
	}
	switch s {
	case Square:
		return turned(4, r*1.28, math.Pi/4)
	case Diamond:
		return turned(4, r*1.32, 0)
	case Triangle:
		return turned(3, r*1.35, math.Pi/2)
	}
	var circle vg.Path
	circle.Move(vg.Point{X: at.X + r, Y: at.Y})
	circle.Arc(at, r, 0, 2*math.Pi)
	circle.Close()
	return circle
}

// Align says which part of a text stands at its point.
type Align int

const (
	Left Align = iota
	Middle
	Right
)

// Text sets one line: at is the left end, the middle or the right end of the line on
// which the letters stand.
func (p Pen) Text(t Type, at vg.Point, align Align, text string) {
	text = Clean(text)
	if text == "" {
		return
	}
	p.canvas.SetColor(t.Color)
	p.canvas.FillString(t.Face(), vg.Point{X: at.X - t.Width(text)*vg.Length(align)/2, Y: at.Y}, text)
}

// Lines sets lines below each other, the first with its tops at a height, and returns
// the height of the foot of the last.
func (p Pen) Lines(t Type, at vg.Point, align Align, lines []string) vg.Length {
	for i, line := range lines {
		p.Text(t, vg.Point{X: at.X, Y: at.Y - t.Rise() - vg.Length(i)*t.Leading()}, align, line)
	}
	return at.Y - t.Height(len(lines))
}

// Centred sets lines so that their block lies evenly about a height.
func (p Pen) Centred(t Type, at vg.Point, align Align, lines []string) {
	block := t.Rise() + vg.Length(len(lines)-1)*t.Leading()
	p.Lines(t, vg.Point{X: at.X, Y: at.Y + block/2}, align, lines)
}

// Height is what so many lines need from the tops of the first to the feet of the last.
func (t Type) Height(lines int) vg.Length {
	if lines == 0 {
		return 0
	}
	return t.Rise() + t.Fall() + vg.Length(lines-1)*t.Leading()
}

func path(points []vg.Point, closed bool) vg.Path {
	var out vg.Path
	for i, pt := range points {
		if i == 0 {
			out.Move(pt)
		} else {
			out.Line(pt)
		}
	}
	if closed {
		out.Close()
	}
	return out
}

func corners(r vg.Rectangle) []vg.Point {
	return []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
}
