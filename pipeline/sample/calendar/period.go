package calendar

import "time"

// The period of the synthetic group: discharges of federal fiscal years 2025 and 2026,
// seen at one o'clock in the morning, central time, after its last day.
var (
	First = On(2024, time.October, 1)
	Last  = On(2026, time.September, 30)
	AsOf  = int64(On(2026, time.October, 1))*DaySeconds + 6*HourSeconds
)

// Months of the period, counted from its first.
const Months = 24

// Month is the number of months since the first of the period; days outside are drawn
// to its ends.
func (d Day) Month() int {
	year, month, _ := d.Civil()
	return min(max((year-2024)*12+int(month)-10, 0), Months-1)
}

// MonthText is a month of the period as YYYY-MM.
func MonthText(month int) string {
	return time.Date(2024, time.October+time.Month(month), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}

// Holiday is true on the federal holidays on which nobody codes.
func (d Day) Holiday() bool { return holidays[d] }

var holidays = map[Day]bool{
	On(2024, time.November, 28): true, On(2024, time.December, 25): true,
	On(2025, time.January, 1): true, On(2025, time.May, 26): true, On(2025, time.July, 4): true,
	On(2025, time.September, 1): true, On(2025, time.November, 27): true, On(2025, time.December, 25): true,
	On(2026, time.January, 1): true, On(2026, time.May, 25): true, On(2026, time.July, 3): true,
	On(2026, time.September, 7): true,
}

// Business is true on the days on which service levels run (CLK-04): no weekend and no federal
// holiday, of which the department works some.
func (d Day) Business() bool {
	weekday := d.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday && !d.Holiday() && !worked[d]
}

// worked are the federal holidays on which the department codes and delivers.
var worked = map[Day]bool{
	On(2024, time.October, 14): true, On(2024, time.November, 11): true,
	On(2025, time.January, 20): true, On(2025, time.February, 17): true, On(2025, time.June, 19): true,
	On(2025, time.October, 13): true, On(2025, time.November, 11): true,
	On(2026, time.January, 19): true, On(2026, time.February, 16): true, On(2026, time.June, 19): true,
}

// BusinessDays counts the business days after a day, up to and with another.
func BusinessDays(from, to Day) (n int64) {
	for day := from + 1; day <= to; day++ {
		if day.Business() {
			n++
		}
	}
	return n
}
