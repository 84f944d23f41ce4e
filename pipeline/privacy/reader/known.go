// Package reader is what a reader of published tables can find out: it knows every count and total
// that is shown, that what is withheld is at least 1, and how the tables hang together, and asks
// for the range of every withheld small count by linear programming, the attacker problem of
// Fischetti and Salazar (Management Science 2001;47:1008–1027). Package suppress asks it what to
// withhold besides.
package reader

import "slices"

// Known is tables as a reader sees them.
type Known struct {
	MinCell int64 // smallest count but 0 that may be shown
	Cells   []Cell
	Totals  []*Total
}

// Cell is a count.
type Cell struct {
	Count    int64
	Withheld bool
	Unseen   bool // never shown: a difference between two tables
	Kept     bool // withheld for a reason of its own
	possible possible
}

// possible is what a reader is known to have to hold possible of a withheld count. It
// stays so when more is withheld.
type possible struct {
	least bool // as small as can be: 1, or as many as a total has withheld cells
	large bool // minCell or more
}

// Total is the sum of some cells or, with a second side, a link: an equation that a reader
// knows whatever is withheld, such as that the cells of two tables have one sum.
type Total struct {
	Margin   int      // which family of totals it is of
	Keys     []string // its labels
	Cells    []int    // positions in Known.Cells
	Minus    []int    // cells of the other side of a link
	Link     bool
	Count    int64
	Withheld bool
	Seen     bool // printed elsewhere: it cannot be withheld
	Loose    bool // a link of a table and a part of it, looked at by itself and in no system
	possible possible
}

// Both are the cells of a total and of the other side.
func (s *Total) Both() []int {
	if !s.Link {
		return s.Cells
	}
	return slices.Concat(s.Cells, s.Minus)
}

// WithheldIn picks the withheld ones of some cells.
func (k *Known) WithheldIn(cells []int) []int {
	return slices.DeleteFunc(slices.Clone(cells), func(i int) bool { return !k.Cells[i].Withheld })
}

// SmallestShown finds the smallest of some cells that is shown and not 0.
func (k *Known) SmallestShown(cells []int) (smallest int, ok bool) {
	for _, i := range cells {
		c := k.Cells[i]
		if c.Withheld || c.Count == 0 {
			continue
		}
		if !ok || c.Count < k.Cells[smallest].Count {
			smallest, ok = i, true
		}
	}
	return smallest, ok
}
