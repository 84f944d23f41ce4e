package privacy

import (
	"cmp"
	"slices"
)

// most bounds the work of prune: the numbers in the tableaus of all its audits.
const most = 1 << 23

// prune shows again what turned out not to be needed, the largest first, since suppression
// that adds one thing at a time keeps some that later ones made idle. What it gives is
// minimal: nothing alone can be shown besides, as long as the tables are not large.
func (t *table) prune() {
	work := 0
	for _, shown := range t.idle() {
		work += len(t.totals) * len(t.cells)
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
	for i := range t.cells {
		if c := &t.cells[i]; c.withheld && !c.unseen && !c.kept && !Small(c.count, t.minCell) {
			all = append(all, candidate{&c.withheld, []int{i}, c.count})
		}
	}
	cells := len(all)
	for _, s := range t.totals {
		if s.withheld && !Small(s.count, t.minCell) {
			all = append(all, candidate{&s.withheld, s.cells, s.count})
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
	for _, s := range t.totals {
		if !s.link && !s.withheld && touches(s.cells) && !t.hides(s) || s.link && touches(s.both()) && t.tells(s) {
			return false
		}
	}
	for _, g := range t.groups() {
		if !slices.ContainsFunc(g.totals, func(s *total) bool { return touches(s.both()) }) {
			continue
		}
		g.forget()
		if len(g.weaknesses()) > 0 {
			return false
		}
	}
	return true
}

// forget drops what was found to be possible while more was withheld.
func (g *group) forget() {
	for _, s := range g.secrets {
		*s.possible = possible{}
	}
}
