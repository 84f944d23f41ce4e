package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/timetable"
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

// bound reads an end of a period, which has a name.
func bound(name, text string) (time.Time, error) {
	at, err := time.Parse(time.DateOnly, text)
	switch {
	case text == "":
		return at, fmt.Errorf("has no date %s as YYYY-MM-DD", name)
	case err != nil:
		return at, fmt.Errorf("has %q for %s, which is no date as YYYY-MM-DD", text, name)
	}
	return at, nil
}

// Between reads a period of two dates as YYYY-MM-DD; the second is the first that is
// not in it.
func Between(from, to string) (Period, error) {
	var p Period
	var err error
	if p.From, err = bound("from", from); err != nil {
		return Period{}, err
	}
	if p.To, err = bound("to", to); err != nil {
		return Period{}, err
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

// What becomes of runs that were due while nothing ran.
const (
	MissedLast = "last" // the latest is made up for
	MissedAll  = "all"  // each is
	MissedNone = "none" // none is
)

// The schedule of a job that says no more than when it is due.
const (
	usualRetries = 5
	usualWait    = time.Minute
	usualLimit   = 6 * time.Hour
)

// checkSchedule wants a job to be due at times that come, to deliver to what there is, and
// completes its schedule.
func (c *Config) checkSchedule(jobName string) error {
	key, j := "jobs."+jobName, c.Jobs[jobName]
	for i, to := range j.Deliver {
		if _, ok := c.Deliver[to]; !ok {
			return c.fault(fmt.Sprintf("%s.deliver[%d]", key, i), fmt.Sprintf("no delivery is called %q", to), suggestion(to, sorted(c.Deliver)))
		}
	}
	if len(j.Deliver) > 0 && len(j.Reports) == 0 {
		return c.fault(key+".deliver", fmt.Sprintf("job %q delivers, and has no reports", jobName), "name them under reports:")
	}
	if j.Schedule == "" {
		for _, k := range []string{"timezone", "missed", "retries", "wait", "limit"} {
			if _, set := c.lines[key+"."+k]; set {
				return c.fault(key+"."+k, fmt.Sprintf("job %q has no schedule that %s could be about", jobName, k), "add schedule:, or remove it")
			}
		}
		return nil
	}
	c.completeSchedule(key, &j)
	c.Jobs[jobName] = j
	known := []string{MissedLast, MissedAll, MissedNone}
	switch _, err := j.Table(); {
	case j.Retries < 0 || j.Retries > 100:
		return c.fault(key+".retries", key+".retries is not from 0 to 100", "write 5")
	case j.Limit < time.Second:
		return c.fault(key+".limit", key+".limit is shorter than a second", "write one such as 6h")
	case !slices.Contains(known, j.Missed):
		return c.fault(key+".missed", key+".missed is none that there is", suggestion(j.Missed, known))
	case err != nil:
		return c.fault(key+".schedule", key+".schedule "+err.Error(), `write one such as "0 6 2 * *": minute, hour, day of the month, month, weekday`)
	}
	return nil
}

// completeSchedule fills in what the job leaves out.
func (c *Config) completeSchedule(key string, j *Job) {
	if j.Timezone == "" {
		j.Timezone = c.Timezone
	}
	if j.Missed == "" {
		j.Missed = MissedLast
	}
	for name, set := range map[string]func(){
		"retries": func() { j.Retries = usualRetries },
		"wait":    func() { j.Wait = usualWait },
		"limit":   func() { j.Limit = usualLimit },
	} {
		if _, stated := c.lines[key+"."+name]; !stated {
			set()
		}
	}
}

// Table is when a job is due.
func (j Job) Table() (timetable.Table, error) {
	zone, ok := location(j.Timezone)
	if !ok {
		return timetable.Table{}, errors.New("has no IANA zone")
	}
	return timetable.Parse(j.Schedule, zone)
}
