package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// errorsOf gives the sums over charts of {errors, codes}.
func errorsOf(charts ...[2]float64) metric.Parts { return scoreOf(0, charts...).Parts }

// The chart of standard.md 9.1: 2 agreed, 4 extra, of 6. (ACC-01b)
func TestNetAccuracyIsNotFloored(t *testing.T) {
	e := metric.NetRatio(errorsOf([2]float64{-2, 6}, [2]float64{-1, 3}, [2]float64{0, 5}))
	metrictest.Sound(t, e)
	metrictest.Near(t, "net accuracy", e.Value, -3.0/14, 1e-12)
	if e.Lo >= e.Value || e.Hi <= e.Value {
		t.Errorf("no interval: %+v", e)
	}
	one := metric.NetRatio(errorsOf([2]float64{-2, 6}))
	metrictest.Near(t, "one chart", one.Value, -1.0/3, 1e-12)
	if one.Level != 0 {
		t.Errorf("one chart has an interval: %+v", one)
	}
}

func TestNetAccuracyIsAtMostOne(t *testing.T) {
	e := metric.NetRatio(errorsOf([2]float64{9, 10}, [2]float64{10, 10}, [2]float64{4, 4}))
	if e.Hi != 1 || e.Lo >= e.Value {
		t.Errorf("%+v, want an upper bound of 1", e)
	}
	if e := metric.NetRatio(errorsOf([2]float64{10, 10}, [2]float64{4, 4})); e.Value != 1 || e.Level != 0 || len(e.Warnings) == 0 {
		t.Errorf("all right: %+v", e)
	}
	if e := metric.NetRatio(errorsOf([2]float64{5, 4}, [2]float64{7, 6})); e.Defined() {
		t.Errorf("more right than there are codes: %+v", e)
	}
}

// Without an error each chart is one observation: of 30 charts the exact upper bound of a
// Poisson mean of 0, 3.6889, over 30 (standard.md 9.8).
func TestNoErrorsHaveAnUpperBound(t *testing.T) {
	e := metric.ErrorRate(metric.Parts{M: 300, MM: 3000, Cases: 30}, 100, "1/100")
	metrictest.Near(t, "value", e.Value, 0, 0)
	metrictest.Near(t, "upper", e.Hi, 100*3.6889/30, 5e-3)
	if len(e.Warnings) == 0 {
		t.Error("no warning")
	}
}

// Errors that come ten at a time are as good as a tenth of them: the interval is that of
// the independent ones, ten times as wide on the scale of counts.
func TestErrorsThatComeTogetherCountOnce(t *testing.T) {
	const charts, bad = 10_000, 20
	together := metric.ErrorRate(metric.Parts{X: 10 * bad, M: charts, XX: 100 * bad, MM: charts, XM: 10 * bad, Cases: charts}, 1, "{error}")
	apart := metric.ErrorRate(metric.Parts{X: bad, M: charts, XX: bad, MM: charts, XM: bad, Cases: charts}, 1, "{error}")
	metrictest.Near(t, "lower", together.Lo, 10*apart.Lo, 0.02*apart.Lo)
	metrictest.Near(t, "upper", together.Hi, 10*apart.Hi, 0.02*apart.Hi)
}

func TestErrorRatesOfNothing(t *testing.T) {
	for name, p := range map[string]metric.Parts{
		"no charts":       {},
		"no codes":        {Cases: 3},
		"negative":        {X: -1, M: 3, XX: 1, MM: 3, XM: -1, Cases: 3},
		"without squares": {X: 2, M: 3, MM: 3, XM: 2, Cases: 3},
		"not a number":    {X: math.NaN(), M: 3, XX: 1, MM: 3, XM: 1, Cases: 3},
	} {
		if e := metric.ErrorRate(p, 100, "1/100"); e.Defined() {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// Of 2,000 audits of 200 charts whose errors spread twice as much as chance, about 95 %
// of the intervals hold the truth.
func TestErrorRatesCoverTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(20261122, 13))
	const audits, charts, truth = 2000, 200, 0.1 // errors per code
	held := 0
	for range audits {
		var all [][2]float64
		for range charts {
			codes := float64(5 + random.IntN(10))
			mean := truth * codes * random.ExpFloat64() // gamma of shape 1: variance mean + mean²
			all = append(all, [2]float64{float64(metrictest.Poisson(random, mean)), codes})
		}
		e := metric.ErrorRate(errorsOf(all...), 1, "1")
		if e.Lo <= truth && truth <= e.Hi {
			held++
		}
	}
	if share := float64(held) / audits; share < 0.93 || share > 0.97 {
		t.Errorf("%.3f of the intervals hold the truth", share)
	}
}
