package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

func TestCountsOfAnyKind(t *testing.T) {
	for _, x := range metrictest.OddCounts {
		metrictest.Share(t, metric.ZeroErrorBound(x), x)
		for _, n := range metrictest.OddCounts {
			metrictest.Share(t, metric.Proportion(x, n), x, n)
			metrictest.Share(t, metric.ProportionExact(x, n), x, n)
			metrictest.Sound(t, metric.PerThousand(x, n), x, n)
			metrictest.Sound(t, metric.Difference(x, n, 3, 40), x, n)
			metrictest.Sound(t, metric.Difference(n, n, x, n), n, x)
		}
	}
}

func TestMeasuresOfAnyKind(t *testing.T) {
	for _, n := range metrictest.OddCounts {
		for _, a := range metrictest.OddFloats {
			metrictest.Sound(t, metric.Rate(n, a, 1000, "1"), n, a)
			metrictest.Sound(t, metric.Rate(n, 100, a, "1"), n, a)
			for _, b := range metrictest.OddFloats {
				metrictest.Sound(t, metric.Mean(n, a, b, "d"), n, a, b)
				metrictest.Sound(t, metric.Quantile([]float64{a, b, 3}, []int64{n, 1, 2}, 0.5, "d"), n, a, b)
				metrictest.Sound(t, metric.Quantile([]float64{3, 4, a}, []int64{20, n, 9}, b, "d"), n, a, b)
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
		metrictest.Share(t, metric.ClusterRatio(r), r)
		se, ok := r.StandardError()
		deff, known := r.DesignEffect()
		if !metrictest.Plain(se) || !metrictest.Plain(deff) || se < 0 || deff < 0 || known && !ok {
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
		metrictest.Share(t, metric.ClusterRatio(sumsOf(charts...)), charts)
	}
}

func TestSeriesOfAnyKind(t *testing.T) {
	for _, a := range metrictest.OddCounts {
		for _, b := range metrictest.OddCounts {
			x, n := []int64{a, 3, 0, 7, b}, []int64{b, 9, 0, 9, a}
			metrictest.SoundTest(t, metric.ChiSquareSeries(x, n), x, n)
			metrictest.SoundTest(t, metric.ChiSquareSeries(x[:2], n[:1]), x, n)
		}
	}
}
