package axis

import (
	"time"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/pen"
)

// Event is an instant that a reader must know of: a new code set, an outage.
type Event struct {
	At    time.Time
	Label string
}

// Timeline is a plot of values over time: months below, numbers at the left, events as
// dotted lines that carry a flag above the plot.
type Timeline struct {
	Calendar
	Scale
	Plot  vg.Rectangle
	flags []pen.Flag
}

// NewTimeline lays a timeline into an area and leaves room at its right for the labels
// of the lines.
func NewTimeline(area vg.Rectangle, c Calendar, s Scale, right vg.Length, events []Event) Timeline {
	plot := vg.Rectangle{
		Min: vg.Point{X: area.Min.X + s.BesideWidth(), Y: area.Min.Y + CalendarHeight},
		Max: vg.Point{X: area.Max.X - right, Y: area.Max.Y},
	}
	t := Timeline{Calendar: c.Over(plot.Min.X, plot.Max.X)}
	t.flags = t.flagged(events, plot.Min.X, area.Max.X)
	plot.Max.Y -= pen.FlagsHeight(t.flags)
	t.Plot, t.Scale = plot, s.Over(plot.Min.Y, plot.Max.Y)
	return t
}

// flagged is the flags of the events within the calendar.
func (t Timeline) flagged(events []Event, from, to vg.Length) []pen.Flag {
	var at []vg.Length
	var texts []string
	for _, e := range events {
		if t.Calendar.Holds(e.At) {
			at, texts = append(at, t.Edge(e.At)), append(texts, e.Label)
		}
	}
	return pen.Flags(pen.Small, at, texts, from, to)
}

// Lift is what the flags need above the plot.
func (t Timeline) Lift() vg.Length { return pen.FlagsHeight(t.flags) }

// DrawGround draws what lies behind the data: grid, numbers, months and events.
func (t Timeline) DrawGround(p pen.Pen) {
	t.Scale.Beside(p, t.Plot)
	Foot(p, t.Plot)
	t.Calendar.Draw(p, t.Plot.Min.Y)
	p.Flags(pen.Small, pen.Stroke{Color: pen.Slate, Width: pen.Thin, Dash: pen.Dotted}, t.Plot, t.flags)
}

// Point is where a value of a period lies.
func (t Timeline) Point(start time.Time, value float64) vg.Point {
	return vg.Point{X: t.Calendar.At(start), Y: t.Scale.At(value)}
}

// Column is the part of the plot that belongs to a period.
func (t Timeline) Column(start time.Time) vg.Rectangle {
	from, to := t.Span(start)
	return vg.Rectangle{Min: vg.Point{X: from, Y: t.Plot.Min.Y}, Max: vg.Point{X: to, Y: t.Plot.Max.Y}}
}
