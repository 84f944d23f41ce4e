package survival_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

var never = math.Inf(1)

// Beadle 1984, in Finkelstein 1986: months to cosmetic deterioration after radiotherapy, 46
// patients seen at visits.
var cosmesis = []survival.Seen{
	{After: 45, By: never, Accounts: 1}, {After: 6, By: 10, Accounts: 1}, {After: 0, By: 7, Accounts: 1},
	{After: 46, By: never, Accounts: 8}, {After: 7, By: 16, Accounts: 1}, {After: 17, By: never, Accounts: 1},
	{After: 7, By: 14, Accounts: 1}, {After: 37, By: 44, Accounts: 1}, {After: 0, By: 8, Accounts: 1},
	{After: 4, By: 11, Accounts: 1}, {After: 15, By: never, Accounts: 1}, {After: 11, By: 15, Accounts: 1},
	{After: 22, By: never, Accounts: 1}, {After: 25, By: 37, Accounts: 1}, {After: 26, By: 40, Accounts: 1},
	{After: 27, By: 34, Accounts: 1}, {After: 36, By: 44, Accounts: 1}, {After: 36, By: 48, Accounts: 1},
	{After: 37, By: never, Accounts: 3}, {After: 40, By: never, Accounts: 1}, {After: 17, By: 25, Accounts: 2},
	{After: 11, By: 18, Accounts: 1}, {After: 38, By: never, Accounts: 1}, {After: 5, By: 12, Accounts: 1},
	{After: 0, By: 5, Accounts: 1}, {After: 18, By: never, Accounts: 1}, {After: 24, By: never, Accounts: 2},
	{After: 36, By: never, Accounts: 2}, {After: 5, By: 11, Accounts: 1}, {After: 19, By: 35, Accounts: 1},
	{After: 32, By: never, Accounts: 1}, {After: 33, By: never, Accounts: 1}, {After: 19, By: 26, Accounts: 1},
	{After: 34, By: never, Accounts: 1},
}

// Fay and Shaw, Journal of Statistical Software 2010;36(2): icfit of the radiotherapy group.
func TestTurnbullGivesThePublishedMasses(t *testing.T) {
	want := []survival.Mass{{After: 4, By: 5, Share: .0463}, {After: 6, By: 7, Share: .0334}, {After: 7, By: 8, Share: .0887},
		{After: 11, By: 12, Share: .0708}, {After: 24, By: 25, Share: .0926}, {After: 33, By: 34, Share: .0818},
		{After: 38, By: 40, Share: .1209}, {After: 46, By: 48, Share: .4656}}
	c := survival.Turnbull(cosmesis)
	if c.N != 46 || len(c.Masses) != len(want) {
		t.Fatalf("%d patients, masses %+v", c.N, c.Masses)
	}
	for i, w := range want {
		got := c.Masses[i]
		if got.After != w.After || got.By != w.By {
			t.Errorf("mass %d lies in (%g, %g], want (%g, %g]", i, got.After, got.By, w.After, w.By)
		}
		metrictest.Near(t, "mass", got.Share, w.Share, 5e-5)
	}
	metrictest.Near(t, "median", c.Quantile(0.5).Value, 40, 0)
}

// Where every day is seen nothing is hidden: the estimate is Kaplan–Meier's, and the
// information gives Greenwood's interval.
func TestDailySnapshotsAreKaplanMeier(t *testing.T) {
	var seen []survival.Seen
	for _, x := range nineSix {
		seen = append(seen, survival.Seen{After: x.Time - 1, By: x.Time, Accounts: x.Events}, survival.Seen{After: x.Time, By: never, Accounts: x.Censored})
	}
	c, km := survival.Turnbull(seen), survival.KaplanMeier(nineSix)
	for _, day := range []float64{0, 1, 2, 3, 4, 5, 8} {
		got, want := c.At(day), km.At(day)
		metrictest.Near(t, "S", got.Value, want.Value, 1e-6)
		metrictest.Near(t, "lower", got.Lo, want.Lo, 1e-5)
		metrictest.Near(t, "upper", got.Hi, want.Hi, 1e-5)
	}
	if got, want := c.Quantile(0.5).Value, km.Quantile(0.5).Value; got != want {
		t.Errorf("median %g, want %g", got, want)
	}
}

// CEN-07: weekly snapshots of daily coding. Taking the snapshot for the coding date makes
// coding half a week slower; at the days of snapshots Turnbull's curve is right.
func TestWeeklySnapshotsHoldTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	held := 0
	const runs = 200
	for range runs {
		var seen []survival.Seen
		for range 400 {
			wait, phase := -9*math.Log(random.Float64()), float64(random.IntN(7))
			after := -1.0
			for ; after < 28 && after+7+phase < wait; after += 7 {
			}
			by := after + 7 + phase
			if after >= 28 {
				by = never
			}
			seen = append(seen, survival.Seen{After: max(-1, after+phase*math.Min(1, after+1)), By: by, Accounts: 1})
		}
		if e := survival.Turnbull(seen).At(14); e.Lo <= math.Exp(-14./9) && math.Exp(-14./9) <= e.Hi {
			held++
		}
	}
	if share := float64(held) / runs; share < 0.90 || share > 0.99 {
		t.Errorf("%.1f %% of intervals hold the truth", 100*share)
	}
}

func TestNoSnapshotCurveSaysWhy(t *testing.T) {
	const times = "a time is not a number, below −1, or not before the one by which accounts were coded"
	for _, c := range []struct {
		name string
		seen []survival.Seen
		why  string
	}{
		{"nothing", nil, "no records"},
		{"empty", []survival.Seen{{After: 1, By: 2}}, "no records"},
		{"backwards", []survival.Seen{{After: 3, By: 2, Accounts: 1}}, times},
		{"no time", []survival.Seen{{After: math.NaN(), By: 2, Accounts: 1}}, times},
		{"no end", []survival.Seen{{After: 1, By: math.NaN(), Accounts: 1}}, times},
		{"negative", []survival.Seen{{After: 1, By: 2, Accounts: -1}}, "a count is negative"},
		{"too many", []survival.Seen{{After: 1, By: 2, Accounts: 1 << 53}, {After: 1, By: 3, Accounts: 1}}, "the counts or sums are too large to compute with"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := survival.Turnbull(c.seen)
			if got.Missing != c.why || got.At(1).Missing != c.why || got.Quantile(0.5).Missing != c.why {
				t.Errorf("missing %q, want %q", got.Missing, c.why)
			}
		})
	}
	open := survival.Turnbull([]survival.Seen{{After: 1, By: 2, Accounts: 3}, {After: 4, By: never, Accounts: 30}})
	if e := open.Quantile(0.5); e.Missing != "not reached: too many are still open" {
		t.Errorf("%+v", e)
	}
	if e := open.At(5); e.Missing != "nobody was followed for so long" {
		t.Errorf("%+v", e)
	}
	if e := survival.Turnbull(cosmesis).At(39); !slices.Contains(e.Warnings, "the time lies between snapshots: the share may already be lower") {
		t.Errorf("%+v", e)
	}
}

// Masses are shares, curves do not rise, intervals hold their value, and neither order nor
// splits matter.
func TestSnapshotsOfAnyKind(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 1))
	for range 300 {
		seen := make([]survival.Seen, 1+random.IntN(15))
		for i := range seen {
			after := float64(random.IntN(10) - 1)
			seen[i] = survival.Seen{After: after, By: after + 1 + float64(random.IntN(5)), Accounts: random.Int64N(4)}
			if random.IntN(4) == 0 {
				seen[i].By = never
			}
		}
		c := survival.Turnbull(seen)
		turned := slices.Clone(seen)
		slices.Reverse(turned)
		again := survival.Turnbull(append(turned, survival.Seen{After: 1, By: 3}))
		total, before := 0.0, 1.0
		for i, m := range c.Masses {
			total += m.Share
			if m != again.Masses[i] || m.Share <= 0 || !(m.After < m.By) {
				t.Fatalf("%+v: %+v and %+v", seen, m, again.Masses[i])
			}
		}
		if c.Defined() {
			metrictest.Near(t, "sum of masses", total, 1, 1e-9)
		}
		for day := range 16 {
			e := c.At(float64(day))
			metrictest.Share(t, e, seen, day)
			if e.Defined() && e.Value > before+1e-12 {
				t.Fatalf("%+v: the curve rises at %d", seen, day)
			}
			if e.Defined() {
				before = e.Value
			}
			metrictest.Sound(t, c.Quantile(random.Float64()), seen)
		}
	}
}
