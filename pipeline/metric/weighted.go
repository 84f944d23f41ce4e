package metric

import "math"

const weightedMethod = "weighted mean as a ratio of sums (Cochran 1977)"

// Parts holds the sums over cases from which a weighted mean follows: of case i counts the
// part mᵢ >= 0, and xᵢ is its value times that part.
type Parts struct {
	X, M       float64 // Σxᵢ, Σmᵢ
	XX, MM, XM float64 // Σxᵢ², Σmᵢ², Σxᵢmᵢ
	Cases      int64
}

// WeightedMean estimates ΣX/ΣM, with the linearised variance of a ratio between cases and
// t of n−1 degrees of freedom. With all parts 1 it is Mean.
func WeightedMean(p Parts, unit string) Estimate {
	if why := p.fault(); why != "" {
		return Missing(unit, weightedMethod, why)
	}
	n := float64(p.Cases)
	e := Estimate{Value: p.X / p.M, N: p.Cases, Unit: unit, Method: weightedMethod}
	if p.Cases == 1 {
		return e.Alone(singleValue)
	}
	scatter := p.XX - 2*e.Value*p.XM + e.Value*e.Value*p.MM
	// What sums of fractions lost while they were added up is no spread.
	noise := 1e-9 * (p.XX + e.Value*e.Value*p.MM)
	switch {
	case scatter < -noise:
		return Missing(unit, weightedMethod, "the sums do not belong together: they give a negative variance")
	case scatter <= noise/1000:
		return e.Alone(uniformValues)
	}
	e.Warnings = FewWarning(p.Cases)
	half := StudentQuantile(p.Cases-1) * math.Sqrt(scatter*n/(n-1)) / p.M
	return e.Between(e.Value-half, e.Value+half)
}

// fault says why the sums give no mean; it is empty where they do.
func (p Parts) fault() string {
	switch {
	case p.Cases < 0 || p.M < 0 || p.XX < 0 || p.MM < 0:
		return "the count, the parts or a sum of squares is negative"
	case !Finite(p.X) || !Finite(p.M) || !Finite(p.XX) || !Finite(p.MM) || !Finite(p.XM):
		return "a sum is not a number"
	case p.Cases == 0 || p.M == 0:
		return NoRecords
	case p.Cases > MaxCount:
		return TooLarge
	}
	return ""
}
