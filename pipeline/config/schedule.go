package config

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"chartline/pipeline/timetable"
)

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
