package calendar

import (
	"time"
	_ "time/tzdata" // machines without a time zone database know the zones all the same

	"chartline/pipeline/fault"
)

// Facility is a place with a time zone and holidays of its own (CLK-01, CLK-04).
type Facility struct {
	zone     *time.Location
	holidays Holidays
}

// NewFacility takes an IANA zone such as America/Chicago. The zone of the machine is none: a
// report must not depend on where it is made.
func NewFacility(zone string, holidays Holidays) (Facility, error) {
	const fix = "write one such as America/Chicago"
	if zone == "" || zone == "Local" {
		return Facility{}, fault.New(fault.Config, "timezone", "timezone is not an IANA zone", fix)
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return Facility{}, fault.New(fault.Config, "timezone", "timezone is not an IANA zone", fix)
	}
	return Facility{zone: location, holidays: holidays}, nil
}

// At is what happened at an instant, on the date that the clocks of the facility showed.
func (f Facility) At(instant time.Time) Moment {
	return Moment{on: wall(instant.In(f.zone)), at: instant.UTC(), timed: true}
}

// Hours is how long a local day lasts: 23 or 25 hours where clocks change (CLK-03).
func (f Facility) Hours(d Date) float64 { return f.start(d + 1).Sub(f.start(d)).Hours() }

// start is the first instant of a local day. Some zones change their clocks at midnight,
// which then does not exist, or twice.
func (f Facility) start(d Date) time.Time {
	year, month, day := d.parts()
	t := time.Date(year, month, day, 0, 0, 0, 0, f.zone)
	from, to := t.ZoneBounds()
	before := from.Add(-time.Second)
	switch {
	case wall(t) < d:
		return to
	case t.Hour() != 0 || t.Minute() != 0:
		return from
	case !from.IsZero() && wall(before) == d:
		_, was := before.Zone()
		_, is := t.Zone()
		return t.Add(-time.Duration(was-is) * time.Second)
	}
	return t
}

// Moment is when something happened: a local date, and the instant where the source says the
// hour (CLK-06). Only a Facility makes one with an hour, and only from an instant.
type Moment struct {
	on    Date
	at    time.Time
	timed bool
}

// DateOnly is what happened on a date at an hour that nobody wrote down.
func DateOnly(d Date) Moment { return Moment{on: d} }

// Date is the local date.
func (m Moment) Date() Date { return m.on }

// Instant is when it happened in UTC; false where only the date is known.
func (m Moment) Instant() (time.Time, bool) { return m.at, m.timed }

// AsOf is the one instant to which a report measures what is still open (CLK-07).
type AsOf struct{ moment Moment }

// AsOf fixes the instant of a report. Nothing in this package asks a clock.
func (f Facility) AsOf(instant time.Time) AsOf { return AsOf{f.At(instant)} }

// Age is how many calendar days something has been open.
func (a AsOf) Age(since Moment) Days { return DaysCalendar(since, a.moment) }

// Date is the local date of the report.
func (a AsOf) Date() Date { return a.moment.on }
