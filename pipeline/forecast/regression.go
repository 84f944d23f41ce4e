package forecast

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// family is a generalised linear model (McCullagh and Nelder 1989).
type family struct {
	mean     func(eta float64) (mu, slope float64)
	variance func(mu float64) float64 // of one unit of weight
}

// counts has a log link and variance μ + αμ²: Poisson at α = 0, else negative binomial.
func counts(alpha float64) family {
	return family{
		mean:     func(eta float64) (float64, float64) { mu := math.Exp(eta); return mu, mu },
		variance: func(mu float64) float64 { return mu + alpha*mu*mu },
	}
}

// shares has the complementary log-log link, on which hazards of a day are proportional.
var shares = family{
	mean: func(eta float64) (float64, float64) {
		rate := math.Exp(eta)
		return -math.Expm1(-rate), rate * math.Exp(-rate)
	},
	variance: func(mu float64) float64 { return mu * (1 - mu) },
}

// model is a fitted family: coefficients and the root of their covariance.
type model struct {
	beta []float64
	root mat.TriDense
}

const (
	// steady is a prior that settles effects of which the history says nothing, such as that of a
	// weekday without any coding. It weighs as little as a quarter of an event.
	steady    = 0.25
	farthest  = 12.0 // linear predictors beyond are as good as 0 or all
	mostSteps = 60
)

// fit finds the coefficients by iteratively reweighted least squares. Column 0 of x is the
// intercept and begins at start; prior is the weight of a belief in no effect of the others.
// It is false where there is no answer.
func (f family) fit(x *mat.Dense, y, weight []float64, start, prior float64) (model, bool) {
	rows, columns := x.Dims()
	m := model{beta: make([]float64, columns)}
	m.beta[0] = start
	var factor mat.Cholesky
	for range mostSteps {
		information := mat.NewSymDense(columns, nil)
		score := mat.NewVecDense(columns, nil)
		for j := 1; j < columns; j++ {
			information.SetSym(j, j, prior)
		}
		for i := range rows {
			row := x.RowView(i)
			eta := m.predictor(x.RawRowView(i))
			mu, slope := f.mean(eta)
			w := weight[i] * slope * slope / math.Max(f.variance(mu), 1e-12)
			information.SymRankOne(information, w, row)
			score.AddScaledVec(score, w*(eta+(y[i]-mu)/math.Max(slope, 1e-12)), row)
		}
		var next mat.VecDense
		if !factor.Factorize(information) || factor.SolveVecTo(&next, score) != nil {
			return m, false
		}
		if moved := m.move(next.RawVector().Data); moved < 1e-9 {
			break
		}
	}
	var covariance mat.SymDense
	var root mat.Cholesky
	if factor.InverseTo(&covariance) != nil || !root.Factorize(&covariance) {
		return m, false
	}
	root.LTo(&m.root)
	return m, true
}

// move takes the new coefficients and gives by how much the farthest moved. Steps are held
// short, since a first guess may be far away.
func (m *model) move(next []float64) (moved float64) {
	const longestStep = 3
	for j, b := range next {
		step := math.Max(-longestStep, math.Min(longestStep, b-m.beta[j]))
		m.beta[j] += step
		moved = math.Max(moved, math.Abs(step))
	}
	return moved
}

func (m model) predictor(row []float64) (eta float64) {
	for j, v := range row {
		eta += v * m.beta[j]
	}
	return math.Max(-farthest, math.Min(farthest, eta))
}

// draw gives coefficients as they may be, the history being a sample, their errors widened.
func (m model) draw(normal distuv.Normal, widened float64) model {
	drawn := model{beta: make([]float64, len(m.beta))}
	z := make([]float64, len(m.beta))
	for j := range z {
		z[j] = normal.Rand() * widened
	}
	for j, b := range m.beta {
		for k := range j + 1 {
			b += m.root.At(j, k) * z[k]
		}
		drawn.beta[j] = b
	}
	return drawn
}
