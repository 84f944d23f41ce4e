package compare_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/metric/compare"
	"chartline/pipeline/metric/metrictest"
)

// R 4 poisson.test(c(later, earlier), c(laterBase, earlierBase)); the first is on the help
// page and the others are from its definition, evaluated by SciPy.
func TestChanceIsThatOfR(t *testing.T) {
	cases := []struct {
		pair compare.Pair
		p    float64
	}{
		{compare.Pair{Later: 11, Earlier: 21, LaterBase: 800, EarlierBase: 3011}, 0.07966863303},
		{compare.Pair{Later: 0, Earlier: 5, LaterBase: 100, EarlierBase: 120}, 0.06768663343},
		{compare.Pair{Later: 30, Earlier: 10, LaterBase: 1000, EarlierBase: 1000}, 0.00222143377},
		{compare.Pair{Later: 5, Earlier: 0, LaterBase: 100, EarlierBase: 100}, 0.0625},
		{compare.Pair{Later: 1200, Earlier: 1000, LaterBase: 10000, EarlierBase: 10000}, 2.18170264e-5},
		{compare.Pair{Later: 7, Earlier: 7, LaterBase: 50, EarlierBase: 50}, 1},
	}
	for _, c := range cases {
		p, ok := c.pair.Chance()
		metrictest.Near(t, "probability", p, c.p, 5e-12+5e-10*c.p)
		if !ok {
			t.Errorf("%+v: not tested", c.pair)
		}
	}
}

// The bisection finds what adding up every outcome finds.
func TestChanceAddsUpEveryOutcome(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 11))
	for range 300 {
		p := compare.Pair{Later: random.Int64N(40), Earlier: random.Int64N(40), LaterBase: 1 + random.Int64N(900), EarlierBase: 1 + random.Int64N(900)}
		n := p.Later + p.Earlier
		if n == 0 {
			continue
		}
		null := float64(p.LaterBase) / float64(p.LaterBase+p.EarlierBase)
		limit, total := binomialMass(p.Later, n, null)*(1+1e-7), 0.0
		for k := range n + 1 {
			if mass := binomialMass(k, n, null); mass <= limit {
				total += mass
			}
		}
		got, _ := p.Chance()
		metrictest.Near(t, "probability", got, min(1, total), 1e-9)
	}
}

func binomialMass(k, n int64, p float64) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(a - b - c + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

func TestRateRatio(t *testing.T) {
	forth := compare.RateRatio(compare.Pair{Later: 30, Earlier: 10, LaterBase: 1000, EarlierBase: 2000})
	back := compare.RateRatio(compare.Pair{Later: 10, Earlier: 30, LaterBase: 2000, EarlierBase: 1000})
	metrictest.Near(t, "value", forth.Value, 6, 1e-12)
	metrictest.Near(t, "backwards", forth.Lo*back.Hi, 1, 1e-9)
	metrictest.Near(t, "backwards", forth.Hi*back.Lo, 1, 1e-9)
	for name, c := range map[string]struct {
		pair compare.Pair
		why  string
	}{
		"new":      {compare.Pair{Later: 3, LaterBase: 9, EarlierBase: 9}, "none before: the ratio has no value"},
		"no base":  {compare.Pair{Later: 3, Earlier: 3, LaterBase: 9}, "one of the periods has no discharges to compare"},
		"negative": {compare.Pair{Later: -3, Earlier: 3, LaterBase: 9, EarlierBase: 9}, "the counts do not belong together: a part is negative or larger than its whole"},
	} {
		if e := compare.RateRatio(c.pair); e.Missing != c.why {
			t.Errorf("%s: missing %q, want %q", name, e.Missing, c.why)
		}
	}
}

// Benjamini and Hochberg, JRSS B 1995;57:289-300, section 4.1: of the fifteen tests the
// first four are found at 0.05. Adjusted as R's p.adjust(p, "BH") does.
func TestFalseDiscoveryGivesPublishedNumbers(t *testing.T) {
	p := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1}
	want := []float64{0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571429, 0.0638571429, 0.0645, 0.0765, 0.486,
		0.5811818182, 0.714875, 0.7532307692, 0.8132142857, 1}
	order := rand.New(rand.NewPCG(4, 1)).Perm(len(p))
	shuffled := make([]float64, len(p))
	for i, from := range order {
		shuffled[i] = p[from]
	}
	for i, adjusted := range compare.FalseDiscovery(shuffled) {
		metrictest.Near(t, "adjusted", adjusted, want[order[i]], 5e-11)
	}
	got := compare.FalseDiscovery([]float64{math.NaN(), 0.01, -1, 2, 0.02})
	if !slices.Equal(got, []float64{1, 0.02, 1, 1, 0.02}) {
		t.Errorf("what is no probability counts: %v", got)
	}
}

func TestChangesHaveADirection(t *testing.T) {
	got := compare.Changes([]compare.Pair{
		{Later: 40, Earlier: 0, LaterBase: 1000, EarlierBase: 1000},
		{Later: 90, Earlier: 30, LaterBase: 1000, EarlierBase: 1000},
		{Later: 30, Earlier: 90, LaterBase: 1000, EarlierBase: 1000},
		{Later: 50, Earlier: 50, LaterBase: 1000, EarlierBase: 1000},
		{Later: 2, Earlier: 0, LaterBase: 1000, EarlierBase: 1000},
		{Later: 0, Earlier: 0, LaterBase: 1000, EarlierBase: 1000},
	}, 0.05)
	want := []compare.Direction{compare.New, compare.Rising, compare.Falling, compare.Unchanged, compare.Unchanged, compare.Untested}
	for i, c := range got {
		if c.Direction != want[i] || c.Adjusted < c.Chance {
			t.Errorf("%d: %s, want %s: %+v", i, c.Direction, want[i], c)
		}
	}
}

// Where nothing changes, and many groups are looked at, hardly a month names one.
func TestChangesAreControlled(t *testing.T) {
	random := rand.New(rand.NewPCG(19, 95))
	const months, groups = 200, 50
	alarms := 0
	for range months {
		pairs := make([]compare.Pair, groups)
		for i := range pairs {
			mean := 2 + 40*random.Float64()
			pairs[i] = compare.Pair{Later: metrictest.Poisson(random, mean), Earlier: metrictest.Poisson(random, mean), LaterBase: 1000, EarlierBase: 1000}
		}
		for _, c := range compare.Changes(pairs, 0.05) {
			if c.Direction > compare.Unchanged {
				alarms++
				break
			}
		}
	}
	if share := float64(alarms) / months; share > 0.08 {
		t.Errorf("%g of the months name a change", share)
	}
}

func TestPairsOfAnyKind(t *testing.T) {
	for _, a := range metrictest.OddCounts {
		for _, b := range metrictest.OddCounts {
			for _, n := range metrictest.OddCounts {
				p := compare.Pair{Later: a, Earlier: b, LaterBase: n, EarlierBase: 50}
				metrictest.Sound(t, compare.RateRatio(p), p)
				if chance, _ := p.Chance(); !metrictest.Plain(chance) || chance < 0 || chance > 1 {
					t.Fatalf("%+v: probability %g", p, chance)
				}
			}
		}
	}
}
