package language_test

import (
	"testing"
	"time"

	"chartline/pipeline/language"
)

// Ranges say month and year once where both ends have them.
func TestRangesOfDates(t *testing.T) {
	var english *language.Language
	es := spoken(t, "es", map[string]string{"wording/es/ranges.yaml": "\"%d to %s\": \"%d al %s\"\n\"%s to %s\": \"%s a %s\"\n\"2 January\": \"2 de January\"\n"})
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct{ first, last, days, months, spanish string }{
		{"2026-02-09", "2026-02-23", "9 to 23 February 2026", "", "9 al 23 de febrero de 2026"},
		{"2026-02-23", "2026-03-09", "23 February to 9 March 2026", "February to March 2026", "23 de febrero a 9 de marzo de 2026"},
		{"2025-12-29", "2026-01-05", "29 December 2025 to 5 January 2026", "December 2025 to January 2026", "29 de diciembre de 2025 a 5 de enero de 2026"},
		{"2026-02-09", "2026-02-09", "9 February 2026", "", "9 de febrero de 2026"},
	} {
		first, last := day(c.first), day(c.last)
		if got := english.Days(first, last); got != c.days {
			t.Errorf("days %q, want %q", got, c.days)
		}
		if got := es.Days(first, last); got != c.spanish {
			t.Errorf("days %q, want %q", got, c.spanish)
		}
		if got := english.Months(first, last); c.months != "" && got != c.months {
			t.Errorf("months %q, want %q", got, c.months)
		}
	}
}
