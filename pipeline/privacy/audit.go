package privacy

import (
	"cmp"
	"slices"
)

// secret is a withheld small count that a reader must not find out: a cell, or the sum
// of the withheld cells of a withheld total.
type secret struct {
	cells    []int // the withheld cells that it is the sum of
	possible *possible
}

// secrets lists what the audit protects.
func (t *table) secrets() []secret {
	var all []secret
	for i := range t.cells {
		if c := &t.cells[i]; Small(c.count, t.minCell) {
			all = append(all, secret{[]int{i}, &c.possible})
		}
	}
	for _, s := range t.totals {
		if Small(s.count, t.minCell) {
			all = append(all, secret{t.withheldIn(s.cells), &s.possible})
		}
	}
	return all
}

// withheldIn picks the withheld ones of some cells.
func (t *table) withheldIn(cells []int) []int {
	return slices.DeleteFunc(slices.Clone(cells), func(i int) bool { return !t.cells[i].withheld })
}

// widen audits every secret and withholds one thing more for each that a reader could
// narrow down. It reports whether it withheld any.
func (t *table) widen() bool {
	changed := false
	for _, g := range t.groups() {
		for _, w := range g.weaknesses() {
			changed = t.blunt(w) || changed
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

// canBlunt reports whether there is something to withhold of a weakness.
func (t *table) canBlunt(w *weakness) bool {
	_, ok := t.smallestShown(w.cells)
	return ok || slices.ContainsFunc(w.totals, func(s *total) bool { return !s.link && !s.seen && !s.withheld })
}

// blunt withholds the smallest cell of a weakness or, where it has none, the smallest
// total: totals are what readers want most. It leaves a weakness alone of which
// something has been withheld since it was found, and one of links alone: what those tell
// of withheld cells is only how many of them there are, which a reader can count. Totals that
// are seen stay: where all cells of one are withheld there is nothing more to do.
func (t *table) blunt(w *weakness) bool {
	for _, i := range w.cells {
		if t.cells[i].withheld {
			return false
		}
	}
	sums := slices.DeleteFunc(slices.Clone(w.totals), func(s *total) bool { return s.link || s.seen })
	for _, s := range sums {
		if s.withheld {
			return false
		}
	}
	if i, ok := t.smallestShown(w.cells); ok {
		t.cells[i].withheld = true
		return true
	}
	if len(sums) == 0 {
		return false
	}
	smallest := slices.MinFunc(sums, func(a, b *total) int {
		return cmp.Or(cmp.Compare(a.count, b.count), cmp.Compare(len(a.cells), len(b.cells)))
	})
	smallest.withheld = true
	return true
}
