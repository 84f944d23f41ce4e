package registry

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/agreement"
)

// agreements are of two raters who judged the same records.
var agreements = []Estimator{
	agreed("agreement", "Share of records of which two raters said the same.",
		func(p agreement.Pairs) metric.Estimate { return p.Observed() }),
	agreed("agreement_ac1", "Agreement of two raters beyond chance, Gwet's AC1: show it beside agreement.",
		func(p agreement.Pairs) metric.Estimate { return p.AC1().Estimate }),
	agreed("agreement_kappa", "Agreement of two raters beyond chance, Cohen's kappa, which warns where it misleads.",
		func(p agreement.Pairs) metric.Estimate { return agreement.Of(p).Kappa.Estimate }),
	measured("set_alpha", "Agreement of two raters on sets of codes beyond chance, Krippendorff's alpha, from the distances of the sets.",
		1, []string{"distance", "records", "distance_sq", "expected"},
		func(n int64, a []float64) metric.Estimate {
			return agreement.Distances{Sum: a[0], Squares: a[1], Records: n, Expected: a[2]}.Alpha()
		}),
	counted("grade_kappa", "Agreement of two raters on three ordered grades beyond chance, kappa with linear weights: the cells of the table row by row.",
		[]string{"aa", "ab", "ac", "ba", "bb", "bc", "ca", "cb", "cc"},
		func(a []int64) metric.Estimate {
			return agreement.Table([][]int64{a[:3], a[3:6], a[6:]}).WeightedKappa(agreement.Linear).Estimate
		}),
	counted("verdict_fleiss", "Agreement of three raters on yes or no beyond chance, Fleiss's kappa: records to which none, one, two and three said yes.",
		[]string{"none", "one", "two", "three"},
		func(a []int64) metric.Estimate { return agreement.Repeated(3, a).Fleiss().Estimate }),
}

func agreed(name, doc string, estimate func(agreement.Pairs) metric.Estimate) Estimator {
	return counted(name, doc, []string{"both", "first_only", "second_only", "neither"},
		func(a []int64) metric.Estimate {
			return estimate(agreement.Table([][]int64{{a[0], a[1]}, {a[2], a[3]}}))
		})
}
