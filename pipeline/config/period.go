package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Period is the stretch of local dates that a job reports on: whole calendar months
// before the month of the as-of instant, or two dates. The zero Period is none.
type Period struct {
	Months   int       // calendar months, 0 where the dates are given
	From, To time.Time // first date, and first date after, at midnight UTC
}

// longest bounds "last N months": a century.
const longest = 1200

// periodFix says how to write a period.
const periodFix = `write "last month", "last 12 months" or {from: 2026-01-01, to: 2026-07-01}, to being the first date after`

// LastMonth is the period of a job that sets none.
var LastMonth = Period{Months: 1}

// ParsePeriod reads "last month" and "last N months".
func ParsePeriod(words string) (Period, error) {
	f := strings.Fields(words)
	switch {
	case len(f) == 2 && f[0] == "last" && f[1] == "month":
		return LastMonth, nil
	case len(f) == 3 && f[0] == "last" && f[2] == "months":
		if n, err := strconv.Atoi(f[1]); err == nil && n >= 1 && n <= longest {
			return Period{Months: n}, nil
		}
		return Period{}, fmt.Errorf("is not from 1 to %d months", longest)
	default:
		return Period{}, errors.New("is not a period")
	}
}

// Between reads a period of two dates as YYYY-MM-DD; the second is the first that is
// not in it.
func Between(from, to string) (Period, error) {
	var p Period
	var err error
	if p.From, err = time.Parse(time.DateOnly, from); err != nil {
		return Period{}, errors.New("has no date from as YYYY-MM-DD")
	}
	if p.To, err = time.Parse(time.DateOnly, to); err != nil {
		return Period{}, errors.New("has no date to as YYYY-MM-DD")
	}
	if !p.From.Before(p.To) {
		return Period{}, errors.New("ends before it begins")
	}
	return p, nil
}

// String is the period as a configuration says it.
func (p Period) String() string {
	switch p.Months {
	case 0:
		return p.From.Format(time.DateOnly) + " to " + p.To.Format(time.DateOnly)
	case 1:
		return "last month"
	default:
		return fmt.Sprintf("last %d months", p.Months)
	}
}

// Resolve gives the first date of the period and the first after it, at midnight UTC.
// Months are those before the month that the as-of instant falls in at loc.
func (p Period) Resolve(asOf time.Time, loc *time.Location) (from, to time.Time) {
	if p.Months == 0 {
		return p.From, p.To
	}
	local := asOf.In(loc)
	to = time.Date(local.Year(), local.Month(), 1, 0, 0, 0, 0, time.UTC)
	return to.AddDate(0, -p.Months, 0), to
}

// ParseAsOf reads the as-of instant: an instant such as 2026-10-01T06:00:00-05:00, or a
// date, which means its first moment at loc.
func ParseAsOf(text string, loc *time.Location) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	if at, err := time.ParseInLocation(time.DateOnly, text, loc); err == nil {
		return at, nil
	}
	return time.Time{}, errors.New("is neither a date nor an instant with an offset")
}
