package forecast

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// arrivals are counts with a log-linear trend and a factor for each kind of day, and spread
// wider than Poisson counts by α (negative binomial).
type arrivals struct {
	model
	alpha float64
	last  int // day from which the trend is counted
	none  bool
}

// yearly scales the trend, so that its coefficient is the growth of a year.
const yearly = 365.0

func arrivalRow(d Department, day, last int) []float64 {
	row := make([]float64, 2+kinds)
	row[0], row[1] = 1, float64(day-last)/yearly
	row[2+d.kind(day)] = 1
	return row
}

// fitArrivals fits a series from a day on. The spread is estimated by moments from a first
// fit, and the second weighs days by it.
func fitArrivals(d Department, s Series, from int) (arrivals, bool) {
	last := len(s.Arrivals) - 1
	a := arrivals{last: last}
	var rows, y, weight []float64
	sum := 0.0
	for day := from; day <= last; day++ {
		rows = append(rows, arrivalRow(d, day, last)...)
		y, weight = append(y, float64(s.Arrivals[day])), append(weight, 1)
		sum += float64(s.Arrivals[day])
	}
	if a.none = sum == 0; a.none {
		return a, true
	}
	x := mat.NewDense(len(y), 2+kinds, rows)
	start := math.Log(sum / float64(len(y)))
	ok := false
	if a.model, ok = counts(0).fit(x, y, weight, start, steady); !ok {
		return a, false
	}
	a.alpha = a.spread(x, y)
	a.model, ok = counts(a.alpha).fit(x, y, weight, start, steady)
	return a, ok
}

// spread is α by moments: what squared deviations are beyond those of Poisson counts.
func (a arrivals) spread(x *mat.Dense, y []float64) float64 {
	beyond, squares := 0.0, 0.0
	for i, v := range y {
		mu := math.Exp(a.predictor(x.RawRowView(i)))
		beyond += (v-mu)*(v-mu) - mu
		squares += mu * mu
	}
	return math.Max(0, beyond/squares)
}

// rand draws the arrivals of a day.
func (a arrivals) rand(d Department, day int, dice dice) int64 {
	if a.none {
		return 0
	}
	mu := math.Exp(a.predictor(arrivalRow(d, day, a.last)))
	if a.alpha > 1e-9 {
		mu = distuv.Gamma{Alpha: 1 / a.alpha, Beta: 1 / (a.alpha * mu), Src: dice.source}.Rand()
	}
	return dice.poisson(mu)
}
