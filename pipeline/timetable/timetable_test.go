package timetable

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func table(t *testing.T, line, zoneName string) Table {
	t.Helper()
	parsed, err := Parse(line, zone(t, zoneName))
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return parsed
}

func TestNextAroundChangesOfTheClock(t *testing.T) {
	for _, c := range []struct {
		name, line, zone, after string
		want                    []string // in a row, as instants with their local offset
	}{
		{"a time that does not exist is due when the clocks are put forward", "30 2 * * *", "America/Chicago", "2026-03-07T12:00:00-06:00",
			[]string{"2026-03-08T03:00:00-05:00", "2026-03-09T02:30:00-05:00"}},
		{"a time that exists twice is due the first time", "30 1 * * *", "America/Chicago", "2026-10-31T12:00:00-05:00",
			[]string{"2026-11-01T01:30:00-05:00", "2026-11-02T01:30:00-06:00"}},
		{"between the two times of one name nothing is due again", "30 1 * * *", "America/Chicago", "2026-11-01T01:45:00-05:00",
			[]string{"2026-11-02T01:30:00-06:00"}},
		{"at the second of them neither", "30 1 * * *", "America/Chicago", "2026-11-01T01:10:00-06:00",
			[]string{"2026-11-02T01:30:00-06:00"}},
		{"two lost times are due once", "0,30 2 * * *", "America/Chicago", "2026-03-07T12:00:00-06:00",
			[]string{"2026-03-08T03:00:00-05:00", "2026-03-09T02:00:00-05:00"}},
		{"every hour counts both hours of one name", "0 * * * *", "America/Chicago", "2026-11-01T00:30:00-05:00",
			[]string{"2026-11-01T01:00:00-05:00", "2026-11-01T01:00:00-06:00", "2026-11-01T02:00:00-06:00"}},
		{"every hour knows no lost hour", "30 * * * *", "America/Chicago", "2026-03-08T01:00:00-06:00",
			[]string{"2026-03-08T01:30:00-06:00", "2026-03-08T03:30:00-05:00"}},
		{"half an hour is put forward on Lord Howe Island", "15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00+10:30",
			[]string{"2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"}},
		{"midnight that does not exist", "0 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00+02:00",
			[]string{"2026-03-29T01:00:00+03:00", "2026-03-30T00:00:00+03:00"}},
		{"a month end", "0 6 31 * *", "UTC", "2026-02-01T00:00:00Z", []string{"2026-03-31T06:00:00Z", "2026-05-31T06:00:00Z"}},
		{"a leap day", "0 6 29 2 *", "UTC", "2026-02-01T00:00:00Z", []string{"2028-02-29T06:00:00Z"}},
		{"a word", "@monthly", "America/Chicago", "2026-02-01T12:00:00Z", []string{"2026-03-01T00:00:00-06:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.after)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				at = table(t, c.line, c.zone).Next(at)
				if got := at.In(zone(t, c.zone)).Format(time.RFC3339); got != want {
					t.Fatalf("next is %s, want %s", got, want)
				}
			}
		})
	}
}

// TestEachLocalDayIsDueOnce walks a year of instants minute by minute: a daily line is due
// once on each local date, whatever the zone does to its clocks.
func TestEachLocalDayIsDueOnce(t *testing.T) {
	for _, name := range []string{"America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Beirut", "America/Santiago", "Asia/Kolkata", "Africa/Casablanca"} {
		for _, line := range []string{"30 2 * * *", "0 0 * * *", "15 1 * * *", "59 23 * * *"} {
			loc := zone(t, name)
			daily := table(t, line, name)
			seen := map[string]int{}
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, loc).Add(-time.Minute)
			for end := time.Date(2027, 1, 1, 0, 0, 0, 0, loc).Add(-time.Minute); ; {
				if at = daily.Next(at); at.After(end) {
					break
				}
				seen[at.In(loc).Format(time.DateOnly)]++
			}
			for d := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == 2026; d = d.AddDate(0, 0, 1) {
				if n := seen[d.Format(time.DateOnly)]; n != 1 {
					t.Errorf("%s in %s: %s is due %d times", line, name, d.Format(time.DateOnly), n)
				}
			}
		}
	}
}

// TestEveryHourAgainstAScan compares with a scan of all minutes around both changes.
func TestEveryHourAgainstAScan(t *testing.T) {
	loc := zone(t, "Europe/Berlin")
	hourly := table(t, "*/20 * * * *", "Europe/Berlin")
	for _, day := range []time.Time{time.Date(2026, 3, 28, 12, 0, 0, 0, loc), time.Date(2026, 10, 24, 12, 0, 0, 0, loc)} {
		next := hourly.Next(day.Add(-time.Second))
		for at := day; at.Before(day.Add(36 * time.Hour)); at = at.Add(time.Minute) {
			if at.In(loc).Minute()%20 != 0 {
				continue
			}
			if !next.Equal(at) {
				t.Fatalf("next is %v, want %v", next.In(loc), at)
			}
			next = hourly.Next(next)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, line := range map[string]string{
		"nothing": "", "four fields": "0 6 2 *", "six fields": "0 0 6 2 * *", "a zone": "TZ=UTC 0 6 * * *", "another zone": "CRON_TZ=UTC 0 6 * * *",
		"an interval": "@every 1h", "a minute of 61": "61 * * * *", "a date that never comes": "0 0 30 2 *", "a sentence": "every day at six",
	} {
		t.Run(name, func(t *testing.T) {
			if parsed, err := Parse(line, time.UTC); err == nil {
				t.Errorf("read as %v", parsed)
			}
		})
	}
}

func FuzzNextIsLater(f *testing.F) {
	f.Add("30 2 * * *", int64(1772956800))
	f.Add("0 * * * 0", int64(1793500000))
	loc, err := time.LoadLocation("America/Chicago")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line string, seconds int64) {
		parsed, err := Parse(line, loc)
		if err != nil {
			return
		}
		after := time.Unix(seconds%4_000_000_000, 0)
		if next := parsed.Next(after); !next.IsZero() && !next.After(after) {
			t.Errorf("%q after %v is due at %v", line, after, next)
		}
	})
}
