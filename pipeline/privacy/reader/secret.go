package reader

import (
	"slices"

	"chartline/pipeline/privacy"
)

// secret is a withheld small count that a reader must not find out: a cell, or the sum
// of the withheld cells of a withheld total.
type secret struct {
	cells    []int // the withheld cells that it is the sum of
	possible *possible
}

// secrets lists what the audit protects.
func (k *Known) secrets() []secret {
	var all []secret
	for i := range k.Cells {
		if c := &k.Cells[i]; privacy.Small(c.Count, k.MinCell) {
			all = append(all, secret{[]int{i}, &c.possible})
		}
	}
	for _, s := range k.Totals {
		if privacy.Small(s.Count, k.MinCell) {
			all = append(all, secret{k.WithheldIn(s.Cells), &s.possible})
		}
	}
	return all
}

// Weakness is what a reader uses to narrow down a secret: shown cells and totals, any of
// which would blunt it if it were withheld.
type Weakness struct {
	Cells  []int
	Totals []*Total
}

// CanBlunt reports whether there is something to withhold of a weakness.
func (k *Known) CanBlunt(w *Weakness) bool {
	_, ok := k.SmallestShown(w.Cells)
	return ok || slices.ContainsFunc(w.Totals, func(s *Total) bool { return !s.Link && !s.Seen && !s.Withheld })
}
