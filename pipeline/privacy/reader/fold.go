package reader

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// split is a cell that is the sum of others, of which nothing else is known: they say of it
// no more than how small it can be, and it says of them how large they can be.
type split struct {
	whole int
	parts []int
}

// fold writes the whole of a link in the place of its parts, in every row that has all of
// them alike, and drops rows that then say the same as others.
func (s *system) fold() {
	for again := true; again; {
		again = false
		for k, total := range s.group.Totals {
			if !total.Link {
				continue
			}
			if whole, parts, ok := s.wholeOf(s.rows[k]); ok {
				again = s.foldIn(k, whole, parts) || again
			}
		}
	}
	known := map[string]bool{}
	for k, row := range s.rows {
		text := row.String()
		if known[text] {
			s.drop(k)
		}
		known[text] = true
	}
}

// wholeOf finds in a row the one cell that is the sum of the others. Of two cells that are
// equal it is the first.
func (s *system) wholeOf(row equation) (whole int, parts []int, ok bool) {
	var sides [2][]int
	for _, i := range slices.Sorted(maps.Keys(row)) {
		switch row[i] {
		case 1:
			sides[0] = append(sides[0], i)
		case -1:
			sides[1] = append(sides[1], i)
		default:
			return 0, nil, false
		}
	}
	if len(sides[0]) == 1 && len(sides[1]) == 1 {
		return min(sides[0][0], sides[1][0]), []int{max(sides[0][0], sides[1][0])}, true
	}
	for side := range sides {
		if len(sides[side]) == 1 && len(sides[1-side]) > 1 {
			return sides[side][0], sides[1-side], true
		}
	}
	return 0, nil, false
}

func (s *system) foldIn(link, whole int, parts []int) (folded bool) {
	for _, k := range slices.Sorted(maps.Keys(s.in[parts[0]])) {
		row := s.rows[k]
		factor := row[parts[0]]
		if k == link || slices.ContainsFunc(parts, func(i int) bool { return row[i] != factor }) {
			continue
		}
		for _, i := range parts {
			delete(row, i)
			delete(s.in[i], k)
		}
		if row[whole] += factor; row[whole] == 0 {
			delete(row, whole)
			delete(s.in[whole], k)
		} else {
			s.index(k)
		}
		folded = true
	}
	return folded
}

// drop takes a row out.
func (s *system) drop(k int) {
	for i := range s.rows[k] {
		delete(s.in[i], k)
	}
	s.rows[k] = nil
}

// String is the same for rows that say the same.
func (e equation) String() string {
	cells := slices.Sorted(maps.Keys(e))
	var b strings.Builder
	for _, i := range cells {
		fmt.Fprintf(&b, "%d:%d ", i, e[i]*e[cells[0]])
	}
	return b.String()
}

// peel takes out the links whose parts stand in no other row.
func (s *system) peel() {
	for again := true; again; {
		again = false
		for k, total := range s.group.Totals {
			whole, parts, ok := s.wholeOf(s.rows[k])
			if total.Link && ok && s.private(whole, parts) {
				s.drop(k)
				s.splits = append(s.splits, split{whole, parts})
				s.lower[whole] = max(s.least(whole), s.leastOf(parts))
				again = true
			}
		}
	}
}

func (s *system) private(whole int, parts []int) bool {
	cells := s.group.known.Cells
	sum := int64(0)
	for _, i := range parts {
		if !cells[i].Withheld || len(s.in[i]) > 1 {
			return false
		}
		sum += cells[i].Count
	}
	return cells[whole].Withheld && cells[whole].Count == sum
}

// least is how small a withheld cell can be, as everybody can count.
func (s *system) least(cell int) int64 {
	if n, ok := s.lower[cell]; ok {
		return n
	}
	return 1
}

func (s *system) leastOf(cells []int) (sum int64) {
	for _, i := range cells {
		sum += s.least(i)
	}
	return sum
}

// sum is a combination of cells and a number.
type sum struct {
	of   equation
	plus int64
	free bool // it can be as small as its cells, whatever the others are
}

// largest writes how large some cells can be together: the parts of a split can have all that
// its whole has but what the other parts need at the least.
func (s *system) largest(cells []int) sum {
	e := sum{of: equation{}}
	for _, i := range cells {
		e.of[i]++
	}
	for _, p := range s.splits {
		in := slices.DeleteFunc(slices.Clone(p.parts), func(i int) bool { return e.of[i] == 0 })
		if len(in) == 0 {
			continue
		}
		e.free = e.free || len(in) < len(p.parts)
		e.plus -= s.leastOf(p.parts) - s.leastOf(in)
		for _, i := range in {
			delete(e.of, i)
		}
		e.of[p.whole]++
	}
	for i, factor := range e.of {
		e.plus += int64(factor) * s.group.known.Cells[i].Count
	}
	for _, i := range slices.Sorted(maps.Keys(e.of)) {
		if by := s.solved[i]; by != nil {
			e.of.put(i, by)
		}
	}
	for i, factor := range e.of {
		e.plus -= int64(factor) * s.group.known.Cells[i].Count
	}
	return e
}
