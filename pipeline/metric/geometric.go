package metric

import "math"

const geometricMethod = "geometric mean: t interval of the logarithms (Bland and Altman 1996)"

// GeometricMean estimates a geometric mean from the sum of n natural logarithms and the
// sum of their squares: it is exp of their mean, and its interval is exp of the t interval
// of that. Of stays over what was expected of each it gives their typical ratio.
func GeometricMean(logs float64, n int64, squares float64, unit string) Estimate {
	e := Mean(n, logs, squares, unit)
	e.Method = geometricMethod
	if !e.Defined() {
		return e
	}
	level := e.Level
	e.Value = math.Exp(e.Value)
	e = e.between(math.Exp(e.Lo), math.Exp(e.Hi))
	if e.Defined() {
		e.Level = level
	}
	return e
}
