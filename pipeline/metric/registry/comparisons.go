package registry

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
)

// comparisons set two things beside each other.
var comparisons = []Estimator{
	counted("difference", "Difference x1/n1 − x2/n2 of two independent shares, with Newcombe's interval.",
		[]string{"x1", "n1", "x2", "n2"},
		func(a []int64) metric.Estimate { return metric.Difference(a[0], a[1], a[2], a[3]) }),
	counted("paired_change", "Change of a share where the same records were judged twice, with Newcombe's interval.",
		[]string{"both", "gained", "lost", "neither"},
		func(a []int64) metric.Estimate {
			return compare.PairedChange(compare.Paired{Both: a[0], Gained: a[1], Lost: a[2], Neither: a[3]})
		}),
	counted("cluster_change", "Change of a share of codes between two samples of charts, with both clustered intervals.",
		[]string{"before_x", "before_m", "before_xx", "before_mm", "before_xm", "before_charts",
			"after_x", "after_m", "after_xx", "after_mm", "after_xm", "after_charts"},
		func(a []int64) metric.Estimate { return compare.ClusterChange(ratio(a[:6]), ratio(a[6:])) }),
	counted("rate_ratio", "Ratio of a later rate to an earlier one, with the exact conditional interval.",
		[]string{"later", "earlier", "later_base", "earlier_base"},
		func(a []int64) metric.Estimate {
			return compare.RateRatio(compare.Pair{Later: a[0], Earlier: a[1], LaterBase: a[2], EarlierBase: a[3]})
		}),
	counted("lift", "How many times more records have both groups than chance would give.",
		[]string{"both", "first", "second", "n"},
		func(a []int64) metric.Estimate { return compare.Lift(joint(a)) }),
	counted("phi", "Correlation of two groups over records.",
		[]string{"both", "first", "second", "n"},
		func(a []int64) metric.Estimate { return compare.Phi(joint(a)) }),
}

func joint(a []int64) compare.Joint {
	return compare.Joint{Both: a[0], First: a[1], Second: a[2], N: a[3]}
}
