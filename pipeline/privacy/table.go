package privacy

import (
	"fmt"
	"slices"
)

// table is an answer with its totals, and what of it is withheld so far.
type table struct {
	minCell int64
	cells   []cell
	totals  []*total
}

type cell struct {
	count    int64
	withheld bool
	unseen   bool // never shown: a difference between two tables
	kept     bool // withheld for a reason of its own
	possible possible
}

// possible is what a reader is known to have to hold possible of a withheld count. It
// stays so when more is withheld.
type possible struct {
	least bool // as small as can be: 1, or as many as a total has withheld cells
	large bool // minCell or more
}

// total is the sum of some cells or, with a second side, a link: an equation that a reader
// knows whatever is withheld, such as that the cells of two tables have one sum.
type total struct {
	margin   int
	keys     []string
	cells    []int // positions in table.cells
	minus    []int // cells of the other side of a link
	link     bool
	count    int64
	withheld bool
	seen     bool // printed elsewhere: it cannot be withheld
	loose    bool // a link of a table and a part of it, looked at by itself and in no system
	possible possible
}

// both are the cells of a total and of the other side.
func (s *total) both() []int {
	if !s.link {
		return s.cells
	}
	return slices.Concat(s.cells, s.minus)
}

// add sums the totals of some cells and withholds what is small in itself: primary
// suppression. It gives the place of the first cell.
func (t *table) add(cells []Cell, order []int, margins []Margin) int {
	first := len(t.cells)
	for _, at := range order {
		t.cells = append(t.cells, cell{count: cells[at].Count, withheld: Small(cells[at].Count, t.minCell)})
	}
	for m, dims := range margins {
		t.totals = append(t.totals, t.sum(cells, order, first, m, dims)...)
	}
	return first
}

// sum makes the totals of a margin, by their labels.
func (t *table) sum(cells []Cell, order []int, first, margin int, dims Margin) []*total {
	byLabels := map[string]*total{}
	var family []*total
	for i, at := range order {
		keys := labels(cells[at].Keys, dims)
		id := fmt.Sprintf("%q", keys)
		s := byLabels[id]
		if s == nil {
			s = &total{margin: margin, keys: keys}
			byLabels[id] = s
			family = append(family, s)
		}
		s.cells = append(s.cells, first+i)
		s.count += cells[at].Count
	}
	for _, s := range family {
		s.withheld = Small(s.count, t.minCell)
	}
	slices.SortFunc(family, func(a, b *total) int { return slices.Compare(a.keys, b.keys) })
	return family
}

// labels picks the labels of a margin's dimensions; a dimension that a cell does not
// have is empty.
func labels(keys []string, dims Margin) []string {
	picked := make([]string, len(dims))
	for i, d := range dims {
		if d >= 0 && d < len(keys) {
			picked[i] = keys[d]
		}
	}
	return picked
}

// complement withholds more until every shown total with withheld cells hides them: at
// least two, whose sum leaves each of them room up to minCell when the others are as
// small as can be.
func (t *table) complement() {
	for changed := true; changed; {
		changed = false
		for _, s := range t.totals {
			switch {
			case s.link:
				changed = t.widenLink(s) || changed
			case !s.withheld && !t.hides(s):
				changed = t.widenTotal(s) || changed
			}
		}
	}
}

// widenLink withholds the smallest cell that a link shows beside its one withheld cell, where
// that is small: it would be the difference of what is shown.
func (t *table) widenLink(s *total) bool {
	if !t.tells(s) {
		return false
	}
	i, ok := t.smallestShown(s.both())
	if ok {
		t.cells[i].withheld = true
	}
	return ok
}

// tells reports whether a link has one withheld cell, and that is small.
func (t *table) tells(s *total) bool {
	withheld := t.withheldIn(s.both())
	return len(withheld) == 1 && Small(t.cells[withheld[0]].count, t.minCell)
}

// hides reports whether a shown total gives away none of its withheld cells.
func (t *table) hides(s *total) bool {
	n, sum := t.inside(s)
	return n == 0 || n >= 2 && sum-(n-1) >= t.minCell
}

// inside counts and sums the withheld cells in a total.
func (t *table) inside(s *total) (n, sum int64) {
	for _, i := range s.cells {
		if t.cells[i].withheld {
			n++
			sum += t.cells[i].count
		}
	}
	return n, sum
}

// widenTotal withholds the smallest cell that a total still shows, or the total itself
// where it shows none but zeros, which hide nothing. It reports whether it withheld
// anything: there is nothing left of a total that is seen and shows zeros alone.
func (t *table) widenTotal(s *total) bool {
	if i, ok := t.smallestShown(s.cells); ok {
		t.cells[i].withheld = true
		return true
	}
	s.withheld = !s.seen
	return s.withheld
}

// smallestShown finds the smallest of some cells that is shown and not 0.
func (t *table) smallestShown(cells []int) (smallest int, ok bool) {
	for _, i := range cells {
		c := t.cells[i]
		if c.withheld || c.count == 0 {
			continue
		}
		if !ok || c.count < t.cells[smallest].count {
			smallest, ok = i, true
		}
	}
	return smallest, ok
}
