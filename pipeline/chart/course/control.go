package course

import (
	"image/color"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
	"chartline/pipeline/language"
)

// Control is an XmR or p control chart: values by period against the limits of the
// process, with the periods that break a rule marked.
type Control struct {
	chart.Words
	Unit        chart.Unit
	Axis        string // title of the vertical axis
	CentreLabel string // "Mean"; empty: "Centre"
	Points      []ControlPoint
	Target      chart.Target
	Events      []chart.Event // what happened, such as "Encoder outage"
}

// ControlPoint is a period with the centre and the limits that hold for it. A limit
// that is NaN is not drawn; a Value that is NaN is a period without data.
type ControlPoint struct {
	Start                time.Time
	Value                float64
	Centre, Lower, Upper float64
	Baseline             bool   // one of the periods that the limits were computed from
	Signal               Signal // the strongest rule that the period breaks
	Note                 string // label beside the point; empty: date and value where Signal is Outside
	Withheld             bool   // the value is never read; the period is hatched
	Partial              bool   // the period is not over
}

// Signal is a rule by which a period is more than chance.
type Signal int

// The rules, each with a mark of its own.
const (
	InControl  Signal = iota
	Outside           // beyond a limit
	Run               // one of a run on one side of the centre
	Trend             // one of a steady rise or fall
	TwoOfThree        // one of two out of three near the same limit
)

// signals says how the rules look and what they are called.
var signals = []struct {
	signal Signal
	shape  pen.Shape
	color  color.NRGBA
	name   string
}{
	{Outside, pen.Circle, pen.Red, "outside limits"},
	{Run, pen.Square, pen.Blue, "run on one side"},
	{Trend, pen.Triangle, pen.Blue, "trend"},
	{TwoOfThree, pen.Diamond, pen.Amber, "two of three near a limit"},
}

// ruleSigns explains the marks of the rules that occur.
func ruleSigns(l *language.Language, occurs func(Signal) bool) (signs []pen.Sign) {
	for _, s := range signals {
		if occurs(s.signal) {
			signs = append(signs, pen.Sign{Text: l.Text(s.name), Swatch: func(p pen.Pen, at vg.Point) {
				p.Mark(s.shape, at, 3, s.color, pen.Stroke{})
			}})
		}
	}
	return signs
}

// clearing keeps the line off the mark of a point that breaks a rule. All of them are cleared before any
// is marked: a mark must not be cut by the clearing of the next one.
func clearing(p pen.Pen, at vg.Point, s Signal) {
	if s > InControl && int(s) <= len(signals) {
		p.Mark(signals[s-1].shape, at, signalRadius+0.4, pen.White, pen.Stroke{Color: pen.White, Width: 0.4})
	}
}

// mark draws a point: larger, and in the rule's shape and colour, where it breaks one.
func mark(p pen.Pen, at vg.Point, s Signal) {
	if s > InControl && int(s) <= len(signals) {
		p.Mark(signals[s-1].shape, at, signalRadius, signals[s-1].color, pen.Stroke{})
		return
	}
	p.Mark(pen.Circle, at, pointRadius, pen.Ink, pen.Stroke{})
}

const (
	controlHeight vg.Length = 172
	signalRadius  vg.Length = 3.6
	pointRadius   vg.Length = 2.1
)

// Size is the natural size in points.
func (c Control) Size() (width, height vg.Length) {
	if len(c.Points) == 0 {
		return c.Room(chart.NothingHeight)
	}
	marks := c.key().Height() + controlHeight + axis.CalendarHeight
	return c.Room(marks + c.timeline(chart.Natural(marks)).Lift())
}

// Give is how much lower or higher the plot may be.
func (c Control) Give() vg.Length { return 48 }

// Draw draws the figure.
func (c Control) Draw(canvas draw.Canvas) {
	p, area := c.Open(canvas)
	if len(c.Points) == 0 {
		c.SayNothing(p, area)
		return
	}
	t := c.timeline(c.key().Draw(p, area))
	c.drawBands(p, t)
	line := Line{Points: c.points()}
	t.Shade(p, line)
	t.DrawGround(p)
	c.drawLimits(p, t)
	labels := c.labels(t)
	c.drawPoints(p, t, line)
	c.drawNotes(p, t, labels)
	axis.DrawEnds(p, t.Plot, c.ends(t.Scale))
	c.noteAll(p, t)
}

func (c Control) timeline(area vg.Rectangle) axis.Timeline {
	calendar := axis.NewCalendar(axis.Starts(Line{Points: c.points()})).In(c.Language)
	return axis.NewTimeline(area, calendar, c.scale(), axis.EndsWidth(c.ends(axis.Scale{})), c.Events)
}

// points is the values as a line has them.
func (c Control) points() []Point {
	out := make([]Point, len(c.Points))
	for i, pt := range c.Points {
		out[i] = Point{Start: pt.Start, Value: pt.Value, Withheld: pt.Withheld, Partial: pt.Partial}
	}
	return out
}

// key explains the signs that occur.
func (c Control) key() pen.Key {
	k := Series{Words: c.Words, Lines: []Line{{Points: c.points()}}}.key()
	k.Title = c.Axis
	rules := ruleSigns(c.Language, func(s Signal) bool {
		return c.any(func(pt ControlPoint) bool { return pt.Signal == s && !pt.Withheld })
	})
	if c.any(func(pt ControlPoint) bool { return pt.Baseline }) {
		rules = append(rules, pen.Sign{Text: c.Language.Text("baseline"), Swatch: func(p pen.Pen, at vg.Point) { p.Box(pen.Mist, pen.Around(at, 11, 7)) }})
	}
	k.Signs = append(rules, k.Signs...)
	return k
}

func (c Control) any(is func(ControlPoint) bool) bool {
	for _, pt := range c.Points {
		if is(pt) {
			return true
		}
	}
	return false
}

func (c Control) scale() axis.Scale {
	var values []float64
	for _, pt := range c.Points {
		values = append(values, pt.Centre, pt.Lower, pt.Upper)
		if !pt.Withheld {
			values = append(values, pt.Value)
		}
	}
	if c.Target.Drawn() {
		values = append(values, c.Target.Value)
	}
	return axis.TightScale(c.Unit.In(c.Language), 5, values...)
}

// drawPoints strokes the line and marks the points, those that break a rule larger and
// in the rule's shape and colour.
func (c Control) drawPoints(p pen.Pen, t axis.Timeline, line Line) {
	joinPoints(p, t, line)
	for i, pt := range line.Points {
		if pt.Drawn() {
			clearing(p, t.Point(pt.Start, pt.Value), c.Points[i].Signal)
		}
	}
	for i, pt := range line.Points {
		if !pt.Drawn() {
			continue
		}
		at := t.Point(pt.Start, pt.Value)
		if s := c.Points[i].Signal; pt.Partial && (s == InControl || int(s) > len(signals)) {
			p.Mark(pen.Circle, at, pointRadius, pen.White, pen.Stroke{Color: pen.Ink, Width: pen.Thin})
		} else {
			mark(p, at, s)
		}
	}
}

// joinPoints strokes the line from point to point, dashed to a period that is not over.
func joinPoints(p pen.Pen, t axis.Timeline, line Line) {
	for _, run := range t.Runs(line, Point.Drawn) {
		for i := 1; i < len(run); i++ {
			s := pen.Stroke{Color: pen.Slate, Width: pen.Medium}
			if run[i].Partial {
				s.Dash = pen.Dashed
			}
			p.Line(s, t.Point(run[i-1].Start, run[i-1].Value), t.Point(run[i].Start, run[i].Value))
		}
	}
}
