package agreement

import (
	"math"
	"slices"

	"chartline/pipeline/metric"
)

// Ratings counts, for each record, how many raters put it into which category. Who they
// were does not count, and records may have been rated by different numbers of them.
type Ratings struct {
	categories int
	subjects   []subject
	n          int64 // records with a rating
	paired     int64 // records with two or more
	unrated    bool
	fault      string
}

// subject is what was said of so many records that were rated alike.
type subject struct {
	times int64
	votes []vote // by category, each with a count above 0
}

// vote is how many raters chose a category.
type vote struct {
	category int
	n        int64
}

func (s subject) raters() (n int64) {
	for _, v := range s.votes {
		n += v.n
	}
	return n
}

// Counted takes a table that is counted already: counts[i][k] raters put record i into
// category k. All rows have one length.
func Counted(counts [][]int64) Ratings {
	r := Ratings{}
	if len(counts) > 0 {
		r.categories = len(counts[0])
	}
	for _, row := range counts {
		if len(row) != r.categories {
			return Ratings{fault: "the records do not have the same categories"}
		}
		s := subject{times: 1}
		for k, n := range row {
			switch {
			case n < 0 || n > mostRaters:
				return Ratings{fault: "a count of raters is negative or too large"}
			case n > 0:
				s.votes = append(s.votes, vote{k, n})
			}
		}
		r.add(s)
	}
	return r.checked()
}

// Repeated takes records that all had the same number of raters, who said yes or no:
// counts[y] are the records to which y of them said yes.
func Repeated(raters int64, counts []int64) Ratings {
	if int64(len(counts)) != raters+1 || raters > mostRaters {
		return Ratings{fault: "there is not a count for each number of raters"}
	}
	r := Ratings{categories: 2}
	for yes, n := range counts {
		if n < 0 {
			return Ratings{fault: "a count of records is negative"}
		}
		s := subject{times: n}
		for k, votes := range []int64{raters - int64(yes), int64(yes)} {
			if votes > 0 {
				s.votes = append(s.votes, vote{k, votes})
			}
		}
		if n > 0 {
			r.add(s)
		}
	}
	return r.checked()
}

// mostRaters keeps sums of ratings exact.
const mostRaters = 1 << 20

// Rated takes what raters said of each record: labels[i] are the labels of record i, an
// empty one being no rating. For the categories see Cross.
func Rated(categories []string, labels [][]string) Ratings {
	if categories == nil {
		categories = used(labels...)
	}
	r := Ratings{categories: len(categories)}
	place := make(map[string]int, len(categories))
	for i, c := range categories {
		place[c] = i
	}
	for _, row := range labels {
		counts := map[int]int64{}
		for _, label := range row {
			k, known := place[label]
			if label != "" && !known {
				return Ratings{fault: strangeLabel}
			}
			if label != "" {
				counts[k]++
			}
		}
		r.add(subject{times: 1, votes: sorted(counts)})
	}
	return r.checked()
}

func sorted(counts map[int]int64) []vote {
	votes := make([]vote, 0, len(counts))
	for k, n := range counts {
		votes = append(votes, vote{k, n})
	}
	slices.SortFunc(votes, func(a, b vote) int { return a.category - b.category })
	return votes
}

// add counts a subject; what nobody rated is no subject.
func (r *Ratings) add(s subject) {
	raters := s.raters()
	if raters == 0 {
		return
	}
	r.n += s.times
	if raters > 1 {
		r.paired += s.times
	} else {
		r.unrated = true
	}
	r.subjects = append(r.subjects, s)
}

func (r Ratings) checked() Ratings {
	switch {
	case r.fault == "" && r.n == 0:
		r.fault = metric.NoRecords
	case r.fault == "" && r.paired == 0:
		r.fault = "no record has two ratings to compare"
	}
	return r
}

// Observed estimates how often two raters of a record agree (AGR-01): the mean, over
// records, of the share of pairs of their raters that said the same.
func (r Ratings) Observed() metric.Estimate {
	if r.fault != "" {
		return metric.Missing("1", metric.MacroShare(0, 0, 0).Method, r.fault)
	}
	var sum, squares float64
	for _, s := range r.subjects {
		if share, ok := s.agreement(nil); ok {
			sum += float64(s.times) * share
			squares += float64(s.times) * share * share
		}
	}
	return metric.MacroShare(sum, r.paired, squares)
}

// agreement is how far two raters of the subject agree, on average over all pairs of its
// raters. It is false where there are not two.
func (s subject) agreement(w weights) (share float64, ok bool) {
	raters := float64(s.raters())
	if raters < 2 {
		return 0, false
	}
	for _, v := range s.votes {
		share += float64(v.n) * (s.near(v.category, w) - 1)
	}
	return share / (raters * (raters - 1)), true
}

// near counts the raters of the subject by how near their category is to k.
func (s subject) near(k int, w weights) (sum float64) {
	for _, v := range s.votes {
		sum += float64(v.n) * w.of(k, v.category)
	}
	return sum
}

// weights are how much agreement there is between two categories; nil is none but with
// itself.
type weights func(i, j int) float64

func (w weights) of(i, j int) float64 {
	switch {
	case i == j:
		return 1
	case w == nil:
		return 0
	}
	return w(i, j)
}

// prevalence is the share of each category: the mean over records of the share of their
// raters that chose it.
func (r Ratings) prevalence() []float64 {
	shares := make([]float64, r.categories)
	for _, s := range r.subjects {
		raters := float64(s.raters())
		for _, v := range s.votes {
			shares[v.category] += float64(s.times) * float64(v.n) / raters / float64(r.n)
		}
	}
	return shares
}

// corrected makes a coefficient of what chance would give, over all records and for the
// ratings of each of them, with the variance of Gwet: chance is itself estimated, so that
// a record counts by its agreement and by what its ratings add to chance.
func (r Ratings) corrected(method string, w weights, chance float64, each func(subject) float64) Coefficient {
	if chance >= 1-1e-12 {
		return missing(method, oneCategory)
	}
	observed := 0.0
	for _, s := range r.subjects {
		share, _ := s.agreement(w)
		observed += float64(s.times) * share / float64(r.paired)
	}
	value := (observed - chance) / (1 - chance)
	e := metric.Estimate{Value: value, N: r.paired, Unit: "1", Method: method, Warnings: metric.FewWarning(r.paired)}
	if r.unrated {
		e.Warnings = append(e.Warnings, unrated)
	}
	c := Coefficient{Estimate: e, Chance: metric.UnsignedZero(chance)}
	if r.paired == 1 {
		c.Estimate = c.Alone(oneRecord)
		return c
	}
	n := float64(r.n)
	scatter := 0.0
	for _, s := range r.subjects {
		own := 0.0
		if share, ok := s.agreement(w); ok {
			own = n / float64(r.paired) * (share - chance) / (1 - chance)
		}
		own -= 2 * (1 - value) * (each(s) - chance) / (1 - chance)
		scatter += float64(s.times) * square(own-value)
	}
	c.SE = math.Sqrt(scatter / (n * (n - 1)))
	return c.within(metric.StudentQuantile(r.n - 1))
}
