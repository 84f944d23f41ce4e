package registry

import "chartline/pipeline/metric"

const (
	perThousand     = 1000
	thousandths     = "1/1000"
	perThousandDays = "1/(1000.d)"
	weightUnit      = "{weight}" // relative weights are no shares
)

// measures are means and rates.
var measures = []Estimator{
	mean("mean", "Mean of n values from their sum and sum of squares, with the t interval.", "1"),
	fromZero(mean("mean_days", "Mean of n durations in days, with the t interval.", "d")),
	mean("mean_weight", "Mean relative weight of n cases, or what it changed by, with the t interval.", weightUnit),
	fromZero(ratioOfSums("weighted_mean", "Mean relative weight of cases that count in parts, with the interval of a ratio of sums.", weightUnit)),
	ratioOfSums("ratio_of_sums", "Ratio of two sums over n cases, such as dollars in error and dollars paid, with the interval of a ratio.", "1"),
	fromZero(ratioOfSums("charts_per_hour", "Charts over hours of n days of work, with the interval of a ratio of sums.", "{encounter}/h")),
	mean("mean_dollars", "Mean of n amounts in dollars, which may be negative, with the t interval.", "USD"),
	geometric("geometric_mean_days", "Geometric mean of n durations from their logarithms, with the t interval of these.", "d"),
	geometric("geometric_ratio", "Geometric mean of n ratios from their logarithms, with the t interval of these.", "1"),
	measured("poisson_rate", "k events per 1,000 days of exposure, with the exact Poisson interval.",
		0, []string{"k", "exposure_days"},
		func(k int64, a []float64) metric.Estimate { return metric.Rate(k, a[0], perThousand, perThousandDays) }),
	measured("standardised_rate", "Directly standardised rate per 1,000 from weighted sums, with the Fay–Feuer gamma interval.",
		0, []string{"events", "exposure", "rate", "variance", "largest"},
		func(k int64, a []float64) metric.Estimate {
			sums := metric.Weighted{Events: k, Exposure: a[0], Rate: a[1], Variance: a[2], Largest: a[3]}
			return metric.StandardisedRate(sums, perThousand, thousandths)
		}),
	measured("observed_to_expected", "Observed over expected events, with the exact Poisson interval.",
		0, []string{"observed", "expected"},
		func(k int64, a []float64) metric.Estimate { return metric.ObservedToExpected(k, a[0]) }),
}

func mean(name, doc, unit string) Estimator {
	return measured(name, doc, 0, []string{"n", "sum", "sumsq"},
		func(n int64, a []float64) metric.Estimate { return metric.Mean(n, a[0], a[1], unit) })
}

// fromZero is an estimator of what cannot be negative.
func fromZero(e Estimator) Estimator {
	whole := e.Apply
	e.Doc += " The interval does not begin below 0."
	e.Apply = func(args []float64) metric.Estimate { return whole(args).FromZero() }
	return e
}

func ratioOfSums(name, doc, unit string) Estimator {
	return measured(name, doc, 5, []string{"sum_x", "sum_m", "sumsq_x", "sumsq_m", "sum_xm", "n"},
		func(n int64, a []float64) metric.Estimate { return metric.WeightedMean(parts(n, a), unit) })
}

// geometric is an estimator of sums of logarithms; like a share it names what it counts
// first and of how many second.
func geometric(name, doc, unit string) Estimator {
	return measured(name, doc, 1, []string{"sum_log", "n", "sumsq_log"},
		func(n int64, a []float64) metric.Estimate { return metric.GeometricMean(a[0], n, a[1], unit) })
}

// parts are made of sums in the order of weighted_mean.
func parts(n int64, a []float64) metric.Parts {
	return metric.Parts{X: a[0], M: a[1], XX: a[2], MM: a[3], XM: a[4], Cases: n}
}
