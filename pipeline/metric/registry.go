package metric

import (
	"fmt"
	"math"
	"slices"
)

// Estimator is an estimator that a query's header names: it takes one row of sufficient
// statistics. Apply never panics; arguments that are not what they must be give a Missing
// that names the argument and never its value.
type Estimator struct {
	Name  string
	Args  []string // parameter names, in order
	Doc   string   // one sentence for listings
	Apply func(args []float64) Estimate
}

// Lookup gives the estimator of a name.
func Lookup(name string) (Estimator, bool) {
	for _, e := range estimators {
		if e.Name == name {
			return e, true
		}
	}
	return Estimator{}, false
}

// Names lists the estimators in alphabetical order.
func Names() []string {
	names := make([]string, len(estimators))
	for i, e := range estimators {
		names[i] = e.Name
	}
	slices.Sort(names)
	return names
}

var estimators = []Estimator{
	counted("proportion", "Share x/n of independent records, with the Wilson score interval.",
		"1", wilsonMethod, []string{"x", "n"},
		func(a []int64) Estimate { return Proportion(a[0], a[1]) }),
	counted("proportion_exact", "Share x/n of independent records, with the Clopper–Pearson interval.",
		"1", exactMethod, []string{"x", "n"},
		func(a []int64) Estimate { return ProportionExact(a[0], a[1]) }),
	counted("per_thousand", "k of n per 1,000, with the Wilson score interval.",
		thousandthsOf, wilsonMethod, []string{"k", "n"},
		func(a []int64) Estimate { return PerThousand(a[0], a[1]) }),
	counted("difference", "Difference x1/n1 − x2/n2 of two independent shares, with Newcombe's interval.",
		"1", scoreDiff, []string{"x1", "n1", "x2", "n2"},
		func(a []int64) Estimate { return Difference(a[0], a[1], a[2], a[3]) }),
	counted("zero_error_bound", "What n records without an error still allow: the one-sided 95 % bound.",
		"1", zeroErrors, []string{"n"},
		func(a []int64) Estimate { return ZeroErrorBound(a[0]) }),
	counted("cluster_ratio", "Share of codes in charts, with the chart-clustered interval.",
		"1", ratioMethod, []string{"sum_x", "sum_m", "sum_xx", "sum_mm", "sum_xm", "charts"},
		func(a []int64) Estimate { return ClusterRatio(Ratio{a[0], a[1], a[2], a[3], a[4], a[5]}) }),
	measured("mean", "Mean of n values from their sum and sum of squares, with the t interval.",
		"1", meanMethod, []string{"n", "sum", "sumsq"},
		func(n int64, a []float64) Estimate { return Mean(n, a[0], a[1], "1") }),
	measured("mean_days", "Mean of n durations in days, with the t interval.",
		"d", meanMethod, []string{"n", "sum", "sumsq"},
		func(n int64, a []float64) Estimate { return Mean(n, a[0], a[1], "d") }),
	measured("mean_weight", "Mean relative weight of n cases, with the t interval.",
		weightUnit, meanMethod, []string{"n", "sum", "sumsq"},
		func(n int64, a []float64) Estimate { return Mean(n, a[0], a[1], weightUnit) }),
	weighted("weighted_mean", "Mean relative weight of cases that count in parts, with the interval of a ratio of sums.", weightUnit),
	geometric("geometric_mean_days", "Geometric mean of n durations from their logarithms, with the t interval of these.", "d"),
	geometric("geometric_ratio", "Geometric mean of n ratios from their logarithms, with the t interval of these.", "1"),
	measured("poisson_rate", "k events per 1,000 days of exposure, with the exact Poisson interval.",
		perThousandDays, poissonMethod, []string{"k", "exposure_days"},
		func(k int64, a []float64) Estimate { return Rate(k, a[0], perThousand, perThousandDays) }),
	measured("standardised_rate", "Directly standardised rate per 1,000 from weighted sums, with the Fay–Feuer gamma interval.",
		thousandthsOf, directMethod, []string{"events", "exposure", "rate", "variance", "largest"},
		func(k int64, a []float64) Estimate {
			return StandardisedRate(Weighted{k, a[0], a[1], a[2], a[3]}, perThousand, thousandthsOf)
		}),
	measured("observed_to_expected", "Observed over expected events, with the exact Poisson interval.",
		"1", indirectMethod, []string{"observed", "expected"},
		func(k int64, a []float64) Estimate { return ObservedToExpected(k, a[0]) }),
	counted("rate_ratio", "Ratio of a later rate to an earlier one, with the exact conditional interval.",
		"1", ratioOfRates, []string{"later", "earlier", "later_base", "earlier_base"},
		func(a []int64) Estimate { return RateRatio(Pair{a[0], a[1], a[2], a[3]}) }),
	counted("lift", "How many times more records have both groups than chance would give.",
		"1", liftMethod, []string{"both", "first", "second", "n"},
		func(a []int64) Estimate { return Lift(Joint{a[0], a[1], a[2], a[3]}) }),
	counted("phi", "Correlation of two groups over records.",
		"1", phiMethod, []string{"both", "first", "second", "n"},
		func(a []int64) Estimate { return Phi(Joint{a[0], a[1], a[2], a[3]}) }),
}

// geometric is an estimator of sums of logarithms; like a share it names what it counts
// first and of how many second.
func geometric(name, doc, unit string) Estimator {
	params := []string{"sum_log", "n", "sumsq_log"}
	return Estimator{Name: name, Args: params, Doc: doc, Apply: func(args []float64) Estimate {
		why := arityFault(name, params, args)
		if why == "" {
			why = wholeFault("n", args[1])
		}
		if why != "" {
			return missing(unit, geometricMethod, why)
		}
		return GeometricMean(args[0], int64(args[1]), args[2], unit)
	}}
}

// weighted is the estimator of a mean over parts of cases.
func weighted(name, doc, unit string) Estimator {
	params := []string{"sum_x", "sum_m", "sumsq_x", "sumsq_m", "sum_xm", "n"}
	return Estimator{Name: name, Args: params, Doc: doc, Apply: func(args []float64) Estimate {
		why := arityFault(name, params, args)
		if why == "" {
			why = wholeFault("n", args[5])
		}
		if why != "" {
			return missing(unit, weightedMethod, why)
		}
		return WeightedMean(Parts{args[0], args[1], args[2], args[3], args[4], int64(args[5])}, unit)
	}}
}

const perThousandDays = "1/(1000.d)"

// counted is an estimator all of whose arguments are counts or exact sums of counts.
func counted(name, doc, unit, method string, params []string, apply func([]int64) Estimate) Estimator {
	return Estimator{Name: name, Args: params, Doc: doc, Apply: func(args []float64) Estimate {
		if why := arityFault(name, params, args); why != "" {
			return missing(unit, method, why)
		}
		counts := make([]int64, len(args))
		for i, v := range args {
			if why := wholeFault(params[i], v); why != "" {
				return missing(unit, method, why)
			}
			counts[i] = int64(v)
		}
		return apply(counts)
	}}
}

// measured is an estimator whose first argument is a count and whose others are measures.
func measured(name, doc, unit, method string, params []string, apply func(int64, []float64) Estimate) Estimator {
	return Estimator{Name: name, Args: params, Doc: doc, Apply: func(args []float64) Estimate {
		why := arityFault(name, params, args)
		if why == "" {
			why = wholeFault(params[0], args[0])
		}
		if why != "" {
			return missing(unit, method, why)
		}
		return apply(int64(args[0]), args[1:])
	}}
}

func arityFault(name string, params []string, args []float64) string {
	if len(args) != len(params) {
		return fmt.Sprintf("%s takes %d arguments and was given %d", name, len(params), len(args))
	}
	return ""
}

// wholeFault says why an argument is no count; it is empty where it is one.
func wholeFault(param string, v float64) string {
	switch {
	case math.IsNaN(v):
		return param + " is not a number"
	case v < 0:
		return param + " is negative"
	case v > maxCount:
		return param + " is too large to be exact"
	case v != math.Trunc(v):
		return param + " is not a whole number"
	}
	return ""
}
