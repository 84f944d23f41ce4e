package suppress

import (
	"cmp"
	"slices"

	"chartline/pipeline/privacy/reader"
)

// widen audits every secret and withholds one thing more for each that a reader could
// narrow down. It reports whether it withheld any.
func (t *table) widen() bool {
	changed := false
	for _, g := range t.Groups() {
		for _, w := range g.Weaknesses() {
			changed = t.blunt(w) || changed
		}
	}
	return changed
}

// blunt withholds the smallest cell of a weakness or, where it has none, the smallest
// total: totals are what readers want most. It leaves a weakness alone of which
// something has been withheld since it was found, and one of links alone: what those tell
// of withheld cells is only how many of them there are, which a reader can count. Totals that
// are seen stay: where all cells of one are withheld there is nothing more to do.
func (t *table) blunt(w *reader.Weakness) bool {
	for _, i := range w.Cells {
		if t.Cells[i].Withheld {
			return false
		}
	}
	sums := slices.DeleteFunc(slices.Clone(w.Totals), func(s *reader.Total) bool { return s.Link || s.Seen })
	for _, s := range sums {
		if s.Withheld {
			return false
		}
	}
	if i, ok := t.SmallestShown(w.Cells); ok {
		t.Cells[i].Withheld = true
		return true
	}
	if len(sums) == 0 {
		return false
	}
	smallest := slices.MinFunc(sums, func(a, b *reader.Total) int {
		return cmp.Or(cmp.Compare(a.Count, b.Count), cmp.Compare(len(a.Cells), len(b.Cells)))
	})
	smallest.Withheld = true
	return true
}
