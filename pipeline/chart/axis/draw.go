package axis

import (
	"strings"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/pen"
)

// Beside draws the grid lines of a vertical scale across a plot and the numbers at
// their left ends.
func (s Scale) Beside(p pen.Pen, plot vg.Rectangle) {
	for i, tick := range s.Ticks {
		y := s.At(tick)
		p.Line(pen.Stroke{Color: pen.Grid, Width: pen.Thin}, vg.Point{X: plot.Min.X, Y: y}, vg.Point{X: plot.Max.X, Y: y})
		at := vg.Point{X: plot.Min.X - besideGap, Y: y - pen.Small.Rise()/2}
		p.Text(pen.Small, at, pen.Right, s.Labels[i])
	}
}

const (
	besideGap vg.Length = 7
	belowGap  vg.Length = 5
)

// BesideWidth is what the numbers of a vertical scale need at its left.
func (s Scale) BesideWidth() vg.Length { return pen.Small.Widest(s.Labels...) + besideGap }

// BelowHeight is what the numbers of a horizontal scale need, without and with a title.
var (
	BelowHeight = belowGap + pen.Small.Height(1)
	TitleHeight = pen.Small.Height(1) + 4
)

// Below draws the numbers of a horizontal scale under a height, as many as stand clear
// of each other and between two limits, and the title, if any, beneath their middle.
func (s Scale) Below(p pen.Pen, top, from, to vg.Length, title string) {
	y := top - belowGap - pen.Small.Rise()
	s.Row(p, y, from, to, s.Labels)
	middle := vg.Point{X: (s.From + s.To) / 2, Y: y - TitleHeight}
	p.Text(pen.Small, middle, pen.Middle, pen.Small.Fit(title, s.To-s.From))
}

// Row sets a text under each tick of a horizontal scale, as many as stand clear of
// each other and between two limits. Texts beyond the ticks are left out.
func (s Scale) Row(p pen.Pen, base, from, to vg.Length, texts []string) {
	texts = texts[:min(len(texts), len(s.Ticks))]
	at := make([]vg.Length, len(texts))
	for i, text := range texts {
		half := pen.Small.Width(text) / 2
		at[i] = max(min(s.At(s.Ticks[i]), to-half), from+half)
	}
	every := 1
	for every < len(at) && !clear(texts, at, every) {
		every++
	}
	for i := 0; i < len(at); i += every {
		p.Text(pen.Small, vg.Point{X: at[i], Y: base}, pen.Middle, texts[i])
	}
}

// clear reports whether every so many of the texts stand clear of each other.
func clear(texts []string, at []vg.Length, every int) bool {
	const apart = 6
	for i := every; i < len(at); i += every {
		reach := (pen.Small.Width(texts[i-every]) + pen.Small.Width(texts[i])) / 2
		if at[i]-at[i-every] < reach+apart {
			return false
		}
	}
	return true
}

// Upright draws the grid lines of a horizontal scale.
func (s Scale) Upright(p pen.Pen, bottom, top vg.Length) {
	for _, tick := range s.Ticks {
		x := s.At(tick)
		p.Line(pen.Stroke{Color: pen.Grid, Width: pen.Thin}, vg.Point{X: x, Y: bottom}, vg.Point{X: x, Y: top})
	}
}

// Foot draws the line under a plot.
func Foot(p pen.Pen, plot vg.Rectangle) {
	p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Thin}, plot.Min, vg.Point{X: plot.Max.X, Y: plot.Min.Y})
}

// End is a label at the right end of a line.
type End struct {
	At    vg.Length // the height of the line's end
	Lines []string
	Type  pen.Type
}

const (
	endGap vg.Length = 8
	tied   vg.Length = 4 // a label moved farther is tied to its line
)

// EndWidth is how wide a label may be beside a plot of the whole width.
const EndWidth vg.Length = 112

// NewEnd sets a name and a value, each of which may be empty, in at most two lines of a
// width; where they do not fit, the name is cut.
func NewEnd(t pen.Type, at vg.Length, name, value string, width vg.Length) End {
	text := strings.TrimSpace(name + " " + value)
	lines := t.Wrap(text, width, 2)
	if value != "" && strings.Join(lines, " ") != text {
		lines = []string{t.Fit(name, width), t.Fit(value, width)}
	}
	return End{At: at, Lines: lines, Type: t}
}

// EndsWidth is what labels need at the right of a plot.
func EndsWidth(ends []End) vg.Length {
	widest := vg.Length(0)
	for _, e := range ends {
		widest = max(widest, e.Type.Widest(e.Lines...))
	}
	return widest + endGap
}

// DrawEnds sets the labels at the right of a plot, moved apart where they would
// overlap and then tied to their lines.
func DrawEnds(p pen.Pen, plot vg.Rectangle, ends []End) {
	if len(ends) == 0 {
		return
	}
	middles, heights := make([]vg.Length, len(ends)), make([]vg.Length, len(ends))
	for i, e := range ends {
		middles[i], heights[i] = e.At, e.Type.Height(len(e.Lines))+2
	}
	at := pen.Spread(middles, heights, plot.Min.Y-2, plot.Max.Y+2)
	for i, e := range ends {
		x := plot.Max.X + endGap
		if moved := at[i] - e.At; moved > tied || moved < -tied {
			p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Hair},
				vg.Point{X: plot.Max.X + 1, Y: e.At}, vg.Point{X: x - 1.5, Y: at[i]})
		}
		p.Centred(e.Type, vg.Point{X: x, Y: at[i]}, pen.Left, e.Lines)
	}
}
