package pen

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// Stair is a line with steps as it runs across a plot, with the edges of its band,
// which may be the line itself.
type Stair struct {
	Line, Upper, Lower []vg.Point
}

// Along names one of several falling stairs beside it: above its band to the right, or
// below to the left, where it covers no line and no other stair is as near. It draws
// nothing and returns false where there is no room.
func (l *Labels) Along(p Pen, t Type, text string, stairs []Stair, own int) bool {
	w, h := t.Width(text), t.Rise()
	width := l.within.Max.X - l.within.Min.X
	var spots []Spot
	for part := vg.Length(0.02); part < 0.97; part += 0.01 {
		x := l.within.Min.X + part*width
		far := 10 * math.Abs(float64(part)-0.4)
		if y, ok := heightAt(stairs[own].Upper, x); ok {
			box := Corner(vg.Point{X: x + 3, Y: y + 4}, w, h)
			spots = append(spots, Spot{Box: box, Cost: far + mistaken(box, stairs, own)})
		}
		if y, ok := heightAt(stairs[own].Lower, x); ok {
			box := Corner(vg.Point{X: x - 3 - w, Y: y - 4 - h}, w, h)
			spots = append(spots, Spot{Box: box, Cost: far + 5 + mistaken(box, stairs, own)})
		}
	}
	return l.Choose(p, t, text, spots)
}

// mistaken is what a place costs where another stair is almost as near as the one that
// is named, or nearer.
func mistaken(box vg.Rectangle, stairs []Stair, own int) float64 {
	nearest := math.Inf(1)
	for i, s := range stairs {
		if i != own {
			nearest = min(nearest, distance(box, s.Line))
		}
	}
	return 60 * max(0, 1.6-nearest/max(distance(box, stairs[own].Line), 1))
}

// distance is how far a box is from a stair, whose parts are level or upright.
func distance(box vg.Rectangle, stair []vg.Point) float64 {
	d := math.Inf(1)
	for i := 1; i < len(stair); i++ {
		a, b := stair[i-1], stair[i]
		dx := max(min(a.X, b.X)-box.Max.X, box.Min.X-max(a.X, b.X), 0)
		dy := max(min(a.Y, b.Y)-box.Max.Y, box.Min.Y-max(a.Y, b.Y), 0)
		d = min(d, math.Hypot(float64(dx), float64(dy)))
	}
	return d
}

// heightAt is how high a stair is at a place; false where it has ended.
func heightAt(stair []vg.Point, x vg.Length) (vg.Length, bool) {
	for i := 1; i < len(stair); i++ {
		if stair[i-1].X <= x && x <= stair[i].X {
			return stair[i].Y, true
		}
	}
	return 0, false
}
