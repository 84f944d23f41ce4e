package across

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Pareto is bars in falling order with their cumulative share of a whole. It is only
// for a basis that sums to the whole, such as principal diagnoses or findings by type
// (standard RTE-07).
type Pareto struct {
	chart.Words
	Unit      chart.Unit
	CodeHead  string
	LabelHead string
	ValueHead string
	Items     []ParetoItem // falling
	Other     ParetoItem   // all other items together; left out where Label is empty
	Total     float64      // the whole; 0: the sum of what is given and not withheld
	Mark      float64      // share that the few reach, such as 0.8; 0: none
}

// ParetoItem is one row. Its value is not negative and is never read where Withheld is
// set; no cumulative share is shown from there on, because it would give it away.
type ParetoItem struct {
	Code, Label string
	Value       float64
	Text        string // the value as written at the bar's end; empty: as Unit writes it
	Withheld    bool
}

func (i ParetoItem) bar() Bar {
	return Bar{Code: i.Code, Label: i.Label, Value: i.Value, Text: i.Text, Withheld: i.Withheld}
}

const (
	trackWidth vg.Length = 128
	shareWidth vg.Length = 44
	otherGap   vg.Length = 9
	cutBar               = 1.25 // how many longest bars "all other" may be long
)

// Size is the natural size in points.
func (f Pareto) Size() (width, height vg.Length) {
	if len(f.items()) == 0 {
		return f.Room(chart.NothingHeight)
	}
	h := headHeight + vg.Length(len(f.items()))*f.rows().Pitch + axis.BelowHeight
	if f.Other.Label != "" {
		h += otherGap
	}
	return f.Room(h)
}

// Draw draws the figure.
func (f Pareto) Draw(c draw.Canvas) {
	p, area := f.Open(c)
	items := f.items()
	if len(items) == 0 {
		f.SayNothing(p, area)
		return
	}
	rows, bars := f.rows(), area
	bars.Min.X += rows.Width
	bars.Max.X -= trackWidth + shareWidth + rightGap
	bars.Max.Y -= headHeight
	bars.Min.Y += axis.BelowHeight
	f.drawHeads(p, area, bars, rows)
	heights := f.heights(bars)
	scale := f.scale().Over(bars.Min.X, bars.Max.X-f.textWidth())
	few, shares := f.few(), f.cumulative()
	for i, item := range items {
		rows.Draw(p, i, area.Min.X, heights[i], f.ink(i))
		f.drawItem(p, i, item, scale, heights[i], barWidth(rows.Pitch), few)
		p.Note(row(area, heights[i], rows.Pitch), f.note(item, i, shares))
	}
	p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Thin}, bars.Min, vg.Point{X: bars.Min.X, Y: bars.Max.Y})
	f.drawTrack(p, area, bars, heights)
}

func (f Pareto) items() []ParetoItem {
	items := append([]ParetoItem(nil), f.Items...)
	if f.Other.Label != "" {
		items = append(items, f.Other)
	}
	return items
}

// other reports whether a row is "all other".
func (f Pareto) other(i int) bool { return i == len(f.Items) }

func (f Pareto) ink(i int) color.NRGBA {
	if f.other(i) {
		return pen.Quiet
	}
	return pen.Ink
}

func (f Pareto) rows() pen.Rows {
	var codes, names []string
	for _, item := range f.items() {
		codes, names = append(codes, item.Code), append(names, item.Label)
	}
	return pen.NewRows(f.CodeHead, codes, f.LabelHead, names)
}

// heights is the middle of each row; "all other" stands apart.
func (f Pareto) heights(bars vg.Rectangle) []vg.Length {
	out := make([]vg.Length, len(f.items()))
	room := bars.Max.Y - bars.Min.Y
	if f.Other.Label != "" {
		room -= otherGap
	}
	pitch := room / vg.Length(len(out))
	for i := range out {
		out[i] = bars.Max.Y - (vg.Length(i)+0.5)*pitch
		if f.other(i) {
			out[i] -= otherGap
		}
	}
	return out
}

func (f Pareto) textWidth() vg.Length {
	return Bars{Words: f.Words, Items: f.barItems(), Unit: f.Unit}.textWidth()
}

func (f Pareto) barItems() []Bar {
	var out []Bar
	for _, item := range f.items() {
		out = append(out, item.bar())
	}
	return out
}

// scale spans the items; "all other", which is often most of the whole, may be a
// little longer than the longest and is then drawn cut.
func (f Pareto) scale() axis.Scale {
	longest := 0.0
	for _, item := range f.Items {
		if item.bar().drawn() {
			longest = max(longest, item.Value)
		}
	}
	if other := f.Other.bar(); f.Other.Label != "" && other.drawn() {
		if longest == 0 {
			longest = other.Value
		}
		longest = max(longest, min(other.Value, cutBar*longest))
	}
	s := axis.NewScale(f.Unit.In(f.Language), 4, 0, longest)
	if longest > 0 {
		return s.Ending(longest)
	}
	return s
}

// few is how many of the items reach the mark together; all where they do not reach it
// or there is none.
func (f Pareto) few() int {
	for i, share := range f.cumulative() {
		if f.Mark > 0 && share >= f.Mark && i < len(f.Items) {
			return i + 1
		}
	}
	return len(f.Items)
}

// cumulative is the share of the whole up to each row, as far as it may be shown.
func (f Pareto) cumulative() []float64 {
	items, sum, total := f.items(), 0.0, f.Total
	if total == 0 || !axis.Drawable(total) {
		total = 0
		for _, item := range items {
			if item.bar().drawn() {
				total += item.Value
			}
		}
	}
	var out []float64
	for _, item := range items {
		if !item.bar().drawn() || !(total > 0) {
			break
		}
		sum += item.Value
		out = append(out, min(max(sum/total, 0), 1))
	}
	return out
}

func (f Pareto) drawHeads(p pen.Pen, area, bars vg.Rectangle, rows pen.Rows) {
	base := area.Max.Y - pen.Small.Rise()
	rows.Heads(p, area.Min.X, base, f.CodeHead, f.LabelHead)
	p.Text(pen.Small, vg.Point{X: bars.Min.X, Y: base}, pen.Left, pen.Small.Fit(f.ValueHead, bars.Max.X-bars.Min.X-4))
	p.Text(pen.Small, vg.Point{X: area.Max.X - shareWidth - trackWidth, Y: base}, pen.Left, f.trackHead())
}

func (f Pareto) drawItem(p pen.Pen, i int, item ParetoItem, scale axis.Scale, y, thick vg.Length, few int) {
	bar, b := item.bar(), Bars{Words: f.Words, Unit: f.Unit}
	bar.Accent = i < few
	if !f.other(i) || !bar.drawn() {
		b.drawBar(p, bar, scale, y, thick)
		return
	}
	end := scale.At(bar.Value)
	r := vg.Rectangle{Min: vg.Point{X: scale.From, Y: y - thick/2}, Max: vg.Point{X: end, Y: y + thick/2}}
	p.Box(pen.Mist, r)
	p.Outline(pen.Stroke{Color: pen.Rule, Width: pen.Hair}, r)
	if bar.Value > scale.Hi {
		cut(p, vg.Point{X: end - 16, Y: y}, thick)
	}
	set := pen.Body.In(pen.Quiet)
	p.Centred(set, vg.Point{X: end + textGap, Y: y}, pen.Left, []string{set.Fit(b.text(bar), widestText)})
}

// cut draws the break in a bar that is longer than shown.
func cut(p pen.Pen, at vg.Point, thick vg.Length) {
	up := vg.Point{X: 2.5, Y: thick/2 + 2}
	for _, dx := range []vg.Length{0, 5} {
		middle := at.Add(vg.Point{X: dx})
		p.Line(pen.Stroke{Color: pen.White, Width: 3}, middle.Sub(up), middle.Add(up))
		for _, side := range []vg.Length{-1.5, 1.5} {
			edge := middle.Add(vg.Point{X: side})
			p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Hair}, edge.Sub(up), edge.Add(up))
		}
	}
}

func (f Pareto) trackHead() string { return f.Language.Text("Cumulative share") }

// nameMark writes the mark over its line where the head of the track leaves room.
func (f Pareto) nameMark(p pen.Pen, at vg.Point, taken vg.Length) {
	set, text := pen.Small.In(pen.Lettering(pen.Amber)), chart.Percent.In(f.Language).Write(f.Mark, 0)
	if at.X-set.Width(text)/2 > taken+5 {
		p.Text(set, at, pen.Middle, text)
	}
}

// drawTrack draws the cumulative share as a line of dots down the rows, from 0 to 100%,
// with the numbers at its right.
func (f Pareto) drawTrack(p pen.Pen, area, bars vg.Rectangle, heights []vg.Length) {
	scale := axis.NewScale(chart.Percent.In(f.Language), 2, 0, 1).Over(area.Max.X-shareWidth-trackWidth, area.Max.X-shareWidth)
	scale.Upright(p, bars.Min.Y, bars.Max.Y)
	scale.Below(p, bars.Min.Y, bars.Max.X+4, area.Max.X, "")
	if f.Mark > 0 && f.Mark < 1 {
		x := scale.At(f.Mark)
		p.Line(pen.Stroke{Color: pen.Amber, Width: pen.Thin, Dash: pen.Dashed},
			vg.Point{X: x, Y: bars.Min.Y}, vg.Point{X: x, Y: bars.Max.Y})
		f.nameMark(p, vg.Point{X: x, Y: area.Max.Y - pen.Small.Rise()}, scale.From+pen.Small.Width(f.trackHead()))
	}
	shares := f.cumulative()
	var dots []vg.Point
	for i, share := range shares {
		dots = append(dots, vg.Point{X: scale.At(share), Y: heights[i]})
	}
	p.Line(pen.Stroke{Color: pen.Slate, Width: pen.Medium}, dots...)
	for i, dot := range dots {
		p.Mark(pen.Circle, dot, 2.3, pen.Ink, pen.Stroke{Color: pen.White, Width: 1})
		text := chart.Percent.In(f.Language).Write(shares[i], 1)
		p.Centred(pen.Body.In(f.ink(i)), vg.Point{X: area.Max.X, Y: dot.Y}, pen.Right, []string{text})
	}
}
