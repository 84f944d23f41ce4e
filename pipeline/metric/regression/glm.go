// Package regression fits counts that depend on something: Poisson and negative binomial
// regression with an offset, and the trend of a monthly series (RTE-06).
package regression

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

// Data are counts, what each was counted among, and what they may depend on.
type Data struct {
	Names    []string    // of the columns of X
	X        [][]float64 // a row an observation; the first column is 1 for an intercept
	Counts   []int64
	Exposure []float64 // such as discharges; its logarithm is the offset
}

// Coefficient is a logarithm of a rate ratio for one more of its column.
type Coefficient struct {
	Name      string
	Value, SE float64
}

// Fit is a regression of counts. Where Missing says why there is none, nothing else counts.
type Fit struct {
	Coefficients []Coefficient
	Dispersion   float64 // variance is μ + Dispersion·μ²; 0 for Poisson
	Deviance     float64
	Pearson      float64 // Σ (y−μ)²/variance
	LogLik       float64
	DF           int       // observations less coefficients
	Fitted       []float64 // expected counts, in the order of the data
	Method       string
	Missing      string
}

const (
	poissonMethod  = "Poisson regression, Wald interval"
	negativeMethod = "negative binomial regression (NB2), Wald interval"

	badData     = "the counts, exposures and columns do not belong together"
	noExposure  = "an observation has no exposure"
	dependent   = "the columns depend on each other, so that none can be told from the others"
	unfitted    = "the fit has no end: too few events to tell"
	noEvents    = "no events"
	tooFew      = "there are no more observations than coefficients"
	convergence = 1e-11
	mostSteps   = 200
	flattest    = 1e12 // condition number from which columns count as dependent
)

// Defined reports whether there is a fit.
func (f Fit) Defined() bool { return f.Missing == "" }

// Ratio is the rate ratio of one more of a column, such as of one year, with the Wald
// interval. N is the number of events.
func (f Fit) Ratio(column int, events int64) metric.Estimate {
	if !f.Defined() {
		return metric.Missing("1", f.Method, f.Missing)
	}
	c := f.Coefficients[column]
	half := wald * c.SE
	e := metric.Estimate{Value: math.Exp(c.Value), N: events, Unit: "1", Method: f.Method}
	return e.Between(math.Exp(c.Value-half), math.Exp(c.Value+half))
}

// Chance is the two-sided probability of a coefficient at least so far from 0 where it is 0.
func (f Fit) Chance(column int) float64 {
	c := f.Coefficients[column]
	return 2 * distuv.UnitNormal.Survival(math.Abs(c.Value/c.SE))
}

var wald = distuv.UnitNormal.Quantile(1 - (1-metric.Level)/2)

// Poisson fits log E[count] = log exposure + Xβ by iteratively reweighted least squares, as
// R's glm does.
func Poisson(d Data) Fit {
	if why := d.fault(); why != "" {
		return Fit{Method: poissonMethod, Missing: why}
	}
	return d.fit(0, d.begin(0.1), poissonMethod)
}

func (d Data) fault() string {
	n, k := len(d.Counts), len(d.Names)
	if n == 0 || len(d.X) != n || len(d.Exposure) != n || k == 0 {
		return badData
	}
	events := int64(0)
	for i, row := range d.X {
		if len(row) != k || d.Counts[i] < 0 {
			return badData
		}
		if !(d.Exposure[i] > 0) || math.IsInf(d.Exposure[i], 1) {
			return noExposure
		}
		events += d.Counts[i]
	}
	switch {
	case events == 0:
		return noEvents
	case n <= k:
		return tooFew
	}
	return ""
}

// begin are the first expected counts: those that there are, moved away from 0.
func (d Data) begin(more float64) []float64 {
	fitted := make([]float64, len(d.Counts))
	for i, y := range d.Counts {
		fitted[i] = float64(y) + more
	}
	return fitted
}

// fit iterates from expected counts to those of the largest likelihood for a dispersion.
func (d Data) fit(dispersion float64, fitted []float64, method string) Fit {
	before := math.Inf(1)
	for range mostSteps {
		beta, factor, ok := d.step(dispersion, fitted)
		if !ok {
			return Fit{Method: method, Missing: dependent}
		}
		fitted = d.expected(beta)
		deviance := d.deviance(dispersion, fitted)
		if math.IsNaN(deviance) || math.IsInf(deviance, 0) {
			break
		}
		if math.Abs(deviance-before) < convergence*(math.Abs(deviance)+0.1) {
			return d.finished(dispersion, beta, factor, fitted, deviance, method)
		}
		before = deviance
	}
	return Fit{Method: method, Missing: unfitted}
}

// step solves the weighted least squares of one iteration.
func (d Data) step(dispersion float64, fitted []float64) (beta *mat.VecDense, factor *mat.Cholesky, ok bool) {
	k := len(d.Names)
	information, score := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i, row := range d.X {
		mu := fitted[i]
		weight := mu / (1 + dispersion*mu)
		working := math.Log(mu/d.Exposure[i]) + (float64(d.Counts[i])-mu)/mu
		for a := range k {
			score.SetVec(a, score.AtVec(a)+row[a]*weight*working)
			for b := a; b < k; b++ {
				information.SetSym(a, b, information.At(a, b)+row[a]*weight*row[b])
			}
		}
	}
	factor, beta = &mat.Cholesky{}, &mat.VecDense{}
	if !factor.Factorize(information) || factor.Cond() > flattest || factor.SolveVecTo(beta, score) != nil {
		return nil, nil, false
	}
	return beta, factor, true
}

func (d Data) expected(beta *mat.VecDense) []float64 {
	fitted := make([]float64, len(d.X))
	for i, row := range d.X {
		eta := math.Log(d.Exposure[i])
		for a, x := range row {
			eta += x * beta.AtVec(a)
		}
		fitted[i] = math.Exp(eta)
	}
	return fitted
}

// deviance is twice what the likelihood lacks to that of a perfect fit.
func (d Data) deviance(dispersion float64, fitted []float64) float64 {
	sum := 0.0
	for i, count := range d.Counts {
		y, mu := float64(count), fitted[i]
		if dispersion == 0 {
			sum += 2 * (yLog(y, y/mu) - (y - mu))
			continue
		}
		theta := 1 / dispersion
		sum += 2 * (yLog(y, y/mu) - (y+theta)*math.Log((y+theta)/(mu+theta)))
	}
	return sum
}

// yLog is y·ln(x), and 0 where y is.
func yLog(y, x float64) float64 {
	if y == 0 {
		return 0
	}
	return y * math.Log(x)
}

func (d Data) finished(dispersion float64, beta *mat.VecDense, factor *mat.Cholesky, fitted []float64, deviance float64, method string) Fit {
	f := Fit{Dispersion: dispersion, Deviance: deviance, DF: len(d.X) - len(d.Names), Fitted: fitted, Method: method}
	var covariance mat.SymDense
	if factor.InverseTo(&covariance) != nil {
		return Fit{Method: method, Missing: dependent}
	}
	for a, name := range d.Names {
		f.Coefficients = append(f.Coefficients, Coefficient{name, beta.AtVec(a), math.Sqrt(covariance.At(a, a))})
	}
	for i, y := range d.Counts {
		gap, mu := float64(y)-fitted[i], fitted[i]
		f.Pearson += gap * gap / (mu + dispersion*mu*mu)
	}
	f.LogLik = d.logLik(dispersion, fitted)
	return f
}

func (d Data) logLik(dispersion float64, fitted []float64) float64 {
	sum := 0.0
	for i, count := range d.Counts {
		y, mu := float64(count), fitted[i]
		sum -= logFactorial(y)
		if dispersion == 0 {
			sum += yLog(y, mu) - mu
			continue
		}
		theta := 1 / dispersion
		sum += logGamma(theta+y) - logGamma(theta) + theta*math.Log(theta/(theta+mu)) + yLog(y, mu/(theta+mu))
	}
	return sum
}

func logGamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

func logFactorial(y float64) float64 { return logGamma(y + 1) }
