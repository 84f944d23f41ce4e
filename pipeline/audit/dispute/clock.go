package dispute

import (
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/fault"
)

// Levels are the service levels of the steps, in business days.
type Levels struct{ Respond, Decide, SecondLevel int64 }

// Clock counts business days by the holidays of a department (CLK-04).
type Clock struct {
	facility calendar.Facility
	levels   Levels
}

// The years that holidays are known for.
const firstYear, lastYear = 2000, 2100

// NewClock makes a clock with the federal holidays, those of the department's own and
// without those on which it works; both as YYYY-MM-DD.
func NewClock(zone string, holidays, worked []string, levels Levels) (*Clock, error) {
	own := map[calendar.Date]string{}
	for _, text := range holidays {
		d, err := dateOf(text)
		if err != nil {
			return nil, err
		}
		own[d] = "holiday"
	}
	var except []calendar.Date
	for _, text := range worked {
		d, err := dateOf(text)
		if err != nil {
			return nil, err
		}
		except = append(except, d)
	}
	f, err := calendar.NewFacility(zone, calendar.USFederal(firstYear, lastYear).Also(own).Except(except...))
	return &Clock{facility: f, levels: levels}, err
}

func dateOf(text string) (calendar.Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fault.New(fault.Config, "audit", "a holiday is no date", "write dates such as 2026-12-25")
	}
	return onDate(t), nil
}

// onDate is the date of a time at midnight UTC.
func onDate(t time.Time) calendar.Date {
	d, _ := calendar.On(t.Date()) // a time always has a date
	return d
}

// level is how many business days a state may last; false for one that nothing is due in.
func (c *Clock) level(state string) (int64, bool) {
	switch state {
	case Issued, Upheld, Overturned, Partially: // to answer, or to go to the second level
		return c.levels.Respond, true
	case Rebutted:
		return c.levels.Decide, true
	case SecondLevel:
		return c.levels.SecondLevel, true
	default:
		return 0, false
	}
}

// Due is the last date on which a state that began on a date is in time. It is false where
// nothing is due, or beyond the holidays that are known.
func (c *Clock) Due(state string, since time.Time) (due time.Time, ok bool) {
	days, ok := c.level(state)
	if !ok {
		return time.Time{}, false
	}
	from := calendar.DateOnly(onDate(since))
	for due = since; ; due = due.AddDate(0, 0, 1) {
		passed, ok := c.facility.DaysBusiness(from, calendar.DateOnly(onDate(due)))
		if !ok {
			return time.Time{}, false
		}
		if int64(passed) >= days {
			return due, true
		}
	}
}
