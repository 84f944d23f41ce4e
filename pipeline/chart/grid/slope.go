package grid

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// Slope is units at two times, each a line from its earlier value to its later one. Those that
// changed by more than chance are drawn in colour and with marks of their own, the others in grey.
type Slope struct {
	chart.Words
	Unit      chart.Unit
	ValueHead string // what the values are
	Before    string // head of the left: the earlier period
	After     string // head of the right: the later one
	Rows      []SlopeRow
}

// SlopeRow is a unit. One that lacks a value on either side is named under the lines.
type SlopeRow struct {
	Label         string
	Before, After Side
	Change        Change
	Note          string // what a reader who points at the line is told beside the values
}

// Side is a value of a unit. It is not read where Missing says why it is not shown.
type Side struct {
	Value   float64
	Missing string // such as "withheld" or "no data"; empty where there is a value
}

// Change is what a unit did between two times, or where it lies beside the others.
type Change int

// The changes.
const (
	Unchanged Change = iota // no more than chance makes
	Better                  // more than chance, for the better
	Worse                   // more than chance, for the worse
	Different               // more than chance, where neither more nor less is better
)

// look is how a change is drawn: by colour and by the shape of its marks.
type look struct {
	color color.NRGBA
	shape pen.Shape
	name  string
}

var looks = map[Change]look{
	Unchanged: {pen.LightBlue, pen.Circle, "no clear change"},
	Better:    {pen.Teal, pen.Triangle, "better by more than chance"},
	Worse:     {pen.Red, pen.Square, "worse by more than chance"},
	Different: {pen.Blue, pen.Diamond, "changed by more than chance"},
}

const (
	slopeHeight vg.Length = 150 // of few units
	slopePitch  vg.Length = 12.4
	slopeHead   vg.Length = 20
	slopeName   vg.Length = 178 // the widest name
	slopeGap    vg.Length = 8
	slopeTie    vg.Length = 22 // between a vertical and its labels, for what ties them
	slopeMark   vg.Length = 3.2
	slopeLines            = 3 // of units without a line
)

// Size is the natural size in points.
func (s Slope) Size() (width, height vg.Length) {
	if len(s.Rows) == 0 {
		return s.Room(chart.NothingHeight)
	}
	return s.Room(s.key().Height() + s.plotHeight() + s.leftHeight(chart.Natural(0)))
}

func (s Slope) plotHeight() vg.Length {
	if len(s.drawn()) == 0 {
		return 0
	}
	return slopeHead + max(slopeHeight, vg.Length(len(s.drawn()))*slopePitch)
}

// Draw draws the figure.
func (s Slope) Draw(c draw.Canvas) {
	p, area := s.Open(c)
	if len(s.Rows) == 0 {
		s.SayNothing(p, area)
		return
	}
	area = s.key().Draw(p, area)
	s.drawLeft(p, area)
	if l := s.lines(area); len(l.rows) > 0 {
		l.draw(p, area)
	}
}

// drawn are the units with both values, those that changed last so that they lie on top.
func (s Slope) drawn() []SlopeRow {
	var quiet, loud []SlopeRow
	for _, row := range s.Rows {
		switch {
		case !row.Before.drawn() || !row.After.drawn():
		case row.Change == Unchanged:
			quiet = append(quiet, row)
		default:
			loud = append(loud, row)
		}
	}
	return append(quiet, loud...)
}

func (s Side) drawn() bool { return s.Missing == "" && axis.Drawable(s.Value) }

// why says why a side has no value.
func (s Slope) why(v Side) string {
	if v.Missing != "" {
		return v.Missing
	}
	return s.Language.Text("no data")
}

func (s Slope) write(v Side) string { return s.unit().Write(v.Value, 1) }

// unit writes numbers in the language of the figure.
func (s Slope) unit() chart.Unit { return s.Unit.In(s.Language) }

// key explains the looks that occur.
func (s Slope) key() pen.Key {
	k := pen.Key{Title: s.ValueHead}
	for _, c := range []Change{Worse, Better, Different, Unchanged} {
		for _, row := range s.drawn() {
			if row.Change == c {
				k.Signs = append(k.Signs, pen.Sign{Text: s.Language.Text(looks[c].name), Swatch: looks[c].swatch})
				break
			}
		}
	}
	return k
}

func (l look) swatch(p pen.Pen, at vg.Point) {
	p.Line(l.stroke(), vg.Point{X: at.X - 7, Y: at.Y}, vg.Point{X: at.X + 7, Y: at.Y})
	p.Mark(l.shape, at, 2.8, l.color, pen.Stroke{})
}

func (l look) stroke() pen.Stroke {
	if l.color == looks[Unchanged].color {
		return pen.Stroke{Color: l.color, Width: pen.Medium}
	}
	return pen.Stroke{Color: l.color, Width: pen.Thick}
}

// left names the units without a line, with what is missing.
func (s Slope) left() string {
	var names []string
	for _, row := range s.Rows {
		switch {
		case !row.Before.drawn():
			names = append(names, row.Label+" ("+s.why(row.Before)+")")
		case !row.After.drawn():
			names = append(names, row.Label+" ("+s.why(row.After)+")")
		}
	}
	if len(names) == 0 {
		return ""
	}
	return s.Language.Say("Without a line: %s", strings.Join(names, ", "))
}

func (s Slope) leftOver(area vg.Rectangle) []string {
	return pen.Small.Even(s.left(), area.Max.X-area.Min.X, slopeLines)
}

func (s Slope) leftHeight(area vg.Rectangle) vg.Length {
	if lines := s.leftOver(area); len(lines) > 0 {
		return pen.Small.Height(len(lines)) + 8
	}
	return 0
}

func (s Slope) drawLeft(p pen.Pen, area vg.Rectangle) {
	lines := s.leftOver(area)
	if len(lines) > 0 {
		p.Lines(pen.Small, vg.Point{X: area.Min.X, Y: area.Min.Y + pen.Small.Height(len(lines)) + 2}, pen.Left, lines)
	}
}
