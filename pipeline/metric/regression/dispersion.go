package regression

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// overDispersed is the level at which counts are taken to vary more than Poisson counts.
const overDispersed = 0.05

// Counts fits Poisson regression, and negative binomial regression where the counts vary
// more than that allows: by the likelihood ratio test of a dispersion of 0, which lies on
// the edge of what is possible, so that half of the chi-square probability counts (Self and
// Liang 1987).
func Counts(d Data) Fit {
	poisson := Poisson(d)
	if !poisson.Defined() || poisson.Pearson <= float64(poisson.DF) {
		return poisson
	}
	negative := NegativeBinomial(d)
	if !negative.Defined() {
		return poisson
	}
	gain := math.Max(0, 2*(negative.LogLik-poisson.LogLik))
	if chance := (distuv.ChiSquared{K: 1}).Survival(gain) / 2; chance > overDispersed {
		return poisson
	}
	return negative
}

// NegativeBinomial fits counts whose variance is μ + μ²·dispersion, both by maximum
// likelihood in turns, as R's MASS::glm.nb does (Venables and Ripley 2002, section 7.4).
// Standard errors take the dispersion as known. Where counts vary no more than Poisson
// counts there is no such fit.
func NegativeBinomial(d Data) Fit {
	f := Poisson(d)
	f.Method = negativeMethod
	if !f.Defined() {
		return f
	}
	before := 0.0
	for range mostSteps {
		theta, ok := d.theta(f.Fitted)
		if !ok {
			return Fit{Method: negativeMethod, Missing: "the counts vary no more than Poisson counts"}
		}
		if f = d.fit(1/theta, f.Fitted, negativeMethod); !f.Defined() {
			return f
		}
		if math.Abs(theta-before) < settled*theta {
			return f
		}
		before = theta
	}
	return Fit{Method: negativeMethod, Missing: unfitted}
}

// settled is the relative change of theta at which the turns end: the likelihood is flat
// about its top and would end them early.
const settled = 1e-9

// The thetas that are looked at: beyond the largest, counts cannot be told from Poisson
// counts; below the smallest, a month says nothing.
const (
	smallestTheta = 1e-6
	largestTheta  = 1e6
)

// theta is 1/dispersion of the largest likelihood for expected counts: where its score turns
// from positive to negative, by halving. Newton's method, which R uses, can leave for
// infinity where most months have no events.
func (d Data) theta(fitted []float64) (theta float64, ok bool) {
	if d.thetaScore(largestTheta, fitted) >= 0 || d.thetaScore(smallestTheta, fitted) <= 0 {
		return 0, false
	}
	lo, hi := math.Log(smallestTheta), math.Log(largestTheta)
	for hi-lo > convergence {
		middle := (lo + hi) / 2
		if d.thetaScore(math.Exp(middle), fitted) > 0 {
			lo = middle
		} else {
			hi = middle
		}
	}
	return math.Exp((lo + hi) / 2), true
}

// thetaScore is the derivative of the log-likelihood by theta.
func (d Data) thetaScore(theta float64, fitted []float64) (score float64) {
	for i, count := range d.Counts {
		y, mu := float64(count), fitted[i]
		score += mathext.Digamma(theta+y) - mathext.Digamma(theta) + math.Log(theta/(theta+mu)) + (mu-y)/(mu+theta)
	}
	return score
}
