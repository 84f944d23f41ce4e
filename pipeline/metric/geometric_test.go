package metric_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// The geometric mean of stays is the exponential of the mean of their logarithms, and
// does not depend on the unit in which they were measured but by that factor.
func TestGeometricMeanOfStays(t *testing.T) {
	stays := []float64{1, 2, 4, 8, 16}
	sums := func(factor float64) (logs, squares float64) {
		for _, d := range stays {
			l := math.Log(d * factor)
			logs, squares = logs+l, squares+l*l
		}
		return logs, squares
	}
	l, s := sums(1)
	days := metric.GeometricMean(l, 5, s, "d")
	l, s = sums(24)
	hours := metric.GeometricMean(l, 5, s, "h")
	metrictest.Near(t, "geometric mean of powers of two", days.Value, 4, 1e-12) // 2², the middle one
	for what, pair := range map[string][2]float64{
		"value": {hours.Value, days.Value}, "lower": {hours.Lo, days.Lo}, "upper": {hours.Hi, days.Hi},
	} {
		metrictest.Near(t, what+" in hours", pair[0], 24*pair[1], 1e-9)
	}
	metrictest.Near(t, "the interval is symmetric on the scale of ratios", days.Value/days.Lo, days.Hi/days.Value, 1e-9)
}

func TestGeometricMeanAtTheEdges(t *testing.T) {
	for name, c := range map[string]struct {
		logs    float64
		n       int64
		squares float64
		value   float64
		level   float64
		missing string
	}{
		"none":                {0, 0, 0, 0, 0, "no records"},
		"one stay of one day": {0, 1, 0, 1, 0, ""},
		"all of one day":      {0, 7, 0, 1, 0, ""},
		"shorter than 1":      {-2, 2, 2.5, math.Exp(-1), metric.Level, ""},
		"not a number":        {math.NaN(), 2, 1, 0, 0, "a sum is not a number"},
		"beyond a float64":    {2000, 2, 2.1e6, 0, 0, "the counts or sums are too large to compute with"},
	} {
		e := metric.GeometricMean(c.logs, c.n, c.squares, "d")
		if e.Missing != c.missing || e.Level != c.level || e.Unit != "d" || e.Method == "" {
			t.Errorf("%s: %+v", name, e)
		}
		if c.missing == "" {
			metrictest.Near(t, name, e.Value, c.value, 1e-12)
		}
	}
}
