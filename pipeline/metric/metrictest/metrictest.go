// Package metrictest holds what every estimate promises its reader, whatever it is made
// from, for the tests of metric and of the packages below it.
package metrictest

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric"
)

// Near fails the test where got is further than tolerance from want, or is no number.
func Near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.10g, want %.10g ± %g", what, got, want, tolerance)
	}
}

// OddCounts are counts that nobody should pass, beside some that one should.
var OddCounts = []int64{math.MinInt64, -1, 0, 1, 2, 29, 30, 1_000_000, 1_000_001, 1 << 53, 1<<53 + 1, math.MaxInt64}

// OddFloats are the same of measures.
var OddFloats = []float64{math.NaN(), math.Inf(-1), math.Inf(1), math.Copysign(0, -1), 0, 5e-324, 1e-9, 0.5, 1,
	2.5, 30, 1e15, 1e300, math.MaxFloat64, -1, -math.MaxFloat64}

// Plain reports whether v can be printed: no NaN, no infinity, no negative zero.
func Plain(v float64) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && !(v == 0 && math.Signbit(v))
}

// Sound fails the test where an estimate could mislead or break its reader.
func Sound(t *testing.T, e metric.Estimate, args ...any) {
	t.Helper()
	switch {
	case !Plain(e.Value) || !Plain(e.Lo) || !Plain(e.Hi):
		t.Fatalf("%v: unprintable: %+v", args, e)
	case !(e.Lo <= e.Value && e.Value <= e.Hi):
		t.Fatalf("%v: out of order: %+v", args, e)
	case e.N < 0 || e.Method == "":
		t.Fatalf("%v: no method or a negative n: %+v", args, e)
	case !e.Defined() && (e.Value != 0 || e.Lo != 0 || e.Hi != 0 || e.N != 0 || e.Level != 0):
		t.Fatalf("%v: missing, and yet a number: %+v", args, e)
	case e.Defined() && e.Level == 0 && (e.Lo != e.Hi || len(e.Warnings) == 0):
		t.Fatalf("%v: no interval, and no word of it: %+v", args, e)
	case e.Defined() && e.Level != 0 && e.Level != metric.Level:
		t.Fatalf("%v: level: %+v", args, e)
	}
}

// Share fails the test where a share leaves 0 to 1 or has an interval of no width.
func Share(t *testing.T, e metric.Estimate, args ...any) {
	t.Helper()
	Sound(t, e, args...)
	if e.Lo < 0 || e.Hi > 1 || e.Unit != "1" || e.Level > 0 && e.Lo == e.Hi && e.N < 1e12 {
		t.Fatalf("%v: not a share: %+v", args, e)
	}
}

// SoundTest fails the test where a test of groups could mislead its reader.
func SoundTest(t *testing.T, got metric.Test, args ...any) {
	t.Helper()
	if !Plain(got.Statistic) || got.Statistic < 0 || !Plain(got.P) || got.P < 0 || got.P > 1 ||
		got.Method == "" || got.Defined() != (got.DF > 0) {
		t.Errorf("%v: %+v", args, got)
	}
}

// Poisson draws how often something happens that happens mean times on average.
func Poisson(random *rand.Rand, mean float64) (k int64) {
	for product := random.Float64(); product > math.Exp(-mean); product *= random.Float64() {
		k++
	}
	return k
}
