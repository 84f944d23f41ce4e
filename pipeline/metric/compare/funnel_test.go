package compare_test

import (
	"fmt"
	"testing"

	"chartline/pipeline/metric/compare"
	"chartline/pipeline/metric/metrictest"
)

// Standard 9.11, θ = 0.95. (FUN-03)
func TestFunnelLimitsOfTheStandard(t *testing.T) {
	cases := []struct {
		n    int64
		want [4]float64
	}{
		{30, [4]float64{.7719, .8402, .9961, .9998}},
		{60, [4]float64{.8354, .8794, .9910, .9996}},
		{100, [4]float64{.8654, .8981, .9839, .9983}},
		{250, [4]float64{.9006, .9193, .9734, .9851}},
	}
	for _, c := range cases {
		var got [4]float64
		got[0], got[1], got[2], got[3] = compare.FunnelLimits(c.n, 0.95)
		for i := range got {
			metrictest.Near(t, fmt.Sprintf("limit %d of %d", i, c.n), got[i], c.want[i], 5e-5)
		}
	}
}

// Of 1,955 at 91/11,051 the upper 99.8 % line lies at 29.31 and the count is 30: by SciPy 30 or more
// have the probability 0.00118, which is more than 0.001, and 31 or more 0.0006. The dot of 30 is
// beyond the line, and 30 is not beyond the limit.
func TestADotBeyondALineAndNotBeyondItsLimit(t *testing.T) {
	units := []compare.Unit{{Label: "astride", X: 30, N: 1955}, {Label: "beyond", X: 31, N: 1955}, {Label: "inside", X: 16, N: 1955}}
	f := compare.Funnel(units, 91.0/11051).Unwidened()
	want := []compare.Verdict{compare.Beyond95, compare.Beyond998, compare.Inside}
	for i, u := range f.Units {
		if u.Verdict != want[i] {
			t.Errorf("%s is %v, want %v", u.Label, u.Verdict, want[i])
		}
	}
	if got := fmt.Sprint(f.Astride()); got != "[astride]" {
		t.Errorf("astride are %s", got)
	}
}

// Limits close in on the target as records grow, and reach the normal limits.
func TestFunnelLimitsNarrow(t *testing.T) {
	previous := 1.0
	for _, n := range []int64{20, 50, 200, 1000, 100_000, 1_000_000, 1e12} {
		lo998, lo95, hi95, hi998 := compare.FunnelLimits(n, 0.9)
		if !(lo998 <= lo95 && lo95 < 0.9 && 0.9 < hi95 && hi95 <= hi998) {
			t.Errorf("n %d: %g %g %g %g", n, lo998, lo95, hi95, hi998)
		}
		if hi998-lo998 >= previous {
			t.Errorf("n %d: limits do not narrow", n)
		}
		previous = hi998 - lo998
	}
	lo998, lo95, _, _ := compare.FunnelLimits(1_000_000, 0.9)
	metrictest.Near(t, "95 % limit", lo95, 0.9-1.959964*0.0003, 1e-6)
	metrictest.Near(t, "99.8 % limit", lo998, 0.9-3.090232*0.0003, 2e-6)
	_, below, _, _ := compare.FunnelLimits(1_000_001, 0.9)
	metrictest.Near(t, "95 % limit where the normal takes over", below, lo95, 1e-6)
}

// Where no error at all is likely enough (0.95³⁰ = 0.2146), a lower limit of errors is 0; the
// upper ones by SciPy's binomial distribution and FUN-03.
func TestFunnelLimitsOfErrors(t *testing.T) {
	want := [4]float64{0, 0, 0.1264175830, 0.1947519189}
	for i, got := range limitsOf(30, 0.05) {
		metrictest.Near(t, fmt.Sprintf("limit %d", i), got, want[i], 5e-11)
	}
}

func TestFunnelLimitsWithoutRecordsExcludeNothing(t *testing.T) {
	for name, limits := range map[string][4]float64{
		"no records":   limitsOf(0, 0.9),
		"negative":     limitsOf(-3, 0.9),
		"no target":    limitsOf(30, -0.1),
		"target above": limitsOf(30, 1.1),
	} {
		if limits != [4]float64{0, 0, 1, 1} {
			t.Errorf("%s: %v", name, limits)
		}
	}
	if got := limitsOf(30, 1); got != [4]float64{1, 1, 1, 1} {
		t.Errorf("target 1: %v", got)
	}
}

func limitsOf(n int64, theta float64) (limits [4]float64) {
	limits[0], limits[1], limits[2], limits[3] = compare.FunnelLimits(n, theta)
	return limits
}

// Binomial probabilities at θ = 0.95 by SciPy: of 60 records P(X <= 50) = 0.00074, P(X <= 51) =
// 0.0028, P(X <= 52) = 0.0098, P(X <= 53) = 0.0297 and P(X = 60) = 0.0461; of 30, P(X = 30) =
// 0.2146. Units with less than one expected error are not judged (FUN-06).
func TestFunnelJudgesByExactTails(t *testing.T) {
	cases := []struct {
		name string
		x, n int64
		want compare.Verdict
	}{
		{"53 of 60", 53, 60, compare.Inside},
		{"52 of 60", 52, 60, compare.Beyond95},
		{"51 of 60", 51, 60, compare.Beyond95},
		{"50 of 60", 50, 60, compare.Beyond998},
		{"60 of 60", 60, 60, compare.Inside},
		{"30 of 30, above the line that is drawn", 30, 30, compare.Inside},
		{"all of 100, P = 0.0059", 100, 100, compare.Beyond95},
		{"all of 140, P = 0.0008", 140, 140, compare.Beyond998},
		{"less than one expected error", 0, 19, compare.NotJudged},
		{"one expected error", 0, 20, compare.Beyond998},
		{"no records", 0, 0, compare.NotJudged},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := compare.Funnel([]compare.Unit{{Label: "A", X: c.x, N: c.n}}, 0.95)
			if v := got.Units[0].Verdict; v != c.want {
				t.Errorf("%v, want %v", v, c.want)
			}
		})
	}
}

var scattered = []compare.Unit{{"A", 90, 100}, {"B", 80, 100}, {"C", 97, 100}, {"D", 60, 80},
	{"E", 150, 155}, {"F", 40, 60}, {"G", 195, 200}, {"H", 110, 140}}

// By NumPy: z against the pooled rate, quantiles of type 7, winsorised; SciPy's chi-square.
// (FUN-01 for the target, FUN-04 for φ and the limits)
func TestOverDispersionWidensLimits(t *testing.T) {
	theta := compare.Pooled(scattered)
	metrictest.Near(t, "pooled rate", theta.Value, 0.879144385026738, 1e-12)
	f := compare.Funnel(scattered, theta.Value)
	metrictest.Near(t, "dispersion", f.Dispersion, 9.828282511621873, 1e-9)
	metrictest.Near(t, "p", f.P, 2.624638541041607e-14, 1e-18)
	metrictest.Near(t, "inflation", f.Inflation*f.Inflation, f.Dispersion, 1e-12)
	if len(f.Warnings) != 1 || f.Method == compare.Funnel(nil, 0.9).Method {
		t.Errorf("the widening is not said: %q, %q", f.Method, f.Warnings)
	}
	plain := limitsOf(100, f.Theta)
	_, lo95, _, hi998 := f.Limits(100)
	metrictest.Near(t, "lower", f.Theta-lo95, f.Inflation*(f.Theta-plain[1]), 1e-12)
	metrictest.Near(t, "upper, cut off", hi998, 1, 0)
	for _, u := range f.Units {
		if u.Verdict != compare.Inside {
			t.Errorf("%s: %v", u.Label, u.Verdict)
		}
	}
}

// The same units with nothing but chance between them keep the binomial limits. (FUN-04: φ has
// to be significant)
func TestChanceAloneDoesNotWidenLimits(t *testing.T) {
	units := []compare.Unit{{"A", 92, 100}, {"B", 87, 100}, {"C", 90, 100}, {"D", 94, 100}, {"E", 86, 100}, {"F", 91, 100}}
	f := compare.Funnel(units, 0.9)
	got := [4]float64{}
	got[0], got[1], got[2], got[3] = f.Limits(100)
	if f.Inflation != 1 || got != limitsOf(100, 0.9) || len(f.Warnings) != 0 {
		t.Errorf("%+v", f)
	}
	if f.Dispersion <= 0 || f.P < 0.05 {
		t.Errorf("dispersion %g, p %g", f.Dispersion, f.P)
	}
}

// Two units cannot show over-dispersion; small ones take no part in it.
func TestDispersionNeedsUnitsThatAreJudged(t *testing.T) {
	f := compare.Funnel([]compare.Unit{{"A", 50, 100}, {"B", 100, 100}, {"C", 0, 3}, {"D", 0, 2}}, 0.9)
	if f.Dispersion != 0 || f.Inflation != 1 || f.Units[0].Verdict != compare.Beyond998 {
		t.Errorf("%+v", f)
	}
	if len(f.Warnings) != 1 || f.Warnings[0] != "units with fewer than one expected error are drawn, not judged" {
		t.Errorf("warnings %q", f.Warnings)
	}
}

// FUN-05: nothing is ranked, the worst does not come first.
func TestUnitsKeepTheirOrder(t *testing.T) {
	f := compare.Funnel(scattered, 0.9)
	for i, u := range f.Units {
		if u.Unit != scattered[i] {
			t.Errorf("place %d: %+v", i, u)
		}
		metrictest.Near(t, "rate", u.Rate, float64(u.X)/float64(u.N), 1e-15)
	}
}

func TestNoFunnelSaysWhy(t *testing.T) {
	const counts = "the counts do not belong together: a part is negative or larger than its whole"
	cases := []struct {
		name  string
		units []compare.Unit
		theta float64
		why   string
	}{
		{"no units", nil, 0.9, "no units to compare"},
		{"no target", scattered, -1, "the target is not a share between 0 and 1"},
		{"part above whole", []compare.Unit{{"A", 4, 3}}, 0.9, counts},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if f := compare.Funnel(c.units, c.theta); f.Missing != c.why || f.Defined() || f.Units != nil {
				t.Errorf("%+v, want missing %q", f, c.why)
			}
		})
	}
	if e := compare.Pooled([]compare.Unit{{"A", 4, 3}}); e.Missing != counts {
		t.Errorf("%+v", e)
	}
	if e := compare.Pooled(nil); e.Missing != "no records" {
		t.Errorf("%+v", e)
	}
}

func TestVerdictsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for v := compare.NotJudged; v <= compare.Beyond998; v++ {
		if seen[v.String()] || v.String() == "unknown verdict" {
			t.Errorf("verdict %d is called %q", int(v), v)
		}
		seen[v.String()] = true
	}
	for _, v := range []compare.Verdict{-1, compare.Beyond998 + 1} {
		if got := v.String(); got != "unknown verdict" {
			t.Errorf("verdict %d is called %q", int(v), got)
		}
	}
}

func TestFunnelsOfAnyKind(t *testing.T) {
	for _, theta := range metrictest.OddFloats {
		for _, n := range metrictest.OddCounts {
			lo998, lo95, hi95, hi998 := compare.FunnelLimits(n, theta)
			if !(0 <= lo998 && lo998 <= lo95 && lo95 <= hi95 && hi95 <= hi998 && hi998 <= 1) || !metrictest.Plain(lo998) || !metrictest.Plain(hi95) {
				t.Errorf("limits of %d at %g: %g %g %g %g", n, theta, lo998, lo95, hi95, hi998)
			}
			for _, x := range metrictest.OddCounts {
				f := compare.Funnel([]compare.Unit{{"A", x, n}, {"B", 3, 40}, {"C", 900, 901}, {"D", 30, 40}}, theta)
				metrictest.Share(t, compare.Pooled([]compare.Unit{{X: x, N: n}, {X: 1, N: 2}}), x, n)
				if !metrictest.Plain(f.Theta) || !metrictest.Plain(f.Dispersion) || !metrictest.Plain(f.P) || !metrictest.Plain(f.Inflation) || f.Method == "" {
					t.Fatalf("%d of %d at %g: %+v", x, n, theta, f)
				}
				for _, u := range f.Units {
					if !metrictest.Plain(u.Rate) || u.Rate < 0 || u.Rate > 1 {
						t.Fatalf("%d of %d at %g: %+v", x, n, theta, u)
					}
				}
			}
		}
	}
}
