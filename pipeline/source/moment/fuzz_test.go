package moment

import (
	"strings"
	"testing"
	"time"
)

// Layouts of package time for whatever is accepted, fractions being read by any.
var layouts = map[string][]string{
	"ISO": {"2006-01-02", "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00",
		"2006-01-02T15:04Z0700", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07", "2006-01-02T15:04:05Z07"},
	"compact": {"20060102", "2006010215", "200601021504", "20060102150405", "20060102Z0700", "2006010215Z0700", "200601021504Z0700", "20060102150405Z0700",
		"20060102Z07:00", "2006010215Z07:00", "200601021504Z07:00", "20060102150405Z07:00", "20060102Z07", "2006010215Z07", "200601021504Z07", "20060102150405Z07"},
}

// FuzzAgainstTime compares whatever is accepted with package time, and with what the
// time zone database says of hours that it does not skip or repeat.
func FuzzAgainstTime(f *testing.F) {
	for _, s := range []string{"2024-02-29T13:05:09.25-05:00", "2024-03-10 02:30:00", "20241103013000", "20240229130509.1234+0530", "20240229", "2024-02-29T13:05Z", "1883-11-18T12:00:00"} {
		f.Add(s)
	}
	zones := []*time.Location{zone(f, "America/Chicago"), zone(f, "Europe/Berlin"), zone(f, "Australia/Lord_Howe"), time.UTC}
	f.Fuzz(func(t *testing.T, text string) {
		for name, read := range map[string]func(string, *time.Location) (Moment, bool){"ISO": ISO, "compact": Compact} {
			for _, z := range zones {
				m, ok := read(text, z)
				if !ok {
					if m != (Moment{}) {
						t.Fatalf("%s %q gives a moment that is none", name, text)
					}
					continue
				}
				want, layout := parsed(name, text, z)
				if layout == "" {
					t.Fatalf("%s %q is accepted, and package time has no layout for it", name, text)
				}
				check(t, text, z, m, want)
			}
		}
	})
}

// parsed is what package time makes of a text, and by which layout.
func parsed(name, text string, z *time.Location) (time.Time, string) {
	text = strings.Replace(text, " ", "T", 1)
	for _, layout := range layouts[name] {
		if at, err := time.ParseInLocation(layout, text, z); err == nil {
			return at, layout
		}
	}
	return time.Time{}, ""
}

func check(t *testing.T, text string, z *time.Location, m Moment, want time.Time) {
	t.Helper()
	// The date is the one that stands there, whatever the zone says of it.
	digits := strings.ReplaceAll(text, "-", "")[:8]
	if on := m.On.ToTime().Format("20060102"); on != digits {
		t.Errorf("%q is on %s", text, on)
	}
	if !m.HasTime {
		return
	}
	got := time.Unix(int64(m.At), 0)
	if got.Equal(want.Truncate(time.Second)) {
		if micros := m.Micros() - int64(m.At)*1_000_000; micros != int64(want.Nanosecond()/1000) {
			t.Errorf("%q has %d microseconds, want %d", text, micros, want.Nanosecond()/1000)
		}
		return
	}
	// Package time takes the first of two hours, and the one before a gap.
	_, before := want.Add(-26 * time.Hour).In(z).Zone()
	_, after := want.Add(26 * time.Hour).In(z).Zone()
	if before == after {
		t.Errorf("%q in %s is %s, want %s", text, z, got.UTC(), want.UTC())
	}
	if d := got.Sub(want.Truncate(time.Second)); d < 0 || d > time.Hour {
		t.Errorf("%q in %s is %s after what package time says", text, z, d)
	}
}
