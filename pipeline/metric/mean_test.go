package metric_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// RAT-STATS Companion Manual, Rev. 5/2010: mean and standard error times √(1 − 50/10,000)
// of 50 items; t with 49 degrees of freedom is 2.009575237129.
func TestMeanOfAudit(t *testing.T) {
	cases := []struct {
		name                          string
		sum, sumsq                    float64
		mean, deviation, errorOfTotal float64
	}{
		{"examined", 24800, 16620000, 496.00, 296.90, 418823},
		{"audited", 21270, 12264502, 425.40, 256.20, 361412},
		{"difference", 3530, 363302, 70.60, 48.25, 68068},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := metric.Mean(50, c.sum, c.sumsq, "USD")
			half := (e.Hi - e.Lo) / 2
			metrictest.Near(t, "mean", e.Value, c.mean, 5e-3)
			metrictest.Near(t, "standard deviation", half/2.009575237129*math.Sqrt(50), c.deviation, 5e-3)
			metrictest.Near(t, "standard error of the total", half/2.009575237129*1e4*math.Sqrt(1-50./1e4), c.errorOfTotal, 0.5)
		})
	}
}

// Two values that differ by one, large enough that (Σx)² in float64 would lose the spread,
// and whose squares still add up exactly below 2⁵³.
func TestMeanKeepsASmallSpread(t *testing.T) {
	const a = 67_108_863
	e := metric.Mean(2, 2*a+1, a*a+(a+1)*(a+1), "d")
	// t with one degree of freedom is 12.7062; the standard error is ½.
	metrictest.Near(t, "half width", (e.Hi-e.Lo)/2, 12.7062047/2, 1e-6)
}

func TestMeanWithoutSpread(t *testing.T) {
	cases := []struct {
		name       string
		n          int64
		sum, sumsq float64
		value      float64
		warning    string
	}{
		{"one value", 1, 3, 9, 3, "one value only, so there is no interval"},
		{"equal whole values", 3, 12, 48, 4, "all values are equal, so their spread is unknown and there is no interval"},
		{"equal fractions", 3, 0.1 + 0.1 + 0.1, 0.1*0.1 + 0.1*0.1 + 0.1*0.1, 0.1,
			"all values are equal, so their spread is unknown and there is no interval"},
		{"equal thirds, whose sum is whole", 3, 1, 1./9 + 1./9 + 1./9, 1. / 3,
			"all values are equal, so their spread is unknown and there is no interval"},
		{"all zero", 5, 0, 0, 0, "all values are equal, so their spread is unknown and there is no interval"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := metric.Mean(c.n, c.sum, c.sumsq, "d")
			metrictest.Near(t, "value", e.Value, c.value, 1e-12)
			if e.Level != 0 || len(e.Warnings) != 1 || e.Warnings[0] != c.warning {
				t.Errorf("%+v", e)
			}
		})
	}
}

// A mean of times has no interval below 0 (CLK-05). By hand: of nine days of 0 and one of 10 the mean is 1, the
// variance (100 − 10)/9 = 10 and the half width 2.262157·√(10/10), so that the interval of Student runs from −1.26
// to 3.26. What can be negative, or does not reach 0, stays.
func TestTimesHaveNoIntervalBelowZero(t *testing.T) {
	const student = "mean with t interval (Student 1908)"
	for name, c := range map[string]struct {
		n              int64
		sum, sumsq     float64
		lo, hi         float64
		method, narrow string
	}{
		"reaches below":       {10, 10, 100, 0, 3.262157, student + ", not below 0", student},
		"stays above":         {10, 15.8, 38.58, 0.7001142, 2.4598858, student, student}, // Student's sleep data
		"is negative itself":  {10, -10, 100, -3.262157, 1.262157, student, student},
		"has no interval":     {1, 3, 9, 3, 3, student, student},
		"nothing to estimate": {0, 0, 0, 0, 0, student, student},
	} {
		t.Run(name, func(t *testing.T) {
			whole := metric.Mean(c.n, c.sum, c.sumsq, "d")
			e := whole.FromZero()
			metrictest.Near(t, "lower", e.Lo, c.lo, 1e-6)
			metrictest.Near(t, "upper", e.Hi, c.hi, 1e-6)
			if e.Method != c.method || whole.Method != c.narrow || e.Value != whole.Value || e.Level != whole.Level {
				t.Errorf("%+v of %+v", e, whole)
			}
		})
	}
}

func TestMeanOfNothingIsMissing(t *testing.T) {
	cases := []struct {
		name       string
		n          int64
		sum, sumsq float64
		why        string
	}{
		{"no records", 0, 0, 0, "no records"},
		{"negative count", -1, 0, 0, "the count or the sum of squares is negative"},
		{"negative squares", 2, 1, -1, "the count or the sum of squares is negative"},
		{"not a number", 2, math.NaN(), 1, "a sum is not a number"},
		{"squares too small", 2, 10, 1, "the sums do not belong together: they give a negative variance"},
		{"no squares", 2, 10, 0, "the sums do not belong together: they give a negative variance"},
		{"beyond a float", 10, 1, math.MaxFloat64, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if e := metric.Mean(c.n, c.sum, c.sumsq, "d"); e.Missing != c.why {
				t.Errorf("missing %q, want %q", e.Missing, c.why)
			}
		})
	}
}

// numpy.quantile, whose default is type 7; the median of 1, 2, 3, 4 is the case that type 4
// gets wrong.
func TestQuantileIsTypeSeven(t *testing.T) {
	long := []float64{55, 1, 34, 2, 3, 5, 21, 8, 13}
	often := []int64{1, 2, 1, 1, 3, 1, 1, 1, 1}
	cases := []struct {
		name   string
		values []float64
		counts []int64
		p      float64
		want   float64
	}{
		{"median of four", []float64{4, 2, 3, 1}, []int64{1, 1, 1, 1}, 0.5, 2.5},
		{"median of one", []float64{7}, []int64{1}, 0.5, 7},
		{"first quarter of twelve", long, often, 0.25, 2.75},
		{"third quarter of twelve", long, often, 0.75, 15},
		{"ninth tenth of twelve", long, often, 0.9, 32.7},
		{"a value twice in the list", []float64{1, 2, 1}, []int64{1, 2, 1}, 0.5, 1.5},
		{"empty bars", []float64{math.NaN(), 1, 3}, []int64{0, 1, 1}, 0.5, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			metrictest.Near(t, "quantile", metric.Quantile(c.values, c.counts, c.p, "d").Value, c.want, 1e-12)
		})
	}
}

// The ranks of a 95 % interval, from SciPy's binomial distribution: the largest r with
// P(X < r) <= 0.025 and the smallest s with P(X < s) >= 0.975. Those of the median are in
// every table, such as Conover 1999: 1 and 6 of 6, 2 and 9 of 10.
func TestQuantileIntervalRunsBetweenRanks(t *testing.T) {
	cases := []struct {
		n      int64
		p      float64
		lo, hi float64
	}{
		{6, 0.5, 1, 6}, {10, 0.5, 2, 9}, {20, 0.75, 11, 19}, {40, 0.9, 32, 40}, {100, 0.25, 17, 35},
	}
	for _, c := range cases {
		values, counts := make([]float64, c.n), make([]int64, c.n)
		for i := range values {
			values[i], counts[i] = float64(i+1), 1
		}
		e := metric.Quantile(values, counts, c.p, "d")
		if e.Lo != c.lo || e.Hi != c.hi || e.N != c.n || e.Level != metric.Level {
			t.Errorf("quantile %g of %d: %+v, want ranks %g to %g", c.p, c.n, e, c.lo, c.hi)
		}
	}
	twenty := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}
	for p, values := range map[float64][]float64{0.5: {1, 2, 3, 4, 5}, 0.9: twenty, 0.1: twenty} {
		if e := metric.Quantile(values, slices.Repeat([]int64{1}, len(values)), p, "d"); e.Level != 0 || len(e.Warnings) != 1 {
			t.Errorf("quantile %g of %d has an interval: %+v", p, len(values), e)
		}
	}
}

func TestQuantileOfNothingIsMissing(t *testing.T) {
	cases := []struct {
		name   string
		values []float64
		counts []int64
		p      float64
		why    string
	}{
		{"no bars", nil, nil, 0.5, "no records"},
		{"empty bars", []float64{1}, []int64{0}, 0.5, "no records"},
		{"lengths differ", []float64{1}, nil, 0.5, "values and counts differ in number"},
		{"negative count", []float64{1}, []int64{-1}, 0.5, "a count is negative"},
		{"not a number", []float64{math.NaN()}, []int64{1}, 0.5, "a value is not a number"},
		{"too many", []float64{1, 2}, []int64{1 << 53, 1}, 0.5, "the counts or sums are too large to compute with"},
		{"the minimum", []float64{1}, []int64{1}, 0, "a quantile lies between 0 and 1"},
		{"the maximum", []float64{1}, []int64{1}, 1, "a quantile lies between 0 and 1"},
		{"no share", []float64{1}, []int64{1}, math.NaN(), "a quantile lies between 0 and 1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if e := metric.Quantile(c.values, c.counts, c.p, "d"); e.Missing != c.why {
				t.Errorf("missing %q, want %q", e.Missing, c.why)
			}
		})
	}
}
