package across

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Stack is horizontal bars that are made up of parts in one order, such as the days of an
// account between discharge and its bill.
type Stack struct {
	chart.Words
	Unit      chart.Unit
	LabelHead string // head of the names
	ValueHead string // what the bars measure
	RightHead string // head of the right-hand column; may be empty
	Parts     []string
	Items     []StackItem
}

// StackItem is one bar. Values has a value for each part; one that is negative or not a
// number takes no room.
type StackItem struct {
	Label  string
	Values []float64
	Text   string // the whole as written at the bar's end
	Right  string // the right-hand column, such as n
}

// fills are the colours of the parts, in their order; where there are more parts they begin
// again. Neighbours differ in lightness too.
var fills = []color.NRGBA{pen.LightBlue, pen.Blue, pen.Mist, pen.Amber, pen.Red, pen.Teal, pen.Rule, pen.Slate}

func fill(part int) color.NRGBA { return fills[part%len(fills)] }

const stackPitch vg.Length = 25

// Size is the natural size in points.
func (s Stack) Size() (width, height vg.Length) {
	if len(s.Items) == 0 {
		return s.Room(chart.NothingHeight)
	}
	return s.Room(s.key().Height() + headHeight + vg.Length(len(s.Items))*stackPitch + axis.BelowHeight)
}

// Draw draws the figure.
func (s Stack) Draw(c draw.Canvas) {
	p, area := s.Open(c)
	if len(s.Items) == 0 {
		s.SayNothing(p, area)
		return
	}
	area = s.key().Draw(p, area)
	frame, rows := s.frameOf(), s.rows()
	bars := area
	bars.Min.X += rows.Width
	bars.Max.X -= frame.rightWidth()
	bars.Max.Y -= headHeight
	bars.Min.Y += axis.BelowHeight
	frame.drawHeads(p, area, bars, rows)
	scale := frame.scale().Over(bars.Min.X, bars.Max.X-frame.textWidth())
	scale.Upright(p, bars.Min.Y, bars.Max.Y)
	scale.Below(p, bars.Min.Y, area.Min.X, bars.Max.X, "")
	pitch := (bars.Max.Y - bars.Min.Y) / vg.Length(len(s.Items))
	for i, item := range s.Items {
		y := bars.Max.Y - (vg.Length(i)+0.5)*pitch
		rows.Draw(p, i, area.Min.X, y, pen.Ink)
		s.drawItem(p, item, scale, y)
		right := pen.Body.In(pen.Quiet)
		p.Centred(right, vg.Point{X: area.Max.X, Y: y}, pen.Right, []string{right.Fit(item.Right, widestRight)})
		p.Note(row(area, y, pitch), s.note(item))
	}
}

// drawItem sets the parts one after the other, each with its value where there is room.
func (s Stack) drawItem(p pen.Pen, item StackItem, scale axis.Scale, y vg.Length) {
	const thick = 15
	sum := 0.0
	for part := range s.Parts {
		v := item.value(part)
		from, to := scale.At(sum), scale.At(sum+v)
		sum += v
		if to-from <= 0.5 {
			continue
		}
		p.Box(fill(part), vg.Rectangle{Min: vg.Point{X: from, Y: y - thick/2}, Max: vg.Point{X: to - 0.5, Y: y + thick/2}})
		text := s.Unit.In(s.Language).Write(v, 1)
		if set := pen.Small.In(inkOn(fill(part))); set.Width(text)+4 < to-from {
			p.Centred(set, vg.Point{X: (from + to) / 2, Y: y}, pen.Middle, []string{text})
		}
	}
	p.Centred(pen.Body.Strong(), vg.Point{X: scale.At(sum) + textGap, Y: y}, pen.Left, []string{pen.Body.Strong().Fit(item.Text, widestText)})
}

// inkOn is the colour of text that can be read on a fill.
func inkOn(c color.NRGBA) color.NRGBA {
	if light := 299*int(c.R) + 587*int(c.G) + 114*int(c.B); light > 130_000 {
		return pen.Ink
	}
	return pen.White
}

func (i StackItem) value(part int) float64 {
	if part >= len(i.Values) || !axis.Drawable(i.Values[part]) || i.Values[part] < 0 {
		return 0
	}
	return i.Values[part]
}

// frameOf is plain bars of the sums, which have the same rows, scale and columns.
func (s Stack) frameOf() Bars {
	b := Bars{Words: s.Words, Unit: s.Unit, LabelHead: s.LabelHead, ValueHead: s.ValueHead, RightHead: s.RightHead}
	for _, item := range s.Items {
		sum := 0.0
		for part := range s.Parts {
			sum += item.value(part)
		}
		b.Items = append(b.Items, Bar{Label: item.Label, Value: sum, Text: item.Text, Right: item.Right})
	}
	return b
}

func (s Stack) rows() pen.Rows { return s.frameOf().rows() }

func (s Stack) key() pen.Key {
	var k pen.Key
	for part, name := range s.Parts {
		k.Signs = append(k.Signs, pen.Sign{Text: name, Swatch: func(p pen.Pen, at vg.Point) { p.Box(fill(part), pen.Around(at, 11, 7)) }})
	}
	return k
}
