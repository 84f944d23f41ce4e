package metric

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

const (
	netMethod   = "clustered ratio (Cochran 1977), t interval, not above 1"
	errorMethod = "clustered rate (Cochran 1977), exact Poisson interval of the effective counts (Garwood 1936)"
	noErrors    = "no errors were found, so the spread between charts is unknown: the interval counts each chart once"
)

// NetRatio estimates right codes less extra ones over the auditor's codes (ACC-01b), with
// charts as clusters. It may be negative and is never floored; it is at most 1, and so is
// its upper bound. Where charts do not differ there is no interval.
func NetRatio(p Parts) Estimate {
	e := WeightedMean(p, "1")
	e.Method = netMethod
	if e.Defined() && e.Value > 1+1e-9 {
		return Missing("1", netMethod, badSums)
	}
	e.Value, e.Lo, e.Hi = min(1, e.Value), min(1, e.Lo), min(1, e.Hi)
	return e
}

// ErrorRate estimates per·ΣX/ΣM, such as errors per 100 codes or per record (ACC-13): chart
// i has Xᵢ errors in Mᵢ codes, and Xᵢ may be larger than Mᵢ. N is the number of charts.
//
// Errors are Poisson counts whose variance between charts is larger than their mean by a
// factor, the dispersion; the exact interval is taken of errors and codes divided by it. It
// counts as at least 1. Without an error it is not known: a chart then is one observation,
// with the effective number of charts (ΣM)²/ΣM², as ClusterRatio has it.
func ErrorRate(p Parts, per float64, unit string) Estimate {
	if why := p.errorFault(); why != "" {
		return Missing(unit, errorMethod, why)
	}
	scale := per / p.M
	e := Estimate{Value: p.X * scale, N: p.Cases, Unit: unit, Method: errorMethod}
	if p.Cases == 1 {
		return e.Alone(singleChart)
	}
	if p.Cases < few {
		e.Warnings = append(e.Warnings, fewCharts)
	}
	if p.X == 0 {
		e.Warnings = append(e.Warnings, noErrors)
		return e.Between(0, poissonUpper(0)*per*p.MM/(p.M*p.M))
	}
	dispersion := math.Max(1, p.dispersion())
	events := p.X / dispersion
	return e.Between(distuv.ChiSquared{K: 2 * events}.Quantile(tail)/2*dispersion*scale, poissonUpper(events)*dispersion*scale)
}

// poissonUpper is the upper bound of a Poisson mean of which events were seen.
func poissonUpper(events float64) float64 {
	return distuv.ChiSquared{K: 2*events + 2}.Quantile(1-tail) / 2
}

// dispersion is the variance of ΣX over charts relative to that of a Poisson count.
func (p Parts) dispersion() float64 {
	rate, n := p.X/p.M, float64(p.Cases)
	return (p.XX - 2*rate*p.XM + rate*rate*p.MM) * n / (n - 1) / p.X
}

// errorFault says why the sums give no rate. Errors are whole, so that their squares sum to
// no less than they do, and to no more than the square of their sum.
func (p Parts) errorFault() string {
	switch why := p.fault(); {
	case why != "":
		return why
	case max(p.X, p.M, p.XX, p.MM, p.XM) > MaxCount:
		return TooLarge
	case p.X < 0 || p.XM < 0 || p.XX < p.X || p.XX > p.X*p.X || p.MM > p.M*p.M || p.XM > p.X*p.M:
		return badSums
	case p.X > 0 && p.Cases > 1 && p.dispersion() < -1e-9:
		return badSums
	}
	return ""
}
