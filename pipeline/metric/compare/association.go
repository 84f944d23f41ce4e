package compare

import (
	"math"

	"chartline/pipeline/metric"
)

const (
	liftMethod = "lift, log delta interval (multinomial; Doob 1935)"
	phiMethod  = "phi, delta variance (Bishop, Fienberg and Holland 1975) on Fisher's z"
	neverBoth  = "never together: the interval of a lift of 0 is not known"
	noSpread   = "a group that is on every record, or on none, goes with nothing"
	alwaysBoth = "never one without the other: there is no spread to make an interval of"
)

// Joint counts records by two groups: how many have both, the first, the second, and how
// many there are.
type Joint struct{ Both, First, Second, N int64 }

// Lift estimates N·Both/(First·Second): how many times more records have both groups than
// if they were independent. 1 is no association. It says nothing of cause, and groups that
// are rare have large lifts by chance: read the interval.
func Lift(j Joint) metric.Estimate {
	if why := j.fault(); why != "" {
		return metric.Missing("1", liftMethod, why)
	}
	both, first, second, _ := j.shares()
	value := both / (first * second)
	e := metric.Estimate{Value: value, N: j.N, Unit: "1", Method: liftMethod}
	if j.Both == 0 {
		return e.Alone(neverBoth)
	}
	if j.Both < metric.SomeEvents {
		e.Warnings = []string{"fewer than 10 records with both: read the interval, not the value"}
	}
	// The variance of ln(both/(first·second)) over one record by the delta method, in terms that
	// do not cancel. The package arules of R leaves out the factor 1−both, and is too wide.
	neither := (float64(j.N-j.First) - float64(j.Second-j.Both)) / float64(j.N)
	variance := (both*both*neither + (1-both)*(first-both)*(second-both)) / (both * first * second)
	width := math.Exp(metric.NormalQuantile * math.Sqrt(variance/float64(j.N)))
	return e.Between(value/width, value*width)
}

// Phi estimates the correlation of two groups over records, between −1 and 1 and 0 where
// they are independent. Unlike lift it is small for groups of unlike frequency.
func Phi(j Joint) metric.Estimate {
	why := j.fault()
	if why == "" && (j.First == j.N || j.Second == j.N) {
		why = noSpread
	}
	if why != "" {
		return metric.Missing("1", phiMethod, why)
	}
	both, first, second, n := j.shares()
	spread := math.Sqrt(first * (1 - first) * second * (1 - second))
	value := max(-1, min(1, (both-first*second)/spread))
	e := metric.Estimate{Value: value, N: j.N, Unit: "1", Method: phiMethod, Warnings: metric.FewWarning(j.N)}
	rest := 1 - value*value
	variance := phiVariance(value, first, second, spread)
	if !(rest > 1e-9) || !(variance > 0) {
		return e.Alone(alwaysBoth)
	}
	half := metric.NormalQuantile * math.Sqrt(variance/n) / rest
	return e.Between(math.Tanh(math.Atanh(value)-half), math.Tanh(math.Atanh(value)+half))
}

// phiVariance is n times the large-sample variance of phi under multinomial sampling.
func phiVariance(phi, first, second, spread float64) float64 {
	skewFirst, skewSecond := 1-2*first, 1-2*second
	return 1 - phi*phi + (phi+phi*phi*phi/2)*skewFirst*skewSecond/spread -
		0.75*phi*phi*(skewFirst*skewFirst/(first*(1-first))+skewSecond*skewSecond/(second*(1-second)))
}

func (j Joint) shares() (both, first, second, n float64) {
	n = float64(j.N)
	return float64(j.Both) / n, float64(j.First) / n, float64(j.Second) / n, n
}

func (j Joint) fault() string {
	switch {
	case min(j.Both, j.First, j.Second, j.N) < 0 || j.Both > min(j.First, j.Second) || max(j.First, j.Second) > j.N:
		return metric.BadCounts
	case j.N > metric.MaxCount:
		return metric.TooLarge
	case j.N == 0:
		return metric.NoRecords
	case j.First+j.Second-j.Both > j.N:
		return metric.BadCounts
	case j.First == 0 || j.Second == 0:
		return noSpread
	}
	return ""
}
