package calendar

import (
	"slices"
	"time"
)

// Holidays are the days, besides weekends, on which a facility does no business, over a range
// of dates.
type Holidays struct {
	first, last Date
	names       map[Date]string
	weekdays    []Date // those that are no weekend, in order
}

// NewHolidays is a table of a facility's own, complete from the first to the last date.
func NewHolidays(first, last Date, names map[Date]string) Holidays {
	h := Holidays{first: first, last: last, names: map[Date]string{}}
	for d, name := range names {
		if d < first || d > last {
			continue
		}
		h.names[d] = name
		if !d.Weekend() {
			h.weekdays = append(h.weekdays, d)
		}
	}
	slices.Sort(h.weekdays)
	return h
}

// USFederal are the federal holidays of the United States (5 U.S.C. 6103) of whole years, on
// the dates on which they are observed: the Friday before a Saturday, the Monday after a
// Sunday. Juneteenth is one from 2021 on.
func USFederal(firstYear, lastYear int) Holidays {
	names := map[Date]string{}
	for year := firstYear - 1; year <= lastYear+1; year++ {
		for _, h := range federal {
			if year < h.since {
				continue
			}
			names[observed(h.date(year))] = h.name
		}
	}
	first, _ := On(firstYear, time.January, 1)
	last, _ := On(lastYear, time.December, 31)
	return NewHolidays(first, last, names)
}

// Also adds days of a facility's own to a table.
func (h Holidays) Also(names map[Date]string) Holidays {
	all := map[Date]string{}
	for _, some := range []map[Date]string{h.names, names} {
		for d, name := range some {
			all[d] = name
		}
	}
	return NewHolidays(h.first, h.last, all)
}

// Except takes days out of a table, on which the facility works.
func (h Holidays) Except(days ...Date) Holidays {
	left := map[Date]string{}
	for d, name := range h.names {
		if !slices.Contains(days, d) {
			left[d] = name
		}
	}
	return NewHolidays(h.first, h.last, left)
}

// Covers reports whether the table knows about a date.
func (h Holidays) Covers(d Date) bool { return h.names != nil && d >= h.first && d <= h.last }

// Name is the holiday on a date; empty where there is none.
func (h Holidays) Name(d Date) string { return h.names[d] }

// businessUntil is how many business days there are from an arbitrary first one up to and
// with d: differences count.
func (h Holidays) businessUntil(d Date) BusinessDays {
	const monday = -3 // 29 December 1969
	days := int(d) - monday + 1
	weeks := days / 7
	if days%7 < 0 {
		weeks--
	}
	past, found := slices.BinarySearch(h.weekdays, d)
	if found {
		past++
	}
	return BusinessDays(weeks*5 + min(5, days-weeks*7) - past)
}

// holiday is a rule for a day of every year.
type holiday struct {
	name  string
	since int // first year
	date  func(year int) Date
}

var federal = []holiday{
	{"New Year's Day", 1870, fixed(time.January, 1)},
	{"Birthday of Martin Luther King, Jr.", 1986, nth(3, time.Monday, time.January)},
	{"Washington's Birthday", 1971, nth(3, time.Monday, time.February)},
	{"Memorial Day", 1971, nth(5, time.Monday, time.May)},
	{"Juneteenth National Independence Day", 2021, fixed(time.June, 19)},
	{"Independence Day", 1870, fixed(time.July, 4)},
	{"Labor Day", 1894, nth(1, time.Monday, time.September)},
	{"Columbus Day", 1971, nth(2, time.Monday, time.October)},
	{"Veterans Day", 1978, fixed(time.November, 11)},
	{"Thanksgiving Day", 1942, nth(4, time.Thursday, time.November)},
	{"Christmas Day", 1870, fixed(time.December, 25)},
}

func fixed(month time.Month, day int) func(int) Date {
	return func(year int) Date {
		d, _ := On(year, month, day)
		return d
	}
}

// nth is the n-th such weekday of a month, or the last where there is no n-th.
func nth(n int, weekday time.Weekday, month time.Month) func(int) Date {
	return func(year int) Date {
		first, _ := On(year, month, 1)
		day := 1 + (int(weekday)-int(first.Weekday())+7)%7 + 7*(n-1)
		for {
			if d, ok := On(year, month, day); ok {
				return d
			}
			day -= 7
		}
	}
}

func observed(d Date) Date {
	switch d.Weekday() {
	case time.Saturday:
		return d - 1
	case time.Sunday:
		return d + 1
	}
	return d
}
