package suppress

import (
	"cmp"
	"fmt"
	"slices"

	"chartline/pipeline/privacy/reader"
)

// Table is one table of a release: cells of counts, with what a reader knows of them.
type Table struct {
	Of         string   // what is counted, such as "encounters"; tables of the same are linked
	Dimensions []string // names of the labels in Cell.Keys
	Cells      []Cell
	Margins    []Margin
	Seen       bool              // its totals are printed elsewhere, so that only cells can be withheld
	Within     map[string]string // labels of dimensions that it has not, to which its counts are narrowed
	From, To   string            // dates, first and first after, to which they are; empty for any
	Hidden     []bool            // cells that are withheld for reasons of their own; nil for none
	Leaves     bool              // it leaves the site: what it leaves out of another table is a count too
	Before     []Cell            // what an earlier release showed of cells with these labels
}

// WithholdRelease decides on tables that are published together (SUP-04). It promises of all
// of them what Withhold does of one, against a reader who puts them together: tables that
// count the same have the same sums over the labels that they share, and what is shown now
// less what was shown before is a count too. Of such a difference it promises that a small
// one can be told from none that is not small.
//
// Tables that are narrowed differently are put together where one is part of the other: what
// is left of the larger is a count too, that nobody shows. So are two tables of which one
// has nowhere more than the other. Where sums differ otherwise they are of different
// populations, and are not put together.
func WithholdRelease(tables []Table, minCell int64) []Decision {
	t := &table{reader.Known{MinCell: minCell}}
	parts := make([]part, len(tables))
	for i, given := range tables {
		parts[i] = t.part(given)
		t.relate(parts[:i], parts[i])
		t.compare(parts[i])
	}
	t.complement()
	for t.widen() {
		t.complement()
	}
	t.prune()
	decisions := make([]Decision, len(tables))
	for i, p := range parts {
		decisions[i] = t.decision(p)
	}
	return decisions
}

// part is where a table of a release lies among all cells and totals.
type part struct {
	Table
	order         []int // of its cells, by their labels
	first         int
	totals, after int // its totals are from totals to after
}

func (t *table) part(given Table) part {
	order := make([]int, len(given.Cells))
	for i := range order {
		order[i] = i
	}
	// The order of the rows must not matter to what is withheld.
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(slices.Compare(given.Cells[a].Keys, given.Cells[b].Keys), cmp.Compare(given.Cells[a].Count, given.Cells[b].Count))
	})
	p := part{Table: given, order: order, totals: len(t.Totals)}
	p.first = t.add(given.Cells, order, given.Margins)
	p.after = len(t.Totals)
	for i, at := range order {
		if given.Hidden != nil && given.Hidden[at] && given.Cells[at].Count > 0 {
			t.Cells[p.first+i].Withheld, t.Cells[p.first+i].Kept = true, true
		}
	}
	for _, s := range t.Totals[p.totals:] {
		s.Seen = given.Seen && !s.Withheld // a small one is seen nowhere
	}
	return p
}

// decision is what is withheld of a part.
func (t *table) decision(p part) Decision {
	d := Decision{Cells: make([]bool, len(p.Cells))}
	for i, at := range p.order {
		d.Cells[at] = t.Cells[p.first+i].Withheld
	}
	for _, s := range t.Totals[p.totals:p.after] {
		d.Totals = append(d.Totals, Total{Margin: s.Margin, Keys: s.Keys, Count: s.Count, Withheld: s.Withheld})
	}
	return d
}

// compare makes the equations of a table with what was shown of it before: a count is the
// earlier one and a difference, which nobody shows. One that did not change makes none,
// since a reader of a withheld count does not know that.
func (t *table) compare(p part) {
	now := map[string]int{}
	for i, at := range p.order {
		now[fmt.Sprintf("%q", p.Cells[at].Keys)] = i
	}
	for _, before := range p.Before {
		i, known := now[fmt.Sprintf("%q", before.Keys)]
		if !known {
			continue
		}
		c, earlier := p.Cells[p.order[i]], before.Count
		if earlier == c.Count {
			continue
		}
		change := max(c.Count-earlier, earlier-c.Count)
		if earlier <= t.MinCell && c.Count < earlier {
			continue // no reader of a withheld count knows that it fell
		}
		more := &reader.Total{Cells: []int{p.first + i}, Link: true}
		difference := len(t.Cells)
		if c.Count > earlier {
			more.Minus = []int{difference}
		} else {
			more.Cells = append(more.Cells, difference)
		}
		t.Cells = append(t.Cells, reader.Cell{Count: change, Withheld: true, Unseen: true})
		t.Totals = append(t.Totals, more)
	}
}
