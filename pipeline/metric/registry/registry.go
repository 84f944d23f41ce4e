// Package registry lists the estimators that the headers of queries name. Each takes one
// row of sufficient statistics, as a query returns it.
package registry

import (
	"fmt"
	"math"
	"slices"

	"chartline/pipeline/metric"
)

// Estimator is an estimator that a query's header names: it takes one row of sufficient
// statistics. Apply never panics; arguments that are not what they must be give a Missing
// that names the argument and never its value.
type Estimator struct {
	Name  string
	Args  []string // parameter names, in order
	Doc   string   // one sentence for listings
	Apply func(args []float64) metric.Estimate
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

var estimators = slices.Concat(shares, measures, comparisons, agreements)

// kind says what an argument must be.
type kind bool

const (
	count   kind = true  // a whole number that a float64 holds exactly, not negative
	measure kind = false // any number; the estimator itself refuses what makes no sense
)

// counted is an estimator all of whose arguments are counts or exact sums of counts.
func counted(name, doc string, params []string, apply func([]int64) metric.Estimate) Estimator {
	kinds := slices.Repeat([]kind{count}, len(params))
	return checked(name, doc, params, kinds, func(args []float64) metric.Estimate {
		counts := make([]int64, len(args))
		for i, v := range args {
			counts[i] = int64(v)
		}
		return apply(counts)
	})
}

// measured is an estimator whose argument at is a count and whose others are measures.
func measured(name, doc string, at int, params []string, apply func(n int64, args []float64) metric.Estimate) Estimator {
	kinds := make([]kind, len(params))
	kinds[at] = count
	return checked(name, doc, params, kinds, func(args []float64) metric.Estimate {
		return apply(int64(args[at]), slices.Delete(slices.Clone(args), at, at+1))
	})
}

// checked refuses arguments that are too few, too many or no counts. What it refuses has
// the unit and the method of the estimator, which the estimate of nothing has too.
func checked(name, doc string, params []string, kinds []kind, apply func([]float64) metric.Estimate) Estimator {
	nothing := apply(make([]float64, len(params)))
	return Estimator{Name: name, Args: params, Doc: doc, Apply: func(args []float64) metric.Estimate {
		if len(args) != len(params) {
			why := fmt.Sprintf("%s takes %d arguments and was given %d", name, len(params), len(args))
			return metric.Missing(nothing.Unit, nothing.Method, why)
		}
		for i, v := range args {
			if why := countFault(params[i], v); kinds[i] == count && why != "" {
				return metric.Missing(nothing.Unit, nothing.Method, why)
			}
		}
		return apply(args)
	}}
}

// countFault says why an argument is no count; it is empty where it is one.
func countFault(param string, v float64) string {
	switch {
	case math.IsNaN(v):
		return param + " is not a number"
	case v < 0:
		return param + " is negative"
	case v > metric.MaxCount:
		return param + " is too large to be exact"
	case v != math.Trunc(v):
		return param + " is not a whole number"
	}
	return ""
}
