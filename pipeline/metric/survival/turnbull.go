package survival

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/mat"

	"chartline/pipeline/metric"
)

const (
	// gradientSlack is how far the likelihood may still rise with any share, relative to n.
	gradientSlack = 1e-6
	mostRounds    = 20_000
	// negligible is the part of an account below which an interval is tried without.
	negligible = 1e-3
)

// Turnbull estimates the survival curve of accounts whose coding is known to lie between two
// snapshots: the nonparametric maximum of the likelihood. Rows may come in any order and
// repeat.
func Turnbull(seen []Seen) SnapshotCurve {
	c := SnapshotCurve{Unit: "d", Method: turnbullMethod}
	rows, n, why := mergedSeen(seen)
	if why != "" {
		c.Missing = why
		return c
	}
	c.rows, c.N = rows, n
	l := newLikelihood(rows, float64(n))
	l.climb()
	for j, m := range l.masses {
		if l.share[j] > 0 {
			c.Masses = append(c.Masses, Mass{After: m.After, By: m.By, Share: l.share[j]})
		}
	}
	c.covariance = l.covariance()
	return c
}

// mergedSeen are the rows in order, one for each pair of times.
func mergedSeen(seen []Seen) (rows []Seen, n int64, why string) {
	for _, s := range seen {
		switch {
		case !metric.Finite(s.After) || s.After < -1 || !(s.By > s.After):
			return nil, 0, "a time is not a number, below −1, or not before the one by which accounts were coded"
		case s.Accounts < 0:
			return nil, 0, badCount
		case s.Accounts > metric.MaxCount-n:
			return nil, 0, metric.TooLarge
		case s.Accounts == 0:
			continue
		}
		n += s.Accounts
		rows = append(rows, s)
	}
	if n == 0 {
		return nil, 0, metric.NoRecords
	}
	slices.SortFunc(rows, func(a, b Seen) int {
		return cmp.Or(cmp.Compare(a.After, b.After), cmp.Compare(a.By, b.By))
	})
	merged := rows[:1]
	for _, r := range rows[1:] {
		if last := &merged[len(merged)-1]; last.After == r.After && last.By == r.By {
			last.Accounts += r.Accounts
			continue
		}
		merged = append(merged, r)
	}
	return merged, n, ""
}

// likelihood is that of shares over the innermost intervals, the only ones that can have
// any: those that begin where some row begins, end where some row ends, and hold neither.
type likelihood struct {
	rows        []Seen
	n           float64
	masses      []Mass
	first, past []int // row i covers the masses first[i] to past[i]−1
	share       []float64
}

func newLikelihood(rows []Seen, n float64) *likelihood {
	l := &likelihood{rows: rows, n: n, masses: innermost(rows)}
	l.share = make([]float64, len(l.masses))
	for j := range l.share {
		l.share[j] = 1 / float64(len(l.share))
	}
	for _, r := range rows {
		l.first = append(l.first, sort.Search(len(l.masses), func(j int) bool { return l.masses[j].After >= r.After }))
		l.past = append(l.past, sort.Search(len(l.masses), func(j int) bool { return l.masses[j].By > r.By }))
	}
	return l
}

// innermost pairs each beginning with an end that follows it directly.
func innermost(rows []Seen) []Mass {
	var begins, ends []float64
	for _, r := range rows {
		begins, ends = append(begins, r.After), append(ends, r.By)
	}
	slices.Sort(ends)
	var masses []Mass
	for i, after := range begins { // in order, since rows are
		end := ends[sort.Search(len(ends), func(j int) bool { return ends[j] > after })]
		if next := sort.SearchFloat64s(begins[i:], math.Nextafter(after, math.Inf(1))) + i; next < len(begins) && begins[next] < end {
			continue
		}
		if len(masses) == 0 || masses[len(masses)-1].After != after {
			masses = append(masses, Mass{After: after, By: end})
		}
	}
	return masses
}

// climb repeats the self-consistency step until no share can raise the likelihood. Shares
// that vanish do so slowly, so they are set to 0, which is undone where it was wrong.
func (l *likelihood) climb() {
	floor := negligible / l.n
	for round := 1; round <= mostRounds; round++ {
		gain := l.gains()
		steepest := slices.Max(gain)
		if steepest <= 1+gradientSlack {
			return
		}
		total := 0.0
		for j, g := range gain {
			if l.share[j] == 0 && g > 1+gradientSlack {
				l.share[j] = floor
			}
			l.share[j] *= g
			if l.share[j] < floor && g < 1 {
				l.share[j] = 0
			}
			total += l.share[j]
		}
		for j := range l.share {
			l.share[j] /= total
		}
	}
}

// gains are the factors by which the self-consistency step changes the shares: 1 where a
// share is as large as the rows ask for, and at most 1 everywhere at the maximum (Gentleman
// and Geyer 1994).
func (l *likelihood) gains() []float64 {
	before := make([]float64, len(l.share)+1)
	for j, s := range l.share {
		before[j+1] = before[j] + s
	}
	change := make([]float64, len(l.share)+1)
	for i, r := range l.rows {
		weight := float64(r.Accounts) / l.n / math.Max(before[l.past[i]]-before[l.first[i]], math.SmallestNonzeroFloat64)
		change[l.first[i]] += weight
		change[l.past[i]] -= weight
	}
	gain := change[:len(l.share)]
	for j := 1; j < len(gain); j++ {
		gain[j] += gain[j-1]
	}
	return gain
}

// covariance is that of the shares that are not 0, from the observed information; nil where
// the rows do not fix them.
func (l *likelihood) covariance() *mat.SymDense {
	place := make([]int, len(l.share)+1) // how many positive shares come before j
	for j, s := range l.share {
		place[j+1] = place[j]
		if s > 0 {
			place[j+1]++
		}
	}
	free := place[len(l.share)] - 1
	if free < 1 {
		return nil
	}
	information := mat.NewSymDense(free, nil)
	slope := make([]float64, free)
	for i, r := range l.rows {
		from, to := place[l.first[i]], place[l.past[i]]
		chance, last := 0.0, 0.0
		for j := l.first[i]; j < l.past[i]; j++ {
			chance += l.share[j]
		}
		if to == free+1 {
			last = 1 // the last share is 1 less the others
		}
		for j := range slope {
			slope[j] = -last
			if j >= from && j < to {
				slope[j]++
			}
		}
		information.SymRankOne(information, float64(r.Accounts)/(chance*chance), mat.NewVecDense(free, slope))
	}
	var factor mat.Cholesky
	inverse := mat.NewSymDense(free, nil)
	if !factor.Factorize(information) || factor.Cond() > 1e12 || factor.InverseTo(inverse) != nil {
		return nil
	}
	return inverse
}
