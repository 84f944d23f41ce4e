package suppress

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/privacy/reader"
)

// relate makes the equations of a table with those before it.
func (t *table) relate(before []part, p part) {
	for _, other := range before {
		t.link(other, p)
	}
}

// link makes the equations that a reader of two tables has: over the labels that both have,
// their cells have one sum, or one of them is part of the other.
func (t *table) link(a, b part) {
	if a.Of == "" || a.Of != b.Of {
		return
	}
	partial, comparable := narrower(a.Table, b.Table)
	if !comparable {
		return
	}
	if partial[1] {
		a, b = b, a
	}
	dimsA, dimsB := shared(a.Dimensions, b.Dimensions)
	sumsA := t.narrowed(t.sum(a.Cells, a.order, a.first, 0, dimsA), a, b.Table)
	sumsB := t.narrowed(t.sum(b.Cells, b.order, b.first, 0, dimsB), b, a.Table)
	if partial[0] || partial[1] {
		t.leave(sumsB, sumsA)
		return
	}
	switch leaves := a.Leaves && b.Leaves; {
	case leaves && nowhereMore(sumsB, sumsA):
		t.leave(sumsA, sumsB)
	case leaves && nowhereMore(sumsA, sumsB):
		t.leave(sumsB, sumsA)
	default:
		t.equate(sumsA, sumsB)
	}
}

// nowhereMore reports whether sums are at most those of other tables with the same labels: they
// leave something out that the others count.
func nowhereMore(parts, wholes []*reader.Total) bool {
	others := byKeys(wholes)
	return !slices.ContainsFunc(parts, func(s *reader.Total) bool {
		o := others[fmt.Sprintf("%q", s.Keys)]
		return o != nil && s.Count > o.Count
	})
}

// narrower tells of each of two tables whether it has only a part of what the other one
// counts, by its time or by what it is narrowed to. They can be put together where that holds
// for one of them at the most.
func narrower(a, b Table) (partial [2]bool, ok bool) {
	partial[0] = a.From > b.From || a.To < b.To
	partial[1] = b.From > a.From || b.To < a.To
	if a.From == "" || b.From == "" {
		partial = [2]bool{}
	}
	for i, pair := range [2][2]Table{{a, b}, {b, a}} {
		if partial[i] && pair[1].byMonth() && pair[0].ofMonths() {
			partial[i] = false
		}
		for name, label := range pair[0].Within {
			other, same := pair[1].Within[name]
			if same && other != label {
				return partial, false
			}
			partial[i] = partial[i] || !same && !slices.Contains(pair[1].Dimensions, name)
		}
	}
	return partial, !partial[0] || !partial[1]
}

// month is the dimension of months, by their first dates.
const month = "month"

func (t Table) byMonth() bool { return slices.Contains(t.Dimensions, month) }

// ofMonths reports whether the time of a table is whole months.
func (t Table) ofMonths() bool {
	return strings.HasSuffix(t.From, "-01") && strings.HasSuffix(t.To, "-01")
}

// shared finds the dimensions that two tables have by their names.
func shared(a, b []string) (inA, inB Margin) {
	for i, name := range a {
		if j := slices.Index(b, name); j >= 0 {
			inA, inB = append(inA, i), append(inB, j)
		}
	}
	return inA, inB
}

// narrowed leaves of some sums the cells of a table that another table counts too.
func (t *table) narrowed(sums []*reader.Total, p part, to Table) []*reader.Total {
	var kept []*reader.Total
	for _, s := range sums {
		n := &reader.Total{Keys: s.Keys}
		for _, i := range s.Cells {
			if p.has(i, to) {
				n.Cells, n.Count = append(n.Cells, i), n.Count+t.Cells[i].Count
			}
		}
		if len(n.Cells) > 0 {
			kept = append(kept, n)
		}
	}
	return kept
}

// has reports whether a cell lies in what another table is narrowed to, as far as its labels
// tell.
func (p part) has(cell int, to Table) bool {
	for d, name := range p.Dimensions {
		key := p.Cells[p.order[cell-p.first]].Keys[d]
		if label, ok := to.Within[name]; ok && key != label {
			return false
		}
		if name == month && !to.byMonth() && to.From != "" && (key < to.From || key >= to.To) {
			return false
		}
	}
	return true
}

// equate makes an equation for each label that two families of sums have where they are
// equal. Where not, the tables are of different populations there.
func (t *table) equate(a, b []*reader.Total) {
	others := byKeys(b)
	for _, s := range a {
		if o := others[fmt.Sprintf("%q", s.Keys)]; o != nil && o.Count == s.Count && s.Count > 0 {
			t.Totals = append(t.Totals, &reader.Total{Cells: s.Cells, Minus: o.Cells, Link: true})
		}
	}
}

// leave makes an equation for each label of sums of which others are parts: what is left is
// a count that nobody shows. It is protected where both are shown.
func (t *table) leave(wholes, parts []*reader.Total) {
	others := byKeys(parts)
	for _, s := range wholes {
		o := others[fmt.Sprintf("%q", s.Keys)]
		switch {
		case o == nil || s.Count < o.Count || s.Count == 0:
			continue
		case o.Count == s.Count:
			t.Totals = append(t.Totals, &reader.Total{Cells: s.Cells, Minus: o.Cells, Link: true})
			continue
		}
		at := len(t.Cells)
		t.Cells = append(t.Cells, reader.Cell{Count: s.Count - o.Count, Withheld: true, Unseen: true})
		t.Totals = append(t.Totals, &reader.Total{Cells: s.Cells, Minus: append(slices.Clone(o.Cells), at), Link: true, Loose: true})
	}
}

func byKeys(sums []*reader.Total) map[string]*reader.Total {
	by := map[string]*reader.Total{}
	for _, s := range sums {
		by[fmt.Sprintf("%q", s.Keys)] = s
	}
	return by
}
