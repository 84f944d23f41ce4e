package agreement

import (
	"math"

	"chartline/pipeline/metric"
)

const (
	kappaMethod     = "Cohen's kappa (1960), large-sample error (Fleiss, Cohen and Everitt 1969)"
	linearMethod    = "Cohen's weighted kappa (1968), linear weights, large-sample error (Fleiss, Cohen and Everitt 1969)"
	quadraticMethod = "Cohen's weighted kappa (1968), quadratic weights, large-sample error (Fleiss, Cohen and Everitt 1969)"
	pabakMethod     = "prevalence-adjusted bias-adjusted kappa (Byrt, Bishop and Carlin 1993), Wilson score"
	manyOrdered     = "too many categories for weights: they are for a scale of steps"
	notTwo          = "the adjusted kappa is of two categories"
	// scaleLimit is the longest scale that is weighted.
	scaleLimit = 1000
)

// Kappa estimates Cohen's kappa (AGR-02): (p_o − p_e)/(1 − p_e), with p_e from how often
// each of the two used each category. The interval is SAS's, value ± 1.96 SE. It collapses
// where nearly all ratings are of one category, and repeats the observed agreement where
// there are hundreds; see Of.
func (p Pairs) Kappa() Coefficient {
	if why := p.why(); why != "" {
		return missing(kappaMethod, why)
	}
	var observed, chance, cubes float64
	for k := range p.first {
		a, b := p.shares(k)
		chance += a * b
		cubes += a * b * (a + b)
	}
	for _, c := range p.cells {
		if c.row == c.column {
			observed += p.share(c)
		}
	}
	if p.oneCategory() {
		return missing(kappaMethod, oneCategory)
	}
	kappa := (observed - chance) / (1 - chance)
	c := p.coefficient(kappa, chance, kappaMethod)
	c.SE = p.large(p.spread(kappa)-square(kappa-chance*(1-kappa)), chance)
	c.NullError = p.large(chance+chance*chance-cubes, chance)
	return c.within(metric.NormalQuantile)
}

// PABAK is kappa as it would be if both raters used both of two categories half of the time, for
// those who ask (AGR-05): 2 p_o − 1, with the limits of p_o taken alike.
func (p Pairs) PABAK() metric.Estimate {
	e := p.Observed()
	switch {
	case !e.Defined():
		return metric.Missing("1", pabakMethod, e.Missing)
	case len(p.first) != 2:
		return metric.Missing("1", pabakMethod, notTwo)
	}
	e.Method, e.Value = pabakMethod, 2*e.Value-1
	return e.Between(2*e.Lo-1, 2*e.Hi-1)
}

// spread is the first part of the variance of kappa: what the cells add.
func (p Pairs) spread(kappa float64) (sum float64) {
	for _, c := range p.cells {
		rowFirst, rowSecond := p.shares(c.row)
		columnFirst, _ := p.shares(c.column)
		if c.row == c.column {
			sum += p.share(c) * square(1-(rowFirst+rowSecond)*(1-kappa))
		} else {
			sum += p.share(c) * square((rowSecond+columnFirst)*(1-kappa))
		}
	}
	return sum
}

// Scale is how far apart two steps of an ordered scale count as.
type Scale int

const (
	Linear    Scale = iota // by the steps between them
	Quadratic              // by the square of the steps: kappa is then nearly the intraclass correlation
)

// weight is how much agreement there is between two of q steps, 1 for the same one.
func (s Scale) weight(i, j, q int) float64 {
	apart := math.Abs(float64(i-j)) / float64(q-1)
	if s == Quadratic {
		apart *= apart
	}
	return 1 - apart
}

// WeightedKappa estimates Cohen's weighted kappa of categories that have an order, such as
// levels of severity: the nearer two ratings, the more they agree.
func (p Pairs) WeightedKappa(s Scale) Coefficient {
	method := linearMethod
	if s == Quadratic {
		method = quadraticMethod
	}
	q := len(p.first)
	switch {
	case p.why() != "":
		return missing(method, p.why())
	case q < 2 || p.oneCategory():
		return missing(method, oneCategory)
	case q > scaleLimit:
		return missing(method, manyOrdered)
	}
	observed := 0.0
	for _, c := range p.cells {
		observed += p.share(c) * s.weight(c.row, c.column, q)
	}
	rows, columns := p.meanWeights(s)
	chance := 0.0
	for i := range rows {
		chance += float64(p.first[i]) / float64(p.n) * rows[i]
	}
	kappa := (observed - chance) / (1 - chance)
	c := p.coefficient(kappa, chance, method)
	spread := 0.0
	for _, cell := range p.cells {
		i, j := cell.row, cell.column
		spread += p.share(cell) * square(s.weight(i, j, q)-(rows[i]+columns[j])*(1-kappa))
	}
	c.SE = p.large(spread-square(kappa-chance*(1-kappa)), chance)
	c.NullError = p.large(p.nullSpread(s, rows, columns)-chance*chance, chance)
	return c.within(metric.NormalQuantile)
}

// meanWeights are the mean weight of each step of the first rater over what the second
// said, and of each of the second over what the first said.
func (p Pairs) meanWeights(s Scale) (rows, columns []float64) {
	q := len(p.first)
	rows, columns = make([]float64, q), make([]float64, q)
	for i := range q {
		for j := range q {
			first, second := p.shares(j)
			rows[i] += second * s.weight(i, j, q)
			columns[i] += first * s.weight(i, j, q)
		}
	}
	return rows, columns
}

func (p Pairs) nullSpread(s Scale, rows, columns []float64) (sum float64) {
	q := len(p.first)
	for i := range q {
		for j := range q {
			first, _ := p.shares(i)
			_, second := p.shares(j)
			sum += first * second * square(s.weight(i, j, q)-rows[i]-columns[j])
		}
	}
	return sum
}

// coefficient is a value that is still without its errors.
func (p Pairs) coefficient(value, chance float64, method string) Coefficient {
	e := metric.Estimate{Value: value, N: p.n, Unit: "1", Method: method}
	e.Warnings = append(metric.FewWarning(p.n), p.warnings()...)
	return Coefficient{Estimate: e, Chance: metric.UnsignedZero(chance)}
}

// large is the large-sample error of the variance of one record. Rounding can put a
// variance of nothing below zero.
func (p Pairs) large(variance, chance float64) float64 {
	return math.Sqrt(max(0, variance)/float64(p.n)) / (1 - chance)
}

// oneCategory reports whether both raters used the same category and no other.
func (p Pairs) oneCategory() bool { return len(p.cells) == 1 && p.cells[0].row == p.cells[0].column }

func (p Pairs) share(c cell) float64 { return float64(c.n) / float64(p.n) }

// shares are how often each of the two used a category.
func (p Pairs) shares(k int) (first, second float64) {
	return float64(p.first[k]) / float64(p.n), float64(p.second[k]) / float64(p.n)
}

func square(v float64) float64 { return v * v }
