package calendar

// Days count changes of the local date: the day of the first event is day 0, and
// what happens the next morning happens a day later (CLK-02).
type Days int

// ElapsedDays are hours that passed, over 24 (CLK-03).
type ElapsedDays float64

// BusinessDays count changes of the date onto days that are no weekend and no holiday
// (CLK-04).
type BusinessDays int

// DaysCalendar is the calendar days from a to b, negative where b came first.
func DaysCalendar(a, b Moment) Days { return Days(b.on - a.on) }

// DaysElapsed is the time from a to b; false where either is only a date, because an hour
// would have to be made up for it (CLK-06).
func DaysElapsed(a, b Moment) (ElapsedDays, bool) {
	if !a.timed || !b.timed {
		return 0, false
	}
	return ElapsedDays(b.at.Sub(a.at).Hours() / 24), true
}

// DaysBusiness is the business days from a to b: those after the date of a, up to and with
// that of b. It is negative where b came first, and false where the holiday table does not
// reach, because a holiday would be missed in silence.
func (f Facility) DaysBusiness(a, b Moment) (BusinessDays, bool) {
	from, to, sign := a.on, b.on, BusinessDays(1)
	if to < from {
		from, to, sign = to, from, -1
	}
	if from != to && !(f.holidays.Covers(from+1) && f.holidays.Covers(to)) {
		return 0, false
	}
	return sign * (f.holidays.businessUntil(to) - f.holidays.businessUntil(from)), true
}

// Tally collects durations of one kind by whole calendar days. Negative ones (coded before
// discharge, merged accounts, clocks that jump) are kept and counted (CLK-05).
type Tally struct{ days map[Days]int64 }

// Add counts n durations.
func (t *Tally) Add(d Days, n int64) {
	if t.days == nil {
		t.days = map[Days]int64{}
	}
	t.days[d] += n
}

// Count is how many durations there are, and how many of them are negative.
func (t Tally) Count() (n, negative int64) {
	for d, k := range t.days {
		n += k
		if d < 0 {
			negative += k
		}
	}
	return n, negative
}

// Within is how many durations met a service level; negative ones count as 0 days.
func (t Tally) Within(target Days) (n int64) {
	for d, k := range t.days {
		if max(d, 0) <= target {
			n += k
		}
	}
	return n
}

// Sums are number, sum and sum of squares for a mean, without negative durations.
func (t Tally) Sums() (n int64, sum, squares float64) {
	for d, k := range t.days {
		if d < 0 {
			continue
		}
		n += k
		sum += float64(d) * float64(k)
		squares += float64(d) * float64(d) * float64(k)
	}
	return n, sum, squares
}
