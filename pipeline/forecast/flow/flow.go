// Package flow turns the answers of queries/forecast into what a forecast takes: the daily
// history of a department, and plans for coders beside those of the history.
package flow

import (
	"slices"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/forecast"
	"chartline/pipeline/query"
)

// Columns are those of an answer that Department reads.
var Columns = []string{"patient_type", "discharged_on", "outcome", "ended_on", "accounts", "held"}

// oldest is the age that holds itself and everything older: the last ages of a forecast's
// hazards are alike.
const oldest = 31

// Department rebuilds each day of the history up to the last whole day before an as-of
// date, and at most so many days of it. Account types of which nothing waited or came
// in the days that a forecast uses are left out. It has no series where there are no days.
func Department(a *query.Answer, asOfOn time.Time, longest, used int, holidays calendar.Holidays) forecast.Department {
	cohorts := cohortsOf(a)
	h := historyOf(cohorts, dateOf(asOfOn)-1, longest)
	d := forecast.Department{Start: h.first, Holidays: holidays}
	for _, name := range namesOf(cohorts) {
		s := h.series(name)
		for _, c := range cohorts {
			if c.name == name {
				h.add(&s, c)
			}
		}
		if lives(s, used) {
			d.Series = append(d.Series, s)
		}
	}
	return d
}

// cohort is the accounts of a type that were discharged and ended on the same dates.
type cohort struct {
	name              string
	outcome           string
	discharged, ended calendar.Date
	open              bool // not ended at the as-of instant
	accounts          int64
}

func cohortsOf(a *query.Answer) []cohort {
	names, outcomes, n := a.Text("patient_type"), a.Text("outcome"), a.Int("accounts")
	discharged, ended, open := a.Date("discharged_on"), a.Date("ended_on"), a.Null("ended_on")
	cohorts := make([]cohort, a.Len())
	for i := range cohorts {
		cohorts[i] = cohort{names[i], outcomes[i], dateOf(discharged[i]), dateOf(ended[i]), open[i], n[i]}
	}
	return cohorts
}

// dateOf is the date of a midnight in UTC.
func dateOf(t time.Time) calendar.Date {
	d, _ := calendar.On(t.Date())
	return d
}

func namesOf(cohorts []cohort) (names []string) {
	for _, c := range cohorts {
		if !slices.Contains(names, c.name) {
			names = append(names, c.name)
		}
	}
	return names
}

// history is the days from first to last.
type history struct{ first, last calendar.Date }

// historyOf begins where the first account ended, and not where the oldest was discharged: an
// extract that starts in the middle has old accounts, and no arrivals of their days (CEN-06).
func historyOf(cohorts []cohort, last calendar.Date, longest int) history {
	first := last + 1
	for _, c := range cohorts {
		if !c.open {
			first = min(first, c.ended)
		}
	}
	return history{first: max(first, last.After(calendar.Days(1-longest))), last: last}
}

func (h history) series(name string) forecast.Series {
	days := max(0, int(h.last-h.first)+1)
	s := forecast.Series{Type: name, Arrivals: make([]int64, days)}
	for _, table := range []*[][]int64{&s.Open, &s.Coded, &s.Left} {
		for range days {
			*table = append(*table, make([]int64, oldest+1))
		}
	}
	return s
}

// add counts a cohort on every day on which it waited. What happened after the last day is
// not known on it.
func (h history) add(s *forecast.Series, c cohort) {
	if h.first <= c.discharged && c.discharged <= h.last {
		s.Arrivals[c.discharged-h.first] += c.accounts
	}
	gone := h.last
	if !c.open {
		gone = min(c.ended, h.last)
	}
	for on := max(c.discharged, h.first); on <= gone; on++ {
		s.Open[on-h.first][min(oldest, on-c.discharged)] += c.accounts
	}
	if c.open || c.ended > h.last || c.ended < h.first {
		return
	}
	out := s.Coded
	if c.outcome == "left" {
		out = s.Left
	}
	out[c.ended-h.first][min(oldest, c.ended-c.discharged)] += c.accounts
}

// lives reports whether anything waited in the last so many days.
func lives(s forecast.Series, days int) bool {
	return slices.ContainsFunc(s.Open[max(0, len(s.Open)-days):], func(open []int64) bool {
		return slices.ContainsFunc(open, func(n int64) bool { return n > 0 })
	})
}

// Backlog is how many accounts of a series, or of all, waited at the end of each day.
func Backlog(d forecast.Department, of ...string) []int64 {
	var waiting []int64
	for _, s := range d.Series {
		if len(of) > 0 && !slices.Contains(of, s.Type) {
			continue
		}
		if waiting == nil {
			waiting = make([]int64, len(s.Open))
		}
		for day := range s.Open {
			for a, n := range s.Open[day] {
				waiting[day] += n - s.Coded[day][a] - s.Left[day][a]
			}
		}
	}
	return waiting
}
