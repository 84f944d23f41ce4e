package suppress

import (
	"fmt"
	"slices"

	"chartline/pipeline/privacy"
	"chartline/pipeline/privacy/reader"
)

// table is an answer with its totals, and what of it is withheld so far.
type table struct{ reader.Known }

// add sums the totals of some cells and withholds what is small in itself: primary
// suppression. It gives the place of the first cell.
func (t *table) add(cells []Cell, order []int, margins []Margin) int {
	first := len(t.Cells)
	for _, at := range order {
		t.Cells = append(t.Cells, reader.Cell{Count: cells[at].Count, Withheld: privacy.Small(cells[at].Count, t.MinCell)})
	}
	for m, dims := range margins {
		t.Totals = append(t.Totals, t.sum(cells, order, first, m, dims)...)
	}
	return first
}

// sum makes the totals of a margin, by their labels.
func (t *table) sum(cells []Cell, order []int, first, margin int, dims Margin) []*reader.Total {
	byLabels := map[string]*reader.Total{}
	var family []*reader.Total
	for i, at := range order {
		keys := labels(cells[at].Keys, dims)
		id := fmt.Sprintf("%q", keys)
		s := byLabels[id]
		if s == nil {
			s = &reader.Total{Margin: margin, Keys: keys}
			byLabels[id] = s
			family = append(family, s)
		}
		s.Cells = append(s.Cells, first+i)
		s.Count += cells[at].Count
	}
	for _, s := range family {
		s.Withheld = privacy.Small(s.Count, t.MinCell)
	}
	slices.SortFunc(family, func(a, b *reader.Total) int { return slices.Compare(a.Keys, b.Keys) })
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
		for _, s := range t.Totals {
			switch {
			case s.Link:
				changed = t.widenLink(s) || changed
			case !s.Withheld && !t.hides(s):
				changed = t.widenTotal(s) || changed
			}
		}
	}
}

// widenLink withholds the smallest cell that a link shows beside its one withheld cell, where
// that is small: it would be the difference of what is shown.
func (t *table) widenLink(s *reader.Total) bool {
	if !t.tells(s) {
		return false
	}
	i, ok := t.SmallestShown(s.Both())
	if ok {
		t.Cells[i].Withheld = true
	}
	return ok
}

// tells reports whether a link has one withheld cell, and that is small.
func (t *table) tells(s *reader.Total) bool {
	withheld := t.WithheldIn(s.Both())
	return len(withheld) == 1 && privacy.Small(t.Cells[withheld[0]].Count, t.MinCell)
}

// hides reports whether a shown total gives away none of its withheld cells.
func (t *table) hides(s *reader.Total) bool {
	n, sum := t.inside(s)
	return n == 0 || n >= 2 && sum-(n-1) >= t.MinCell
}

// inside counts and sums the withheld cells in a total.
func (t *table) inside(s *reader.Total) (n, sum int64) {
	for _, i := range s.Cells {
		if t.Cells[i].Withheld {
			n++
			sum += t.Cells[i].Count
		}
	}
	return n, sum
}

// widenTotal withholds the smallest cell that a total still shows, or the total itself
// where it shows none but zeros, which hide nothing. It reports whether it withheld
// anything: there is nothing left of a total that is seen and shows zeros alone.
func (t *table) widenTotal(s *reader.Total) bool {
	if i, ok := t.SmallestShown(s.Cells); ok {
		t.Cells[i].Withheld = true
		return true
	}
	s.Withheld = !s.Seen
	return s.Withheld
}
