package spc_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/spc"
)

// daily is a year of days from a Monday, every 60th a holiday.
func daily() []spc.DayKind {
	kinds := make([]spc.DayKind, 364)
	for i := range kinds {
		kinds[i] = spc.DayKind((i + 1) % 7)
		if i%60 == 59 {
			kinds[i] = spc.Holiday
		}
	}
	return kinds
}

// A series that is nothing but its pattern is flat without it, and the pattern is found.
func TestPatternIsFound(t *testing.T) {
	truth := [8]float64{0.3, 1.3, 1.2, 1.1, 1.2, 1.1, 0.8, 0.2}
	kinds := daily()
	for _, effect := range []spc.Effect{spc.Multiplied, spc.Added} {
		values := make([]float64, len(kinds))
		for i, k := range kinds {
			values[i] = 50 * truth[k]
		}
		c, p := spc.DailyXmR(values, kinds, effect, spc.Options{})
		for k, want := range truth {
			if effect == spc.Added {
				want = 50 * (want - 1)
			}
			metrictest.Near(t, "effect", p.Effects[k], want, 1e-9)
		}
		for _, point := range c.Points {
			metrictest.Near(t, "value", point.Value, 50, 1e-9)
		}
		if !strings.Contains(c.Method, "pattern of weekdays and holidays taken out (") || !strings.Contains(c.Method, "from 364 days)") {
			t.Errorf("method %q", c.Method)
		}
	}
}

// With noise a chart of the bare values finds weekends, and hides a week that is 30 % too
// high; without the pattern it finds that week and no weekend.
func TestWeekendsAreNoSignals(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 2))
	truth := [8]float64{0.3, 1.3, 1.2, 1.1, 1.2, 1.1, 0.8, 0.3}
	kinds := daily()
	values := make([]float64, len(kinds))
	for i, k := range kinds {
		values[i] = 100 * truth[k] * (1 + 0.05*random.NormFloat64())
		if i >= 301 && i < 308 {
			values[i] *= 1.3
		}
	}
	opts := spc.Options{Baseline: 280}
	without, _ := spc.DailyXmR(values, kinds, spc.Multiplied, opts)
	outside := func(c spc.Chart) (inside, elsewhere int) {
		for i, p := range c.Points {
			switch {
			case p.Signal != spc.Outside:
			case i >= 301 && i < 308:
				inside++
			default:
				elsewhere++
			}
		}
		return inside, elsewhere
	}
	if in, other := outside(without); in < 6 || other > 6 {
		t.Errorf("without the pattern %d days of the week and %d others are found", in, other)
	}
	if in, _ := outside(spc.XmR(values, opts)); in > 0 {
		t.Errorf("with the pattern %d days of the week are found: the test shows nothing", in)
	}
}

func TestPatternKeepsMissingDaysAndTakesFewHolidaysForSundays(t *testing.T) {
	kinds := daily()[:70]
	values := make([]float64, len(kinds))
	for i, k := range kinds {
		values[i] = 10 + float64(k%7)
	}
	values[3] = math.NaN()
	c, p := spc.DailyXmR(values, kinds, spc.Added, spc.Options{})
	if c.Points[3].N != 0 || c.Baseline != 69 {
		t.Errorf("%+v", c.Points[3])
	}
	metrictest.Near(t, "holiday", p.Effects[spc.Holiday], p.Effects[time.Sunday], 0)
	if !slices.Contains(c.Warnings, "one holiday is too little for an effect of its own: it is taken for a Sunday") {
		t.Errorf("warnings %q", c.Warnings)
	}
}

func TestNoPatternSaysWhy(t *testing.T) {
	kinds := daily()[:35]
	ones := slices.Repeat([]float64{1}, 35)
	for _, c := range []struct {
		name   string
		values []float64
		kinds  []spc.DayKind
		effect spc.Effect
		why    string
	}{
		{"uneven", ones, kinds[1:], spc.Added, "values and kinds of days differ in number"},
		{"three weeks", ones[:21], kinds[:21], spc.Added, "a pattern of weekdays needs 4 of each, and there are 3 on a Sunday"},
		{"closed", make([]float64, 35), kinds, spc.Multiplied, "the mean of a kind of day is not above 0, so that it cannot be divided out"},
		{"no kind", ones, append([]spc.DayKind{9}, kinds[1:]...), spc.Added, "there is no such kind of day"},
		{"no values", slices.Repeat([]float64{math.NaN()}, 35), kinds, spc.Added, "no point has data to make limits from"},
		{"endless", append([]float64{math.Inf(1)}, ones[1:]...), kinds, spc.Added, "a value is not a number"},
	} {
		if got, p := spc.DailyXmR(c.values, c.kinds, c.effect, spc.Options{}); got.Missing != c.why || p.Missing != c.why {
			t.Errorf("%s: missing %q and %q, want %q", c.name, got.Missing, p.Missing, c.why)
		}
	}
}
