// Package agreement measures how far auditors, coders and machines code alike (AGR-01 to
// AGR-06): what two raters said of the same records, or what many did. Labels may be codes
// of any level (full code, category, CCSR, chapter), verdicts such as right and wrong, or
// whole sets of codes. Agreement of two is reported by Of, which puts Gwet's AC1 beside the
// agreement that was observed; kappa alone misleads where nearly all ratings are of one kind.
package agreement

import (
	"cmp"
	"slices"

	"chartline/pipeline/metric"
)

const (
	differInNumber = "the two raters have not rated the same number of records"
	strangeLabel   = "a rating is none of the categories"
	noShape        = "the table of two raters is not square or holds a negative count"
	unrated        = "records that only one of the two has rated are left out"
)

// Pairs counts records by what each of two raters said of them. The zero value holds none.
type Pairs struct {
	cells         []cell  // in order of row and column, each with a count above 0
	first, second []int64 // how often each rater used each category
	n             int64
	unrated       bool   // some records had one rating only
	fault         string // what is wrong with what was given; empty where nothing is
}

// cell is how often the first rater said row where the second said column.
type cell struct {
	row, column int
	n           int64
}

// Cross pairs the labels of two raters, record by record. An empty label is no rating. The
// categories are those that a rater could have chosen, in their order where they have one;
// nil stands for those that were used, in alphabetical order. AC1 depends on how many there
// are: a verdict of right or wrong has two, though all may be right.
func Cross(categories, first, second []string) Pairs {
	if len(first) != len(second) {
		return Pairs{fault: differInNumber}
	}
	if categories == nil {
		categories = used(first, second)
	}
	place := make(map[string]int, len(categories))
	for i, c := range categories {
		place[c] = i
	}
	counts := map[[2]int]int64{}
	p := Pairs{first: make([]int64, len(categories)), second: make([]int64, len(categories))}
	for i := range first {
		if first[i] == "" || second[i] == "" {
			p.unrated = p.unrated || first[i] != second[i]
			continue
		}
		row, known := place[first[i]]
		column, knownToo := place[second[i]]
		if !known || !knownToo {
			return Pairs{fault: strangeLabel}
		}
		counts[[2]int{row, column}]++
	}
	for at, n := range counts {
		p.add(at[0], at[1], n)
	}
	p.sort()
	return p
}

// used lists the labels that raters gave.
func used(raters ...[]string) []string {
	seen := map[string]bool{}
	for _, labels := range raters {
		for _, label := range labels {
			if label != "" {
				seen[label] = true
			}
		}
	}
	categories := make([]string, 0, len(seen))
	for label := range seen {
		categories = append(categories, label)
	}
	slices.Sort(categories)
	return categories
}

// Table takes a square table that is counted already: of counts[i][j] records the first
// rater said category i and the second j.
func Table(counts [][]int64) Pairs {
	p := Pairs{first: make([]int64, len(counts)), second: make([]int64, len(counts))}
	for i, row := range counts {
		if len(row) != len(counts) {
			return Pairs{fault: noShape}
		}
		for j, n := range row {
			switch {
			case n < 0:
				return Pairs{fault: noShape}
			case n > metric.MaxCount-p.n:
				return Pairs{fault: metric.TooLarge}
			case n > 0:
				p.add(i, j, n)
			}
		}
	}
	p.sort()
	return p
}

func (p *Pairs) add(row, column int, n int64) {
	p.cells = append(p.cells, cell{row, column, n})
	p.first[row] += n
	p.second[column] += n
	p.n += n
}

// sort puts the cells in order, so that sums over them do not depend on how they came.
func (p *Pairs) sort() {
	slices.SortFunc(p.cells, func(a, b cell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
}

// why says why there is nothing to measure; it is empty where there is something.
func (p Pairs) why() string {
	if p.fault == "" && p.n == 0 {
		return metric.NoRecords
	}
	return p.fault
}

// Observed estimates the share of records of which both said the same (AGR-01).
func (p Pairs) Observed() metric.Estimate {
	if why := p.why(); why != "" {
		return metric.Missing("1", metric.Proportion(0, 0).Method, why)
	}
	var same int64
	for _, c := range p.cells {
		if c.row == c.column {
			same += c.n
		}
	}
	e := metric.Proportion(same, p.n)
	e.Warnings = append(e.Warnings, p.warnings()...)
	return e
}

func (p Pairs) warnings() []string {
	if p.unrated {
		return []string{unrated}
	}
	return nil
}

// Ratings forgets who said what.
func (p Pairs) Ratings() Ratings {
	r := Ratings{categories: len(p.first), fault: p.why(), unrated: p.unrated}
	for _, c := range p.cells {
		s := subject{times: c.n, votes: []vote{{c.row, 2}}}
		if c.row != c.column {
			s.votes = []vote{{c.row, 1}, {c.column, 1}}
		}
		r.add(s)
	}
	return r
}

// Alpha is Krippendorff's alpha of two raters; see Ratings.Alpha.
func (p Pairs) Alpha(seed uint64) Coefficient { return p.Ratings().Alpha(seed) }
