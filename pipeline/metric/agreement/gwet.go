package agreement

const (
	ac1Method = "Gwet's AC1 (2008)"
	ac2Method = "Gwet's AC2 (2014)"
)

// AC1 estimates Gwet's AC1 (AGR-03), which stays near the observed agreement where nearly
// all ratings are of one category: chance counts only for records that are hard to rate.
func (p Pairs) AC1() Coefficient { return p.Ratings().AC1() }

// AC1 is Gwet's AC1 for any number of raters.
func (r Ratings) AC1() Coefficient { return r.gwet(ac1Method, nil, float64(r.categories)) }

// AC2 is AC1 for categories that have an order: the nearer two ratings, the more they
// agree.
func (r Ratings) AC2(s Scale) Coefficient {
	if r.categories > scaleLimit {
		return missing(ac2Method, manyOrdered)
	}
	total, near := 0.0, r.scale(s)
	for i := range r.categories {
		for j := range r.categories {
			total += near.of(i, j)
		}
	}
	return r.gwet(ac2Method, near, total)
}

func (r Ratings) scale(s Scale) weights {
	return func(i, j int) float64 { return s.weight(i, j, r.categories) }
}

// gwet is AC2 of weights with a sum; with no weights but for the same category it is AC1.
func (r Ratings) gwet(method string, w weights, total float64) Coefficient {
	if r.fault != "" {
		return missing(method, r.fault)
	}
	if r.categories < 2 {
		return missing(method, oneCategory)
	}
	q := float64(r.categories)
	prevalence := r.prevalence()
	factor := total / (q * (q - 1))
	chance := 0.0
	for _, p := range prevalence {
		chance += factor * p * (1 - p)
	}
	return r.corrected(method, w, chance, func(s subject) (sum float64) {
		for _, v := range s.votes {
			sum += factor * float64(v.n) * (1 - prevalence[v.category]) / float64(s.raters())
		}
		return sum
	})
}
