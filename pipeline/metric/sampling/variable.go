package sampling

import (
	"math"

	"chartline/pipeline/metric"
)

const variableMethod = "mean per unit, unrestricted, t limits with finite population correction (Cochran 1977), as RAT-STATS"

// Moments describe how values are spread. Skewness and Kurtosis are those of the sample,
// 0 and 3 for the normal distribution.
type Moments struct {
	Mean, SD           float64 // SD divides by n−1
	Skewness, Kurtosis float64 // divide by n; 0 where all values are equal
}

// Describe gives the moments of values; of none they are zero.
func Describe(values []float64) (m Moments) {
	n := float64(len(values))
	if n == 0 {
		return m
	}
	for _, v := range values {
		m.Mean += v / n
	}
	var second, third, fourth float64
	for _, v := range values {
		d := v - m.Mean
		second += d * d
		third += d * d * d
		fourth += d * d * d * d
	}
	if n > 1 {
		m.SD = math.Sqrt(second / (n - 1))
	}
	if second > 0 {
		m.Skewness = third / n / math.Pow(second/n, 1.5)
		m.Kurtosis = fourth / n / (second / n * second / n)
	}
	return m
}

// AppraiseVariable is the unrestricted variable appraisal of RAT-STATS: the total of a
// frame, such as dollars overpaid, from the values of a simple random sample (FIN-08). Of
// the differences between what was paid and what should have been it is the difference
// estimator.
func AppraiseVariable(values []float64, frame int64, unit string) Appraisal {
	n := int64(len(values))
	m := Describe(values)
	a := Appraisal{Frame: frame, Sample: n, Method: variableMethod, Mean: m.Mean, Total: m.Mean * float64(frame)}
	why := frameFault(n, frame)
	if why == "" && (!metric.Finite(m.Mean) || !metric.Finite(m.SD)) {
		why = "a value is not a number"
	}
	if why != "" {
		return Appraisal{Method: variableMethod, Missing: why}
	}
	switch {
	case n == frame:
		a.Warnings = []string{wholeFrame}
		return a.limited(unit, student(1))
	case n == 1:
		return a.unlimited(unit, oneValue)
	case m.SD == 0:
		return a.unlimited(unit, noSpread)
	}
	a.Warnings = metric.FewWarning(n)
	a.MeanError = finite(m.SD*m.SD, n, frame)
	a.TotalError = a.MeanError * float64(frame)
	return a.limited(unit, student(n-1))
}

// AppraiseSums is AppraiseVariable from the sums of a simple random sample, where the values
// themselves are not at hand.
func AppraiseSums(s Stratum, unit string) Appraisal {
	why := s.fault()
	if why == "" {
		why = frameFault(s.Sample, s.Frame)
	}
	if why != "" {
		return Appraisal{Method: variableMethod, Missing: why}
	}
	mean := s.Sum / float64(s.Sample)
	a := Appraisal{Frame: s.Frame, Sample: s.Sample, Method: variableMethod, Mean: mean, Total: mean * float64(s.Frame)}
	variance, _ := metric.SampleVariance(max(2, s.Sample), s.Sum, s.Squares)
	switch {
	case s.Sample == s.Frame:
		a.Warnings = []string{wholeFrame}
		return a.limited(unit, student(1))
	case s.Sample == 1:
		return a.unlimited(unit, oneValue)
	case variance == 0:
		return a.unlimited(unit, noSpread)
	}
	a.Warnings = metric.FewWarning(s.Sample)
	a.MeanError = finite(variance, s.Sample, s.Frame)
	a.TotalError = a.MeanError * float64(s.Frame)
	return a.limited(unit, student(s.Sample-1))
}

// AppraiseCorrected estimates what the total of a frame should have been, where what was
// paid for all of it is known: paid less the differences that the sample leads to expect.
func AppraiseCorrected(paid float64, differences []float64, frame int64, unit string) Appraisal {
	d := AppraiseVariable(differences, frame, unit)
	if d.Defined() && !metric.Finite(paid-d.Total) {
		return Appraisal{Method: d.Method, Missing: metric.TooLarge}
	}
	if !d.Defined() {
		return d
	}
	d.Total = metric.UnsignedZero(paid - d.Total)
	d.Mean = metric.UnsignedZero(d.Total / float64(frame))
	for i, l := range d.Limits {
		level := l.Level
		e := l.Estimate
		e.Value = d.Total
		e = e.Between(paid-l.Hi, paid-l.Lo)
		e.Level = level
		d.Limits[i].Estimate = e
	}
	return d
}
