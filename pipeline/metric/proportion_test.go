package metric_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

func TestProportionOfNothingIsMissing(t *testing.T) {
	cases := []struct {
		name string
		x, n int64
		why  string
	}{
		{"no records", 0, 0, "no records"},
		{"part above whole", 5, 4, "the counts do not belong together: a part is negative or larger than its whole"},
		{"part without a whole", 1, 0, "the counts do not belong together: a part is negative or larger than its whole"},
		{"negative part", -1, 4, "the counts do not belong together: a part is negative or larger than its whole"},
		{"inexact whole", 1, 1<<53 + 1, "the counts or sums are too large to compute with"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, e := range []metric.Estimate{metric.Proportion(c.x, c.n), metric.ProportionExact(c.x, c.n),
				metric.PerThousand(c.x, c.n), metric.Difference(c.x, c.n, 1, 2), metric.Difference(1, 2, c.x, c.n)} {
				if e.Missing != c.why {
					t.Errorf("%s: missing %q, want %q", e.Method, e.Missing, c.why)
				}
			}
		})
	}
}

func TestLargestExactCountIsAccepted(t *testing.T) {
	e := metric.Proportion(1<<52, 1<<53)
	metrictest.Near(t, "half of all", e.Value, 0.5, 0)
	if !e.Defined() || e.Hi-e.Lo > 1e-7 {
		t.Errorf("%+v", e)
	}
}

// Standard 2.5: of 30 charts an interval leaves out a 95 % target only at 26 correct or
// fewer.
func TestThirtyChartsCannotTellTwentySevenFromTheTarget(t *testing.T) {
	for x := int64(0); x <= 30; x++ {
		excludes := metric.Proportion(x, 30).Hi < 0.95
		if excludes != (x <= 26) {
			t.Errorf("%d of 30 excludes 95 %%: %v", x, excludes)
		}
	}
}

func TestSmallSamplesWarn(t *testing.T) {
	const warning = "fewer than 30 records: read the interval, not the value"
	for n, want := range map[int64]bool{29: true, 30: false} {
		for _, e := range []metric.Estimate{metric.Proportion(1, n), metric.ProportionExact(1, n),
			metric.Difference(1, n, 1, 400), metric.Mean(n, float64(n), float64(2*n), "d")} {
			if got := slices.Contains(e.Warnings, warning); got != want {
				t.Errorf("%s of %d warns: %v, want %v", e.Method, n, got, want)
			}
		}
	}
}

// Swapping right for wrong mirrors an interval about ½.
func TestIntervalsMirror(t *testing.T) {
	for _, n := range []int64{1, 7, 30, 999, 2_000_000} {
		for _, x := range []int64{0, 1, n / 3, n - 1, n} {
			for _, estimate := range []func(x, n int64) metric.Estimate{metric.Proportion, metric.ProportionExact} {
				e, mirror := estimate(x, n), estimate(n-x, n)
				metrictest.Near(t, e.Method+" lower", e.Lo, 1-mirror.Hi, 1e-12)
				metrictest.Near(t, e.Method+" upper", e.Hi, 1-mirror.Lo, 1e-12)
			}
		}
	}
}

// Clopper and Pearson: at each limit the tail that the data cut off holds 2.5 %.
func TestExactLimitsCutOffTheirTails(t *testing.T) {
	cases := []struct{ x, n int64 }{{1, 12}, {7, 12}, {29, 30}, {3, 50}, {12, 60}}
	for _, c := range cases {
		e := metric.ProportionExact(c.x, c.n)
		metrictest.Near(t, "P(X >= x) at the lower limit", upperTail(c.x, c.n, e.Lo), 0.025, 1e-12)
		metrictest.Near(t, "P(X <= x) at the upper limit", 1-upperTail(c.x+1, c.n, e.Hi), 0.025, 1e-12)
	}
}

// upperTail is P(X >= x), summed term by term.
func upperTail(x, n int64, p float64) float64 {
	sum := 0.0
	for k := x; k <= n; k++ {
		choose := 1.0
		for i := int64(1); i <= k; i++ {
			choose *= float64(n-k+i) / float64(i)
		}
		sum += choose * math.Pow(p, float64(k)) * math.Pow(1-p, float64(n-k))
	}
	return sum
}

// Where gonum's incomplete beta runs out of digits the Wilson interval takes over: there is
// no jump to see.
func TestExactIntervalPassesIntoWilsonSmoothly(t *testing.T) {
	exact, wilson := metric.ProportionExact(950_000, 1_000_000), metric.ProportionExact(950_001, 1_000_001)
	if exact.Method == wilson.Method {
		t.Fatalf("both are %s", exact.Method)
	}
	metrictest.Near(t, "lower", wilson.Lo, exact.Lo, 2e-6)
	metrictest.Near(t, "upper", wilson.Hi, exact.Hi, 2e-6)
}

// CI-06: the bound is 1 − 0.05^(1/n), near 3/n.
func TestFiftyNineCleanRecordsShowNinetyFivePercent(t *testing.T) {
	if hi := metric.ZeroErrorBound(58).Hi; hi <= 0.05 {
		t.Errorf("58 clean records bound the error at %g", hi)
	}
	if hi := metric.ZeroErrorBound(59).Hi; hi > 0.05 {
		t.Errorf("59 clean records bound the error at %g", hi)
	}
	metrictest.Near(t, "rule of three", metric.ZeroErrorBound(10_000).Hi, 3./10_000, 1e-6)
	if e := metric.ZeroErrorBound(0); e.Missing != "no records" {
		t.Errorf("no records: %+v", e)
	}
}

// RTE-01: 1000·k/n, with the Wilson interval of standard.md 9.7 for 95 of 100.
func TestPerThousandKeepsItsUnit(t *testing.T) {
	e := metric.PerThousand(12, 4000)
	if e.Unit != "1/1000" || e.N != 4000 {
		t.Errorf("%+v", e)
	}
	metrictest.Near(t, "rate", e.Value, 3, 1e-12)
	e = metric.PerThousand(95, 100)
	metrictest.Near(t, "lower", e.Lo, 888, 0.5)
	metrictest.Near(t, "upper", e.Hi, 978, 0.5)
}
