package language

import (
	"strings"
	"time"
)

// The layouts of dates, which are keys as well: a row says in which order a language writes them,
// with the same stand-ins as Go has, such as "2 de January de 2006".
const (
	DayLayout        = "2 January 2006"
	MonthLayout      = "January 2006"
	InstantLayout    = "2 January 2006, 15:04 MST"
	ShortDayLayout   = "2 Jan 2006"
	ShortMonthLayout = "Jan 2006"
	WeekdayLayout    = "Mon 2 Jan"
	DayMonthLayout   = "2 January"
	MonthAloneLayout = "January"
)

// The names of months and days, in one row each.
const (
	longMonths  = "January February March April May June July August September October November December"
	shortMonths = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
	shortDays   = "Sun Mon Tue Wed Thu Fri Sat"
)

var (
	englishMonths = strings.Fields(longMonths)
	englishShort  = strings.Fields(shortMonths)
	englishDays   = strings.Fields(shortDays)
)

// Day writes a date: "1 October 2025".
func (l *Language) Day(t time.Time) string { return l.Date(t, DayLayout) }

// Month writes "October 2025".
func (l *Language) Month(t time.Time) string { return l.Date(t, MonthLayout) }

// Instant writes "1 October 2025, 06:00 UTC".
func (l *Language) Instant(t time.Time) string { return l.Date(t, InstantLayout) }

// Date writes a date in one of the layouts.
func (l *Language) Date(t time.Time, layout string) string {
	layout = l.Text(layout)
	if l == nil || l.months == nil {
		return t.Format(layout)
	}
	text := t.Format(layout)
	if l.days != nil {
		text = strings.Replace(text, englishDays[t.Weekday()], l.days[t.Weekday()], 1)
	}
	english, names := l.names(layout)
	return strings.Replace(text, english[t.Month()-1], names[t.Month()-1], 1)
}

// names are the months of a layout, in English and in the language: short ones where it has those.
func (l *Language) names(layout string) (english, names []string) {
	if strings.Contains(layout, englishMonths[0]) || l.short == nil {
		return englishMonths, l.months
	}
	return englishShort, l.short
}

// Days writes a range of dates, with month and year once where both are the same: "9 to 23 February 2026".
func (l *Language) Days(first, last time.Time) string {
	switch {
	case first.Year() != last.Year():
		return l.Say("%s to %s", l.Day(first), l.Day(last))
	case first.Month() != last.Month():
		return l.Say("%s to %s", l.Date(first, DayMonthLayout), l.Day(last))
	case first.Day() != last.Day():
		return l.Say("%d to %s", first.Day(), l.Day(last))
	}
	return l.Day(last)
}

// Months writes a range of months: "March to May 2026".
func (l *Language) Months(first, last time.Time) string {
	if first.Year() != last.Year() {
		return l.Say("%s to %s", l.Month(first), l.Month(last))
	}
	return l.Say("%s to %s", l.Date(first, MonthAloneLayout), l.Month(last))
}

// ParseDate reads a date that Date wrote.
func (l *Language) ParseDate(text, layout string) (time.Time, bool) {
	layout = l.Text(layout)
	if l != nil && l.months != nil {
		english, names := l.names(layout)
		for i, name := range names {
			text = strings.Replace(text, name, english[i], 1)
		}
	}
	at, err := time.Parse(layout, text)
	return at, err == nil
}

// ShortMonth is the name of a month where room is scarce: "Oct".
func (l *Language) ShortMonth(m time.Month) string {
	if l == nil || l.short == nil {
		return englishShort[m-1]
	}
	return l.short[m-1]
}

// Span writes a period by its first date and the first after it.
func (l *Language) Span(from, to time.Time) string {
	return l.Say("%s to %s", l.Day(from), l.Day(to.AddDate(0, 0, -1)))
}
