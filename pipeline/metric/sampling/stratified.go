package sampling

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

const (
	stratifiedMethod = "stratified mean per unit, normal limits with finite population correction (Cochran 1977), as RAT-STATS"
	stratifiedShare  = "stratified share with finite population correction (Cochran 1977), " +
		"Wilson score on the effective sample size (Dean and Pagano 2015)"
	emptyStratum = "a stratum of the frame has no record in the sample, so that nothing is known of it"
	loneRecord   = "a stratum has one record in the sample: its spread is taken from the mean of all strata"
	noErrors     = "all records of all strata are alike: the interval is that of as many records of one stratum"
)

// Stratum is a part of the frame and what was found in the sample of it. For records that
// are right or wrong, Sum and Squares both are how many are right.
type Stratum struct {
	Frame, Sample int64
	Sum, Squares  float64 // of the sampled values
}

// Right is the stratum of a frame in which x of n sampled records have an attribute.
func Right(x, n, frame int64) Stratum {
	return Stratum{Frame: frame, Sample: n, Sum: float64(x), Squares: float64(x)}
}

// AppraiseStrata estimates the total of a frame from samples of its strata (CI-05, FIN-08).
// A stratum that was sampled whole adds no error. One of which a single record was sampled
// has no spread of its own: the distance of that record from the mean of the whole frame
// stands for it, which on average is too much (Lumley 2010, "adjust").
func AppraiseStrata(strata []Stratum, unit string) Appraisal {
	a := Appraisal{Method: stratifiedMethod}
	for _, s := range strata {
		if why := s.fault(); why != "" {
			return Appraisal{Method: stratifiedMethod, Missing: why}
		}
		if s.Sample == 0 {
			continue
		}
		a.Frame += s.Frame
		a.Sample += s.Sample
		a.Total += s.total()
	}
	if a.Sample == 0 || a.Frame > metric.MaxCount {
		return Appraisal{Method: stratifiedMethod, Missing: frameFault(a.Sample, a.Frame)}
	}
	a.Mean = a.Total / float64(a.Frame)
	variance := 0.0
	for _, s := range strata {
		own, lone := s.variance(a.Mean)
		if lone {
			a.Warnings = []string{loneRecord}
		}
		variance += own
	}
	a.TotalError = math.Sqrt(variance)
	a.MeanError = a.TotalError / float64(a.Frame)
	switch {
	case a.Sample == a.Frame:
		a.Warnings = []string{wholeFrame}
		return a.limited(unit, distuv.UnitNormal.Quantile)
	case variance == 0:
		return a.unlimited(unit, noSpread)
	}
	a.Warnings = append(a.Warnings, metric.FewWarning(a.Sample)...)
	return a.limited(unit, distuv.UnitNormal.Quantile)
}

// StratifiedShare estimates the share of a frame that has an attribute from samples of its
// strata (CI-05). The interval is Wilson's on the number of records of a simple random
// sample that would be as precise, so that it stays within 0 to 1.
func StratifiedShare(strata []Stratum) metric.Estimate {
	for _, s := range strata {
		if s.Sum != s.Squares || s.Sum < 0 || s.Sum != math.Trunc(s.Sum) || s.Sum > float64(s.Sample) {
			return metric.Missing("1", stratifiedShare, metric.BadCounts)
		}
	}
	a := AppraiseStrata(strata, "1")
	if !a.Defined() {
		return metric.Missing("1", stratifiedShare, a.Missing)
	}
	share := max(0, min(1, a.Mean))
	e := metric.Estimate{Value: share, N: a.Sample, Unit: "1", Method: stratifiedShare, Warnings: a.Warnings}
	switch {
	case a.Sample == a.Frame:
		return e.Between(share, share)
	case a.TotalError == 0 || share == 0 || share == 1:
		e.Warnings = append(metric.FewWarning(a.Sample), noErrors)
		return e.Between(metric.Wilson(share, evenSize(strata, a.Frame), metric.NormalQuantile))
	}
	return e.Between(metric.Wilson(share, share*(1-share)/(a.MeanError*a.MeanError), metric.NormalQuantile))
}

// evenSize is the number of records of a simple random sample that is as precise as this
// one where a share is the same in all strata.
func evenSize(strata []Stratum, frame int64) float64 {
	spread := 0.0
	for _, s := range strata {
		if s.Sample > 0 {
			weight := float64(s.Frame) / float64(frame)
			spread += weight * weight / float64(s.Sample) * (1 - float64(s.Sample)/float64(s.Frame))
		}
	}
	return 1 / spread
}

func (s Stratum) fault() string {
	switch {
	case s.Frame < 0 || s.Sample < 0 || s.Sample > s.Frame:
		return badFrame
	case s.Frame > metric.MaxCount>>16:
		return metric.TooLarge
	case s.Sample == 0 && s.Frame > 0:
		return emptyStratum
	case !metric.Finite(s.Sum) || !metric.Finite(s.Squares) || s.Squares < 0:
		return "a sum is not a number"
	case s.Sample > 0:
		if _, ok := metric.SampleVariance(max(2, s.Sample), s.Sum, s.Squares); !ok && s.Sample > 1 {
			return "the sums of a stratum do not belong together: they give a negative variance"
		}
	}
	return ""
}

// total is the estimate of the stratum's total.
func (s Stratum) total() float64 { return s.Sum / float64(s.Sample) * float64(s.Frame) }

// variance is that of the stratum's total. It is lone where a single record of several was
// sampled.
func (s Stratum) variance(mean float64) (variance float64, lone bool) {
	if s.Sample == s.Frame {
		return 0, false
	}
	spread := (s.Sum - mean) * (s.Sum - mean)
	if s.Sample > 1 {
		spread, _ = metric.SampleVariance(s.Sample, s.Sum, s.Squares)
	}
	frame := float64(s.Frame)
	return frame * (frame - float64(s.Sample)) * spread / float64(s.Sample), s.Sample == 1
}
