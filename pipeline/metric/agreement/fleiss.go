package agreement

import "math"

const fleissMethod = "Fleiss' kappa (1971), variance of Gwet (2008)"

// Fleiss estimates Fleiss' kappa of many raters, who need not be the same for each record.
// NullError is that of Fleiss, Nee and Landis (1979), which asks for as many raters of each
// record, and 0 where they are not.
func (r Ratings) Fleiss() Coefficient {
	if r.fault != "" {
		return missing(fleissMethod, r.fault)
	}
	prevalence := r.prevalence()
	chance := 0.0
	for _, p := range prevalence {
		chance += p * p
	}
	c := r.corrected(fleissMethod, nil, chance, func(s subject) (sum float64) {
		for _, v := range s.votes {
			sum += float64(v.n) * prevalence[v.category] / float64(s.raters())
		}
		return sum
	})
	if raters, same := r.raters(); same && c.Defined() {
		c.NullError = fleissNull(prevalence, float64(r.n), float64(raters))
	}
	return c
}

// raters is how many each record has, where all have as many.
func (r Ratings) raters() (n int64, same bool) {
	for _, s := range r.subjects {
		if n != 0 && s.raters() != n {
			return 0, false
		}
		n = s.raters()
	}
	return n, n > 1
}

func fleissNull(prevalence []float64, records, raters float64) float64 {
	var spread, skew float64
	for _, p := range prevalence {
		spread += p * (1 - p)
		skew += p * (1 - p) * (1 - 2*p)
	}
	return math.Sqrt(2*max(0, spread*spread-skew)/(records*raters*(raters-1))) / spread
}
