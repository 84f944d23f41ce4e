package reader

import (
	"cmp"
	"maps"
	"slices"
)

// view is a group as a reader sees it: classes of withheld cells that no equation tells
// apart, and what the equations say of their sums.
type view struct {
	*system
	free  []*alike      // withheld
	fixed []*alike      // shown
	class map[int]int   // withheld cell that is not solved for -> its class
	rooms map[int][]int // row -> its classes with the largest sums, as far as asked for
}

func newView(g *Group) *view {
	v := &view{system: newSystem(g), class: map[int]int{}, rooms: map[int][]int{}}
	v.free, v.fixed = v.classes(g.cells), v.classes(g.shown)
	for at, class := range v.free {
		for _, i := range class.cells {
			v.class[i] = at
		}
	}
	return v
}

// settled marks what is possible of secrets without asking further, and gives those that it
// leaves open. Of a class of two or more each cell can be as small as can be, while the others
// take the rest, and each can be what the others leave. A class in no equation can be
// anything, and a sum can be as large as any of its parts.
func (v *view) settled() (open []secret) {
	minCell := v.group.known.MinCell
	for _, class := range v.free {
		bound := len(class.column) > 0
		for _, i := range class.cells {
			p := &v.group.known.Cells[i].possible
			p.least = p.least || !bound || len(class.cells) > 1
			p.large = p.large || !bound || class.excess+v.least(i) >= minCell
		}
	}
	for _, s := range v.group.secrets {
		e := v.largest(s.cells)
		s.possible.least = s.possible.least || e.free
		s.possible.large = s.possible.large || v.reaches(e, minCell)
		if !s.possible.least || !s.possible.large {
			open = append(open, s)
		}
	}
	return open
}

// reaches reports whether a sum can be so large by what one class has alone.
func (v *view) reaches(e sum, goal int64) bool {
	base, most := e.plus, int64(0)
	for i, factor := range e.of {
		at, free := v.class[i]
		if !free {
			base += int64(factor) * v.group.known.Cells[i].Count
			continue
		}
		base += int64(factor) * v.least(i)
		if class := v.free[at]; len(class.column) == 0 {
			return factor > 0
		} else if factor > 0 {
			most = max(most, int64(factor)*class.excess)
		} else {
			return false
		}
	}
	return base+most >= goal
}

// told is what tells of a secret that it is more than a reader can count in it: shown cells
// that stand in what it is the sum of.
func (v *view) told(s secret) *Weakness {
	e, w := v.largest(s.cells), &Weakness{}
	least := e.plus
	for i, factor := range e.of {
		if c := v.group.known.Cells[i]; c.Withheld {
			least += int64(factor) * v.least(i)
		} else {
			least += int64(factor) * c.Count
			w.Cells = append(w.Cells, i)
		}
	}
	if least <= v.leastOf(s.cells) || len(w.Cells) == 0 {
		return nil
	}
	slices.Sort(w.Cells)
	return w
}

// largestTableau bounds the numbers in the tableau of a linear programme over a whole group,
// and so the time for it to some hundredths of a second.
const largestTableau = 1 << 17

// narrower gives what asks for the range of a secret: one linear programme of the whole group
// or, where the group is large, small ones of what lies around each secret, which take all
// that is far from it for known. What is possible when more is known is possible, so that
// these err on the safe side.
func (v *view) narrower() func(secret) *Weakness {
	rows := 0
	for _, row := range v.rows {
		rows += min(1, len(row))
	}
	if rows*(len(v.free)+len(v.fixed)+rows) <= largestTableau {
		return newReader(v, everyClass(v.free), true).narrow
	}
	return func(s secret) *Weakness {
		for _, width := range []int{12} {
			if newReader(v, v.near(s, width), false).narrow(s) == nil {
				return nil
			}
		}
		return newReader(v, v.near(s, 48), true).narrow(s)
	}
}

// shownIn are the shown classes that stand in some rows.
func (v *view) shownIn(rows map[int]bool) (in []*alike) {
	for _, class := range v.fixed {
		if slices.ContainsFunc(class.column, func(row int) bool { return rows[row] }) {
			in = append(in, class)
		}
	}
	return in
}

func everyClass(classes []*alike) []int {
	all := make([]int, len(classes))
	for i := range all {
		all[i] = i
	}
	return all
}

// near picks the classes around a secret: its own, then those that stand in the same rows,
// of each row those with the most to give and to take, and so on.
func (v *view) near(s secret, widest int) []int {
	var picked []int
	seen, done := map[int]bool{}, map[int]bool{}
	pick := func(at int) {
		if !seen[at] && len(picked) < widest {
			seen[at], picked = true, append(picked, at)
		}
	}
	for _, i := range slices.Sorted(maps.Keys(v.largest(s.cells).of)) {
		if at, ok := v.class[i]; ok {
			pick(at)
		}
	}
	for next := 0; next < len(picked); next++ {
		for _, row := range v.free[picked[next]].column {
			if !done[row] {
				done[row] = true
				for _, at := range v.roomiest(row) {
					pick(at)
				}
			}
		}
	}
	slices.Sort(picked)
	return picked
}

// roomiest are some classes of a row, those with the largest sums.
func (v *view) roomiest(row int) []int {
	if known, ok := v.rooms[row]; ok {
		return known
	}
	var all []int
	for i := range v.rows[row] {
		if at, ok := v.class[i]; ok {
			all = append(all, at)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(v.free[b].excess, v.free[a].excess) })
	const most = 8
	v.rooms[row] = all[:min(most, len(all))]
	return v.rooms[row]
}
