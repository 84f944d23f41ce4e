package compare_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
)

// Of Wilson's intervals the difference is Newcombe's method 10: Statistics in Medicine
// 1998;17:873-890, table II, examples (a), (b) and (h) of method 10.
func TestApartOfSharesIsNewcombes(t *testing.T) {
	for name, c := range map[string]struct {
		x, m, y, n int64
		lo, hi     float64
	}{
		"56/70 and 48/80": {56, 70, 48, 80, 0.0524, 0.3339},
		"9/10 and 3/10":   {9, 10, 3, 10, 0.1705, 0.8090},
		"10/10 and 0/10":  {10, 10, 0, 10, 0.6075, 1.0000},
	} {
		t.Run(name, func(t *testing.T) {
			got := compare.Apart(metric.Proportion(c.x, c.m), metric.Proportion(c.y, c.n))
			if math.Abs(got.Lo-c.lo) > 5e-5 || math.Abs(got.Hi-c.hi) > 5e-5 || got.N != c.m+c.n {
				t.Errorf("%+v, want %v to %v", got, c.lo, c.hi)
			}
		})
	}
	if got := compare.Apart(metric.Proportion(0, 0), metric.Proportion(1, 2)); got.Defined() || !math.IsNaN(compare.Score(got)) {
		t.Errorf("nothing against something gives %+v", got)
	}
}

// A score is beyond 1.96 where the interval of the difference leaves out 0, and nowhere else.
func TestScoreAgreesWithTheInterval(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		m, n := 1+r.Int64N(300), 1+r.Int64N(300)
		d := compare.Apart(metric.Proportion(r.Int64N(m+1), m), metric.Proportion(r.Int64N(n+1), n))
		z := compare.Score(d)
		if apart := d.Lo > 0 || d.Hi < 0; apart != (math.Abs(z) > 1.959964) && math.Abs(math.Abs(z)-1.959964) > 1e-5 {
			t.Fatalf("%+v has the score %v", d, z)
		}
	}
}

// Of scores of chance alone hardly any is found, however far they scatter; one that stands out of
// the scatter is.
func TestDiscoveriesAllowForScatter(t *testing.T) {
	for _, scatter := range []float64{0.6, 1, 3} {
		r, found := rand.New(rand.NewPCG(3, 4)), 0
		for range 200 {
			scores := make([]float64, 100)
			for i := range scores {
				scores[i] = scatter * r.NormFloat64()
			}
			scores[7], scores[50] = 9*max(1, scatter), math.NaN()
			all := compare.Discoveries(scores, 0.05)
			if !all[7] || all[50] {
				t.Fatalf("scatter %v: nine times the scatter is found %v, what is no test %v", scatter, all[7], all[50])
			}
			for i, f := range all {
				if f && i != 7 {
					found++
				}
			}
		}
		// With one true discovery each, the share of false ones stays near 5%: 200 of 200 would be half.
		if found > 40 {
			t.Errorf("scatter %v: %d false discoveries in 200 looks", scatter, found)
		}
	}
}

// Of 15 intervals one misses by chance with probability 1 − 0.95^15, and three with 0.0362 (binomial
// tables for p = 0.05, n = 15).
func TestMissesOfManyIntervals(t *testing.T) {
	for these, want := range map[int]float64{0: 1, 1: 0.5367, 2: 0.1710, 3: 0.0362} {
		if got := compare.Misses(these, 15); math.Abs(got-want) > 5e-5 {
			t.Errorf("%d of 15: %v, want %v", these, got, want)
		}
	}
}
