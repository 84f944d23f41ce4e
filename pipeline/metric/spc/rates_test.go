package spc_test

import (
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/spc"
)

// Montgomery, example 7.3, by qicharts2: a c chart is a u chart of an exposure of 1. Limits are
// made from the first 26 samples without the 6th and 20th, which lie outside.
func TestUChartOfMontgomery(t *testing.T) {
	counts := []int64{21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15, 16, 18, 12, 15, 24, 21, 28, 20, 25, 19, 18, 21, 16, 22, 19, 12, 14, 9, 16, 21}
	c := spc.U(counts, slices.Repeat([]int64{1}, len(counts)), spc.Options{Baseline: 26, Exclude: []int{5, 19}})
	for i, p := range c.Points {
		metrictest.Near(t, "centre", p.Centre, 19.6666666667, 5e-9)
		metrictest.Near(t, "upper", p.Upper, 32.970801362316735, 1e-12)
		metrictest.Near(t, "lower", p.Lower, 6.3625319710165975, 1e-12)
		if outside := i == 5 || i == 19; (p.Signal == spc.Outside) != outside {
			t.Errorf("sample %d: %v", i+1, p.Signal)
		}
	}
}

// Faults in rolls of different size. The numbers are computed in Python from the formula
// ū ± 3√(ū/e): 153 faults on 5,375 m² are 1.423255814 a 50 m².
var (
	faults = []int64{14, 12, 20, 11, 7, 10, 21, 16, 19, 23}
	square = []int64{500, 400, 650, 500, 475, 500, 600, 525, 600, 625}
)

func TestUChartWithVariableLimits(t *testing.T) {
	c := spc.U(faults, square, spc.Options{})
	upper := []float64{2.555037698, 2.688626428, 2.415894191, 2.555037698, 2.584439526, 2.555037698, 2.456426594, 2.527761837, 2.456426594, 2.435552305}
	for i, p := range c.Points {
		metrictest.Near(t, "centre", 50*p.Centre, 1.423255814, 5e-10)
		metrictest.Near(t, "upper", 50*p.Upper, upper[i], 5e-10)
	}
	metrictest.Near(t, "lower of the first", 50*c.Points[0].Lower, 0.291473930, 5e-10)
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
