package calendar

import (
	"testing"
	"time"
	_ "time/tzdata" // the rule is checked against the IANA database
)

// TestZonesAreThoseOfIANA compares offset, local time and the way back for every half
// hour of four years.
func TestZonesAreThoseOfIANA(t *testing.T) {
	for _, zone := range []*Zone{Chicago, NewYork} {
		location, err := time.LoadLocation(zone.Name)
		if err != nil {
			t.Fatal(err)
		}
		from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		to := time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC).Unix()
		for at := from; at < to; at += HourSeconds / 2 {
			want := time.Unix(at, 0).In(location)
			day, second := zone.Local(at)
			if day.String() != want.Format(time.DateOnly) ||
				second != int64(want.Hour()*HourSeconds+want.Minute()*60) {
				t.Fatalf("%s at %v: %v + %d s", zone.Name, want, day, second)
			}
			if back := zone.At(day, second); back != at && back != at-HourSeconds {
				t.Fatalf("%s at %v: back to %v", zone.Name, want, time.Unix(back, 0).In(location))
			}
		}
	}
}

// TestRepeatedAndSkippedHours states the two ambiguous readings of a local time.
func TestRepeatedAndSkippedHours(t *testing.T) {
	for _, test := range []struct {
		name   string
		day    Day
		second int64
		want   string
	}{
		{"skipped in spring", On(2026, time.March, 8), 2*HourSeconds + 1800, "2026-03-08T08:30:00Z"},
		{"repeated in autumn", On(2026, time.November, 1), HourSeconds + 1800, "2026-11-01T06:30:00Z"},
		{"summer", On(2026, time.July, 1), 12 * HourSeconds, "2026-07-01T17:00:00Z"},
	} {
		if got := Instant(Chicago.At(test.day, test.second)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestDaysAndTexts(t *testing.T) {
	for day := On(1925, time.January, 1); day < On(2030, time.January, 1); day += 13 {
		want := time.Unix(int64(day)*DaySeconds, 0).UTC()
		if day.String() != want.Format(time.DateOnly) || day.Weekday() != want.Weekday() {
			t.Fatalf("%v is %s, a %v", want, day, day.Weekday())
		}
	}
	if got := Instant(AsOf); got != "2026-10-01T06:00:00Z" {
		t.Errorf("as of %s", got)
	}
}

func TestAge(t *testing.T) {
	leap := On(2000, time.February, 29)
	for _, test := range []struct {
		name       string
		birth, day Day
		want       int64
	}{
		{"day before the birthday", On(1960, time.May, 2), On(2025, time.May, 1), 64},
		{"birthday", On(1960, time.May, 2), On(2025, time.May, 2), 65},
		{"born on a leap day, last of February", leap, On(2025, time.February, 28), 24},
		{"born on a leap day, first of March", leap, On(2025, time.March, 1), 25},
		{"day of birth", leap, leap, 0},
	} {
		if got := Age(test.birth, test.day); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func TestMonths(t *testing.T) {
	for _, test := range []struct {
		day  Day
		want int
		text string
	}{
		{First, 0, "2024-10"}, {First - 20, 0, "2024-10"}, {On(2025, time.January, 31), 3, "2025-01"},
		{Last, 23, "2026-09"}, {Last + 1, 23, "2026-09"},
	} {
		if got := test.day.Month(); got != test.want || MonthText(got) != test.text {
			t.Errorf("%v: month %d %s", test.day, got, MonthText(got))
		}
	}
}

// TestHolidays: each is the day that 5 U.S.C. 6103 names, or the Friday before where it
// falls on a Saturday.
func TestHolidays(t *testing.T) {
	n := 0
	for day := First; day <= Last; day++ {
		_, month, date := day.Civil()
		monday := day.Weekday() == time.Monday
		want := month == time.January && date == 1 || month == time.December && date == 25 ||
			month == time.July && (date == 4 && day.Weekday() != time.Saturday || date == 3 && day.Weekday() == time.Friday) ||
			month == time.May && monday && date > 24 || month == time.September && monday && date < 8 ||
			month == time.November && day.Weekday() == time.Thursday && date > 21 && date < 29
		if day.Holiday() != want {
			t.Errorf("%v: holiday %v", day, day.Holiday())
		}
		if want {
			n++
		}
	}
	if n != 12 {
		t.Errorf("%d holidays in two years, want 12", n)
	}
}
