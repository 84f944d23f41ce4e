// Package chart draws estimates as figures with gonum/plot. A figure is a plain value;
// drawing it needs only a vg.Canvas, so that PNG, SVG and PDF show the same picture.
// This package has what all figures share and the writers of images. The figures are in
// across, where items are set against each other, and in course, where time passes.
package chart

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
	"chartline/pipeline/language"
	"chartline/pipeline/theme"
)

// Words are what every figure says around its marks.
type Words struct {
	Title    string             // the finding
	Subtitle string             // what is plotted, on which basis, n
	Caption  string             // source, as-of, exclusions
	Alt      string             // the figure in a sentence, for readers who cannot see it
	Language *language.Language // of these words, and so of what the figure itself says and of its numbers
	Theme    *theme.Theme       // that the figure is painted in; nil for the built-in one
}

// Figure can be drawn at its natural size on any canvas.
type Figure interface {
	// Text gives the words around the marks.
	Text() Words
	// Size is the natural size in points.
	Size() (width, height vg.Length)
	// Draw fills the canvas; it never panics on empty or withheld data but says so
	// on the figure.
	Draw(c draw.Canvas)
}

// Elastic is a figure whose marks can be drawn lower or higher than they are by nature, with type of
// the same size.
type Elastic interface {
	Figure
	// Give is by how many points its natural height can be more or less.
	Give() vg.Length
}

// Unit says how a figure writes its numbers.
type Unit = axis.Unit

// The units. Shares are given between 0 and 1.
var (
	Plain   = axis.Plain   // 1,234.5: a rate, whatever the axis title says
	Count   = axis.Count   // 1,234
	Percent = axis.Percent // 0.935 is written as 93.5%
	Days    = axis.Days    // 3.8 d
	Weight  = axis.Weight  // 1.16: a relative weight
	Dollars = axis.Dollars // $1,234 or $1.2M
)

// Event is an instant that a reader must know of: a new code set, an outage.
type Event = axis.Event

// Target is a value to reach, drawn as a dashed line where Label is not empty.
type Target struct {
	Value float64
	Label string // "Target 95%"
}

// Drawn reports whether there is a target to draw.
func (t Target) Drawn() bool { return t.Label != "" && axis.Drawable(t.Value) }

// Line is how targets look in every figure.
func (t Target) Line() pen.Stroke {
	return pen.Stroke{Color: pen.Amber, Width: pen.Medium, Dash: pen.Dashed}
}

// TargetType is the type of their labels.
var TargetType = pen.Small.Strong().In(pen.Lettering(pen.Amber))

// nothing is what a figure says that has no data.
const nothing = "There are no records to show for this selection."

// NothingHeight is the room in points for that sentence.
const NothingHeight vg.Length = 90

// Text gives the words; a figure that embeds Words has it too.
func (w Words) Text() Words { return w }

// SayNothing says on a figure that it has no data.
func (w Words) SayNothing(p pen.Pen, area vg.Rectangle) { pen.Say(p, area, w.Language.Text(nothing)) }

// Room is the natural size of a figure whose marks need a height.
func (w Words) Room(marks vg.Length) (width, height vg.Length) {
	return pen.Width, w.frame(pen.Width).Height() + marks
}

func (w Words) frame(width vg.Length) pen.Frame {
	return pen.NewFrame(w.Title, w.Subtitle, w.Caption, width)
}

// Open sets the words on a canvas and returns a pen and the area for the marks.
func (w Words) Open(c draw.Canvas) (pen.Pen, vg.Rectangle) {
	p := pen.On(c.Canvas)
	return p, w.frame(c.Max.X-c.Min.X).Draw(p, c.Rectangle)
}

// Natural is the area for marks of a height at the natural width.
func Natural(height vg.Length) vg.Rectangle {
	return vg.Rectangle{Max: vg.Point{X: pen.Width - 2*pen.Margin, Y: height}}
}
