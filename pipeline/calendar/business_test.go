package calendar_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/calendar"
)

// CLK-04: Christmas 2025 was a Thursday. By hand; the ten years have 2,609 weekdays and 109
// federal holidays on them, Juneteenth being none in 2020.
func TestCLK04BusinessDaysLeaveOutWeekendsAndHolidays(t *testing.T) {
	f := facility(t, "America/Chicago")
	for _, c := range []struct {
		from, to string
		want     calendar.BusinessDays
	}{
		{"2025-12-24", "2025-12-26", 1}, {"2025-12-24", "2025-12-24", 0}, {"2025-12-26", "2025-12-28", 0}, {"2025-12-26", "2025-12-29", 1},
		{"2025-12-24", "2026-01-05", 6}, {"2026-01-05", "2025-12-24", -6}, {"2025-01-01", "2025-12-31", 250}, {"2019-12-31", "2029-12-31", 2500},
	} {
		got, ok := f.DaysBusiness(calendar.DateOnly(on(t, c.from)), calendar.DateOnly(on(t, c.to)))
		if !ok || got != c.want {
			t.Errorf("%s to %s: %d business days, want %d", c.from, c.to, got, c.want)
		}
	}
	if _, ok := f.DaysBusiness(calendar.DateOnly(on(t, "2030-12-30")), calendar.DateOnly(on(t, "2031-01-02"))); ok {
		t.Error("the holiday table ends in 2030, and days beyond it are counted")
	}
}

// Business days one by one, for any two dates of twelve years.
func TestBusinessDaysAreThoseOfTheCalendar(t *testing.T) {
	holidays := calendar.USFederal(2019, 2030).Also(map[calendar.Date]string{on(t, "2026-11-27"): "day after Thanksgiving"}).Except(on(t, "2026-10-12"))
	f, err := calendar.NewFacility("America/Chicago", holidays)
	if err != nil {
		t.Fatal(err)
	}
	first, last := on(t, "2019-01-01"), on(t, "2030-12-31")
	random := rand.New(rand.NewPCG(1, 4))
	for range 2000 {
		a := first + calendar.Date(random.IntN(int(last-first)))
		b := min(last, a+calendar.Date(random.IntN(400)))
		want := calendar.BusinessDays(0)
		for d := a + 1; d <= b; d++ {
			if !d.Weekend() && holidays.Name(d) == "" {
				want++
			}
		}
		got, ok := f.DaysBusiness(calendar.DateOnly(a), calendar.DateOnly(b))
		back, _ := f.DaysBusiness(calendar.DateOnly(b), calendar.DateOnly(a))
		if !ok || got != want || back != -want {
			t.Fatalf("%s to %s: %d and back %d, want %d", a, b, got, back, want)
		}
	}
}

// U.S. Office of Personnel Management, federal holidays as observed.
func TestFederalHolidaysAreThosePublished(t *testing.T) {
	want := map[int]string{
		2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
		2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
		2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
		2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
	}
	for year, days := range want {
		holidays := calendar.USFederal(year, year)
		first, _ := calendar.On(year, time.January, 1)
		var found []string
		for d := first; holidays.Covers(d); d++ {
			if holidays.Name(d) != "" {
				found = append(found, d.String()[5:])
			}
		}
		if got := strings.Join(found, " "); got != days {
			t.Errorf("%d: %s, want %s", year, got, days)
		}
	}
	if name := calendar.USFederal(2020, 2020).Name(on(t, "2020-06-19")); name != "" {
		t.Errorf("2020-06-19 is %s", name)
	}
}
