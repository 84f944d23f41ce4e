package config

import (
	"testing"
	"time"
	_ "time/tzdata" // the test must not need the machine's zones
)

func TestResolve(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		period   Period
		asOf     string
		from, to time.Time
	}{
		"last month":                  {LastMonth, "2026-10-15T12:00:00Z", day(2026, 9, 1), day(2026, 10, 1)},
		"last month, in January":      {LastMonth, "2027-01-31T12:00:00Z", day(2026, 12, 1), day(2027, 1, 1)},
		"last month, on the 31st":     {LastMonth, "2026-03-31T12:00:00Z", day(2026, 2, 1), day(2026, 3, 1)},
		"still September in Chicago":  {LastMonth, "2026-10-01T04:59:59Z", day(2026, 8, 1), day(2026, 9, 1)},
		"October begins in Chicago":   {LastMonth, "2026-10-01T05:00:00Z", day(2026, 9, 1), day(2026, 10, 1)},
		"two years":                   {Period{Months: 24}, "2026-10-01T12:00:00Z", day(2024, 10, 1), day(2026, 10, 1)},
		"dates, whatever the instant": {Period{From: day(2100, 1, 1), To: day(2220, 1, 1)}, "2026-10-01T12:00:00Z", day(2100, 1, 1), day(2220, 1, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			asOf, err := time.Parse(time.RFC3339, c.asOf)
			if err != nil {
				t.Fatal(err)
			}
			from, to := c.period.Resolve(asOf, chicago)
			if !from.Equal(c.from) || !to.Equal(c.to) {
				t.Errorf("from %s to %s, want from %s to %s", from, to, c.from, c.to)
			}
		})
	}
}

func TestPeriodReadsWhatItWrites(t *testing.T) {
	for _, words := range []string{"last month", "last 2 months", "last 1200 months"} {
		p, err := ParsePeriod(words)
		if err != nil || p.String() != words {
			t.Errorf("%q became %q with error %v", words, p, err)
		}
	}
	p, err := Between("2026-01-01", "2026-07-01")
	if err != nil || p.String() != "2026-01-01 to 2026-07-01" {
		t.Errorf("the half year became %q with error %v", p, err)
	}
	if p, err := ParsePeriod("last 1 months"); err != nil || p != LastMonth {
		t.Errorf("one month became %v with error %v", p, err)
	}
}

func TestParseAsOf(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-10-01":                "2026-10-01T05:00:00Z", // Chicago is five hours behind in summer
		"2026-12-01":                "2026-12-01T06:00:00Z", // and six in winter
		"2026-10-01T06:00:00-05:00": "2026-10-01T11:00:00Z",
		"2026-10-01T06:00:00Z":      "2026-10-01T06:00:00Z",
		"2026-10-01T06:00:00":       "",
		"2026-13-01":                "",
		"":                          "",
	} {
		at, err := ParseAsOf(text, chicago)
		if (err != nil) != (want == "") || err == nil && at.UTC().Format(time.RFC3339) != want {
			t.Errorf("%q is %s with error %v, want %q", text, at, err, want)
		}
	}
}
