// Package sampling plans audits and infers from them to the frame that they were drawn
// from (2.5, 2.6): how many records to review, how to share them among strata, and what the
// sample says of the whole, with limits that the RAT-STATS programs of the US Office of
// Inspector General print too. Only probability samples support any of it (SMP-01).
package sampling

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

// Levels are the confidence levels of an appraisal. For repayment the lower limit at 90 %
// is customary.
var Levels = []float64{0.80, 0.90, 0.95}

// Appraisal is what a sample says of its frame: the mean of a record and the total of all.
type Appraisal struct {
	Frame, Sample int64
	Mean          float64 // of a record; the share where records are right or wrong
	MeanError     float64 // its standard error
	Total         float64 // Mean times Frame
	TotalError    float64
	Limits        []Limit // of the total, one for each of Levels
	Method        string
	Warnings      []string
	Missing       string // why there is no appraisal; empty where there is one
}

// Limit is the total with its limits at one level.
type Limit struct {
	metric.Estimate
	Precision float64 // half the width of the interval; 0 where it is not symmetric
}

// Defined reports whether there is an appraisal.
func (a Appraisal) Defined() bool { return a.Missing == "" }

// At is the total with its limits at one of Levels. At any other it is Missing.
func (a Appraisal) At(level float64) Limit {
	why := a.Missing
	for i, l := range Levels {
		if l == level && i < len(a.Limits) {
			return a.Limits[i]
		}
	}
	if why == "" {
		why = "limits are given at 80, 90 and 95 %"
	}
	return Limit{Estimate: metric.Missing("1", a.Method, why)}
}

const (
	badFrame   = "the sample is larger than its frame, or one of them is negative"
	noSpread   = "all values are equal, so their spread is unknown and there are no limits"
	oneValue   = "one record only, so there are no limits"
	wholeFrame = "the whole frame was reviewed: nothing is left to infer"
)

// frameFault says why n of frame is no sample; it is empty where it is one.
func frameFault(n, frame int64) string {
	switch {
	case n < 0 || frame < 0 || n > frame:
		return badFrame
	case n == 0:
		return metric.NoRecords
	case frame > metric.MaxCount:
		return metric.TooLarge
	}
	return ""
}

// total is an estimate of the total of a, without limits yet.
func (a Appraisal) total(unit string) metric.Estimate {
	return metric.Estimate{Value: a.Total, N: a.Sample, Unit: unit, Method: a.Method, Warnings: slices.Clone(a.Warnings)}
}

// limited gives a symmetric limits, quantile times the error of the total on both sides.
func (a Appraisal) limited(unit string, quantile func(probability float64) float64) Appraisal {
	if widest := quantile((1+slices.Max(Levels))/2) * a.TotalError; !metric.Finite(math.Abs(a.Total) + widest) {
		return Appraisal{Method: a.Method, Missing: metric.TooLarge}
	}
	a.Mean, a.Total = metric.UnsignedZero(a.Mean), metric.UnsignedZero(a.Total)
	for _, level := range Levels {
		half := quantile((1+level)/2) * a.TotalError
		limit := Limit{Estimate: a.total(unit).Between(a.Total-half, a.Total+half), Precision: half}
		limit.Level = level
		a.Limits = append(a.Limits, limit)
	}
	return a
}

// unlimited leaves a with a total and no limits, and says why.
func (a Appraisal) unlimited(unit, why string) Appraisal {
	if !metric.Finite(a.Total) {
		return Appraisal{Method: a.Method, Missing: metric.TooLarge}
	}
	a.Mean, a.Total = metric.UnsignedZero(a.Mean), metric.UnsignedZero(a.Total)
	for range Levels {
		a.Limits = append(a.Limits, Limit{Estimate: a.total(unit).Alone(why)})
	}
	a.Warnings = append(a.Warnings, why)
	return a
}

// student is the quantile function of t, or of the normal distribution where there are so
// many degrees of freedom that gonum's t loses digits.
func student(df int64) func(float64) float64 {
	if df > 1_000_000 {
		return distuv.UnitNormal.Quantile
	}
	return distuv.StudentsT{Sigma: 1, Nu: float64(df)}.Quantile
}

// finite is the error of a mean of n out of frame records with a variance.
func finite(variance float64, n, frame int64) float64 {
	return math.Sqrt(variance / float64(n) * (1 - float64(n)/float64(frame)))
}
