package envelope

import (
	"time"

	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/x12/segment"
)

// Clock is when the sender of a transaction made it.
type Clock struct {
	moment.Moment
	Known bool
}

// Below is how many orders between things stated at the same time the microseconds of a
// second have room for, since no clock of X12 goes below the second.
const Below = 1_000_000

// Stated is the second of the clock, in microseconds, for Batcher.Stated; 0 where none is
// known, so that whatever is dated goes before.
func (c Clock) Stated() int64 {
	if !c.Known {
		return 0
	}
	return c.Micros()
}

// Date is the clock without its time of day.
func (c Clock) Date() Clock {
	return Clock{Moment: moment.Moment{On: c.On}, Known: c.Known}
}

// ClockOf reads a date of six or eight digits with a time of four or more, to the second;
// a time that is none is passed over.
func ClockOf(date, hour string, zone *time.Location) Clock {
	if len(date) == 6 {
		date = century(date) + date
	}
	if len(date) != 8 {
		return Clock{}
	}
	hour = hour[:min(len(hour), 6)]
	if m, ok := moment.Compact(date+hour, zone); ok {
		return Clock{Moment: m, Known: true}
	}
	m, ok := moment.Compact(date, zone)
	return Clock{Moment: m, Known: ok}
}

// century is that of a year of two digits: no interchange is older than the standard,
// which began in 1979.
func century(date string) string {
	if date < "79" {
		return "20"
	}
	return "19"
}

// Where the clocks of the three headers stand: the date, with the time behind it.
const (
	dateOfISA = 9
	dateOfGS  = 4
	DateOfBHT = 4
)

// ClockAt reads the clock of a segment: a date, and a time in the element behind it.
func ClockAt(s *segment.Segment, date int, zone *time.Location) Clock {
	return ClockOf(s.Element(date), s.Element(date+1), zone)
}
