package across

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Dots is estimates as dots with their intervals, a row each, over the band in which others
// lie. A dot judges by its place and not by its length, so that its axis need not begin at zero.
type Dots struct {
	chart.Words
	Unit       chart.Unit
	LabelHead  string // head of the names
	ValueHead  string // what the dots measure
	TextHead   string // head of the values as written; may be empty
	BandHead   string // head of the bands as written; may be empty
	RightHead  string // head of the right-hand column; may be empty
	Name       string // of the dots in the key: "yours"
	AccentName string // of those that stand apart: empty where the key says nothing of them
	BandName   string // of the bands: "middle half of the team"
	MiddleName string // of the line in a band: "its median"
	Items      []Dot

	Reference     float64 // a value that all are set beside, such as that of all together
	ReferenceName string  // its name in the key; empty for none
}

// Dot is one row. Of one with an interval and no value, as of few records, the interval alone
// is drawn. A band that is not a range is not drawn. Nothing is read where Withheld is set.
type Dot struct {
	Label                  string
	Value, Lo, Hi          float64 // NaN for none
	BandLo, Middle, BandHi float64 // NaN for none
	Text                   string  // value and interval as written: "93.1% (91.8–94.2%)"
	BandText               string  // the band as written: "92.6% (90.2–94.4%)"
	Right                  string  // the right-hand column, such as "412 of 450"
	Accent                 bool    // a diamond, and its value in bold
	Withheld               bool
}

const (
	dotRadius   vg.Length = 3.4
	bandHeight  vg.Length = 11
	intervalCap vg.Length = 3
)

// Size is the natural size in points.
func (d Dots) Size() (width, height vg.Length) {
	if len(d.Items) == 0 {
		return d.Room(chart.NothingHeight)
	}
	return d.Room(d.key().Height() + headHeight + vg.Length(len(d.Items))*d.rows().Pitch + axis.BelowHeight)
}

// Draw draws the figure.
func (d Dots) Draw(c draw.Canvas) {
	p, area := d.Open(c)
	if len(d.Items) == 0 {
		d.SayNothing(p, area)
		return
	}
	area = d.key().Draw(p, area)
	rows, columns, plot := d.rows(), d.columns(), area
	plot.Min.X += rows.Width
	for _, c := range columns {
		plot.Max.X -= c.width
	}
	plot.Max.Y -= headHeight
	plot.Min.Y += axis.BelowHeight
	scale := d.scale().Over(plot.Min.X+dotRadius, plot.Max.X-dotRadius)
	d.drawHeads(p, area, plot, rows)
	scale.Upright(p, plot.Min.Y, plot.Max.Y)
	if d.referred() {
		x := scale.At(d.Reference)
		p.Line(referenceLine, vg.Point{X: x, Y: plot.Min.Y}, vg.Point{X: x, Y: plot.Max.Y})
	}
	axis.Foot(p, plot)
	scale.Below(p, plot.Min.Y, plot.Min.X-rows.Width, plot.Max.X+rightGap, "")
	pitch := (plot.Max.Y - plot.Min.Y) / vg.Length(len(d.Items))
	for i, item := range d.Items {
		y := plot.Max.Y - (vg.Length(i)+0.5)*pitch
		rows.Draw(p, i, area.Min.X, y, pen.Ink)
		item.draw(p, scale, y)
		d.drawColumns(p, columns, i, area.Max.X, y)
		p.Note(row(area, y, pitch), d.note(item))
	}
}

func (d Dots) rows() pen.Rows {
	names := make([]string, len(d.Items))
	for i, item := range d.Items {
		names[i] = item.Label
	}
	return pen.NewRows("", make([]string, len(names)), d.LabelHead, names)
}

// column is texts at the right of the dots, a row each.
type column struct {
	head  string
	texts []string
	quiet bool
	width vg.Length // with the white space before it; 0 where it is empty
}

// columns are those at the right, from the right edge inwards.
func (d Dots) columns() [3]column {
	out := [3]column{{head: d.RightHead, quiet: true}, {head: d.BandHead, quiet: true}, {head: d.TextHead}}
	for i := range out {
		out[i].widen(pen.Small.Width(out[i].head))
	}
	for _, item := range d.Items {
		for i, text := range []string{item.Right, item.BandText, d.text(item)} {
			set := pen.Body
			set.Bold = item.Accent && !out[i].quiet
			out[i].texts = append(out[i].texts, text)
			out[i].widen(set.Width(text))
		}
	}
	return out
}

// widen makes room for a text.
func (c *column) widen(text vg.Length) {
	if text > 0 {
		c.width = max(c.width, min(text, widestColumn)+rightGap)
	}
}

// scale spans everything that is drawn.
func (d Dots) scale() axis.Scale {
	var values []float64
	for _, item := range d.Items {
		if item.banded() {
			values = append(values, item.BandLo, item.Middle, item.BandHi)
		}
		if item.interval() {
			values = append(values, item.Lo, item.Hi)
		}
		if item.drawn() {
			values = append(values, item.Value)
		}
	}
	if d.referred() {
		values = append(values, d.Reference)
	}
	return axis.TightScale(d.unit(), 5, values...)
}

// key explains the signs that occur.
func (d Dots) key() pen.Key {
	var k pen.Key
	dots, bands, accents := false, false, false
	for _, item := range d.Items {
		dots, bands, accents = dots || item.drawn() || item.interval(), bands || item.banded(), accents || item.Accent && item.drawn()
	}
	if dots && d.Name != "" {
		k.Signs = append(k.Signs, pen.Sign{Text: pen.Small.Fit(d.Name, widestSign), Swatch: func(p pen.Pen, at vg.Point) {
			drawInterval(p, at.X-6, at.X+6, at.Y)
			p.Mark(pen.Circle, at, 2.6, pen.Blue, pen.Stroke{})
		}})
	}
	if accents && d.AccentName != "" {
		k.Signs = append(k.Signs, pen.Sign{Text: pen.Small.Fit(d.AccentName, widestSign), Swatch: func(p pen.Pen, at vg.Point) {
			p.Mark(pen.Diamond, at, dotRadius, pen.Blue, pen.Stroke{})
		}})
	}
	if d.referred() {
		k.Signs = append(k.Signs, pen.Sign{Text: pen.Small.Fit(d.ReferenceName, widestSign), Swatch: func(p pen.Pen, at vg.Point) {
			p.Line(referenceLine, vg.Point{X: at.X, Y: at.Y - 5}, vg.Point{X: at.X, Y: at.Y + 5})
		}})
	}
	if bands {
		k.Signs = append(k.Signs,
			pen.Sign{Text: pen.Small.Fit(d.BandName, widestSign), Swatch: func(p pen.Pen, at vg.Point) { p.Box(bandColor, pen.Around(at, 13, 8)) }},
			pen.Sign{Text: pen.Small.Fit(d.MiddleName, widestSign), Swatch: func(p pen.Pen, at vg.Point) { drawMiddle(p, at.X, at.Y) }})
	}
	return k
}

const (
	widestSign   vg.Length = 150
	widestColumn vg.Length = 104
)

func (d Dots) referred() bool { return d.ReferenceName != "" && axis.Drawable(d.Reference) }

var referenceLine = pen.Stroke{Color: pen.Slate, Width: pen.Medium, Dash: pen.Dashed}

// bandColor is light enough for an interval over it to show in grey.
var bandColor = pen.Tint(pen.LightBlue, 0.45)

func drawMiddle(p pen.Pen, x, y vg.Length) {
	p.Line(pen.Stroke{Color: pen.Slate, Width: pen.Thick}, vg.Point{X: x, Y: y - bandHeight/2}, vg.Point{X: x, Y: y + bandHeight/2})
}

func drawInterval(p pen.Pen, lo, hi, y vg.Length) {
	s := pen.Stroke{Color: pen.Ink, Width: pen.Medium}
	p.Line(s, vg.Point{X: lo, Y: y}, vg.Point{X: hi, Y: y})
	for _, x := range []vg.Length{lo, hi} {
		p.Line(s, vg.Point{X: x, Y: y - intervalCap}, vg.Point{X: x, Y: y + intervalCap})
	}
}

func (d Dots) drawHeads(p pen.Pen, area, plot vg.Rectangle, rows pen.Rows) {
	base := area.Max.Y - pen.Small.Rise()
	rows.Heads(p, area.Min.X, base, "", d.LabelHead)
	p.Text(pen.Small, vg.Point{X: plot.Min.X, Y: base}, pen.Left, pen.Small.Fit(d.ValueHead, plot.Max.X-plot.Min.X-4))
	right := area.Max.X
	for _, c := range d.columns() {
		p.Text(pen.Small, vg.Point{X: right, Y: base}, pen.Right, pen.Small.Fit(c.head, widestColumn))
		right -= c.width
	}
}

// drawColumns sets the texts of a row: what has no dot is quiet too.
func (d Dots) drawColumns(p pen.Pen, columns [3]column, row int, right, y vg.Length) {
	for _, c := range columns {
		set := pen.Body
		set.Bold = d.Items[row].Accent && !c.quiet
		if c.quiet || !d.Items[row].drawn() {
			set = set.In(pen.Quiet)
		}
		p.Centred(set, vg.Point{X: right, Y: y}, pen.Right, []string{set.Fit(c.texts[row], widestColumn)})
		right -= c.width
	}
}

// draw draws the band, the interval over it and the dot over both.
func (d Dot) draw(p pen.Pen, scale axis.Scale, y vg.Length) {
	if d.banded() {
		p.Box(bandColor, vg.Rectangle{Min: vg.Point{X: scale.At(d.BandLo), Y: y - bandHeight/2}, Max: vg.Point{X: scale.At(d.BandHi), Y: y + bandHeight/2}})
		drawMiddle(p, scale.At(d.Middle), y)
	}
	if d.Withheld {
		pen.Hatched(p, vg.Rectangle{Min: vg.Point{X: scale.From, Y: y - bandHeight/2}, Max: vg.Point{X: scale.From + hatchedWidth, Y: y + bandHeight/2}})
	}
	if d.interval() {
		drawInterval(p, scale.At(d.Lo), scale.At(d.Hi), y)
	}
	if d.drawn() {
		shape := pen.Circle
		if d.Accent {
			shape = pen.Diamond
		}
		p.Mark(shape, vg.Point{X: scale.At(d.Value), Y: y}, dotRadius, pen.Blue, pen.Stroke{Color: pen.White, Width: pen.Thin})
	}
}

func (d Dot) drawn() bool { return !d.Withheld && axis.Drawable(d.Value) }

func (d Dot) interval() bool { return !d.Withheld && axis.Drawable(d.Lo, d.Hi) && d.Hi >= d.Lo }

func (d Dot) banded() bool {
	return !d.Withheld && axis.Drawable(d.BandLo, d.Middle, d.BandHi) && d.BandLo <= d.Middle && d.Middle <= d.BandHi
}

// unit writes the values.
func (d Dots) unit() chart.Unit { return d.Unit.In(d.Language) }

// text is the value as written.
func (d Dots) text(item Dot) string {
	switch {
	case item.Withheld:
		return d.Language.Text(pen.Withheld)
	case item.Text != "":
		return item.Text
	case item.drawn(), item.interval():
		return ""
	}
	return d.Language.Text("no data")
}
