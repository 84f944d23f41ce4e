package survival_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

func TestLifeTableOrderAndSplitsDoNotMatter(t *testing.T) {
	merged := []survival.Exit{{Time: 1, Events: 3, Censored: 1}, {Time: 4, Events: 2}, {Time: 6, Events: 1, Censored: 5}}
	split := []survival.Exit{{Time: 6, Censored: 5}, {Time: 1, Events: 1}, {Time: 4, Events: 2}, {Time: 9},
		{Time: 1, Events: 2}, {Time: 6, Events: 1}, {Time: 1, Censored: 1}}
	before := slices.Clone(split)
	a, b := survival.KaplanMeier(merged), survival.KaplanMeier(split)
	if !slices.Equal(a.Steps, b.Steps) || a.N != 12 || b.N != 12 {
		t.Errorf("%+v\n%+v", a, b)
	}
	if !slices.Equal(before, split) {
		t.Error("the caller's rows were reordered")
	}
}

func TestAtRiskIsCountedJustBefore(t *testing.T) {
	c := survival.KaplanMeier(nineSix)
	for time, want := range map[float64]int64{0: 10, 1: 10, 1.5: 9, 2: 9, 3: 7, 7: 3, 10: 1, 10.1: 0} {
		if got := c.AtRisk(time); got != want {
			t.Errorf("at risk at %g: %d, want %d", time, got, want)
		}
	}
}

// Without censoring a survival curve is a share: its value is exact, and the log-log band is
// near the Wilson interval of the same share.
func TestCurveWithoutCensoringIsAShare(t *testing.T) {
	c := survival.KaplanMeier([]survival.Exit{{Time: 1, Events: 30}, {Time: 2, Events: 50}, {Time: 3, Events: 120}})
	share := metric.Proportion(120, 200)
	e := c.At(2)
	metrictest.Near(t, "share", e.Value, share.Value, 1e-12)
	metrictest.Near(t, "lower", e.Lo, share.Lo, 5e-3)
	metrictest.Near(t, "upper", e.Hi, share.Hi, 5e-3)
	metrictest.Near(t, "greenwood", stepAt(t, c, 2).SE, math.Sqrt(0.6*0.4/200), 1e-12)
}

// Where nobody has left, or everybody, neither band exists; the interval is that of no
// event, or no survivor, among those at risk: standard 9.7, 30 of 30 and 0 of 30.
func TestCurveAtItsEnds(t *testing.T) {
	c := survival.KaplanMeier([]survival.Exit{{Time: 2, Censored: 10}, {Time: 3, Events: 30}})
	for time, want := range map[float64][3]float64{
		0: {1, 0.9124, 1}, // 40 of 40
		2: {1, 0.9124, 1}, // those censored at 2 were there
		// 10 of 40 are gone, and 30 are seen open.
		2.5: {1, 0.8865, 1},
		3:   {0, 0, 0.1135},
		99:  {0, 0, 0.1135},
	} {
		e := c.At(time)
		metrictest.Near(t, "S", e.Value, want[0], 0)
		metrictest.Near(t, "lower", e.Lo, want[1], 5e-5)
		metrictest.Near(t, "upper", e.Hi, want[2], 5e-5)
		if len(e.Warnings) != 0 {
			t.Errorf("at %g: warnings %q", time, e.Warnings)
		}
	}
}

func TestCurveNamesItsBand(t *testing.T) {
	for band, want := range map[survival.Band]string{survival.LogLog: ", log-log interval", survival.Log: ", log interval"} {
		if got := (survival.FollowUp{Exits: nineSix, Band: band}).KaplanMeier().At(1).Method; !strings.HasSuffix(got, want) {
			t.Errorf("method %q, want %q", got, want)
		}
	}
}

func TestSurvivalQuantileLiesBetweenNoneAndAll(t *testing.T) {
	for _, p := range []float64{0, 1, -0.5, math.NaN()} {
		if e := survival.KaplanMeier(nineSix).Quantile(p); e.Missing != "a quantile lies between 0 and 1" {
			t.Errorf("quantile %g: %+v", p, e)
		}
	}
}

func TestCurveIsSilentPastFollowUp(t *testing.T) {
	c := survival.KaplanMeier(exits(1, 2, -5))
	if e := c.At(5.5); e.Missing != "nobody was followed for so long" {
		t.Errorf("%+v", e)
	}
	if e := c.Within(5.5); e.Missing != "nobody was followed for so long" {
		t.Errorf("%+v", e)
	}
	if e := c.At(5); !slices.Contains(e.Warnings, "fewer than 10 are followed for so long") {
		t.Errorf("one account is left, and yet %+v", e)
	}
}

func TestNoCurveSaysWhy(t *testing.T) {
	cases := []struct {
		name string
		rows []survival.Exit
		why  string
	}{
		{"nothing", nil, "no records"},
		{"empty rows", []survival.Exit{{Time: 3}}, "no records"},
		{"coded before discharge", exits(1, 2, math.NaN()), "a time is negative or not a number"},
		{"negative time", []survival.Exit{{Time: -1, Events: 1}}, "a time is negative or not a number"},
		{"negative count", []survival.Exit{{Time: 1, Censored: -1}}, "a count is negative"},
		{"too many", []survival.Exit{{Time: 1, Events: 1 << 53}, {Time: 2, Events: 1}},
			"the counts or sums are too large to compute with"},
		{"too many censored", []survival.Exit{{Time: 1, Events: 1, Censored: 1 << 53}},
			"the counts or sums are too large to compute with"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			curve := survival.KaplanMeier(c.rows)
			for _, got := range []string{curve.Missing, curve.At(1).Missing, curve.Within(1).Missing,
				curve.Quantile(0.5).Missing, curve.RestrictedMean(1).Missing} {
				if got != c.why {
					t.Errorf("missing %q, want %q", got, c.why)
				}
			}
			if curve.Defined() || curve.AtRisk(0) != 0 {
				t.Errorf("%+v", curve)
			}
		})
	}
}

// On random life tables a curve falls, lies within its band, and both bands agree on it.
func TestCurvesFallWithinTheirBand(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 1))
	for range 300 {
		rows := make([]survival.Exit, 1+random.IntN(12))
		for i := range rows {
			rows[i] = survival.Exit{Time: float64(random.IntN(9)), Events: random.Int64N(4), Censored: random.Int64N(3)}
		}
		c, logs := survival.KaplanMeier(rows), survival.FollowUp{Exits: rows, Band: survival.Log}.KaplanMeier()
		before := survival.Step{Survival: 1, AtRisk: c.N}
		for i, s := range c.Steps {
			if s.Survival > before.Survival || s.AtRisk != before.AtRisk-before.Events-before.Censored ||
				s.Survival < s.Lo || s.Survival > s.Hi || s.Lo < 0 || s.Hi > 1 || s.Survival != logs.Steps[i].Survival {
				t.Fatalf("%+v after %+v", s, before)
			}
			before = s
		}
	}
}
