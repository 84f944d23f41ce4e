package pen

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// Labels places labels beside marks so that none leaves an area, none covers another
// and, where there is room, none covers a line or a mark.
type Labels struct {
	within vg.Rectangle
	taken  []vg.Rectangle
	lines  [][2]vg.Point
	named  []vg.Point
	most   float64
}

// NewLabels keeps labels within an area.
func NewLabels(within vg.Rectangle) *Labels { return &Labels{within: within, most: math.Inf(1)} }

// Avoid makes labels keep off the line through the points.
func (l *Labels) Avoid(points ...vg.Point) {
	for i := 1; i < len(points); i++ {
		l.lines = append(l.lines, [2]vg.Point{points[i-1], points[i]})
	}
}

// AvoidMark makes labels keep off a mark: off the cross of its two diameters.
func (l *Labels) AvoidMark(at vg.Point, radius vg.Length) {
	l.Avoid(vg.Point{X: at.X - radius, Y: at.Y}, vg.Point{X: at.X + radius, Y: at.Y})
	l.Avoid(vg.Point{X: at.X, Y: at.Y - radius}, vg.Point{X: at.X, Y: at.Y + radius})
}

// Name says that a mark has a label of its own, so that no other label stands nearer to it than to the
// mark that it belongs to, where there is room.
func (l *Labels) Name(at vg.Point) { l.named = append(l.named, at) }

// Spare leaves out a label that could only stand where it covers data: the mark itself tells its
// value, and so does the table.
func (l *Labels) Spare() { l.most = dear }

// Take keeps a rectangle free of labels whatever happens.
func (l *Labels) Take(r vg.Rectangle) { l.taken = append(l.taken, r) }

// directions of a label from its mark, the best first.
var directions = []vg.Point{
	{X: 1, Y: 0}, {X: -1, Y: 0}, {X: 0.7, Y: 0.8}, {X: 0.7, Y: -0.8},
	{X: 0, Y: 1}, {X: 0, Y: -1}, {X: -0.7, Y: 0.8}, {X: -0.7, Y: -0.8},
}

// reach is how far labels may stand off their marks; beyond near a leader ties them.
var reach = []vg.Length{0, 7, 15, 25, 38}

const near = 8

// Beside finds room for a text beside a mark and draws it there; it draws nothing and
// returns false where there is none.
func (l *Labels) Beside(p Pen, t Type, at vg.Point, gap vg.Length, text string) bool {
	return l.Choose(p, t, text, l.around(t, at, gap, text))
}

// Spot is where a label could stand, and what speaks against it, in points of
// distance.
type Spot struct {
	Box   vg.Rectangle
	Tie   vg.Point // the mark
	Loose bool     // whether a line must tie the label to the mark
	Cost  float64
}

func (l *Labels) around(t Type, at vg.Point, gap vg.Length, text string) []Spot {
	w, h := t.Width(text), t.Rise()
	var spots []Spot
	for _, far := range reach {
		for i, d := range directions {
			// The box touches a circle of the gap about the mark at its nearest side.
			centre := vg.Point{
				X: at.X + d.X*(gap+far) + sign(d.X)*w/2,
				Y: at.Y + d.Y*(gap+far) + sign(d.Y)*h/2,
			}
			spots = append(spots, Spot{Box: Around(centre, w, h), Tie: at, Loose: far > near, Cost: float64(far) + float64(i)/2})
		}
	}
	return spots
}

// What speaks against a spot, in points of distance: covering a line, seeming to belong to another
// mark, and standing close to another label; and what is too much for a label that can be spared.
const (
	crossing = 30
	strayed  = 45
	crowding = 15
	close    = 11
	dear     = 90
)

// Choose draws a text in the cheapest spot that is free of other labels, over a white
// plate where it covers a line; false where no spot is free.
func (l *Labels) Choose(p Pen, t Type, text string, spots []Spot) bool {
	best, found := Spot{Cost: l.most}, false
	covers := false
	for _, s := range spots {
		if s.Cost >= best.Cost || !l.free(s.Box) {
			continue
		}
		n := l.crossed(grown(s.Box, 1.5))
		s.Cost += float64(n) * crossing
		if l.meets(grown(s.Box, close)) {
			s.Cost += crowding
		}
		if l.strays(s) {
			s.Cost += strayed
		}
		if s.Cost < best.Cost {
			best, covers, found = s, n > 0, true
		}
	}
	if found {
		l.draw(p, t, text, best, covers)
	}
	return found
}

// strays tells whether a label would stand as near to the mark of another one as to its own.
func (l *Labels) strays(s Spot) bool {
	if s.Tie == (vg.Point{}) {
		return false
	}
	own := apart(s.Box, s.Tie)
	return slices.ContainsFunc(l.named, func(at vg.Point) bool { return at != s.Tie && apart(s.Box, at) <= own })
}

// apart is the distance of a point from a rectangle.
func apart(r vg.Rectangle, at vg.Point) float64 {
	d := nearest(r, at).Sub(at)
	return math.Hypot(float64(d.X), float64(d.Y))
}

func (l *Labels) draw(p Pen, t Type, text string, s Spot, covers bool) {
	if s.Loose {
		p.Line(Stroke{Color: Rule, Width: Hair}, s.Tie, nearest(grown(s.Box, 1.5), s.Tie))
	}
	if covers {
		p.Box(Tint(White, 0.85), grown(s.Box, 1.5))
	}
	p.Text(t, s.Box.Min, Left, text)
	l.Take(s.Box)
}

func (l *Labels) free(box vg.Rectangle) bool {
	in, out := grown(box, 1), l.within
	if in.Min.X < out.Min.X || in.Max.X > out.Max.X || in.Min.Y < out.Min.Y || in.Max.Y > out.Max.Y {
		return false
	}
	return !l.meets(grown(box, 2.5))
}

func (l *Labels) meets(box vg.Rectangle) bool {
	return slices.ContainsFunc(l.taken, func(t vg.Rectangle) bool { return meet(box, t) })
}

func (l *Labels) crossed(box vg.Rectangle) int {
	n := 0
	for _, s := range l.lines {
		if touches(s[0], s[1], box) {
			n++
		}
	}
	return n
}

// touches clips a line to a box (Liang–Barsky) and reports whether any of it is left.
func touches(a, b vg.Point, box vg.Rectangle) bool {
	from, to := 0.0, 1.0
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	for _, side := range [4][2]float64{
		{-dx, float64(a.X - box.Min.X)}, {dx, float64(box.Max.X - a.X)},
		{-dy, float64(a.Y - box.Min.Y)}, {dy, float64(box.Max.Y - a.Y)},
	} {
		slope, room := side[0], side[1]
		switch {
		case slope == 0 && room < 0:
			return false
		case slope < 0:
			from = max(from, room/slope)
		case slope > 0:
			to = min(to, room/slope)
		}
	}
	return from <= to
}

// Around is the rectangle of a size about a centre.
func Around(centre vg.Point, w, h vg.Length) vg.Rectangle {
	half := vg.Point{X: w / 2, Y: h / 2}
	return vg.Rectangle{Min: centre.Sub(half), Max: centre.Add(half)}
}

// Corner is the rectangle of a size with its lower left corner at a point.
func Corner(at vg.Point, w, h vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: at, Max: at.Add(vg.Point{X: w, Y: h})}
}

func grown(r vg.Rectangle, by vg.Length) vg.Rectangle {
	d := vg.Point{X: by, Y: by}
	return vg.Rectangle{Min: r.Min.Sub(d), Max: r.Max.Add(d)}
}

func meet(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

// nearest is the point of a rectangle that is nearest to another point.
func nearest(r vg.Rectangle, to vg.Point) vg.Point {
	return vg.Point{X: min(max(to.X, r.Min.X), r.Max.X), Y: min(max(to.Y, r.Min.Y), r.Max.Y)}
}

func sign(v vg.Length) vg.Length { return vg.Length(cmp.Compare(v, 0)) }
