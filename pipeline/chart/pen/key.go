package pen

import "gonum.org/v1/plot/vg"

// Withheld is what stands where a number from 1 to 10 may not be shown.
const Withheld = "withheld"

// Key is a row over the plot: the title of the vertical axis at the left and, at the
// right, what the signs in the plot mean.
type Key struct {
	Title string
	Signs []Sign
}

// Sign is a swatch with its meaning.
type Sign struct {
	Text   string
	Swatch func(p Pen, centre vg.Point)
}

// KeyHeight is the height of a row of small text over a plot.
const KeyHeight vg.Length = 17

const (
	swatchWidth vg.Length = 16
	signGap     vg.Length = 14
)

// Height is what the row needs: nothing where it is empty.
func (k Key) Height() vg.Length {
	if k.Title == "" && len(k.Signs) == 0 {
		return 0
	}
	return KeyHeight
}

// Draw sets the row at the top of an area and returns what is left below it.
func (k Key) Draw(p Pen, area vg.Rectangle) vg.Rectangle {
	base := area.Max.Y - Small.Rise()
	x := area.Max.X
	for i := len(k.Signs) - 1; i >= 0; i-- {
		s := k.Signs[i]
		x -= Small.Width(s.Text)
		p.Text(Small, vg.Point{X: x, Y: base}, Left, s.Text)
		s.Swatch(p, vg.Point{X: x - swatchWidth/2 - 1, Y: base + Small.Rise()/2})
		x -= swatchWidth + signGap
	}
	p.Text(Small, vg.Point{X: area.Min.X, Y: base}, Left, Small.Fit(k.Title, x-area.Min.X))
	area.Max.Y -= k.Height()
	return area
}

// The signs that several figures share.
var (
	WithheldSign = Sign{Withheld, func(p Pen, at vg.Point) { Hatched(p, Around(at, 11, 7)) }}
	PartialSign  = Sign{"partial period", func(p Pen, at vg.Point) { Partial(p, Around(at, 11, 7)) }}
	AbsentSign   = Sign{"no data", Absent}
)

// Hatched draws what stands for a withheld number.
func Hatched(p Pen, r vg.Rectangle) {
	p.Box(Pale, r)
	p.Hatch(Slate, r, false)
	p.Outline(Stroke{Color: Rule, Width: Hair}, r)
}

// Partial shades a period that is not over.
func Partial(p Pen, r vg.Rectangle) {
	p.Box(Pale, r)
	p.Hatch(Rule, r, true)
}

// Absent crosses the place of a number that there is not.
func Absent(p Pen, at vg.Point) {
	const r = 2.4
	s := Stroke{Color: Slate, Width: Thin}
	p.Line(s, at.Add(vg.Point{X: -r, Y: -r}), at.Add(vg.Point{X: r, Y: r}))
	p.Line(s, at.Add(vg.Point{X: -r, Y: r}), at.Add(vg.Point{X: r, Y: -r}))
}
