package x12

import (
	"time"

	"chartline/pipeline/source/moment"
	"chartline/pipeline/source/x12/segment"
)

// clock is when the sender of a transaction made it.
type clock struct {
	moment.Moment
	known bool
}

// statedBelow is how many orders between things stated at the same time the microseconds
// of a second have room for, since no clock of X12 goes below the second.
const statedBelow = 1_000_000

// stated is the second of the clock, in microseconds, for Batcher.Stated; 0 where none is
// known, so that whatever is dated goes before.
func (c clock) stated() int64 {
	if !c.known {
		return 0
	}
	return c.Micros() / statedBelow * statedBelow
}

// date is the clock without its time of day.
func (c clock) date() clock {
	return clock{Moment: moment.Moment{On: c.On}, known: c.known}
}

// clockOf reads a date of six or eight digits with a time of four or more; a time that
// is none is passed over.
func clockOf(date, hour string, zone *time.Location) clock {
	if len(date) == 6 {
		date = century(date) + date
	}
	if len(date) != 8 {
		return clock{}
	}
	hour = hour[:min(len(hour), 6)]
	if m, ok := moment.Compact(date+hour, zone); ok {
		return clock{Moment: m, known: true}
	}
	m, ok := moment.Compact(date, zone)
	return clock{Moment: m, known: ok}
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
	dateOfBHT = 4
)

func clockAt(s *segment.Segment, date int, zone *time.Location) clock {
	return clockOf(s.Element(date), s.Element(date+1), zone)
}
