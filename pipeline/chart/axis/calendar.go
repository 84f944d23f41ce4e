package axis

import (
	"math"
	"slices"
	"strconv"
	"time"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/pen"
	"chartline/pipeline/language"
)

// Calendar maps time to a length of canvas, all months being equally long. Periods
// (months, weeks) stand at their middle, so that an edge such as 1 October lies
// between two of them.
type Calendar struct {
	starts   []time.Time
	half     float64 // half a period, in months
	lo, hi   float64 // in months
	from, to vg.Length
	language *language.Language // of the names of months
}

// NewCalendar spans the periods that start at these instants, in any order and of one
// length; there must be at least one.
func NewCalendar(starts []time.Time) Calendar {
	starts = slices.Clone(starts)
	slices.SortFunc(starts, time.Time.Compare)
	starts = slices.CompactFunc(starts, time.Time.Equal)
	period := 1.0
	for i := 1; i < len(starts); i++ {
		period = min(period, month(starts[i])-month(starts[i-1]))
	}
	return Calendar{
		starts: starts,
		half:   period / 2,
		lo:     month(starts[0]),
		hi:     month(starts[len(starts)-1]) + period,
	}
}

// Lasting is the calendar with periods of so many months, such as quarters.
func (c Calendar) Lasting(months int) Calendar {
	c.hi += float64(months) - 2*c.half
	c.half = float64(months) / 2
	return c
}

// month counts months from year 0, with the part of the month that has gone by.
func month(t time.Time) float64 {
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
	length := first.AddDate(0, 1, 0).Sub(first).Hours()
	return float64(t.Year()*12+int(t.Month())-1) + t.Sub(first).Hours()/length
}

// In is the calendar with the names of months of a language.
func (c Calendar) In(l *language.Language) Calendar {
	c.language = l
	return c
}

// Over lays the calendar over a length of canvas.
func (c Calendar) Over(from, to vg.Length) Calendar {
	c.from, c.to = from, to
	return c
}

// Edge is where an instant lies, or the nearer end where it lies outside.
func (c Calendar) Edge(t time.Time) vg.Length { return c.at(month(t)) }

// At is the middle of the period that starts at an instant.
func (c Calendar) At(start time.Time) vg.Length { return c.at(month(start) + c.half) }

// Span is the two edges of the period that starts at an instant.
func (c Calendar) Span(start time.Time) (from, to vg.Length) {
	return c.at(month(start)), c.at(month(start) + 2*c.half)
}

// Holds reports whether an instant lies within the calendar, its first and last edge
// excepted.
func (c Calendar) Holds(t time.Time) bool {
	m := month(t)
	return m > c.lo && m < c.hi
}

// Follows reports whether one period begins where the other ends, half a period of
// play allowed for months of unequal length.
func (c Calendar) Follows(start, next time.Time) bool {
	gap := month(next) - month(start)
	return gap > 0 && gap < 3*c.half
}

func (c Calendar) at(m float64) vg.Length {
	share := min(max((m-c.lo)/(c.hi-c.lo), 0), 1)
	return c.from + vg.Length(share)*(c.to-c.from)
}

// CalendarHeight is what the names of months and years need under the plot.
var CalendarHeight = 6 + pen.Small.Height(2)

// Draw writes the months under a height, as many as stand clear of each other, and
// the year under the first and under each January or what comes first in its year.
func (c Calendar) Draw(p pen.Pen, top vg.Length) {
	if dates := c.dates(); len(dates) > 0 {
		c.drawDates(p, top, dates)
		return
	}
	year := 0
	for _, m := range c.labelled() {
		x := c.at(float64(m) + c.half)
		y := top - 6 - pen.Small.Rise()
		p.Text(pen.Small, vg.Point{X: x, Y: y}, pen.Middle, c.language.ShortMonth(time.Month(m%12+1)))
		if m/12 != year {
			year = m / 12
			p.Text(pen.Small, vg.Point{X: x, Y: y - pen.Small.Leading()}, pen.Middle, strconv.Itoa(year))
		}
	}
}

// fewMonths is the length of a calendar of days whose names of months alone would leave a reader without
// a place to count from.
const fewMonths = 6.0

// dates are the days that are named in a calendar of a few months: Mondays so many weeks apart that their
// dates stand clear of each other; none in a longer calendar, or of weeks and months.
func (c Calendar) dates() []time.Time {
	if c.hi-c.lo > fewMonths || c.half > 0.1 || len(c.starts) < 14 {
		return nil
	}
	pitch := float64(c.to-c.from) / (c.hi - c.lo) * 7 / 30.5
	room := float64(pen.Small.Widest(c.language.Date(c.starts[0], dateLayout), "30 "+c.language.ShortMonth(time.September))) + 10
	weeks := 1
	for float64(weeks)*pitch < room {
		weeks *= 2
	}
	var dates []time.Time
	first := c.starts[0].AddDate(0, 0, (8-int(c.starts[0].Weekday()))%7)
	for on := first; !on.After(c.starts[len(c.starts)-1]); on = on.AddDate(0, 0, 7*weeks) {
		if c.At(on)-c.from >= 4 {
			dates = append(dates, on)
		}
	}
	return dates
}

// dateLayout is how days are named under a plot, with the year in a line of its own.
const dateLayout = "2 Jan"

// drawDates names days, and the year under the first of each.
func (c Calendar) drawDates(p pen.Pen, top vg.Length, dates []time.Time) {
	year := 0
	for _, on := range dates {
		x, y := c.At(on), top-6-pen.Small.Rise()
		p.Line(pen.Stroke{Color: pen.Rule, Width: pen.Hair}, vg.Point{X: x, Y: top}, vg.Point{X: x, Y: top - 3})
		p.Text(pen.Small, vg.Point{X: x, Y: y}, pen.Middle, c.language.Date(on, dateLayout))
		if on.Year() != year {
			year = on.Year()
			p.Text(pen.Small, vg.Point{X: x, Y: y - pen.Small.Leading()}, pen.Middle, strconv.Itoa(year))
		}
	}
}

// labelled is every k-th month of the calendar, counted from January.
func (c Calendar) labelled() []int {
	every := c.every()
	var months []int
	for m := int(c.lo); float64(m) < c.hi; m++ {
		if m%every == 0 && float64(m)+c.half > c.lo {
			months = append(months, m)
		}
	}
	if len(months) == 0 {
		months = append(months, int(c.lo))
	}
	return months
}

// every is the least number of months at which their names stand clear of each other.
func (c Calendar) every() int {
	pitch := max(float64(c.to-c.from)/(c.hi-c.lo), 1e-3)
	room := float64(c.widest()) + 7
	for _, k := range []int{1, 2, 3, 4, 6, 12} {
		whole := math.Mod(float64(k), max(2*c.half, 1)) == 0
		if whole && float64(k)*pitch >= room {
			return k
		}
	}
	years := 2
	for float64(years*12)*pitch < room {
		years *= 2
	}
	return years * 12
}

// widest is the width of the widest month or year.
func (c Calendar) widest() vg.Length {
	texts := []string{"2025"}
	for m := time.January; m <= time.December; m++ {
		texts = append(texts, c.language.ShortMonth(m))
	}
	return pen.Small.Widest(texts...)
}
