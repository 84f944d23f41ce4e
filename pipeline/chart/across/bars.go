// Package across draws figures that set items against each other: bars, Pareto, stack, ageing,
// funnel, and a card of measures.
package across

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Bars is horizontal bars with intervals, in the order given: frequencies of
// diagnoses, rates of units.
type Bars struct {
	chart.Words
	Unit      chart.Unit
	CodeHead  string // head of the codes; the column is left out where no item has one
	LabelHead string // head of the names
	ValueHead string // what the bars measure, such as "Encounters per 1,000 discharges"
	RightHead string // head of the right-hand column; may be empty
	Items     []Bar
}

// Bar is one row. Values are not negative and are never read where Withheld is set.
type Bar struct {
	Code, Label   string
	Value, Lo, Hi float64 // no whisker where Lo and Hi are not an interval; NaN is "no data"
	Text          string  // the value as written at the bar's end; empty: as Unit writes it
	Right         string  // the right-hand column, such as n
	Accent        bool    // dark instead of light
	Withheld      bool    // hatched, of a length that says nothing
	over          bool    // beyond a target: red
}

const (
	headHeight   vg.Length = 17
	textGap      vg.Length = 7
	rightGap     vg.Length = 16
	widestRight  vg.Length = 96
	widestText   vg.Length = 130
	hatchedWidth vg.Length = 44
)

// Size is the natural size in points.
func (b Bars) Size() (width, height vg.Length) {
	if len(b.Items) == 0 {
		return b.Room(chart.NothingHeight)
	}
	h := headHeight + vg.Length(len(b.Items))*b.rows().Pitch
	if b.intervals() {
		h += axis.BelowHeight
	}
	return b.Room(h)
}

// Draw draws the figure.
func (b Bars) Draw(c draw.Canvas) {
	p, area := b.Open(c)
	if len(b.Items) == 0 {
		b.SayNothing(p, area)
		return
	}
	rows, bars := b.rows(), area
	bars.Min.X += rows.Width
	bars.Max.X -= b.rightWidth()
	bars.Max.Y -= headHeight
	if b.intervals() {
		bars.Min.Y += axis.BelowHeight
	}
	scale := b.scale().Over(bars.Min.X, bars.Max.X-b.textWidth())
	b.drawHeads(p, area, bars, rows)
	if b.intervals() {
		scale.Upright(p, bars.Min.Y, bars.Max.Y)
		scale.Below(p, bars.Min.Y, bars.Min.X-rows.Width, bars.Max.X, "")
	}
	pitch := (bars.Max.Y - bars.Min.Y) / vg.Length(len(b.Items))
	for i, item := range b.Items {
		y := bars.Max.Y - (vg.Length(i)+0.5)*pitch
		rows.Draw(p, i, area.Min.X, y, pen.Ink)
		b.drawBar(p, item, scale, y, barWidth(pitch))
		right := pen.Body.In(pen.Quiet)
		p.Centred(right, vg.Point{X: area.Max.X, Y: y}, pen.Right, []string{right.Fit(item.Right, widestRight)})
		p.Note(row(area, y, pitch), b.note(item))
	}
	p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Thin}, bars.Min, vg.Point{X: bars.Min.X, Y: bars.Max.Y})
}

// barWidth is how thick bars are in rows of a pitch.
func barWidth(pitch vg.Length) vg.Length { return min(pitch*0.6, 12) }

func (b Bars) rows() pen.Rows {
	codes, names := make([]string, len(b.Items)), make([]string, len(b.Items))
	for i, item := range b.Items {
		codes[i], names[i] = item.Code, item.Label
	}
	return pen.NewRows(b.CodeHead, codes, b.LabelHead, names)
}

func (b Bars) drawHeads(p pen.Pen, area, bars vg.Rectangle, rows pen.Rows) {
	base := area.Max.Y - pen.Small.Rise()
	rows.Heads(p, area.Min.X, base, b.CodeHead, b.LabelHead)
	p.Text(pen.Small, vg.Point{X: bars.Min.X, Y: base}, pen.Left, pen.Small.Fit(b.ValueHead, bars.Max.X-bars.Min.X-4))
	p.Text(pen.Small, vg.Point{X: area.Max.X, Y: base}, pen.Right, pen.Small.Fit(b.RightHead, widestRight))
}

// rightWidth is the right-hand column with the white space before it; none where
// there is nothing in it.
func (b Bars) rightWidth() vg.Length {
	w := pen.Small.Width(b.RightHead)
	for _, item := range b.Items {
		w = max(w, pen.Body.Width(item.Right))
	}
	if w == 0 {
		return 0
	}
	return min(w, widestRight) + rightGap
}

// textWidth is the room for the longest text at the end of a bar.
func (b Bars) textWidth() vg.Length {
	w := vg.Length(0)
	for _, item := range b.Items {
		if !item.Withheld {
			w = max(w, pen.Body.Strong().Width(b.text(item)))
		}
	}
	return min(w, widestText) + textGap + 1
}

// scale spans zero to the end of the longest bar or whisker.
func (b Bars) scale() axis.Scale {
	values, longest := []float64{0}, 0.0
	for _, item := range b.Items {
		if !item.drawn() {
			continue
		}
		longest = max(longest, item.Value)
		if item.interval() {
			longest = max(longest, item.Hi)
		}
	}
	s := axis.NewScale(b.unit(), 4, append(values, longest)...)
	if longest > 0 {
		return s.Ending(longest)
	}
	return s
}

func (b Bars) intervals() bool {
	for _, item := range b.Items {
		if item.interval() {
			return true
		}
	}
	return false
}

func (b Bars) drawBar(p pen.Pen, item Bar, scale axis.Scale, y, thick vg.Length) {
	end, set := scale.From, pen.Body
	switch {
	case item.Withheld:
		end = scale.From + hatchedWidth
		pen.Hatched(p, vg.Rectangle{Min: vg.Point{X: scale.From, Y: y - thick/2}, Max: vg.Point{X: end, Y: y + thick/2}})
		set = set.In(pen.Quiet)
	case item.drawn():
		end = scale.At(item.Value)
		p.Box(item.color(), vg.Rectangle{Min: vg.Point{X: scale.From, Y: y - thick/2}, Max: vg.Point{X: end, Y: y + thick/2}})
		set.Bold = item.Accent
		if item.interval() {
			whisker(p, scale, item, y)
			end = max(end, scale.At(item.Hi))
		}
	default:
		set = set.In(pen.Quiet)
	}
	p.Centred(set, vg.Point{X: end + textGap, Y: y}, pen.Left, []string{set.Fit(b.text(item), widestText)})
}

// whisker draws an interval over its bar: white within, where ink would not show, and
// ink beyond.
func whisker(p pen.Pen, scale axis.Scale, item Bar, y vg.Length) {
	lo, value, hi := scale.At(item.Lo), scale.At(item.Value), scale.At(item.Hi)
	part := func(c color.NRGBA, from, to, end vg.Length) {
		s := pen.Stroke{Color: c, Width: pen.Medium}
		p.Line(s, vg.Point{X: from, Y: y}, vg.Point{X: to, Y: y})
		p.Line(s, vg.Point{X: end, Y: y - 2.6}, vg.Point{X: end, Y: y + 2.6})
	}
	if lo < value {
		part(pen.White, lo, min(value, hi), lo)
	}
	if hi > value {
		part(pen.Ink, max(value, lo), hi, hi)
	}
}

func (b Bar) drawn() bool { return !b.Withheld && axis.Drawable(b.Value) }

func (b Bar) interval() bool {
	return b.drawn() && axis.Drawable(b.Lo, b.Hi) && b.Hi > b.Lo
}

func (b Bar) color() color.NRGBA {
	switch {
	case b.over:
		return pen.Red
	case b.Accent:
		return pen.Blue
	}
	return pen.LightBlue
}

// unit writes the values.
func (b Bars) unit() chart.Unit { return b.Unit.In(b.Language) }

// text is what stands at the end of a bar.
func (b Bars) text(item Bar) string {
	switch {
	case item.Withheld:
		return b.Language.Text(pen.Withheld)
	case item.Text != "":
		return item.Text
	case item.drawn():
		return b.unit().Write(item.Value, 1)
	}
	return b.Language.Text("no data")
}
