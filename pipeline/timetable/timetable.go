// Package timetable says when something is due: a line as cron has it, read in a zone.
//
// Clocks that are put forward or back neither drop a time nor repeat it. A local time that
// does not exist is due at the moment at which the clocks are put forward; one that exists
// twice is due the first time. A line whose hour is * counts real hours instead, so that
// what is due every hour is due in both hours of the same name.
package timetable

import (
	"errors"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Table is a line of five fields or a word such as @daily, in a zone.
type Table struct {
	line  string
	wall  cron.Schedule // works on local clocks, written as if they were UTC
	every bool          // its hour is *
	zone  *time.Location
}

// allHours is the mark that cron.SpecSchedule sets in a field of *.
const allHours = 1 << 63

// Parse reads a line. Its error says in a few words what is wrong, without the line.
func Parse(line string, zone *time.Location) (Table, error) {
	if strings.Contains(line, "TZ=") {
		return Table{}, errors.New("names a zone inside the line")
	}
	if strings.HasPrefix(strings.TrimSpace(line), "@every") {
		return Table{}, errors.New("is an interval without a time of day")
	}
	parsed, err := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor).Parse(line)
	if err != nil {
		return Table{}, errors.New("is no line of five fields, such as 0 6 2 * *")
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return Table{}, errors.New("is no line of five fields, such as 0 6 2 * *")
	}
	spec.Location = time.UTC
	t := Table{line: line, wall: spec, every: spec.Hour&allHours != 0, zone: zone}
	if t.wall.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return Table{}, errors.New("names a date that never comes")
	}
	return t, nil
}

// String is the line with its zone.
func (t Table) String() string { return t.line + " " + t.zone.String() }

// Zone is that in which the line is read.
func (t Table) Zone() *time.Location { return t.zone }

// Next is the first instant after another at which something is due, in UTC.
func (t Table) Next(after time.Time) time.Time {
	if t.every {
		return t.nextElapsed(after)
	}
	// The local clock may have been put back since: an hour that was already counted is
	// behind the instant, and is passed over.
	for wall := t.wall.Next(clock(after.In(t.zone)).Add(-24 * time.Hour)); ; wall = t.wall.Next(wall) {
		if wall.IsZero() {
			return time.Time{}
		}
		if at := t.instant(wall); at.After(after) {
			return at.UTC()
		}
	}
}

// nextElapsed counts minutes that go by, whatever they are called.
func (t Table) nextElapsed(after time.Time) time.Time {
	at := after.Truncate(time.Minute).Add(time.Minute)
	for {
		wall := clock(at.In(t.zone))
		next := t.wall.Next(wall.Add(-time.Second))
		if next.Equal(wall) {
			return at.UTC()
		}
		// The clocks do not change but at the ends of a zone's bounds: up to there local
		// minutes and real ones are the same.
		_, end := at.In(t.zone).ZoneBounds()
		step := at.Add(next.Sub(wall))
		if !end.IsZero() && step.After(end) {
			step = end
		}
		at = step
	}
}

// clock is what a local clock shows, written as if it were UTC.
func clock(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// instant is the moment at which a local clock shows a time: the first one where there are
// two, and the moment at which the clocks are put forward where there is none.
func (t Table) instant(wall time.Time) time.Time {
	guess := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, t.zone)
	earlier, later := t.offsets(guess)
	first, second := wall.Add(-earlier), wall.Add(-later)
	if second.Before(first) {
		first, second = second, first
	}
	for _, at := range []time.Time{first, second} {
		if clock(at.In(t.zone)).Equal(wall) {
			return at
		}
	}
	begin, _ := second.In(t.zone).ZoneBounds()
	return begin
}

// offsets are those of a zone half a day before an instant and half a day after it.
func (t Table) offsets(at time.Time) (before, after time.Duration) {
	_, b := at.Add(-12 * time.Hour).In(t.zone).Zone()
	_, a := at.Add(12 * time.Hour).In(t.zone).Zone()
	return time.Duration(b) * time.Second, time.Duration(a) * time.Second
}
