package metric

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

const (
	directMethod   = "direct standardisation, gamma interval (Fay and Feuer 1997)"
	indirectMethod = "observed/expected, exact Poisson (Garwood 1936)"
	emptyStratum   = "a stratum of the standard has no exposure, so its rate is unknown: standardise indirectly"
	noStandard     = "the weights of the standard are negative, not numbers or all zero"
	badStratum     = "a stratum's events or exposure are negative or not numbers"
	badWeighted    = "the weighted sums do not belong together: they cannot come from rates of strata"
)

// An estimate of fewer events than SomeEvents carries the warning FewEvents.
const (
	FewEvents  = "fewer than 10 events: read the interval, not the value"
	SomeEvents = 10
)

// Stratum is one age and sex group of what is compared: what happened there, to how many,
// and the share of the standard population that the group has. Weights need not add to 1.
type Stratum struct {
	Events           int64
	Exposure, Weight float64
}

// Weighted holds what a directly standardised rate follows from, with weights wᵢ that add
// to 1, events dᵢ and exposures nᵢ (RTE-03).
type Weighted struct {
	Events   int64   // Σdᵢ
	Exposure float64 // Σnᵢ
	Rate     float64 // Σ wᵢdᵢ/nᵢ
	Variance float64 // Σ wᵢ²dᵢ/nᵢ²
	Largest  float64 // max wᵢ/nᵢ
}

// Standardise estimates per·Σwᵢdᵢ/nᵢ, the rate that the standard population would have with
// the rates of these strata (RTE-03). A stratum that the standard has and the records have
// not leaves no number; one without weight adds nothing.
func Standardise(strata []Stratum, per float64, unit string) Estimate {
	sums, why := weigh(strata)
	if why != "" {
		return Missing(unit, directMethod, why)
	}
	return StandardisedRate(sums, per, unit)
}

// weigh adds strata up.
func weigh(strata []Stratum) (sums Weighted, why string) {
	total := 0.0
	for _, s := range strata {
		if !Finite(s.Weight) || s.Weight < 0 {
			return sums, noStandard
		}
		total += s.Weight
	}
	if !Finite(total) || total == 0 {
		return sums, noStandard
	}
	for _, s := range strata {
		if why := s.fault(); why != "" {
			return sums, why
		}
		if s.Weight == 0 {
			continue
		}
		each := s.Weight / total / s.Exposure
		sums.Events += s.Events
		sums.Exposure += s.Exposure
		sums.Rate += each * float64(s.Events)
		sums.Variance += each * each * float64(s.Events)
		sums.Largest = math.Max(sums.Largest, each)
	}
	return sums, ""
}

func (s Stratum) fault() string {
	switch {
	case s.Events < 0 || !Finite(s.Exposure) || s.Exposure < 0:
		return badStratum
	case s.Events > MaxCount:
		return TooLarge
	case s.Exposure == 0 && s.Weight > 0:
		return emptyStratum
	}
	return ""
}

// StandardisedRate estimates a directly standardised rate from its sums, times per, with the
// gamma interval of Fay and Feuer: it is exact where the weights are those of the records'
// own mix, and was conservative in all their simulations. N is the number of events. The
// upper bound is wide where one event in the sparsest stratum would weigh much.
func StandardisedRate(w Weighted, per float64, unit string) Estimate {
	if why := w.fault(per); why != "" {
		return Missing(unit, directMethod, why)
	}
	lo := 0.0
	if w.Events > 0 {
		lo = gammaBound(w.Rate, w.Variance, tail)
	}
	hi := gammaBound(w.Rate+w.Largest, w.Variance+w.Largest*w.Largest, 1-tail)
	e := Estimate{Value: w.Rate * per, N: w.Events, Unit: unit, Method: directMethod}
	if w.Events < SomeEvents {
		e.Warnings = []string{FewEvents}
	}
	return e.Between(lo*per, hi*per)
}

// gammaBound is the quantile of the gamma distribution of a mean and variance.
func gammaBound(mean, variance, prob float64) float64 {
	freedom := 2 * mean * mean / variance
	if !Finite(freedom) || freedom == 0 {
		return math.Inf(1) // between turns it into a Missing
	}
	return variance / (2 * mean) * distuv.ChiSquared{K: freedom}.Quantile(prob)
}

// fault says why the sums give no rate. With Σwᵢ = 1 the largest weight of an event cannot
// be below that of a record in the pooled exposure, and the variance, whose terms are those
// of the rate times a weight of at most the largest, cannot be above the two multiplied.
func (w Weighted) fault(per float64) string {
	switch {
	case w.Events < 0 || w.Events > MaxCount:
		return "the number of events is negative or too large to be exact"
	case !Finite(w.Exposure) || w.Exposure < 0:
		return "the exposure is negative or not a number"
	case w.Exposure == 0:
		return "no exposure"
	case !Finite(per) || per <= 0:
		return "the rate has no base to be expressed in"
	case !(w.Largest > 0) || !Finite(w.Rate) || !Finite(w.Variance) || !Finite(w.Largest):
		return badWeighted
	case w.Events == 0 && (w.Rate != 0 || w.Variance != 0):
		return badWeighted
	case w.Events > 0 && !(w.Rate > 0 && w.Variance > 0), w.Variance > w.Rate*w.Largest*lastDigits:
		return badWeighted
	}
	return ""
}

// lastDigits is how much of the last digits of sums of products may be lost.
const lastDigits = 1 + 1e-9

// ObservedToExpected estimates observed/expected, the standardised ratio of indirect
// standardisation: expected is the number of events that the strata would have with the
// rates of the standard (RTE-05). The expected number counts as known, the observed one as
// Poisson; N is the observed number. Ratios of two hospitals with different mixes do not
// compare with each other, only each with the standard.
func ObservedToExpected(observed int64, expected float64) Estimate {
	e := Rate(observed, expected, 1, "1")
	e.Method = indirectMethod
	switch {
	case e.Missing == "no exposure":
		e.Missing = "nothing is expected, so there is nothing to compare with"
	case e.Defined() && observed < SomeEvents:
		e.Warnings = append(e.Warnings, FewEvents)
	}
	return e
}
