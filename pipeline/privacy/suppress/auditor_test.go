package suppress

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"chartline/pipeline/privacy"
)

// auditor checks a decision against the promise of Withhold from what is published
// alone. It shares nothing with the audit that Withhold itself makes: it builds its
// equations from the labels and has gonum solve them.
type auditor struct {
	cells   []Cell
	margins []Margin
	minCell int64
	said    Decision
	hidden  []int       // withheld cells
	rows    [][]float64 // independent equations over the excess of hidden cells over 1
	sums    []float64
}

func newAuditor(cells []Cell, margins []Margin, minCell int64, said Decision) *auditor {
	a := &auditor{cells: cells, margins: margins, minCell: minCell, said: said}
	for i, w := range said.Cells {
		if w {
			a.hidden = append(a.hidden, i)
		}
	}
	for _, s := range said.Totals {
		if s.Withheld {
			continue
		}
		row, rest := make([]float64, len(a.hidden)), s.Count
		for i, c := range cells {
			if !a.within(c, s) {
				continue
			}
			if k := slices.Index(a.hidden, i); k >= 0 {
				row[k] = 1
				rest-- // each hidden cell is at least 1
			} else {
				rest -= c.Count
			}
		}
		a.add(row, float64(rest))
	}
	return a
}

func (a *auditor) within(c Cell, s Total) bool {
	return slices.Equal(labels(c.Keys, a.margins[s.Margin]), s.Keys)
}

// add keeps an equation unless those before imply it: gonum wants independent rows.
func (a *auditor) add(row []float64, sum float64) {
	rows := append(slices.Clone(a.rows), row)
	var flat []float64
	for _, r := range rows {
		flat = append(flat, r...)
	}
	if len(row) == 0 {
		return
	}
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(len(rows), len(row), flat), mat.SVDNone) {
		panic("no singular values")
	}
	if svd.Rank(1e-9) == len(rows) {
		a.rows, a.sums = rows, append(a.sums, sum)
	}
}

// largest is the largest that sign times the sum of some hidden cells can be.
func (a *auditor) largest(cells []int, sign float64) float64 {
	objective := make([]float64, len(a.hidden))
	base := 0.0
	for _, i := range cells {
		objective[slices.Index(a.hidden, i)] = -sign // gonum minimises
		base += sign
	}
	// Cells in no equation can be anything; gonum refuses them.
	var used []int
	for k := range a.hidden {
		if slices.ContainsFunc(a.rows, func(r []float64) bool { return r[k] != 0 }) {
			used = append(used, k)
		} else if objective[k] < 0 {
			return math.Inf(1)
		}
	}
	if len(used) == 0 {
		return base
	}
	c, flat := make([]float64, len(used)), []float64{}
	for j, k := range used {
		c[j] = objective[k]
	}
	for _, r := range a.rows {
		for _, k := range used {
			flat = append(flat, r[k])
		}
	}
	best, _, err := lp.Simplex(c, mat.NewDense(len(a.rows), len(used), flat), a.sums, 1e-9, nil)
	switch {
	case errors.Is(err, lp.ErrUnbounded):
		return math.Inf(1)
	case err != nil:
		panic(err)
	}
	return base - best
}

// check reports every broken promise.
func (a *auditor) check(t *testing.T) {
	t.Helper()
	for i, c := range a.cells {
		if privacy.Small(c.Count, a.minCell) && !a.said.Cells[i] {
			t.Errorf("cell %v shows %d", c.Keys, c.Count)
		}
		if c.Count == 0 && a.said.Cells[i] {
			t.Errorf("cell %v withholds a zero", c.Keys)
		}
		if privacy.Small(c.Count, a.minCell) {
			a.checkRange(t, fmt.Sprint("cell ", c.Keys), []int{i})
		}
	}
	for _, s := range a.said.Totals {
		if n := a.withheldIn(s); n == 1 && !s.Withheld {
			t.Errorf("total %v is shown and gives its one withheld cell away (SUP-02)", s.Keys)
		}
		if !privacy.Small(s.Count, a.minCell) {
			continue
		}
		if !s.Withheld {
			t.Errorf("total %v shows %d", s.Keys, s.Count)
		}
		var inside []int
		for i, c := range a.cells {
			if c.Count > 0 && a.within(c, s) {
				inside = append(inside, i)
			}
		}
		a.checkRange(t, fmt.Sprint("total ", s.Keys), inside)
	}
}

func (a *auditor) withheldIn(s Total) int {
	n := 0
	for _, i := range a.hidden {
		n += b2i(a.within(a.cells[i], s))
	}
	return n
}

func (a *auditor) checkRange(t *testing.T, name string, cells []int) {
	t.Helper()
	hi, lo := a.largest(cells, 1), -a.largest(cells, -1)
	if lo > float64(len(cells))+1e-6 || hi < float64(a.minCell)-1e-6 {
		t.Errorf("%s can be told to be from %g to %g, which must reach from %d to %d", name, lo, hi, len(cells), a.minCell)
	}
}
