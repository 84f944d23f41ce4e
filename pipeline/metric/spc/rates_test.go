package spc_test

import (
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/spc"
)

// Montgomery, example 7.4: errors in 20 weekly samples of 50 shipments; printed ū 0.0740, UCL
// 0.1894, no lower limit, and no point outside.
func TestUChartOfMontgomery(t *testing.T) {
	errors := []int64{2, 3, 8, 1, 1, 4, 1, 4, 5, 1, 8, 2, 4, 3, 4, 1, 8, 3, 7, 4}
	c := spc.U(errors, slices.Repeat([]int64{50}, 20), spc.Options{})
	for i, p := range c.Points {
		metrictest.Near(t, "centre", p.Centre, 0.0740, 5e-5)
		metrictest.Near(t, "upper", p.Upper, 0.1894, 5e-5)
		metrictest.Near(t, "lower", p.Lower, 0, 0)
		if p.Signal == spc.Outside || p.N != 50 {
			t.Errorf("week %d: %+v", i+1, p)
		}
	}
}

// Montgomery, example 7.5: faults in rolls of dyed cloth of different size; printed ū 1.42 a
// 50 m², and limits of each roll.
var (
	faults = []int64{14, 12, 20, 11, 7, 10, 21, 16, 19, 23}
	square = []int64{500, 400, 650, 500, 475, 500, 600, 525, 600, 625}
)

func TestUChartWithVariableLimits(t *testing.T) {
	c := spc.U(faults, square, spc.Options{})
	upper := []float64{2.555, 2.689, 2.416, 2.555, 2.584, 2.555, 2.456, 2.528, 2.456, 2.436}
	for i, p := range c.Points {
		metrictest.Near(t, "centre", 50*p.Centre, 1.42, 5e-3)
		metrictest.Near(t, "upper", 50*p.Upper, upper[i], 5e-4)
	}
	metrictest.Near(t, "lower of the first", 50*c.Points[0].Lower, 0.29, 5e-3)
}

// The same rolls by R from the formulae of Laney 2002: σz is 0.678795554681.
func TestUPrimeChart(t *testing.T) {
	c := spc.UPrime(faults, square, spc.Options{})
	for i, want := range [][2]float64{{0.655007302343, 2.19150432556}, {0.564327866167, 2.28218376174}, {0.749457296025, 2.09705433188}} {
		metrictest.Near(t, "lower", 50*c.Points[i].Lower, want[0], 5e-11)
		metrictest.Near(t, "upper", 50*c.Points[i].Upper, want[1], 5e-11)
	}
}

func TestRatesKeepMissingPeriodsAndMayBeAboveOne(t *testing.T) {
	c := spc.U([]int64{30, 0, 24, 0}, []int64{10, 0, 10, 10}, spc.Options{})
	metrictest.Near(t, "centre", c.Points[1].Centre, 1.8, 1e-12)
	if c.Points[1].N != 0 || c.Points[3].N != 10 || c.Points[3].Value != 0 || c.Baseline != 3 {
		t.Errorf("%+v", c)
	}
}

func TestNoRatesSayWhy(t *testing.T) {
	const bad = "a count or an exposure is negative, or there are events without exposure"
	for _, c := range []struct {
		name string
		k, e []int64
		why  string
	}{
		{"nothing", nil, nil, "no records"},
		{"no exposure", []int64{0}, []int64{0}, "no records"},
		{"uneven", []int64{1}, nil, "counts and exposures differ in number"},
		{"events of nothing", []int64{1}, []int64{0}, bad},
		{"negative", []int64{-1}, []int64{2}, bad},
		{"too many", []int64{1, 1}, []int64{1 << 53, 1}, "the counts or sums are too large to compute with"},
	} {
		if got := spc.U(c.k, c.e, spc.Options{}).Missing; got != c.why {
			t.Errorf("%s: missing %q, want %q", c.name, got, c.why)
		}
	}
}
