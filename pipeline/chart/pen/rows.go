package pen

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// Rows sets codes and names at the left of bars, a row each: codes in bold, names
// wrapped to two lines.
type Rows struct {
	Pitch     vg.Length // from one row to the next
	Width     vg.Length // of both columns, with the white space after them
	codes     []string
	names     []rowName
	codeWidth vg.Length
	nameWidth vg.Length
}

type rowName struct {
	lines []string
	set   Type
}

const (
	widestCode vg.Length = 84
	widestName vg.Length = 188
	columnGap  vg.Length = 12
	manyRows             = 24 // beyond them rows are set tight, a line each
)

// NewRows measures codes and names, as many of the one as of the other; codes may all
// be empty.
func NewRows(codeHead string, codes []string, nameHead string, names []string) Rows {
	r := Rows{Pitch: 18, codes: codes}
	if w := Body.Strong().Widest(codes...); w > 0 {
		r.codeWidth = min(max(w, Small.Width(codeHead)), widestCode)
		r.Width = r.codeWidth + columnGap
	}
	r.nameWidth = min(max(Body.Widest(names...), Small.Width(nameHead)), widestName)
	r.Width += r.nameWidth + columnGap
	lines := 2
	if len(names) > manyRows {
		lines, r.Pitch = 1, 15
	}
	for _, name := range names {
		n := setName(name, r.nameWidth, lines)
		if len(n.lines) > 1 {
			r.Pitch = 22.5
		}
		r.names = append(r.names, n)
	}
	return r
}

// setName keeps a name on one line in the body size where it fits, and else sets it
// smaller.
func setName(name string, width vg.Length, lines int) rowName {
	if Body.Width(name) <= width {
		return rowName{lines: []string{name}, set: Body}
	}
	smaller := Type{Size: 8.5, Color: Ink}
	return rowName{lines: smaller.Even(name, width, lines), set: smaller}
}

// Heads sets the heads of the two columns on a line.
func (r Rows) Heads(p Pen, left, base vg.Length, codeHead, nameHead string) {
	if r.codeWidth > 0 {
		p.Text(Small, vg.Point{X: left, Y: base}, Left, Small.Fit(codeHead, r.codeWidth))
		left += r.codeWidth + columnGap
	}
	p.Text(Small, vg.Point{X: left, Y: base}, Left, Small.Fit(nameHead, r.nameWidth))
}

// Draw sets the code and the name of a row about a height.
func (r Rows) Draw(p Pen, i int, left, middle vg.Length, c color.NRGBA) {
	if r.codeWidth > 0 {
		code := Body.Strong().In(c)
		p.Centred(code, vg.Point{X: left, Y: middle}, Left, []string{code.Fit(r.codes[i], r.codeWidth)})
		left += r.codeWidth + columnGap
	}
	n := r.names[i]
	p.Centred(n.set.In(c), vg.Point{X: left, Y: middle}, Left, n.lines)
}
