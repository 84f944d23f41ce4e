package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// birthOrderFive are the mothers with five children and more of Fay and Feuer's table II:
// children with Down's syndrome and births by the mother's age, Michigan 1950 to 1964, and
// the births of all mothers as standard.
var birthOrderFive = []metric.Stratum{
	{0, 327, 319933}, {8, 30666, 931318}, {63, 123419, 786511},
	{112, 149919, 488235}, {262, 104088, 237863}, {295, 34392, 61313},
}

// RTE-03.
func TestStandardiseGivesPublishedNumbers(t *testing.T) {
	e := metric.Standardise(birthOrderFive, 100_000, "1/100000")
	metrictest.Near(t, "rate", e.Value, 75.52901, 5e-6)
	metrictest.Near(t, "lower", e.Lo, 67.70212, 5e-6)
	metrictest.Near(t, "upper", e.Hi, 188.30017, 5e-6)
	if e.N != 740 || e.Unit != "1/100000" || len(e.Warnings) != 0 {
		t.Errorf("%+v", e)
	}
	nineNine := metric.Standardise([]metric.Stratum{
		{12, 4200, .651532}, {40, 2600, .222081}, {55, 1900, .066037}, {63, 1300, .060350},
	}, 1000, "1/1000")
	metrictest.Near(t, "standard 9.9", nineNine.Value, 10.1144, 5e-5)
	metrictest.Near(t, "standard 9.9 lower", nineNine.Lo, 8.4547, 5e-5)
	metrictest.Near(t, "standard 9.9 upper", nineNine.Hi, 12.1033, 5e-5)
}

// The paper's own theorem: with weights in proportion to the exposure the rate is the crude
// one and the interval that of Garwood.
func TestStandardisingByItsOwnMixIsCrude(t *testing.T) {
	random := rand.New(rand.NewPCG(19, 97))
	for range 500 {
		strata := make([]metric.Stratum, 1+random.IntN(20))
		var events int64
		exposure := 0.0
		for i := range strata {
			n := float64(1 + random.IntN(5000))
			strata[i] = metric.Stratum{Events: random.Int64N(30), Exposure: n, Weight: n / 7}
			events, exposure = events+strata[i].Events, exposure+n
		}
		got, want := metric.Standardise(strata, 1000, "1"), metric.Rate(events, exposure, 1000, "1")
		metrictest.Near(t, "rate", got.Value, want.Value, 1e-9*(1+want.Value))
		metrictest.Near(t, "lower", got.Lo, want.Lo, 1e-7*(1+want.Lo))
		metrictest.Near(t, "upper", got.Hi, want.Hi, 1e-7*(1+want.Hi))
	}
}

func TestStandardiseNeedsEveryStratum(t *testing.T) {
	const empty = "a stratum of the standard has no exposure, so its rate is unknown: standardise indirectly"
	const weights = "the weights of the standard are negative, not numbers or all zero"
	const broken = "a stratum's events or exposure are negative or not numbers"
	cases := []struct {
		name   string
		strata []metric.Stratum
		why    string
	}{
		{"none", nil, weights},
		{"no weight", []metric.Stratum{{1, 10, 0}}, weights},
		{"negative weight", []metric.Stratum{{1, 10, -1}, {1, 10, 2}}, weights},
		{"endless weight", []metric.Stratum{{1, 10, math.Inf(1)}}, weights},
		{"nobody in a stratum", []metric.Stratum{{1, 10, 1}, {0, 0, 1}}, empty},
		{"negative exposure", []metric.Stratum{{1, -10, 1}}, broken},
		{"negative events", []metric.Stratum{{-1, 10, 1}}, broken},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if e := metric.Standardise(c.strata, 1000, "1"); e.Missing != c.why {
				t.Errorf("missing %q, want %q", e.Missing, c.why)
			}
		})
	}
	outside := metric.Standardise([]metric.Stratum{{4, 10, 1}, {3, 0, 0}, {9, 10, 0}}, 1, "1")
	if outside.Value != 0.4 || outside.N != 4 {
		t.Errorf("strata outside of the standard count: %+v", outside)
	}
}

// Sums that no strata can have given are found; those of random strata are not.
func TestWeightedSumsBelongTogether(t *testing.T) {
	for _, w := range []metric.Weighted{
		{Events: 0, Exposure: 10, Rate: 0.1, Variance: 0.01, Largest: 0.1}, {Events: 3, Exposure: 10, Largest: 0.1},
		{Events: 3, Exposure: 10, Rate: 0.3, Variance: 0.04, Largest: 0.1}, {Events: 3, Exposure: 10, Rate: 0.3, Variance: 0.03},
	} {
		if e := metric.StandardisedRate(w, 1, "1"); e.Defined() {
			t.Errorf("%+v: %+v", w, e)
		}
	}
	for _, k := range metrictest.OddCounts {
		for _, a := range metrictest.OddFloats {
			for _, b := range metrictest.OddFloats {
				metrictest.Sound(t, metric.StandardisedRate(metric.Weighted{Events: k, Exposure: 100, Rate: a, Variance: b, Largest: 0.5}, 1000, "1"), k, a, b)
				metrictest.Sound(t, metric.StandardisedRate(metric.Weighted{Events: k, Exposure: a, Rate: 0.5, Variance: 0.1, Largest: b}, 1000, "1"), k, a, b)
				metrictest.Sound(t, metric.Standardise([]metric.Stratum{{k, a, b}, {3, 10, 1}}, 1000, "1"), k, a, b)
			}
			metrictest.Sound(t, metric.ObservedToExpected(k, a), k, a)
		}
	}
}

// No events at all still leave an upper bound: that of the stratum in which one weighs most.
func TestStandardisedRateOfNothing(t *testing.T) {
	e := metric.Standardise([]metric.Stratum{{0, 100, 1}, {0, 50, 1}}, 1, "1")
	metrictest.Near(t, "upper", e.Hi, 0.01*3.688879454, 1e-9)
	if e.Value != 0 || e.Lo != 0 || len(e.Warnings) == 0 {
		t.Errorf("%+v", e)
	}
}

// RTE-05.
func TestObservedToExpected(t *testing.T) {
	if e := metric.ObservedToExpected(3, 0); e.Missing != "nothing is expected, so there is nothing to compare with" {
		t.Errorf("%+v", e)
	}
	e := metric.ObservedToExpected(5, 10)
	metrictest.Near(t, "value", e.Value, 0.5, 1e-12)
	metrictest.Near(t, "lower, standard 9.8", e.Lo, 0.16235, 5e-6)
	metrictest.Near(t, "upper, standard 9.8", e.Hi, 1.16683, 5e-6)
	if e.N != 5 || e.Unit != "1" || len(e.Warnings) != 1 {
		t.Errorf("%+v", e)
	}
}

// The gamma interval holds the true rate at least as often as it says, also where the
// standard is far from the records' own mix.
func TestGammaIntervalIsConservative(t *testing.T) {
	source := rand.New(rand.NewPCG(791, 801))
	truth := []metric.Stratum{{0, 400, 0.1}, {0, 300, 0.3}, {0, 50, 0.6}}
	rates := []float64{0.01, 0.03, 0.08}
	want, held := 0.1*0.01+0.3*0.03+0.6*0.08, 0
	const repetitions = 2000
	for range repetitions {
		strata := append([]metric.Stratum{}, truth...)
		for i := range strata {
			strata[i].Events = metrictest.Poisson(source, rates[i]*strata[i].Exposure)
		}
		if e := metric.Standardise(strata, 1, "1"); e.Lo <= want && want <= e.Hi {
			held++
		}
	}
	if share := float64(held) / repetitions; share < 0.945 {
		t.Errorf("%g of the intervals hold the truth", share)
	}
}
