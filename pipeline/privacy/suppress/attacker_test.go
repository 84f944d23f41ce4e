package suppress

import (
	"fmt"
	"slices"
	"testing"

	"chartline/pipeline/privacy"
)

// attacker puts the tables of a release together: beside the totals of each it knows that
// tables of one thing have the same sums over the labels that they share, and what was shown
// before. It builds its equations from labels, and gonum solves them.
type attacker struct {
	auditor
	first []int // of the cells of each table, then of the differences
}

func newAttacker(tables []Table, said []Decision, minCell int64) *attacker {
	x := &attacker{auditor: auditor{minCell: minCell}}
	withheld := []bool{}
	for i, t := range tables {
		x.first = append(x.first, len(x.cells))
		x.cells, withheld = append(x.cells, t.Cells...), append(withheld, said[i].Cells...)
	}
	x.first = append(x.first, len(x.cells))
	for i, t := range tables { // differences from what was shown before
		for k, c := range t.Cells {
			for _, b := range t.Before {
				if slices.Equal(b.Keys, c.Keys) && c.Count != b.Count {
					x.cells, withheld = append(x.cells, Cell{max(c.Count-b.Count, b.Count-c.Count), []string{fmt.Sprint(x.first[i] + k), fmt.Sprint(b.Count)}}), append(withheld, true)
				}
			}
		}
	}
	for i, w := range withheld {
		if w {
			x.hidden = append(x.hidden, i)
		}
	}
	return x
}

// equation adds that some cells less others are a number.
func (x *attacker) equation(plus, minus []int, sum int64) {
	row := make([]float64, len(x.hidden))
	for sign, cells := range map[float64][]int{1: plus, -1: minus} {
		for _, i := range cells {
			if k := slices.Index(x.hidden, i); k >= 0 {
				row[k] += sign
				sum -= int64(sign) // each hidden cell is at least 1
			} else {
				sum -= int64(sign) * x.cells[i].Count
			}
		}
	}
	x.add(row, float64(sum))
}

// learn adds what is published; structure alone where nothing is shown but which cells are 0.
func (x *attacker) learn(tables []Table, said []Decision, published bool) {
	for i, t := range tables {
		for _, s := range said[i].Totals {
			if published && !s.Withheld {
				x.equation(x.matching(i, t, t.Margins[s.Margin], s.Keys), nil, s.Count)
			}
		}
		for j, other := range tables[:i] {
			if other.Of == t.Of {
				x.linked(j, other, i, t)
			}
		}
	}
	for i := x.first[len(tables)]; published && i < len(x.cells); i++ {
		var now int
		var before int64
		fmt.Sscan(x.cells[i].Keys[0], &now)
		fmt.Sscan(x.cells[i].Keys[1], &before)
		switch {
		case x.cells[now].Count > before:
			x.equation([]int{now}, []int{i}, before)
		case before > x.minCell: // of a smaller one nobody knows that it fell

			x.equation([]int{now, i}, nil, before)
		}
	}
}

func (x *attacker) matching(i int, t Table, m Margin, keys []string) []int {
	var in []int
	for k, c := range t.Cells {
		if slices.Equal(labels(c.Keys, m), keys) {
			in = append(in, x.first[i]+k)
		}
	}
	return in
}

func (x *attacker) linked(j int, other Table, i int, t Table) {
	var inOther, in Margin
	for k, name := range t.Dimensions {
		if at := slices.Index(other.Dimensions, name); at >= 0 {
			in, inOther = append(in, k), append(inOther, at)
		}
	}
	done := map[string]bool{}
	for _, c := range t.Cells {
		keys := labels(c.Keys, in)
		if id := fmt.Sprint(keys); !done[id] {
			done[id] = true
			x.equation(x.matching(i, t, in, keys), x.matching(j, other, inOther, keys), 0)
		}
	}
}

// checkLinked reports every small count, shown or told by the tables together, and every small difference.
func checkLinked(t *testing.T, tables []Table, said []Decision, minCell int64) int {
	t.Helper()
	x := newAttacker(tables, said, minCell)
	x.learn(tables, said, true)
	secrets := 0
	for i, c := range x.cells {
		if !privacy.Small(c.Count, minCell) {
			continue
		}
		k := slices.Index(x.hidden, i)
		if k < 0 {
			t.Errorf("cell %v shows %d", c.Keys, c.Count)
			continue
		}
		secrets++
		lo, hi := -x.largest([]int{i}, -1), x.largest([]int{i}, 1)
		if hi < float64(minCell)-1e-6 {
			t.Errorf("cell %d %v of %d is told to be small: %g to %g", i, c.Keys, c.Count, lo, hi)
		}
		if floor := x.floor(tables, said, i); lo > floor+1e-6 {
			t.Errorf("cell %d %v of %d is told to be at least %g, which only its %g cells should tell", i, c.Keys, c.Count, lo, floor)
		}
	}
	return secrets
}

// floor is what a reader can tell of a cell by counting, where every count is withheld: 3
// where three other cells that are not 0 have the same sum.
func (x *attacker) floor(tables []Table, said []Decision, cell int) float64 {
	blind := make([]Decision, len(said))
	for i, t := range tables {
		for _, c := range t.Cells {
			blind[i].Cells = append(blind[i].Cells, c.Count > 0)
		}
	}
	y := newAttacker(tables, blind, x.minCell)
	y.learn(tables, blind, false)
	return -y.largest([]int{cell}, -1)
}
