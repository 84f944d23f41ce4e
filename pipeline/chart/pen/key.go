package pen

import (
	"slices"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/language"
)

// Withheld is what stands where a number from 1 to 10 may not be shown.
const Withheld = "withheld"

// Key is a row over the plot: the title of the vertical axis at the left and, at the
// right, what the signs in the plot mean. Signs that find no room stand in further rows.
type Key struct {
	Title string
	Signs []Sign
}

// Sign is a swatch with its meaning.
type Sign struct {
	Text   string
	Swatch func(p Pen, centre vg.Point)
}

// In is the sign with its meaning in a language.
func (s Sign) In(l *language.Language) Sign {
	s.Text = l.Text(s.Text)
	return s
}

// KeyHeight is the height of a row of small text over a plot.
const KeyHeight vg.Length = 17

const (
	swatchWidth vg.Length = 16
	signGap     vg.Length = 14
)

// Height is what the rows need at the natural width: nothing where they are empty.
func (k Key) Height() vg.Length {
	if k.Title == "" && len(k.Signs) == 0 {
		return 0
	}
	return vg.Length(len(k.rows())) * KeyHeight
}

// Draw sets the rows at the top of an area and returns what is left below them. The title stands
// in the first.
func (k Key) Draw(p Pen, area vg.Rectangle) vg.Rectangle {
	base, left := area.Max.Y-Small.Rise(), area.Max.X
	for i, row := range k.rows() {
		x := area.Max.X
		for _, s := range slices.Backward(row) {
			x -= Small.Width(s.Text)
			p.Text(Small, vg.Point{X: x, Y: base - vg.Length(i)*KeyHeight}, Left, s.Text)
			s.Swatch(p, vg.Point{X: x - swatchWidth/2 - 1, Y: base - vg.Length(i)*KeyHeight + Small.Rise()/2})
			x -= swatchWidth + signGap
		}
		if i == 0 {
			left = x
		}
	}
	p.Text(Small, vg.Point{X: area.Min.X, Y: base}, Left, Small.Fit(k.Title, left-area.Min.X))
	area.Max.Y -= k.Height()
	return area
}

// rows shares the signs out to as few rows as the natural width allows, the first of which has
// room for the title. One that would cut the title has no sign.
func (k Key) rows() [][]Sign {
	const width = Width - 2*Margin
	rows, used := [][]Sign{nil}, Small.Width(k.Title)
	for _, s := range k.Signs {
		w := signGap + swatchWidth + Small.Width(s.Text)
		if used+w > width {
			rows, used = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], s)
		used += w
	}
	if k.Title == "" && len(rows[0]) == 0 && len(rows) > 1 {
		return rows[1:]
	}
	return rows
}

// The signs that several figures share, in the English of the program.
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
