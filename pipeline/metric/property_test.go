package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric"
)

// What a caller might pass by mistake, beside what it should.
var (
	oddCounts = []int64{math.MinInt64, -1, 0, 1, 2, 29, 30, 1_000_000, 1_000_001, 1 << 53, 1<<53 + 1, math.MaxInt64}
	oddFloats = []float64{math.NaN(), math.Inf(-1), math.Inf(1), math.Copysign(0, -1), 0, 5e-324, 1e-9, 0.5, 1,
		2.5, 30, 1e15, 1e300, math.MaxFloat64, -1, -math.MaxFloat64}
)

// plain reports whether v can be printed: no NaN, no infinity, no negative zero.
func plain(v float64) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && !(v == 0 && math.Signbit(v))
}

// sound fails the test where an estimate could mislead or break its reader.
func sound(t *testing.T, e metric.Estimate, args ...any) {
	t.Helper()
	switch {
	case !plain(e.Value) || !plain(e.Lo) || !plain(e.Hi):
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

// share fails the test where a share leaves 0 to 1 or has an interval of no width.
func share(t *testing.T, e metric.Estimate, args ...any) {
	t.Helper()
	sound(t, e, args...)
	if e.Lo < 0 || e.Hi > 1 || e.Unit != "1" || e.Level > 0 && e.Lo == e.Hi && e.N < 1e12 {
		t.Fatalf("%v: not a share: %+v", args, e)
	}
}

func TestCountsOfAnyKind(t *testing.T) {
	for _, x := range oddCounts {
		share(t, metric.ZeroErrorBound(x), x)
		for _, n := range oddCounts {
			share(t, metric.Proportion(x, n), x, n)
			share(t, metric.ProportionExact(x, n), x, n)
			sound(t, metric.PerThousand(x, n), x, n)
			sound(t, metric.Difference(x, n, 3, 40), x, n)
			sound(t, metric.Difference(n, n, x, n), n, x)
			share(t, metric.Pooled([]metric.Unit{{X: x, N: n}, {X: 1, N: 2}}), x, n)
		}
	}
}

func TestMeasuresOfAnyKind(t *testing.T) {
	for _, n := range oddCounts {
		for _, a := range oddFloats {
			sound(t, metric.Rate(n, a, 1000, "1"), n, a)
			sound(t, metric.Rate(n, 100, a, "1"), n, a)
			for _, b := range oddFloats {
				sound(t, metric.Mean(n, a, b, "d"), n, a, b)
				sound(t, metric.Quantile([]float64{a, b, 3}, []int64{n, 1, 2}, 0.5, "d"), n, a, b)
				sound(t, metric.Quantile([]float64{3, 4, a}, []int64{20, n, 9}, b, "d"), n, a, b)
			}
		}
	}
}

func TestSumsOfAnyKind(t *testing.T) {
	counts := []int64{math.MinInt64, -1, 0, 1, 2, 30, 1 << 53, math.MaxInt64}
	random := rand.New(rand.NewPCG(1, 3))
	pick := func() int64 { return counts[random.IntN(len(counts))] }
	for range 200_000 {
		r := metric.Ratio{X: pick(), M: pick(), XX: pick(), MM: pick(), XM: pick(), Charts: pick()}
		share(t, metric.ClusterRatio(r), r)
		se, ok := r.StandardError()
		deff, known := r.DesignEffect()
		if !plain(se) || !plain(deff) || se < 0 || deff < 0 || known && !ok {
			t.Fatalf("%+v: se %g, design effect %g", r, se, deff)
		}
	}
}

// Random audits, from one chart on: clustered intervals are shares whatever the outcome.
func TestRandomAuditsAreSound(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 1))
	for range 20_000 {
		charts := make([][2]int64, 1+random.IntN(40))
		accuracy := random.Float64()
		for i := range charts {
			charts[i][1] = 1 + random.Int64N(30)
			for range charts[i][1] {
				if random.Float64() < math.Sqrt(accuracy) {
					charts[i][0]++
				}
			}
		}
		share(t, metric.ClusterRatio(sumsOf(charts...)), charts)
	}
}

func TestCurvesOfAnyKind(t *testing.T) {
	for _, a := range oddFloats {
		for _, n := range oddCounts {
			for _, rows := range [][]metric.Exit{
				{{Time: a, Events: n}}, {{Time: a, Censored: n}}, {{Time: 3, Events: n, Censored: 1}, {Time: a, Events: 2}},
				{{Time: a, Events: 5, Censored: n}, {Time: 1, Events: 1}, {Time: 2, Events: n}},
			} {
				for _, band := range []metric.Band{metric.LogLog, metric.Log, metric.Band(7)} {
					soundCurve(t, metric.KaplanMeierBand(rows, band), rows)
				}
				soundTest(t, metric.LogRank([][]metric.Exit{rows, control, {{Time: 2, Events: n}}}), rows)
			}
		}
	}
}

func soundCurve(t *testing.T, c metric.Curve, rows []metric.Exit) {
	t.Helper()
	for _, s := range c.Steps {
		if !plain(s.Time) || !plain(s.Survival) || !plain(s.SE) || !plain(s.Lo) || !plain(s.Hi) ||
			!(0 <= s.Lo && s.Lo <= s.Survival && s.Survival <= s.Hi && s.Hi <= 1) || s.AtRisk < 1 {
			t.Fatalf("%+v: %+v", rows, s)
		}
	}
	for _, at := range oddFloats {
		share(t, c.At(at), rows, at)
		share(t, c.Within(at), rows, at)
		sound(t, c.Quantile(at), rows, at)
		sound(t, c.RestrictedMean(at), rows, at)
		if n := c.AtRisk(at); n < 0 || n > c.N {
			t.Fatalf("%+v: %d at risk at %g", rows, n, at)
		}
	}
}

func soundTest(t *testing.T, got metric.Test, args ...any) {
	t.Helper()
	if !plain(got.Statistic) || got.Statistic < 0 || !plain(got.P) || got.P < 0 || got.P > 1 ||
		got.Method == "" || got.Defined() != (got.DF > 0) {
		t.Errorf("%v: %+v", args, got)
	}
}

func TestSeriesOfAnyKind(t *testing.T) {
	for _, a := range oddCounts {
		for _, b := range oddCounts {
			x, n := []int64{a, 3, 0, 7, b}, []int64{b, 9, 0, 9, a}
			soundTest(t, metric.ChiSquareSeries(x, n), x, n)
			soundTest(t, metric.ChiSquareSeries(x[:2], n[:1]), x, n)
			for _, opts := range oddOptions {
				soundChart(t, metric.PChart(x, n, opts), x, n)
				soundChart(t, metric.PPrimeChart(x, n, opts), x, n)
				soundChart(t, metric.PPrimeChart([]int64{a, a, 9}, []int64{b, b, 9}, opts), a, b)
			}
		}
	}
	for _, a := range oddFloats {
		for _, b := range oddFloats {
			for _, opts := range oddOptions {
				soundChart(t, metric.XmR([]float64{a, 2, b, 3, 3, 3, b, a, a}, opts), a, b)
				soundChart(t, metric.XmR([]float64{a, b}, opts), a, b)
			}
		}
	}
}

var oddOptions = []metric.ControlOptions{{}, {Baseline: -4}, {Baseline: 2, Screen: true}, {Baseline: 99, Exclude: []int{-1, 0, 99}}}

func soundChart(t *testing.T, c metric.ControlChart, args ...any) {
	t.Helper()
	if c.Method == "" || c.Defined() != (len(c.Points) > 0) || c.Defined() && c.Baseline < 1 {
		t.Errorf("%v: %+v", args, c)
	}
	for _, p := range c.Points {
		if !plain(p.Value) || !plain(p.Centre) || !plain(p.Lower) || !plain(p.Upper) ||
			p.Lower > p.Centre || p.Centre > p.Upper || p.N < 0 || p.N == 0 && p.Signal != metric.CommonCause {
			t.Fatalf("%v: %+v", args, p)
		}
	}
}

func TestFunnelsOfAnyKind(t *testing.T) {
	for _, theta := range oddFloats {
		for _, n := range oddCounts {
			lo998, lo95, hi95, hi998 := metric.FunnelLimits(n, theta)
			if !(0 <= lo998 && lo998 <= lo95 && lo95 <= hi95 && hi95 <= hi998 && hi998 <= 1) || !plain(lo998) || !plain(hi95) {
				t.Errorf("limits of %d at %g: %g %g %g %g", n, theta, lo998, lo95, hi95, hi998)
			}
			for _, x := range oddCounts {
				f := metric.Funnel([]metric.Unit{{"A", x, n}, {"B", 3, 40}, {"C", 900, 901}, {"D", 30, 40}}, theta)
				if !plain(f.Theta) || !plain(f.Dispersion) || !plain(f.P) || !plain(f.Inflation) || f.Method == "" {
					t.Fatalf("%d of %d at %g: %+v", x, n, theta, f)
				}
				for _, u := range f.Units {
					if !plain(u.Rate) || u.Rate < 0 || u.Rate > 1 {
						t.Fatalf("%d of %d at %g: %+v", x, n, theta, u)
					}
				}
			}
		}
	}
}

func TestEstimatorsOfAnyKind(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 1))
	for _, name := range metric.Names() {
		e, _ := metric.Lookup(name)
		for range 20_000 {
			args := make([]float64, random.IntN(len(e.Args)+2))
			for i := range args {
				args[i] = oddFloats[random.IntN(len(oddFloats))]
			}
			sound(t, e.Apply(args), name, args)
		}
	}
}
