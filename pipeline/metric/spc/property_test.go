package spc_test

import (
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/spc"
)

// year is a daily series.
var year = slices.Repeat([]float64{3, 5, 4, 6, 5, 1, 2}, 52)

func TestSeriesOfAnyKind(t *testing.T) {
	for _, a := range metrictest.OddCounts {
		for _, b := range metrictest.OddCounts {
			x, n := []int64{a, 3, 0, 7, b}, []int64{b, 9, 0, 9, a}
			for _, opts := range oddOptions {
				soundChart(t, spc.P(x, n, opts), x, n)
				soundChart(t, spc.PPrime(x, n, opts), x, n)
				soundChart(t, spc.PPrime([]int64{a, a, 9}, []int64{b, b, 9}, opts), a, b)
				soundChart(t, spc.U(x, n, opts), x, n)
				soundChart(t, spc.UPrime(x, n, opts), x, n)
				soundChart(t, spc.G(x, opts), x)
			}
		}
	}
	for _, a := range metrictest.OddFloats {
		for _, b := range metrictest.OddFloats {
			for _, opts := range oddOptions {
				soundChart(t, spc.XmR([]float64{a, 2, b, 3, 3, 3, b, a, a}, opts), a, b)
				soundChart(t, spc.XmR([]float64{a, b}, opts), a, b)
				soundChart(t, spc.T([]float64{a, 2, b, 3, b, a, a}, opts), a, b)
				for _, effect := range []spc.Effect{spc.Multiplied, spc.Added} {
					c, _ := spc.DailyXmR(append([]float64{a, b, b}, year[3:]...), daily(), effect, opts)
					soundChart(t, c, a, b)
				}
			}
		}
	}
}

var oddOptions = []spc.Options{{}, {Baseline: -4}, {Baseline: 2, Screen: true}, {Baseline: 99, Exclude: []int{-1, 0, 99}},
	{Rebase: []spc.Rebase{{At: 1}}}, {Rules: spc.HealthCareDataGuide}}

func soundChart(t *testing.T, c spc.Chart, args ...any) {
	t.Helper()
	if c.Method == "" || c.Defined() != (len(c.Points) > 0) || c.Defined() && c.Baseline < 1 {
		t.Errorf("%v: %+v", args, c)
	}
	for _, p := range c.Points {
		if !metrictest.Plain(p.Value) || !metrictest.Plain(p.Centre) || !metrictest.Plain(p.Lower) || !metrictest.Plain(p.Upper) ||
			p.Lower > p.Centre || p.Centre > p.Upper || p.N < 0 || p.N == 0 && p.Signal != spc.CommonCause {
			t.Fatalf("%v: %+v", args, p)
		}
	}
}
