// Package calendar measures time as a department does: by the local dates of a facility, by
// hours that really passed, and by business days. The three have types of their own, which
// the compiler does not let anybody add up, and nothing here knows the hour of a date.
package calendar

import "time"

// Date is a calendar date, as days since 1 January 1970. It has no hour and no zone, so that
// nobody can make one up (CLK-06).
type Date int32

// On is a date by its parts; false where there is no such day.
func On(year int, month time.Month, day int) (Date, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return 0, false
	}
	return wall(t), true
}

// wall is the date that a clock shows.
func wall(t time.Time) Date {
	year, month, day := t.Date()
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86_400)
}

// parts are the year, month and day of a date.
func (d Date) parts() (int, time.Month, int) {
	return time.Unix(int64(d)*86_400, 0).UTC().Date()
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Weekday(((int64(d)+4)%7 + 7) % 7) // 1 January 1970 was a Thursday
}

// Weekend reports whether a date is a Saturday or Sunday.
func (d Date) Weekend() bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// After is the date so many calendar days later.
func (d Date) After(days Days) Date { return d + Date(days) }

// String writes a date as 2026-03-08.
func (d Date) String() string { return time.Unix(int64(d)*86_400, 0).UTC().Format(time.DateOnly) }
