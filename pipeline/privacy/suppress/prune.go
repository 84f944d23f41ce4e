package suppress

import (
	"cmp"
	"slices"

	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/reader"
)

// most bounds the work of prune: the numbers in the tableaus of all its audits.
const most = 1 << 23

// prune shows again what turned out not to be needed, the largest first, since suppression
// that adds one thing at a time keeps some that later ones made idle. What it gives is
// minimal: nothing alone can be shown besides, as long as the tables are not large.
func (t *table) prune() {
	work := 0
	for _, shown := range t.idle() {
		work += len(t.Totals) * len(t.Cells)
		if work > most {
			return
		}
		*shown.withheld = false
		if !t.keeps(shown.cells) {
			*shown.withheld = true
		}
	}
}

// candidate is a withheld thing that is not small, and the cells that it is about.
type candidate struct {
	withheld *bool
	cells    []int
	count    int64
}

// idle lists what might be shown again, the largest first, cells before totals.
func (t *table) idle() []candidate {
	var all []candidate
	for i := range t.Cells {
		if c := &t.Cells[i]; c.Withheld && !c.Unseen && !c.Kept && !privacy.Small(c.Count, t.MinCell) {
			all = append(all, candidate{&c.Withheld, []int{i}, c.Count})
		}
	}
	cells := len(all)
	for _, s := range t.Totals {
		if s.Withheld && !privacy.Small(s.Count, t.MinCell) {
			all = append(all, candidate{&s.Withheld, s.Cells, s.Count})
		}
	}
	larger := func(a, b candidate) int { return cmp.Compare(b.count, a.count) }
	slices.SortStableFunc(all[cells:], larger)
	slices.SortStableFunc(all[:cells], larger)
	// Totals are what readers want most.
	return slices.Concat(all[cells:], all[:cells])
}

// keeps reports whether the promise still holds where something about some cells is shown.
func (t *table) keeps(about []int) bool {
	touches := func(cells []int) bool {
		return slices.ContainsFunc(cells, func(i int) bool { return slices.Contains(about, i) })
	}
	for _, s := range t.Totals {
		if !s.Link && !s.Withheld && touches(s.Cells) && !t.hides(s) || s.Link && touches(s.Both()) && t.tells(s) {
			return false
		}
	}
	for _, g := range t.Groups() {
		if !slices.ContainsFunc(g.Totals, func(s *reader.Total) bool { return touches(s.Both()) }) {
			continue
		}
		g.Forget()
		if len(g.Weaknesses()) > 0 {
			return false
		}
	}
	return true
}
