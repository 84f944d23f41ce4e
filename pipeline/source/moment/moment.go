// Package moment reads the dates and times of records: the compact form of HL7 v2 and
// X12, and ISO 8601 as FHIR, OMOP and most files write it. A date without a time of day
// has no instant (CLK-06), and a date with less than a day is no date.
package moment

import (
	"time"

	"github.com/apache/arrow-go/v18/arrow"
)

// Moment is a date, and the instant where the text had a time of day.
type Moment struct {
	On      arrow.Date32    // local calendar date: as written, whatever the offset
	At      arrow.Timestamp // whole seconds since 1970 in UTC; 0 without HasTime
	HasTime bool
	micros  int64 // below the second
}

// Micros orders moments to the microsecond; a date without time stands at its start in
// UTC.
func (m Moment) Micros() int64 {
	if m.HasTime {
		return int64(m.At)*1_000_000 + m.micros
	}
	return int64(m.On) * 86_400_000_000
}

// Years outside these are slips of the keyboard, as in the store.
const firstYear, lastYear = 1850, 2299

// daysBefore is how many days of a common year there are before each month.
var daysBefore = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// Date is a calendar date, where there is such a day. Records are full of dates, and
// package time takes several times as long to check one.
func Date(year, month, day int) (arrow.Date32, bool) {
	if year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	leap := 0
	if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		leap = 1
	}
	last := daysBefore[month] - daysBefore[month-1]
	if month == 2 {
		last += leap
	}
	if day > last {
		return 0, false
	}
	before := year - 1
	days := 365*before + before/4 - before/100 + before/400 + daysBefore[month-1] + day - 1
	if month > 2 {
		days += leap
	}
	return arrow.Date32(days - 719_162), true // from 1 January of the year 1 to that of 1970
}

// Age is the completed years from a birth to a later date.
func Age(birth, on arrow.Date32) int64 {
	b, t := birth.ToTime(), on.ToTime()
	years := t.Year() - b.Year()
	if t.Month() < b.Month() || t.Month() == b.Month() && t.Day() < b.Day() {
		years--
	}
	return int64(years)
}

// Compact reads YYYYMMDD[HH[MM[SS[.ffff]]]][+-ZZZZ], as HL7 v2 (TS, DTM) and X12 write
// it. A time without an offset is in zone: an hour that occurs twice is taken for the
// later one, an hour that the clock skips for the one after it. Where zone is nil, it
// gives no instant but its date. An offset after a date alone says nothing, and 24:00
// is no time of day in any of the standards.
func Compact(text string, zone *time.Location) (Moment, bool) {
	s := scanner{rest: text}
	y, m, d := s.digits(4), s.digits(2), s.digits(2)
	on, ok := Date(y, m, d)
	if !ok || s.bad {
		return Moment{}, false
	}
	if !s.isDigit() {
		if s.offset(); s.bad || s.rest != "" {
			return Moment{}, false
		}
		return Moment{On: on}, true
	}
	c := clock{hour: s.digits(2)}
	if s.isDigit() {
		c.minute = s.digits(2)
	}
	if s.isDigit() {
		c.second = s.digits(2)
		c.micros = s.fraction()
	}
	return s.finish(on, c, zone)
}

// ISO reads YYYY-MM-DD with or without a time of day after T or a blank, which has or
// has not seconds, a fraction, and Z or an offset. Zones are as in Compact.
func ISO(text string, zone *time.Location) (Moment, bool) {
	s := scanner{rest: text}
	y := s.digits(4)
	s.literal('-')
	m := s.digits(2)
	s.literal('-')
	d := s.digits(2)
	on, ok := Date(y, m, d)
	if !ok || s.bad {
		return Moment{}, false
	}
	if s.rest == "" {
		return Moment{On: on}, true
	}
	if s.rest[0] != 'T' && s.rest[0] != ' ' {
		return Moment{}, false
	}
	s.rest = s.rest[1:]
	c := clock{hour: s.digits(2)}
	s.literal(':')
	c.minute = s.digits(2)
	if len(s.rest) > 0 && s.rest[0] == ':' {
		s.literal(':')
		c.second = s.digits(2)
		c.micros = s.fraction()
	}
	return s.finish(on, c, zone)
}

// clock is a time of day as it was written.
type clock struct{ hour, minute, second, micros int }

// scanner takes a text apart from the left; bad stays set once anything was amiss.
type scanner struct {
	rest string
	bad  bool
}

func (s *scanner) isDigit() bool {
	return len(s.rest) > 0 && s.rest[0] >= '0' && s.rest[0] <= '9'
}

func (s *scanner) digits(n int) (value int) {
	for range n {
		if !s.isDigit() {
			s.bad = true
			return 0
		}
		value = value*10 + int(s.rest[0]-'0')
		s.rest = s.rest[1:]
	}
	return value
}

func (s *scanner) literal(b byte) {
	if len(s.rest) == 0 || s.rest[0] != b {
		s.bad = true
		return
	}
	s.rest = s.rest[1:]
}

// fraction reads the part below the second, cut to microseconds.
func (s *scanner) fraction() (micros int) {
	if len(s.rest) == 0 || s.rest[0] != '.' {
		return 0
	}
	s.rest = s.rest[1:]
	s.bad = s.bad || !s.isDigit()
	for unit := 100_000; s.isDigit(); unit /= 10 {
		micros += unit * int(s.rest[0]-'0')
		s.rest = s.rest[1:]
	}
	return micros
}

// finish reads what may stand after a time of day, and gives the moment.
func (s *scanner) finish(on arrow.Date32, c clock, zone *time.Location) (Moment, bool) {
	offset, given := s.offset()
	if s.bad || s.rest != "" || c.hour > 23 || c.minute > 59 || c.second > 59 {
		return Moment{}, false
	}
	wall := int64(on)*86_400 + int64(c.hour*3600+c.minute*60+c.second)
	switch {
	case given:
		wall -= int64(offset)
	case zone == nil:
		return Moment{On: on}, true
	default:
		wall = localSeconds(wall, zone)
	}
	return Moment{On: on, At: arrow.Timestamp(wall), HasTime: true, micros: int64(c.micros)}, true
}

// offset reads Z, +HH, +HHMM or +HH:MM, in seconds east of UTC.
func (s *scanner) offset() (seconds int, given bool) {
	if s.rest == "" {
		return 0, false
	}
	sign := 1
	switch s.rest[0] {
	case 'Z':
		s.rest = s.rest[1:]
		return 0, true
	case '-':
		sign = -1
	case '+':
	default:
		s.bad = true
		return 0, false
	}
	s.rest = s.rest[1:]
	hours, minutes := s.digits(2), 0
	if len(s.rest) > 0 && s.rest[0] == ':' {
		s.rest = s.rest[1:]
		minutes = s.digits(2)
	} else if s.rest != "" {
		minutes = s.digits(2)
	}
	s.bad = s.bad || hours > 14 || minutes > 59
	return sign * (hours*3600 + minutes*60), true
}

// localSeconds is the instant at which the clock on the wall shows these seconds since
// 1970: the later of two, and that after a gap.
func localSeconds(wall int64, zone *time.Location) int64 {
	_, before := time.Unix(wall-86_400, 0).In(zone).Zone()
	_, after := time.Unix(wall+86_400, 0).In(zone).Zone()
	if before == after {
		_, here := time.Unix(wall-int64(before), 0).In(zone).Zone()
		return wall - int64(here)
	}
	// Around a change of the clock, the offset after it is right where it gives itself
	// back, and the one before it everywhere else.
	if _, got := time.Unix(wall-int64(after), 0).In(zone).Zone(); got == after {
		return wall - int64(after)
	}
	return wall - int64(before)
}
