package agreement

import (
	"fmt"
	"strings"

	"gonum.org/v1/gonum/floats"

	"chartline/pipeline/metric"
)

// Alpha estimates Krippendorff's alpha (AGR-04) of labels without order: 1 − D_o/D_e, what
// was disagreed on over what would be if ratings fell to records by chance. Raters may have
// left records out. The interval is that of Bootstrap with the seed.
func (r Ratings) Alpha(seed uint64) Coefficient {
	method := "Krippendorff's alpha (1970), nominal, " + resampling(seed)
	if r.fault != "" {
		return missing(method, r.fault)
	}
	s := sample{values: r.categories, apart: func(a, b int) float64 { return 1 }, expected: nominal}
	for _, subject := range r.subjects {
		if subject.raters() < 2 {
			continue
		}
		var values []int
		for _, v := range subject.votes {
			for range v.n {
				values = append(values, v.category)
			}
		}
		for range subject.times {
			s.records = append(s.records, s.record(values))
		}
	}
	return s.alpha(method, seed)
}

// SetAlpha estimates Krippendorff's alpha of sets of codes (AGR-04): codes[i][j] are those
// that rater j gave to record i. A nil set is no rating, an empty one a rating of no code.
func SetAlpha(codes [][][]string, d Distance, seed uint64) Coefficient {
	method := fmt.Sprintf("Krippendorff's alpha (1970), %s, %s", d, resampling(seed))
	place := map[string]int{}
	var sets [][]string
	var rated [][]int
	for _, record := range codes {
		var values []int
		for _, each := range record {
			if each == nil {
				continue
			}
			unique := set(each)
			key := strings.Join(unique, "\x00") + fmt.Sprint(len(unique) > 0)
			at, known := place[key]
			if !known {
				at = len(sets)
				place[key] = at
				sets = append(sets, unique)
			}
			values = append(values, at)
		}
		if len(values) > 1 {
			rated = append(rated, values)
		}
	}
	if len(rated) == 0 {
		return missing(method, metric.NoRecords)
	}
	s := sample{values: len(sets), apart: func(a, b int) float64 { return d.between(sets[a], sets[b]) }}
	s.expected = s.pairwise()
	for _, values := range rated {
		s.records = append(s.records, s.record(values))
	}
	return s.alpha(method, seed)
}

// sample holds records whose ratings are numbered values, and how far apart values are.
type sample struct {
	records []rated
	values  int
	apart   func(a, b int) float64 // of two different values
	// expected is the sum of the distances between all ratings, of which counts[v] are v, in
	// both directions.
	expected func(counts []int64) float64
}

// rated is one record: its ratings, and the mean distance of each of them from the others,
// added up.
type rated struct {
	values   []int
	disagree float64
}

func (s sample) record(values []int) rated {
	sum := 0.0
	for i, a := range values {
		for _, b := range values[:i] {
			if a != b {
				sum += 2 * s.apart(a, b)
			}
		}
	}
	return rated{values, sum / float64(len(values)-1)}
}

// nominal is the expected sum where all different values are at distance 1.
func nominal(counts []int64) float64 {
	var all, squares float64
	for _, n := range counts {
		all += float64(n)
		squares += float64(n) * float64(n)
	}
	return all*all - squares
}

// tableLimit is how many different sets have their distances kept.
const tableLimit = 2000

// pairwise adds distances up, from a table where there is room for one.
func (s sample) pairwise() func(counts []int64) float64 {
	row := s.row
	if s.values <= tableLimit {
		rows := make([][]float64, s.values)
		for a := range rows {
			rows[a] = s.row(a)
		}
		row = func(a int) []float64 { return rows[a] }
	}
	weights := make([]float64, s.values)
	return func(counts []int64) (sum float64) {
		for a, n := range counts {
			weights[a] = float64(n)
			if n > 0 {
				sum += 2 * weights[a] * floats.Dot(weights[:a], row(a))
			}
		}
		return sum
	}
}

// row holds the distances of a value from those before it.
func (s sample) row(a int) []float64 {
	row := make([]float64, a)
	for b := range row {
		row[b] = s.apart(a, b)
	}
	return row
}

// alpha estimates the coefficient and its interval.
func (s sample) alpha(method string, seed uint64) Coefficient {
	value, chance, ok := s.value(func(i int) int { return i })
	if !ok {
		return missing(method, oneCategory)
	}
	n := int64(len(s.records))
	e := metric.Estimate{Value: value, N: n, Unit: "1", Method: method, Warnings: metric.FewWarning(n)}
	c := Coefficient{Estimate: e, Chance: metric.UnsignedZero(chance)}
	switch {
	case n == 1:
		c.Estimate = c.Alone(oneRecord)
	case value == 1:
		c.Estimate = c.Alone(allAgree)
	case s.values > tableLimit:
		c.Estimate = c.Alone(fmt.Sprintf("more than %d different sets, so there is no interval", tableLimit))
	default:
		c.bootstrap(s, seed)
	}
	return c
}

// value is alpha of the records that draw picks, as many as there are, and the agreement by
// chance among them. It is false where all their ratings are the same.
func (s sample) value(draw func(i int) int) (alpha, chance float64, ok bool) {
	counts := make([]int64, s.values)
	var ratings, observed float64
	for i := range s.records {
		record := s.records[draw(i)]
		for _, v := range record.values {
			counts[v]++
		}
		ratings += float64(len(record.values))
		observed += record.disagree
	}
	expected := s.expected(counts) / (ratings - 1)
	if expected == 0 {
		return 0, 0, false
	}
	return 1 - observed/expected, 1 - expected/ratings, true
}
