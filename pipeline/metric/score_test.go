package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// scoreOf gives the sums over charts of {points reached, points that could be}.
func scoreOf(elements int64, charts ...[2]float64) metric.Score {
	s := metric.Score{Elements: elements}
	for _, c := range charts {
		x, m := c[0], c[1]
		s.X, s.M, s.Cases = s.X+x, s.M+m, s.Cases+1
		s.XX, s.MM, s.XM = s.XX+x*x, s.MM+m*m, s.XM+x*m
	}
	return s
}

// Elements of weight 1 are codes.
func TestScoresOfOneWeightAreClusterRatios(t *testing.T) {
	want := metric.ClusterRatio(nineThree)
	got := metric.WeightedScore(metric.Score{Elements: 128, Parts: metric.Parts{
		X: 115, M: 128, XX: 1453, MM: 1788, XM: 1590, Cases: 10}})
	metrictest.Near(t, "value", got.Value, want.Value, 1e-12)
	metrictest.Near(t, "lower", got.Lo, want.Lo, 1e-9)
	metrictest.Near(t, "upper", got.Hi, want.Hi, 1e-9)
}

// Weights count relative to each other only. (ACC-12)
func TestScoresDoNotDependOnTheUnitOfWeights(t *testing.T) {
	a := metric.WeightedScore(scoreOf(12, [2]float64{3, 4}, [2]float64{5, 5}, [2]float64{2, 6}))
	b := metric.WeightedScore(scoreOf(12, [2]float64{0.3, 0.4}, [2]float64{0.5, 0.5}, [2]float64{0.2, 0.6}))
	metrictest.Near(t, "value", b.Value, a.Value, 1e-12)
	metrictest.Near(t, "lower", b.Lo, a.Lo, 1e-9)
	metrictest.Near(t, "upper", b.Hi, a.Hi, 1e-9)
}

// Charts alike say no more than their elements would as independent records: here 30, seen
// with t of 2 degrees of freedom.
func TestScoresAreNoSurerThanTheirElements(t *testing.T) {
	alike := metric.WeightedScore(scoreOf(30, [2]float64{90, 100}, [2]float64{90.001, 100}, [2]float64{89.999, 100}))
	records := metric.ProportionExact(27, 30)
	if alike.Lo >= records.Lo || alike.Hi <= records.Hi {
		t.Errorf("%+v is narrower than %+v", alike, records)
	}
}

func TestScoresAtTheEdges(t *testing.T) {
	full, none := [2]float64{8.5, 8.5}, [2]float64{0, 8.5}
	cases := []struct {
		name     string
		e        metric.Estimate
		why      string
		value    float64
		lo, hi   float64
		level    float64
		warnings int
	}{
		// Clopper–Pearson of three in three: 0.025^(1/3).
		{"all right", metric.WeightedScore(scoreOf(9, full, full, full)), "", 1, math.Cbrt(0.025), 1, metric.Level, 2},
		{"all wrong", metric.WeightedScore(scoreOf(9, none, none, none)), "", 0, 0, 1 - math.Cbrt(0.025), metric.Level, 2},
		{"one chart", metric.WeightedScore(scoreOf(3, full)), "", 1, 1, 1, 0, 1},
		{"no charts", metric.WeightedScore(metric.Score{}), "no records", 0, 0, 0, 0, 0},
		{"fewer elements than charts", metric.WeightedScore(scoreOf(1, full, none)), "fewer elements than charts", 0, 0, 0, 0, 0},
		{"more points than there are", metric.WeightedScore(scoreOf(4, [2]float64{9, 8}, full)),
			"the points do not belong together: a score has at most as many as it could have", 0, 0, 0, 0, 0},
		{"negative points", metric.WeightedScore(scoreOf(4, [2]float64{-9, 8}, none)),
			"the points do not belong together: a score has at most as many as it could have", 0, 0, 0, 0, 0},
		{"no shares", metric.MacroShare(0, 0, 0), "no records", 0, 0, 0, 0, 0},
		{"shares above 1", metric.MacroShare(3, 2, 4.5), "the points do not belong together: a score has at most as many as it could have", 0, 0, 0, 0, 0},
		{"all charts all right", metric.MacroShare(3, 3, 3), "", 1, math.Cbrt(0.025), 1, metric.Level, 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			metrictest.Sound(t, c.e, c.name)
			if c.e.Missing != c.why || c.e.Level != c.level || len(c.e.Warnings) != c.warnings {
				t.Fatalf("%+v", c.e)
			}
			metrictest.Near(t, "value", c.e.Value, c.value, 1e-12)
			metrictest.Near(t, "lower", c.e.Lo, c.lo, 1e-9)
			metrictest.Near(t, "upper", c.e.Hi, c.hi, 1e-9)
		})
	}
}

// Standard 9.2: each chart counts alike.
func TestMacroIsTheMeanOfCharts(t *testing.T) {
	e := metric.MacroShare(1+1+18./20+9./15, 4, 1+1+.81+.36)
	metrictest.Near(t, "macro", e.Value, .8750, 5e-5)
	metrictest.Share(t, e, "9.2")
}

func TestScoresOfAnyKind(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	pick := func() float64 { return metrictest.OddFloats[random.IntN(len(metrictest.OddFloats))] }
	for range 50_000 {
		n := metrictest.OddCounts[random.IntN(len(metrictest.OddCounts))]
		metrictest.Sound(t, metric.MacroShare(pick(), n, pick()), n)
		parts := metric.Parts{X: pick(), M: pick(), XX: pick(), MM: pick(), XM: pick(), Cases: n}
		e := metric.WeightedScore(metric.Score{Parts: parts, Elements: n})
		metrictest.Sound(t, e, parts)
		if e.Lo < 0 || e.Hi > 1 {
			t.Fatalf("%+v: %+v", parts, e)
		}
	}
	for range 20_000 {
		charts := make([][2]float64, 1+random.IntN(12))
		for i := range charts {
			charts[i][1] = 1 + 9*random.Float64()
			charts[i][0] = charts[i][1] * []float64{0, 1, 1, random.Float64()}[random.IntN(4)]
		}
		metrictest.Share(t, metric.WeightedScore(scoreOf(100, charts...)), charts)
	}
}
