// Package forecast says how many accounts will wait to be coded (DNFC) on each of the next
// days, by account type, with intervals: from arrivals, from how long coding takes, and from
// the hours that coders are planned for. It simulates, and tests itself on the past.
package forecast

import "chartline/pipeline/calendar"

// Department is the daily history of a department: a row for every day from Start, without
// gaps, as long in every series.
type Department struct {
	Start    calendar.Date
	Holidays calendar.Holidays
	Series   []Series
}

// Series is the history of one account type. Columns are ages in calendar days since
// discharge (CLK-02); the last one holds that age and everything older.
type Series struct {
	Type     string
	Arrivals []int64   // accounts discharged on each day; late postings count on their day of discharge
	Open     [][]int64 // Open[d][a] waited on day d at age a: those of before and the arrivals of the day
	Coded    [][]int64 // how many of these were final-coded on the day
	Left     [][]int64 // how many were voided, combined or made non-billable (CEN-04); nil where none were
}

const (
	leastDays   = 56 // eight weeks: fewer do not tell weekdays from chance
	leastAges   = 8
	longest     = 90 // days ahead
	uneven      = "the history is uneven: every series needs a row for each day and a column for each age"
	negative    = "a count of the history is negative, or more accounts left than waited"
	tooShort    = "fewer than eight weeks of history"
	noSeries    = "no account types"
	noWork      = "nothing waited and nothing arrived in the history"
	badHorizon  = "a forecast reaches 1 to 90 days ahead"
	badPlan     = "a plan has a negative number, or hours without charts an hour"
	tooManyWait = "the history holds counts too large to compute with"
)

// days is how long the history is.
func (d Department) days() int {
	if len(d.Series) == 0 {
		return 0
	}
	return len(d.Series[0].Arrivals)
}

// until is the history as it was after so many days.
func (d Department) until(days int) Department {
	past := Department{Start: d.Start, Holidays: d.Holidays}
	for _, s := range d.Series {
		cut := Series{Type: s.Type, Arrivals: s.Arrivals[:days], Open: s.Open[:days], Coded: s.Coded[:days]}
		if s.Left != nil {
			cut.Left = s.Left[:days]
		}
		past.Series = append(past.Series, cut)
	}
	return past
}

// fault says why nothing can be forecast from a history.
func (d Department) fault() string {
	if len(d.Series) == 0 {
		return noSeries
	}
	for _, s := range d.Series {
		if why := s.fault(d.days()); why != "" {
			return why
		}
	}
	if d.days() < leastDays {
		return tooShort
	}
	return ""
}

func (s Series) fault(days int) string {
	if len(s.Arrivals) != days || len(s.Open) != days || len(s.Coded) != days || s.Left != nil && len(s.Left) != days {
		return uneven
	}
	for d, open := range s.Open {
		if len(open) != s.ages() || len(open) < leastAges || len(s.Coded[d]) != len(open) || s.Left != nil && len(s.Left[d]) != len(open) {
			return uneven
		}
		if s.Arrivals[d] < 0 {
			return negative
		}
		for a, n := range open {
			if s.Coded[d][a] < 0 || s.left(d, a) < 0 || n > 1<<40 || s.Coded[d][a]+s.left(d, a) > n {
				return negative
			}
		}
	}
	return ""
}

func (s Series) ages() int { return len(s.Open[0]) }

func (s Series) left(day, age int) int64 {
	if s.Left == nil {
		return 0
	}
	return s.Left[day][age]
}

// waiting is who still waits at the end of a day, by age.
func (s Series) waiting(day int) []int64 {
	still := make([]int64, s.ages())
	for a, n := range s.Open[day] {
		still[a] = n - s.Coded[day][a] - s.left(day, a)
	}
	return still
}

// backlog is how many wait at the end of a day.
func (s Series) backlog(day int) float64 { return float64(total(s.waiting(day))) }

func total(counts []int64) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// holiday stands after the seven weekdays.
const holiday, kinds = 7, 8

// kind is a weekday, or a holiday that falls on a working day.
func (d Department) kind(day int) int {
	date := d.Start.After(calendar.Days(day))
	if d.Holidays.Name(date) != "" && !date.Weekend() {
		return holiday
	}
	return int(date.Weekday())
}
