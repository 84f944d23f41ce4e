// Package calendar holds the days and clocks of the generator: proleptic Gregorian
// days, and the local time of the two American zones in which the facilities lie. Zones
// follow the rule in force since 2007 and not the machine's time-zone files, so that
// the same options write the same bytes everywhere.
package calendar

import "time"

// Day counts days since 1970-01-01.
type Day int32

// Seconds of a day and of an hour.
const (
	DaySeconds  = 86400
	HourSeconds = 3600
)

// On is the day of a civil date.
func On(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / DaySeconds)
}

// Civil gives year, month and day of the month.
func (d Day) Civil() (int, time.Month, int) {
	return time.Unix(int64(d)*DaySeconds, 0).UTC().Date()
}

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// String is the date as YYYY-MM-DD.
func (d Day) String() string { return string(d.AppendTo(nil)) }

// AppendTo writes the date as YYYY-MM-DD.
func (d Day) AppendTo(b []byte) []byte {
	if i := int(d - firstText); i >= 0 && i < len(texts) {
		return append(b, texts[i][:]...)
	}
	year, month, day := d.Civil()
	b = append(b, byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-')
	b = append2(b, int(month))
	b = append(b, '-')
	return append2(b, day)
}

// AppendInstant writes an instant as YYYY-MM-DDTHH:MM:SSZ.
func AppendInstant(b []byte, at int64) []byte {
	second := int(at % DaySeconds)
	b = Day(at / DaySeconds).AppendTo(b)
	b = append2(append(b, 'T'), second/HourSeconds)
	b = append2(append(b, ':'), second/60%60)
	b = append2(append(b, ':'), second%60)
	return append(b, 'Z')
}

// Instant is an instant as text.
func Instant(at int64) string { return string(AppendInstant(nil, at)) }

// Age is the number of completed years between two days.
func Age(birth, day Day) int64 {
	by, bm, bd := birth.Civil()
	y, m, d := day.Civil()
	age := y - by
	if m < bm || m == bm && d < bd {
		age--
	}
	return int64(age)
}

func append2(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// Dates near the period are written so often that their texts are kept.
var (
	firstText = On(2024, time.January, 1)
	texts     = dayTexts(firstText, On(2027, time.January, 1))
)

func dayTexts(from, to Day) [][10]byte {
	all := make([][10]byte, to-from)
	for i := range all {
		copy(all[i][:], time.Unix(int64(from+Day(i))*DaySeconds, 0).UTC().Format(time.DateOnly))
	}
	return all
}
