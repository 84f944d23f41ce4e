package registry

import (
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/sampling"
)

// shares are parts of wholes, between 0 and 1.
var shares = []Estimator{
	counted("proportion", "Share x/n of independent records, with the Wilson score interval.",
		[]string{"x", "n"},
		func(a []int64) metric.Estimate { return metric.Proportion(a[0], a[1]) }),
	counted("proportion_exact", "Share x/n of independent records, with the Clopper–Pearson interval.",
		[]string{"x", "n"},
		func(a []int64) metric.Estimate { return metric.ProportionExact(a[0], a[1]) }),
	counted("per_thousand", "k of n per 1,000, with the Wilson score interval.",
		[]string{"k", "n"},
		func(a []int64) metric.Estimate { return metric.PerThousand(a[0], a[1]) }),
	counted("zero_error_bound", "What n records without an error still allow: the one-sided 95 % bound.",
		[]string{"n"},
		func(a []int64) metric.Estimate { return metric.ZeroErrorBound(a[0]) }),
	counted("cluster_ratio", "Share of codes in charts, with the chart-clustered interval.",
		[]string{"sum_x", "sum_m", "sum_xx", "sum_mm", "sum_xm", "charts"},
		func(a []int64) metric.Estimate { return metric.ClusterRatio(ratio(a)) }),
	checked("weighted_score", "Weighted points reached of those that could be, with the chart-clustered interval.",
		[]string{"sum_x", "sum_m", "sumsq_x", "sumsq_m", "sum_xm", "charts", "elements"},
		[]kind{measure, measure, measure, measure, measure, count, count},
		func(a []float64) metric.Estimate {
			return metric.WeightedScore(metric.Score{Parts: parts(int64(a[5]), a), Elements: int64(a[6])})
		}),
	measured("macro_share", "Mean of the shares of n charts, each counting alike, with the interval of a share.",
		1, []string{"sum", "n", "sumsq"},
		func(n int64, a []float64) metric.Estimate { return metric.MacroShare(a[0], n, a[1]) }),
	measured("net_ratio", "Right codes less extra ones over the auditor's, with the chart-clustered interval; it may be negative.",
		5, []string{"sum_x", "sum_m", "sumsq_x", "sumsq_m", "sum_xm", "charts"},
		func(n int64, a []float64) metric.Estimate { return metric.NetRatio(parts(n, a)) }),
	counted("errors_per_hundred", "Errors per 100 codes, with the chart-clustered interval.",
		[]string{"errors", "codes", "sumsq_errors", "sumsq_codes", "sum_product", "charts"},
		func(a []int64) metric.Estimate {
			sums := metric.Parts{X: float64(a[0]), M: float64(a[1]), XX: float64(a[2]), MM: float64(a[3]), XM: float64(a[4]), Cases: a[5]}
			return metric.ErrorRate(sums, 100, "1/100")
		}),
	counted("errors_per_one", "Errors per record, with the interval of counts that spread more than chance.",
		[]string{"errors", "records", "sumsq_errors"},
		func(a []int64) metric.Estimate {
			x, n := float64(a[0]), float64(a[1])
			return metric.ErrorRate(metric.Parts{X: x, M: n, XX: float64(a[2]), MM: n, XM: x, Cases: a[1]}, 1, "{error}")
		}),
	counted("proportion_finite", "Share x/n of a sample from a frame, with exact hypergeometric limits as RAT-STATS.",
		[]string{"x", "n", "frame"},
		func(a []int64) metric.Estimate { return sampling.Attribute(a[0], a[1], a[2]) }),
	checked("stratified_ratio", "Share of codes or charts of a frame from a stratified sample of charts, with finite population correction.",
		[]string{"total_x", "total_m", "var_x", "var_m", "cov_xm", "spread", "frame", "charts", "unseen", "lone"},
		[]kind{measure, measure, measure, measure, measure, measure, count, count, count, count},
		func(a []float64) metric.Estimate {
			return sampling.StratifiedRatio(sampling.Combined{X: a[0], M: a[1], VarX: a[2], VarM: a[3], CovXM: a[4], Spread: a[5],
				Frame: int64(a[6]), Charts: int64(a[7]), Unseen: int64(a[8]), Lone: int64(a[9])})
		}),
}

// ratio is made of sums in the order of cluster_ratio.
func ratio(a []int64) metric.Ratio {
	return metric.Ratio{X: a[0], M: a[1], XX: a[2], MM: a[3], XM: a[4], Charts: a[5]}
}
