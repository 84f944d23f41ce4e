package privacy

import (
	"cmp"
	"slices"
)

// secret is a withheld small count that a reader must not find out: a cell, or the sum
// of the withheld cells of a withheld total.
type secret struct {
	cells []int // the withheld cells that it is the sum of
}

// secrets lists what the audit protects.
func (t *table) secrets() []secret {
	var all []secret
	for i, c := range t.cells {
		if c.withheld && Small(c.count, t.minCell) {
			all = append(all, secret{[]int{i}})
		}
	}
	for _, s := range t.totals {
		if Small(s.count, t.minCell) {
			all = append(all, secret{t.withheldIn(s.cells)})
		}
	}
	return all
}

// withheldIn picks the withheld ones of some cells.
func (t *table) withheldIn(cells []int) []int {
	return slices.DeleteFunc(slices.Clone(cells), func(i int) bool { return !t.cells[i].withheld })
}

// widen audits every secret and withholds one thing more for the first in each group of
// connected cells that a reader could narrow down. It reports whether it withheld any.
func (t *table) widen() bool {
	changed := false
	for _, g := range t.groups() {
		if !g.auditable() {
			changed = g.withholdTotals() || changed
			continue
		}
		if w := g.weakness(); w != nil {
			t.withhold(w)
			changed = true
		}
	}
	return changed
}

// weakness is what a reader uses to narrow down a secret: shown cells and totals, any of
// which would blunt it if it were withheld.
type weakness struct {
	cells  []int
	totals []*total
}

// withhold withholds the smallest cell of a weakness or, where it has none, the
// smallest total: totals are what readers want most.
func (t *table) withhold(w *weakness) {
	if i, ok := t.smallestShown(w.cells); ok {
		t.cells[i].withheld = true
		return
	}
	smallest := slices.MinFunc(w.totals, func(a, b *total) int {
		return cmp.Or(cmp.Compare(a.count, b.count), cmp.Compare(len(a.cells), len(b.cells)))
	})
	smallest.withheld = true
}
