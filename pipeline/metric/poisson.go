package metric

import "gonum.org/v1/gonum/stat/distuv"

const poissonMethod = "exact Poisson (Garwood 1936)"

// Rate estimates per·k/exposure, such as k events in exposure patient-days per 1,000 days,
// with the exact Poisson interval ½χ²(α/2; 2k) to ½χ²(1−α/2; 2k+2) (RTE-02). N is k: the
// events are what is independent, not the days.
func Rate(k int64, exposure, per float64, unit string) Estimate {
	if why := rateFault(k, exposure, per); why != "" {
		return Missing(unit, poissonMethod, why)
	}
	events := float64(k)
	lo := 0.0
	if k > 0 {
		lo = distuv.ChiSquared{K: 2 * events}.Quantile(tail) / 2
	}
	hi := distuv.ChiSquared{K: 2*events + 2}.Quantile(1-tail) / 2
	scale := per / exposure
	e := Estimate{Value: events * scale, N: k, Unit: unit, Method: poissonMethod}
	return e.Between(lo*scale, hi*scale)
}

func rateFault(k int64, exposure, per float64) string {
	switch {
	case k < 0:
		return "the number of events is negative"
	case k > MaxCount:
		return TooLarge
	case !Finite(exposure) || exposure < 0:
		return "the exposure is negative or not a number"
	case exposure == 0:
		return "no exposure"
	case !Finite(per) || per <= 0:
		return "the rate has no base to be expressed in"
	}
	return ""
}
