package moment

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// said is a moment in words: its date and its instant.
func said(m Moment, ok bool) string {
	if !ok {
		return "none"
	}
	on := m.On.ToTime().Format(time.DateOnly)
	if !m.HasTime {
		return on
	}
	return fmt.Sprintf("%s %s %d", on, time.Unix(int64(m.At), 0).UTC().Format(time.RFC3339), m.Micros()-int64(m.At)*1_000_000)
}

// TestForms has instants as date -u -d "2024-02-29 13:05:09 EST" and the like give them.
func TestForms(t *testing.T) {
	chicago := zone(t, "America/Chicago") // six hours behind in winter
	for name, c := range map[string]struct {
		read func(string, *time.Location) (Moment, bool)
		all  map[string]string
	}{
		"compact": {Compact, map[string]string{
			"20240229":                              "2024-02-29",
			"2024022913":                            "2024-02-29 2024-02-29T19:00:00Z 0",
			"202402291305":                          "2024-02-29 2024-02-29T19:05:00Z 0",
			"20240229130509":                        "2024-02-29 2024-02-29T19:05:09Z 0",
			"20240229130509.1":                      "2024-02-29 2024-02-29T19:05:09Z 100000",
			"20240229130509.1234":                   "2024-02-29 2024-02-29T19:05:09Z 123400",
			"20240229130509.1234567":                "2024-02-29 2024-02-29T19:05:09Z 123456",
			"20240229130509-0500":                   "2024-02-29 2024-02-29T18:05:09Z 0",
			"20240229130509.5+0530":                 "2024-02-29 2024-02-29T07:35:09Z 500000",
			"202402291305+0000":                     "2024-02-29 2024-02-29T13:05:00Z 0",
			"2024022923-0500":                       "2024-02-29 2024-03-01T04:00:00Z 0",
			"20240229-0500":                         "2024-02-29",
			"18500101":                              "1850-01-01",
			"22991231235959":                        "2299-12-31 2300-01-01T05:59:59Z 0",
			"18491231":                              "none",
			"23000101":                              "none",
			"20230229":                              "none",
			"19000229":                              "none",
			"20000229":                              "2000-02-29",
			"20241301":                              "none",
			"20240001":                              "none",
			"20240100":                              "none",
			"20240431":                              "none",
			"20240229240000":                        "none", // HL7 2.A, X12 element 337: hours are 00 to 23
			"20240229236000":                        "none",
			"20240229235960":                        "none",
			"2024022":                               "none",
			"202402":                                "none",
			"2024":                                  "none",
			"":                                      "none",
			"202402291":                             "none",
			"20240229130":                           "none",
			"2024022913050":                         "none",
			"20240229130509.":                       "none",
			"20240229130509.12x":                    "none",
			"20240229130509-050":                    "none",
			"20240229130509-1500":                   "none",
			"20240229130509-0560":                   "none",
			"20240229130509 ":                       "none",
			" 20240229":                             "none",
			"2024022９":                              "none",
			"\"\"":                                  "none",
			"20240229.5":                            "none",
			"2024-02-29":                            "none",
			"20240229" + strings.Repeat("1", 1<<16): "none",
		}},
		"ISO": {ISO, map[string]string{
			"2024-02-29":                       "2024-02-29",
			"2024-02-29T13:05":                 "2024-02-29 2024-02-29T19:05:00Z 0",
			"2024-02-29T13:05:09":              "2024-02-29 2024-02-29T19:05:09Z 0",
			"2024-02-29 13:05:09":              "2024-02-29 2024-02-29T19:05:09Z 0",
			"2024-02-29T13:05:09Z":             "2024-02-29 2024-02-29T13:05:09Z 0",
			"2024-02-29T13:05Z":                "2024-02-29 2024-02-29T13:05:00Z 0",
			"2024-02-29T13:05:09-05:00":        "2024-02-29 2024-02-29T18:05:09Z 0",
			"2024-02-29T13:05:09.000001+14:00": "2024-02-29 2024-02-28T23:05:09Z 1",
			"2024-02-29 13:05:09.5+05:30":      "2024-02-29 2024-02-29T07:35:09Z 500000",
			"2024-02-29 13:05:09+02":           "2024-02-29 2024-02-29T11:05:09Z 0",
			"2024-02-29T13:05:09-0500":         "2024-02-29 2024-02-29T18:05:09Z 0",
			"2024-02-29 00:00:00.0000000":      "2024-02-29 2024-02-29T06:00:00Z 0",
			"1850-01-01T00:00:00Z":             "1850-01-01 1850-01-01T00:00:00Z 0",
			"2024-02-29T24:00:00Z":             "none",
			"2024-02-29T13":                    "none",
			"2024-02-29T":                      "none",
			"2024-02-29Z":                      "none",
			"2024-02-29t13:05":                 "none",
			"2024-02-29T13:05:09z":             "none",
			"2024-02-29T13:05:09 Z":            "none",
			"2024-02-29T13:05:60":              "none",
			"2024-02-29T13:05:":                "none",
			"2024-02-29T13:5:09":               "none",
			"2024-2-29":                        "none",
			"2024-02":                          "none",
			"2024":                             "none",
			"02/29/2024":                       "none",
			"20240229":                         "none",
			"+2024-02-29":                      "none",
			"2024-02-30":                       "none",
			"0001-01-01":                       "none",
			"2024-02-29T13:05:09+05:":          "none",
			"2024-02-29T13:05:09+05:3":         "none",
			"2024-02-29T13:05:09+":             "none",
		}},
	} {
		for text, want := range c.all {
			if got := said(c.read(text, chicago)); got != want {
				t.Errorf("%s %.40q is %s, want %s", name, text, got, want)
			}
		}
	}
}

// TestChangesOfTheClock has the hours that the clock skips and repeats. The instants are
// those of date -u -d with TZ set, for the hours around them.
func TestChangesOfTheClock(t *testing.T) {
	for _, c := range []struct{ zone, local, want string }{
		// On 10 March 2024 at 2:00 the clock went to 3:00, and on 3 November back to 1:00.
		{"America/Chicago", "2024-03-10T01:59:59", "2024-03-10T07:59:59Z"},
		{"America/Chicago", "2024-03-10T02:00:00", "2024-03-10T08:00:00Z"},
		{"America/Chicago", "2024-03-10T02:30:00", "2024-03-10T08:30:00Z"},
		{"America/Chicago", "2024-03-10T03:00:00", "2024-03-10T08:00:00Z"},
		{"America/Chicago", "2024-11-03T00:59:59", "2024-11-03T05:59:59Z"},
		{"America/Chicago", "2024-11-03T01:00:00", "2024-11-03T07:00:00Z"},
		{"America/Chicago", "2024-11-03T01:59:59", "2024-11-03T07:59:59Z"},
		{"America/Chicago", "2024-11-03T02:00:00", "2024-11-03T08:00:00Z"},
		{"America/Chicago", "2024-07-01T12:00:00", "2024-07-01T17:00:00Z"},
		// On 31 March 2024 at 2:00 to 3:00, and on 27 October at 3:00 back to 2:00.
		{"Europe/Berlin", "2024-03-31T02:30:00", "2024-03-31T01:30:00Z"},
		{"Europe/Berlin", "2024-03-31T03:00:00", "2024-03-31T01:00:00Z"},
		{"Europe/Berlin", "2024-10-27T02:30:00", "2024-10-27T01:30:00Z"},
		{"Europe/Berlin", "2024-10-27T03:00:00", "2024-10-27T02:00:00Z"},
		// By half an hour: on 6 October 2024 at 2:00 to 2:30, on 7 April at 2:00 back to 1:30.
		{"Australia/Lord_Howe", "2024-10-06T01:59:59", "2024-10-05T15:29:59Z"},
		{"Australia/Lord_Howe", "2024-10-06T02:15:00", "2024-10-05T15:45:00Z"},
		{"Australia/Lord_Howe", "2024-10-06T02:30:00", "2024-10-05T15:30:00Z"},
		{"Australia/Lord_Howe", "2024-04-07T01:45:00", "2024-04-06T15:15:00Z"},
		{"Australia/Lord_Howe", "2024-04-07T01:15:00", "2024-04-06T14:15:00Z"},
		// The whole of 30 December 2011 was skipped.
		{"Pacific/Apia", "2011-12-29T23:59:59", "2011-12-30T09:59:59Z"},
		{"Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z"},
		{"Pacific/Apia", "2011-12-31T00:00:00", "2011-12-30T10:00:00Z"},
		{"UTC", "2024-03-10T02:30:00", "2024-03-10T02:30:00Z"},
	} {
		m, ok := ISO(c.local, zone(t, c.zone))
		if got := time.Unix(int64(m.At), 0).UTC().Format(time.RFC3339); !ok || got != c.want {
			t.Errorf("%s %s is %s, want %s", c.zone, c.local, got, c.want)
		}
		if on := m.On.ToTime().Format(time.DateOnly); !strings.HasPrefix(c.local, on) {
			t.Errorf("%s %s is on %s", c.zone, c.local, on)
		}
	}
}

func TestNoZoneNoInstant(t *testing.T) {
	for text, want := range map[string]string{
		"2024-02-29T13:05:09": "2024-02-29", "2024-02-29T13:05:09Z": "2024-02-29 2024-02-29T13:05:09Z 0", "2024-02-29": "2024-02-29",
		"2024-02-29T25:00:00": "none",
	} {
		if got := said(ISO(text, nil)); got != want {
			t.Errorf("%s without a zone is %s, want %s", text, got, want)
		}
	}
}

func TestMicros(t *testing.T) {
	last := int64(-1 << 62)
	for _, text := range []string{
		"1899-12-31", "1899-12-31T00:00:00.000001Z", "1969-12-31T23:59:59.999999Z", "1970-01-01", "1970-01-01T00:00:00.000001Z",
		"2024-02-29T13:05:09Z", "2024-02-29T13:05:09.1Z", "2024-02-29T13:05:10Z", "2024-02-29T08:05:11-05:00",
	} {
		m, ok := ISO(text, time.UTC)
		if !ok || m.Micros() <= last {
			t.Errorf("%s has %d, want more than %d before it", text, m.Micros(), last)
		}
		last = m.Micros()
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		birth, on string
		want      int64
	}{
		{"1960-05-20", "2024-05-19", 63},
		{"1960-05-20", "2024-05-20", 64},
		{"1960-05-20", "2024-12-31", 64},
		{"2024-05-20", "2024-05-20", 0},
		{"2000-02-29", "2023-02-28", 22},
		{"2000-02-29", "2023-03-01", 23},
		{"2000-02-29", "2024-02-29", 24},
		{"1900-01-01", "2024-01-01", 124},
		{"1969-12-31", "1970-01-01", 0},
		{"2024-05-20", "2024-05-19", -1},
	} {
		birth, _ := ISO(c.birth, nil)
		on, _ := ISO(c.on, nil)
		if got := Age(birth.On, on.On); got != c.want {
			t.Errorf("born on %s, %d on %s, want %d", c.birth, got, c.on, c.want)
		}
	}
}

// TestDateIsTheCalendar goes through every day that there is.
func TestDateIsTheCalendar(t *testing.T) {
	days := 0
	for year := firstYear; year <= lastYear; year++ {
		for month := 0; month <= 13; month++ {
			for day := 0; day <= 32; day++ {
				if d, ok := Date(year, month, day); ok {
					days++
					if y, m, dd := d.ToTime().Date(); y != year || int(m) != month || dd != day {
						t.Fatalf("%d-%d-%d is %d-%d-%d", year, month, day, y, m, dd)
					}
				}
			}
		}
	}
	// 450 years with a leap day in 109: every fourth from 1852 to 2296, but not 1900, 2100 and 2200.
	if want := 450*365 + 109; days != want {
		t.Errorf("%d days, want %d", days, want)
	}
}

func BenchmarkCompact(b *testing.B) {
	chicago := zone(b, "America/Chicago")
	for name, text := range map[string]string{"local": "20240229130509", "offset": "20240229130509-0600", "date": "20240229"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Compact(text, chicago)
			}
		})
	}
}
