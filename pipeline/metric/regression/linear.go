package regression

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

const (
	linearMethod      = "observed over expected by least squares without a constant, t interval of the days, the expectation taken as known"
	coefficientMethod = "least squares without a constant, t interval with observations independent and of one spread"
)

// Sums are what a linear regression without a constant needs of some observations: sums of
// products of the columns with each other and with y, as SQL adds them up. Those of several
// groups are added to those of all.
type Sums struct {
	X  []float64   // Σx of each column
	XX [][]float64 // Σxᵢxⱼ
	XY []float64   // Σxᵢy
	Y  float64     // Σy
	YY float64     // Σy²
	N  int64       // observations
}

// Add gives the sums of both.
func (s Sums) Add(o Sums) Sums {
	if s.X == nil {
		return o
	}
	total := Sums{X: added(s.X, o.X), XY: added(s.XY, o.XY), Y: s.Y + o.Y, YY: s.YY + o.YY, N: s.N + o.N}
	for i := range s.XX {
		total.XX = append(total.XX, added(s.XX[i], o.XX[i]))
	}
	return total
}

func added(a, b []float64) []float64 {
	sum := make([]float64, len(a))
	for i := range a {
		sum[i] = a[i] + b[i]
	}
	return sum
}

// Linear is a fit by least squares. Where Missing says why there is none, nothing else counts.
type Linear struct {
	Coefficients []float64 // in the order of the columns
	Deviation    float64   // standard deviation of the residuals
	Missing      string

	errors  []float64 // standard errors of the coefficients; 0 of those that the fit has no part of
	n       int64     // observations
	freedom int64     // degrees of freedom
}

// Defined reports whether there is a fit.
func (l Linear) Defined() bool { return l.Missing == "" }

// LeastSquares fits y to the columns, without a constant. A column that is 0 in every
// observation, such as the days of stays that last none, has no part in it: its coefficient is 0.
func LeastSquares(s Sums) Linear {
	columns := s.varying()
	k := len(columns)
	if k == 0 || s.N <= int64(k) {
		return Linear{Missing: tooFew}
	}
	products, sums := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i, x := range columns {
		sums.SetVec(i, s.XY[x])
		for j, z := range columns[:i+1] {
			products.SetSym(i, j, s.XX[x][z])
		}
	}
	var factor mat.Cholesky
	var beta mat.VecDense
	var inverse mat.SymDense
	if !factor.Factorize(products) || factor.Cond() > flattest || factor.SolveVecTo(&beta, sums) != nil || factor.InverseTo(&inverse) != nil {
		return Linear{Missing: dependent}
	}
	l := Linear{Coefficients: make([]float64, len(s.X)), errors: make([]float64, len(s.X)), n: s.N, freedom: s.N - int64(k)}
	for i, x := range columns {
		l.Coefficients[x] = beta.AtVec(i)
	}
	l.Deviation = math.Sqrt(l.residual(s) / float64(l.freedom))
	for i, x := range columns {
		l.errors[x] = l.Deviation * math.Sqrt(inverse.At(i, i))
	}
	return l
}

// varying are the columns that are not 0 in every observation.
func (s Sums) varying() []int {
	var columns []int
	for i := range s.X {
		if s.XX[i][i] > 0 {
			columns = append(columns, i)
		}
	}
	return columns
}

// Coefficient is what y rises by with one of a column and the others unchanged, in the unit of
// y. N is the number of observations. A column that is always 0 has none.
func (l Linear) Coefficient(column int, unit string) metric.Estimate {
	if !l.Defined() {
		return metric.Missing(unit, coefficientMethod, l.Missing)
	}
	e := metric.Estimate{Value: l.Coefficients[column], N: l.n, Unit: unit, Method: coefficientMethod}
	switch {
	case l.Deviation == 0:
		return e.Alone("all observations lie on the fit")
	case l.errors[column] == 0:
		return metric.Missing(unit, coefficientMethod, "the column is 0 in every observation")
	}
	half := distuv.StudentsT{Nu: float64(l.freedom), Sigma: 1}.Quantile(0.975) * l.errors[column]
	return e.Between(e.Value-half, e.Value+half)
}

// residual is the sum of squared residuals of some observations.
func (l Linear) residual(s Sums) float64 {
	rest := s.YY
	for i, b := range l.Coefficients {
		rest -= 2 * b * s.XY[i]
		for j, c := range l.Coefficients {
			rest += b * c * s.XX[i][j]
		}
	}
	return max(rest, 0)
}

// Ratio is what some observations came to over what is expected of them: 1 is as expected.
// N is the number of observations. Their own residuals give the interval.
func (l Linear) Ratio(s Sums) metric.Estimate {
	if !l.Defined() {
		return metric.Missing("1", linearMethod, l.Missing)
	}
	var expected float64
	for i, b := range l.Coefficients {
		expected += b * s.X[i]
	}
	if !(expected > 0) || s.N == 0 {
		return metric.Missing("1", linearMethod, "nothing is expected")
	}
	e := metric.Estimate{Value: s.Y / expected, N: s.N, Unit: "1", Method: linearMethod}
	if s.N < 2 {
		return e.Alone("one observation has no spread")
	}
	n, off := float64(s.N), s.Y-expected
	spread := math.Sqrt(max(l.residual(s)-off*off/n, 0) / (n - 1) * n)
	half := distuv.StudentsT{Nu: n - 1, Sigma: 1}.Quantile(0.975) * spread / expected
	return e.Between(max(e.Value-half, 0), e.Value+half)
}
