package calendar_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/calendar"
)

func on(t testing.TB, text string) calendar.Date {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	d, ok := calendar.On(at.Date())
	if !ok {
		t.Fatalf("no date %s", text)
	}
	return d
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func facility(t testing.TB, zone string) calendar.Facility {
	t.Helper()
	f, err := calendar.NewFacility(zone, calendar.USFederal(2019, 2030))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// CLK-01: one instant is on different dates in different facilities.
func TestCLK01InstantsAreUTCAndDatesAreLocal(t *testing.T) {
	at := instant(t, "2026-03-01T05:30:00Z")
	for zone, want := range map[string]string{"America/Chicago": "2026-02-28", "America/New_York": "2026-03-01", "UTC": "2026-03-01", "Pacific/Honolulu": "2026-02-28"} {
		m := facility(t, zone).At(at)
		if got := m.Date().String(); got != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
		if got, ok := m.Instant(); !ok || !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("%s: instant %v", zone, got)
		}
	}
	for _, zone := range []string{"", "Local", "Mars/Olympus", "EST5EDT4"} {
		if _, err := calendar.NewFacility(zone, calendar.Holidays{}); err == nil || !strings.Contains(err.Error(), "America/Chicago") {
			t.Errorf("zone %q: %v", zone, err)
		}
	}
}

// CLK-02: the day of discharge is day 0; two minutes over midnight are a day.
func TestCLK02CalendarDaysCountDates(t *testing.T) {
	f := facility(t, "America/Chicago")
	discharge := f.At(instant(t, "2026-05-04T23:59:00-05:00"))
	for text, want := range map[string]calendar.Days{
		"2026-05-04T23:59:30-05:00": 0, "2026-05-05T00:01:00-05:00": 1, "2026-05-08T23:59:00-05:00": 4, "2026-05-09T00:00:00-05:00": 5,
	} {
		if got := calendar.DaysCalendar(discharge, f.At(instant(t, text))); got != want {
			t.Errorf("coded %s: %d days, want %d", text, got, want)
		}
	}
}

// CLK-03: noon to noon over a change of clocks is one calendar day of 23 or 25 hours.
func TestCLK03ElapsedDaysAreHours(t *testing.T) {
	f := facility(t, "America/Chicago")
	for _, c := range []struct {
		from, to string
		hours    float64
	}{
		{"2026-03-07T12:00:00-06:00", "2026-03-08T12:00:00-05:00", 23},
		{"2026-10-31T12:00:00-05:00", "2026-11-01T12:00:00-06:00", 25},
		{"2026-06-01T12:00:00-05:00", "2026-06-02T12:00:00-05:00", 24},
	} {
		a, b := f.At(instant(t, c.from)), f.At(instant(t, c.to))
		elapsed, ok := calendar.DaysElapsed(a, b)
		if !ok || float64(elapsed)*24 != c.hours || calendar.DaysCalendar(a, b) != 1 {
			t.Errorf("%s: %g hours, %d calendar days", c.from, float64(elapsed)*24, calendar.DaysCalendar(a, b))
		}
	}
}

// The lengths of days where clocks change: at 2 in Chicago, by half an hour on Lord Howe, at
// midnight in Beirut (forward, so that there is none) and Havana (back to midnight, so that
// there are two), and a day that Apia left out.
func TestDaysOf23And25Hours(t *testing.T) {
	for _, c := range []struct {
		zone, date string
		hours      float64
	}{
		{"America/Chicago", "2026-03-08", 23}, {"America/Chicago", "2026-11-01", 25}, {"America/Chicago", "2026-03-09", 24},
		{"Australia/Lord_Howe", "2026-10-04", 23.5}, {"Australia/Lord_Howe", "2026-04-05", 24.5},
		{"Asia/Beirut", "2022-03-27", 23}, {"Asia/Beirut", "2022-03-26", 24}, {"Asia/Beirut", "2022-10-29", 25}, {"Asia/Beirut", "2022-10-30", 24},
		{"America/Havana", "2026-03-08", 23}, {"America/Havana", "2026-11-01", 25}, {"America/Havana", "2026-10-31", 24},
		{"America/Phoenix", "2026-03-08", 24}, {"UTC", "2026-03-08", 24}, {"Pacific/Apia", "2011-12-30", 0},
	} {
		if got := facility(t, c.zone).Hours(on(t, c.date)); got != c.hours {
			t.Errorf("%s in %s has %g hours, want %g", c.date, c.zone, got, c.hours)
		}
	}
}

// CLK-05: coded before discharge counts as on time, is in no mean, and is counted.
func TestCLK05NegativeDurationsAreKept(t *testing.T) {
	f := facility(t, "America/Chicago")
	discharge := f.At(instant(t, "2026-05-04T10:00:00-05:00"))
	var tally calendar.Tally
	for _, text := range []string{"2026-05-03T09:00:00-05:00", "2026-05-04T09:00:00-05:00", "2026-05-06T09:00:00-05:00", "2026-05-10T09:00:00-05:00"} {
		tally.Add(calendar.DaysCalendar(discharge, f.At(instant(t, text))), 1)
	}
	if n, negative := tally.Count(); n != 4 || negative != 1 {
		t.Errorf("%d durations, %d negative", n, negative)
	}
	if got := tally.Within(4); got != 3 {
		t.Errorf("%d within four days", got)
	}
	if n, sum, squares := tally.Sums(); n != 3 || sum != 8 || squares != 40 {
		t.Errorf("n %d, sum %g, squares %g", n, sum, squares)
	}
	// An hour earlier on the same day is no negative calendar duration, but a negative elapsed one.
	if e, ok := calendar.DaysElapsed(discharge, f.At(instant(t, "2026-05-04T09:00:00-05:00"))); !ok || e >= 0 {
		t.Errorf("elapsed %g", e)
	}
	var none calendar.Tally
	if n, negative := none.Count(); n != 0 || negative != 0 || none.Within(4) != 0 {
		t.Error("an empty tally counts")
	}
}

// CLK-06: a date has no hour, so no hours pass from or to it.
func TestCLK06DatesHaveNoHour(t *testing.T) {
	f := facility(t, "America/Chicago")
	date, moment := calendar.DateOnly(on(t, "2026-05-04")), f.At(instant(t, "2026-05-06T09:00:00-05:00"))
	for _, pair := range [][2]calendar.Moment{{date, moment}, {moment, date}, {date, date}} {
		if e, ok := calendar.DaysElapsed(pair[0], pair[1]); ok || e != 0 {
			t.Errorf("%g days passed", e)
		}
	}
	if at, ok := date.Instant(); ok || !at.IsZero() {
		t.Errorf("a date has the instant %v", at)
	}
	if got := calendar.DaysCalendar(date, moment); got != 2 {
		t.Errorf("%d calendar days", got)
	}
}

// CLK-07: what is open is measured to one instant, which no clock changes: the package asks
// none.
func TestCLK07ReportsHaveOneInstant(t *testing.T) {
	f := facility(t, "America/Chicago")
	asOf := f.AsOf(instant(t, "2026-07-01T04:30:00Z"))
	if got := asOf.Age(calendar.DateOnly(on(t, "2026-06-28"))); got != 2 || asOf.Date() != on(t, "2026-06-30") {
		t.Errorf("age %d on %s", got, asOf.Date())
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), "_test.go") || !strings.HasSuffix(entry.Name(), ".go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && (s.Sel.Name == "Now" || s.Sel.Name == "Since" || s.Sel.Name == "Local") {
				t.Errorf("%s asks the clock or zone of the machine", entry.Name())
			}
			return true
		})
	}
}

// Days follow each other for as long as records are kept, and no date is made up.
func TestDatesAreThoseOfTheCalendar(t *testing.T) {
	for d, at := on(t, "1899-12-25"), time.Date(1899, 12, 25, 0, 0, 0, 0, time.UTC); at.Year() < 2101; d, at = d.After(1), at.AddDate(0, 0, 1) {
		if d.String() != at.Format(time.DateOnly) || d.Weekday() != at.Weekday() {
			t.Fatalf("%s is %s, a %s", at, d, d.Weekday())
		}
	}
	for _, parts := range [][3]int{{2026, 2, 29}, {2026, 13, 1}, {2026, 4, 31}, {2026, 1, 0}} {
		if d, ok := calendar.On(parts[0], time.Month(parts[1]), parts[2]); ok {
			t.Errorf("%v is %s", parts, d)
		}
	}
}

// FuzzLocalDays: the hours of the days from one date to another add up to what passes between
// their beginnings, in any zone, and every instant lies on the date of its clock.
func FuzzLocalDays(f *testing.F) {
	zones := []string{"America/Chicago", "Australia/Lord_Howe", "Asia/Beirut", "America/Havana", "Africa/Casablanca", "America/Sao_Paulo", "Asia/Kathmandu"}
	f.Add(uint16(20_000), uint8(0))
	f.Add(uint16(19_077), uint8(2))
	f.Fuzz(func(t *testing.T, day uint16, zone uint8) {
		name := zones[int(zone)%len(zones)]
		place := facility(t, name)
		location, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		d := calendar.Date(day)
		hours := 0.0
		noon := time.Unix(int64(day)*86_400+43_200, 0)
		for at := noon.Add(-48 * time.Hour); at.Before(noon.Add(48 * time.Hour)); at = at.Add(15 * time.Minute) {
			if place.At(at).Date() == d {
				hours += 0.25
			}
			if got := place.At(at).Date().String(); got != at.In(location).Format(time.DateOnly) {
				t.Fatalf("%s is on %s", at, got)
			}
		}
		if got := place.Hours(d); got != hours {
			t.Errorf("%s in %s has %g hours, and %g by the clock", d, name, got, hours)
		}
	})
}
