package axis

import (
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/pen"
)

func TestWrite(t *testing.T) {
	for _, c := range []struct {
		name     string
		unit     Unit
		value    float64
		decimals int
		want     string
	}{
		{"thousands", Count, 1234567, 1, "1,234,567"},
		{"three digits", Count, 999, 0, "999"},
		{"rate", Plain, 1234.56, 1, "1,234.6"},
		{"minus", Plain, -12.5, 1, "−12.5"},
		{"no negative zero", Plain, -0.04, 1, "0.0"},
		{"share", Percent, 0.935, 1, "93.5%"},
		{"relative weight", Weight, 1.1549, 1, "1.15"},
		{"whole share", Percent, 0.95, 0, "95%"},
		{"days", Days, 3.84, 1, "3.8\u00A0d"},
		{"dollars", Dollars, 880000, 1, "$880,000"},
		{"millions", Dollars, 7200000, 0, "$7.2M"},
		{"thousands of millions", Dollars, 2.51e9, 0, "$2.5B"},
		{"debt", Dollars, -50000, 0, "−$50,000"},
		{"no number", Count, math.NaN(), 0, "–"},
		{"infinite", Dollars, math.Inf(-1), 0, "–"},
		{"beyond reason", Count, 1e16, 0, "–"},
	} {
		if got := c.unit.Write(c.value, c.decimals); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNewScale(t *testing.T) {
	for _, c := range []struct {
		name   string
		unit   Unit
		steps  int
		values []float64
		want   []string
	}{
		{"shares", Percent, 4, []float64{0, 1}, []string{"0%", "25%", "50%", "75%", "100%"}},
		{"narrow shares", Percent, 4, []float64{.93, .945}, []string{"93.0%", "93.5%", "94.0%", "94.5%"}},
		{"counts are whole", Count, 4, []float64{0, 3}, []string{"0", "1", "2", "3"}},
		{"counts by 25", Count, 4, []float64{0, 100}, []string{"0", "25", "50", "75", "100"}},
		{"thousands", Count, 4, []float64{0, 48210}, []string{"0", "20,000", "40,000", "60,000"}},
		{"below zero", Plain, 3, []float64{-20, 10}, []string{"−20", "−10", "0", "10"}},
		{"millions alike", Dollars, 4, []float64{0, 1.8e6}, []string{"$0.0M", "$0.5M", "$1.0M", "$1.5M", "$2.0M"}},
		{"nothing", Count, 4, nil, []string{"0", "1"}},
		{"nothing drawable", Plain, 1, []float64{math.NaN(), math.Inf(1)}, []string{"0", "1"}},
		{"full marks", Percent, 2, []float64{1, 1}, []string{"95.0%", "97.5%", "100.0%"}},
	} {
		if got := NewScale(c.unit, c.steps, c.values...).Labels; !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Whatever the values, a scale holds them, has few ticks, and these rise.
func TestScaleHoldsValues(t *testing.T) {
	sizes := []float64{0, 1e-9, 0.003, 0.5, 1, 7, 365, 1e5, 3e9, 1e15}
	for _, u := range []Unit{Plain, Count, Percent, Days, Dollars} {
		for _, a := range sizes {
			for _, b := range sizes {
				for _, s := range []Scale{NewScale(u, 4, a, -b), TightScale(u, 4, a, -b), TightScale(u, 4, a, b)} {
					checkScale(t, s, a)
				}
			}
		}
	}
}

func checkScale(t *testing.T, s Scale, value float64) {
	t.Helper()
	if n := len(s.Ticks); n < 2 || n > 9 || len(s.Labels) != n {
		t.Errorf("%d ticks for %v: %v", n, value, s)
	}
	if !slices.IsSorted(s.Ticks) || s.Ticks[0] < s.Lo || s.Ticks[len(s.Ticks)-1] > s.Hi {
		t.Errorf("ticks %v between %v and %v", s.Ticks, s.Lo, s.Hi)
	}
	if play := 1e-8 * (s.Hi - s.Lo); value < s.Lo-play || value > s.Hi+play {
		t.Errorf("%v lies outside %v to %v", value, s.Lo, s.Hi)
	}
}

func TestAtStaysOnTheScale(t *testing.T) {
	s := NewScale(Plain, 4, 0, 100).Over(10, 210)
	for v, want := range map[float64]float64{0: 10, 50: 110, 100: 210, -30: 10, 400: 210} {
		if got := float64(s.At(v)); math.Abs(got-want) > 1e-9 {
			t.Errorf("%v lies at %v, want %v", v, got, want)
		}
	}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// Months are equally long, and the first of October lies between the middles of
// September and October.
func TestCalendarPlaces(t *testing.T) {
	c := NewCalendar([]time.Time{day(2025, 10, 1), day(2025, 9, 1), day(2026, 2, 1), day(2025, 12, 1)}).Over(0, 600)
	for want, got := range map[float64]float64{
		50: float64(c.At(day(2025, 9, 1))), 150: float64(c.At(day(2025, 10, 1))), 100: float64(c.Edge(day(2025, 10, 1))),
		550: float64(c.At(day(2026, 2, 1))), 0: float64(c.Edge(day(2020, 1, 1))), 600: float64(c.Edge(day(2030, 1, 1))),
	} {
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

func TestCalendarFollows(t *testing.T) {
	months := NewCalendar([]time.Time{day(2026, 1, 1), day(2026, 2, 1), day(2026, 3, 1)})
	weeks := NewCalendar([]time.Time{day(2026, 1, 5), day(2026, 1, 12), day(2026, 2, 2), day(2026, 2, 9)})
	for name, c := range map[string]struct{ got, want bool }{
		"next month":         {months.Follows(day(2026, 1, 1), day(2026, 2, 1)), true},
		"month after":        {months.Follows(day(2026, 1, 1), day(2026, 3, 1)), false},
		"same month":         {months.Follows(day(2026, 1, 1), day(2026, 1, 1)), false},
		"month before":       {months.Follows(day(2026, 2, 1), day(2026, 1, 1)), false},
		"next week":          {weeks.Follows(day(2026, 2, 2), day(2026, 2, 9)), true},
		"next week, January": {weeks.Follows(day(2026, 1, 5), day(2026, 1, 12)), true},
		"weeks left out":     {weeks.Follows(day(2026, 1, 12), day(2026, 2, 2)), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: follows = %v", name, c.got)
		}
	}
}

// Month names never meet, whatever the length of the series and of the plot.
func TestMonthsStandApart(t *testing.T) {
	room := float64(pen.Small.Widest("2025", "May"))
	for _, n := range []int{1, 2, 7, 24, 36, 120, 1200} {
		for _, width := range []float64{40, 150, 560} {
			starts := make([]time.Time, n)
			for i := range starts {
				starts[i] = day(2019, time.Month(3+i), 1)
			}
			c := NewCalendar(starts).Over(0, vg.Length(width))
			months := c.labelled()
			for i := 1; i < len(months); i++ {
				if gap := float64(c.at(float64(months[i])) - c.at(float64(months[i-1]))); gap < room {
					t.Errorf("%d months in %v points: %.1f between two names", n, width, gap)
				}
			}
			if len(months) == 0 {
				t.Errorf("%d months in %v points: no name", n, width)
			}
		}
	}
}
