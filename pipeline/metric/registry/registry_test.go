package registry_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/agreement"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/registry"
	"chartline/pipeline/metric/sampling"
)

func TestRegistryIsOrderedAndDescribed(t *testing.T) {
	names := registry.Names()
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("names are not sorted or repeat: %q", names)
	}
	for _, name := range names {
		e, ok := registry.Lookup(name)
		if !ok || e.Name != name || e.Doc == "" || len(e.Args) == 0 || e.Apply == nil {
			t.Errorf("%q: %+v", name, e)
		}
		if slices.Contains(e.Args, "") || len(slices.Compact(slices.Sorted(slices.Values(e.Args)))) != len(e.Args) {
			t.Errorf("%q: arguments %q", name, e.Args)
		}
	}
	if _, ok := registry.Lookup("accuracy"); ok {
		t.Error("an unknown name is found")
	}
}

func TestEstimatorsRefuseUnfitArguments(t *testing.T) {
	cases := []struct {
		name, estimator string
		args            []float64
		why             string
	}{
		{"too few", "proportion", []float64{1}, "proportion takes 2 arguments and was given 1"},
		{"none", "mean_days", nil, "mean_days takes 3 arguments and was given 0"},
		{"too many", "zero_error_bound", []float64{1, 2}, "zero_error_bound takes 1 arguments and was given 2"},
		{"not a number", "proportion", []float64{1, math.NaN()}, "n is not a number"},
		{"negative", "per_thousand", []float64{-1, 10}, "k is negative"},
		{"endless", "proportion_exact", []float64{1, math.Inf(1)}, "n is too large to be exact"},
		{"fraction", "cluster_ratio", []float64{1, 2, 1.5, 4, 2, 1}, "sum_xx is not a whole number"},
		{"fraction of a count", "mean", []float64{2.5, 1, 1}, "n is not a whole number"},
		{"beyond 2⁵³", "poisson_rate", []float64{1 << 54, 1}, "k is too large to be exact"},
		{"a sum that is not a number", "mean_days", []float64{2, math.NaN(), 1}, "a sum is not a number"},
		{"no exposure", "poisson_rate", []float64{1, 0}, "no exposure"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e, _ := registry.Lookup(c.estimator)
			got := e.Apply(c.args)
			if got.Missing != c.why || got.Unit == "" || got.Method == "" {
				t.Errorf("%+v, want missing %q", got, c.why)
			}
		})
	}
}

// A query's row and the function it names are the same number.
func TestEstimatorsPassTheirArgumentsInOrder(t *testing.T) {
	table := agreement.Table([][]int64{{11, 15}, {13, 23}})
	cases := []struct {
		estimator string
		args      []float64
		want      metric.Estimate
	}{
		{"proportion", []float64{40, 50}, metric.Proportion(40, 50)},
		{"proportion_exact", []float64{40, 50}, metric.ProportionExact(40, 50)},
		{"per_thousand", []float64{40, 50}, metric.PerThousand(40, 50)},
		{"difference", []float64{40, 50, 60, 90}, metric.Difference(40, 50, 60, 90)},
		{"zero_error_bound", []float64{50}, metric.ZeroErrorBound(50)},
		{"cluster_ratio", []float64{115, 128, 1453, 1788, 1590, 10}, metric.ClusterRatio(
			metric.Ratio{X: 115, M: 128, XX: 1453, MM: 1788, XM: 1590, Charts: 10})},
		{"weighted_score", []float64{76, 89.5, 767.5, 1032.75, 874.25, 8, 44}, metric.WeightedScore(metric.Score{
			Parts: metric.Parts{X: 76, M: 89.5, XX: 767.5, MM: 1032.75, XM: 874.25, Cases: 8}, Elements: 44})},
		{"macro_share", []float64{3.5, 4, 3.17}, metric.MacroShare(3.5, 4, 3.17)},
		{"ratio_of_sums", []float64{-7, 40, 30, 420, 12, 6}, metric.WeightedMean(
			metric.Parts{X: -7, M: 40, XX: 30, MM: 420, XM: 12, Cases: 6}, "1")},
		{"charts_per_hour", []float64{7, 40, 30, 420, 12, 6}, metric.WeightedMean(
			metric.Parts{X: 7, M: 40, XX: 30, MM: 420, XM: 12, Cases: 6}, "{encounter}/h").FromZero()},
		{"mean_dollars", []float64{40, -7, 30}, metric.Mean(40, -7, 30, "USD")},
		{"net_ratio", []float64{-7, 40, 30, 420, 12, 6}, metric.NetRatio(
			metric.Parts{X: -7, M: 40, XX: 30, MM: 420, XM: 12, Cases: 6})},
		{"errors_per_hundred", []float64{7, 40, 30, 420, 55, 6}, metric.ErrorRate(
			metric.Parts{X: 7, M: 40, XX: 30, MM: 420, XM: 55, Cases: 6}, 100, "1/100")},
		{"errors_per_one", []float64{7, 6, 30}, metric.ErrorRate(
			metric.Parts{X: 7, M: 6, XX: 30, MM: 6, XM: 7, Cases: 6}, 1, "{error}")},
		{"proportion_finite", []float64{40, 50, 600}, sampling.Attribute(40, 50, 600)},
		{"stratified_ratio", []float64{955, 1010, 441, 12, 60, 15833, 1000, 100, 0, 1}, sampling.StratifiedRatio(sampling.Combined{
			X: 955, M: 1010, VarX: 441, VarM: 12, CovXM: 60, Spread: 15833, Frame: 1000, Charts: 100, Lone: 1})},
		{"paired_change", []float64{11, 15, 13, 23}, compare.PairedChange(compare.Paired{Both: 11, Gained: 15, Lost: 13, Neither: 23})},
		{"cluster_change", []float64{115, 128, 1453, 1788, 1590, 10, 120, 128, 1500, 1788, 1600, 10}, compare.ClusterChange(
			metric.Ratio{X: 115, M: 128, XX: 1453, MM: 1788, XM: 1590, Charts: 10},
			metric.Ratio{X: 120, M: 128, XX: 1500, MM: 1788, XM: 1600, Charts: 10})},
		{"agreement", []float64{11, 15, 13, 23}, table.Observed()},
		{"agreement_ac1", []float64{11, 15, 13, 23}, table.AC1().Estimate},
		{"agreement_kappa", []float64{11, 15, 13, 23}, table.Kappa().Estimate},
		{"grade_kappa", []float64{40, 5, 1, 6, 20, 4, 0, 3, 21}, agreement.Table([][]int64{{40, 5, 1}, {6, 20, 4}, {0, 3, 21}}).WeightedKappa(agreement.Linear).Estimate},
		{"verdict_fleiss", []float64{1, 0, 2, 1}, agreement.Counted([][]int64{{3, 0}, {1, 2}, {1, 2}, {0, 3}}).Fleiss().Estimate},
		{"set_alpha", []float64{13, 100, 9, .65}, agreement.Distances{Sum: 13, Squares: 9, Records: 100, Expected: .65}.Alpha()},
		{"mean", []float64{40, 80.5, 300}, metric.Mean(40, 80.5, 300, "1")},
		{"mean_days", []float64{40, 80.5, 300}, metric.Mean(40, 80.5, 300, "d")},
		{"mean_weight", []float64{40, 80.5, 300}, metric.Mean(40, 80.5, 300, "{weight}")},
		{"weighted_mean", []float64{80.5, 39, 300, 38.5, 79, 40}, metric.WeightedMean(
			metric.Parts{X: 80.5, M: 39, XX: 300, MM: 38.5, XM: 79, Cases: 40}, "{weight}")},
		{"geometric_mean_days", []float64{80.5, 40, 300}, metric.GeometricMean(80.5, 40, 300, "d")},
		{"geometric_ratio", []float64{-8.5, 40, 30}, metric.GeometricMean(-8.5, 40, 30, "1")},
		{"poisson_rate", []float64{40, 912.5}, metric.Rate(40, 912.5, 1000, "1/(1000.d)")},
		{"standardised_rate", []float64{740, 442811, 0.00075529007, 1.68270969e-9, 0.00034631096}, metric.StandardisedRate(
			metric.Weighted{Events: 740, Exposure: 442811, Rate: 0.00075529007, Variance: 1.68270969e-9, Largest: 0.00034631096}, 1000, "1/1000")},
		{"observed_to_expected", []float64{40, 31.5}, metric.ObservedToExpected(40, 31.5)},
		{"rate_ratio", []float64{11, 21, 800, 3011}, compare.RateRatio(compare.Pair{Later: 11, Earlier: 21, LaterBase: 800, EarlierBase: 3011})},
		{"lift", []float64{11, 15, 13, 23}, compare.Lift(compare.Joint{Both: 11, First: 15, Second: 13, N: 23})},
		{"phi", []float64{11, 15, 13, 23}, compare.Phi(compare.Joint{Both: 11, First: 15, Second: 13, N: 23})},
	}
	for _, c := range cases {
		e, _ := registry.Lookup(c.estimator)
		got := e.Apply(c.args)
		if got.Value != c.want.Value || got.Lo != c.want.Lo || got.Hi != c.want.Hi || got.N != c.want.N || got.Unit != c.want.Unit {
			t.Errorf("%s: %+v, want %+v", c.estimator, got, c.want)
		}
	}
	if len(cases) != len(registry.Names()) {
		t.Errorf("%d cases for the estimators %q", len(cases), registry.Names())
	}
}

func TestEstimatorsOfAnyKind(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 1))
	for _, name := range registry.Names() {
		e, _ := registry.Lookup(name)
		for range 20_000 {
			args := make([]float64, random.IntN(len(e.Args)+2))
			for i := range args {
				args[i] = metrictest.OddFloats[random.IntN(len(metrictest.OddFloats))]
			}
			metrictest.Sound(t, e.Apply(args), name, args)
		}
	}
}

// What audits change a weight by may be negative, so that the interval of its mean may begin below 0 (FIN-04): of
// ten cases with a sum of 0.33 and of squares of 0.2 the t limits are 0.033 ± 2.262·0.0458.
func TestAChangeOfWeightMayBeNegative(t *testing.T) {
	estimator, ok := registry.Lookup("mean_weight")
	if !ok {
		t.Fatal("no such estimator")
	}
	if e := estimator.Apply([]float64{10, 0.33, 0.2}); math.Abs(e.Lo+0.0707) > 5e-4 || math.Abs(e.Hi-0.1367) > 5e-4 {
		t.Errorf("%v between %v and %v", e.Value, e.Lo, e.Hi)
	}
}
