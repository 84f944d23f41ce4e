package privacy

import (
	"cmp"
	"fmt"
	"slices"
)

// Table is one table of a release: cells of counts, with what a reader knows of them.
type Table struct {
	Of         string   // what is counted, such as "encounters"; tables of the same are linked
	Dimensions []string // names of the labels in Cell.Keys
	Cells      []Cell
	Margins    []Margin
	Before     []Cell // what an earlier release showed of cells with these labels
}

// WithholdRelease decides on tables that are published together (SUP-04). It promises of all
// of them what Withhold does of one, against a reader who puts them together: tables that
// count the same have the same sums over the labels that they share, and what is shown now
// less what was shown before is a count too. Of such a difference it promises that a small
// one can be told from none that is not small.
//
// Where the sums of two tables differ, they are of different populations there, and are not
// put together.
func WithholdRelease(tables []Table, minCell int64) []Decision {
	t := &table{minCell: minCell}
	parts := make([]part, len(tables))
	for i, given := range tables {
		parts[i] = t.part(given)
		for _, other := range parts[:i] {
			t.link(other, parts[i])
		}
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
	p := part{Table: given, order: order, totals: len(t.totals)}
	p.first = t.add(given.Cells, order, given.Margins)
	p.after = len(t.totals)
	return p
}

// decision is what is withheld of a part.
func (t *table) decision(p part) Decision {
	d := Decision{Cells: make([]bool, len(p.Cells))}
	for i, at := range p.order {
		d.Cells[at] = t.cells[p.first+i].withheld
	}
	for _, s := range t.totals[p.totals:p.after] {
		d.Totals = append(d.Totals, Total{Margin: s.margin, Keys: s.keys, Count: s.count, Withheld: s.withheld})
	}
	return d
}

// link makes the equations of two tables that count the same: over the labels that both
// have, their cells have one sum.
func (t *table) link(a, b part) {
	if a.Of == "" || a.Of != b.Of {
		return
	}
	var inA, inB Margin
	for i, name := range a.Dimensions {
		if j := slices.Index(b.Dimensions, name); j >= 0 {
			inA, inB = append(inA, i), append(inB, j)
		}
	}
	others := map[string]*total{}
	for _, s := range t.sum(b.Cells, b.order, b.first, 0, inB) {
		others[fmt.Sprintf("%q", s.keys)] = s
	}
	for _, s := range t.sum(a.Cells, a.order, a.first, 0, inA) {
		if o := others[fmt.Sprintf("%q", s.keys)]; o != nil && o.count == s.count {
			t.totals = append(t.totals, &total{cells: s.cells, minus: o.cells, link: true})
		}
	}
}

// compare makes the equations of a table with what was shown of it before: a count is the
// earlier one and a difference, which nobody shows. One that did not change makes none,
// since a reader of a withheld count does not know that.
func (t *table) compare(p part) {
	before := map[string]int64{}
	for _, c := range p.Before {
		before[fmt.Sprintf("%q", c.Keys)] = c.Count
	}
	for i, at := range p.order {
		c := p.Cells[at]
		earlier, known := before[fmt.Sprintf("%q", c.Keys)]
		if !known || earlier == c.Count {
			continue
		}
		change := max(c.Count-earlier, earlier-c.Count)
		if earlier <= t.minCell && c.Count < earlier {
			continue // no reader of a withheld count knows that it fell
		}
		more := &total{cells: []int{p.first + i}, link: true}
		difference := len(t.cells)
		if c.Count > earlier {
			more.minus = []int{difference}
		} else {
			more.cells = append(more.cells, difference)
		}
		t.cells = append(t.cells, cell{count: change, withheld: true, unseen: true})
		t.totals = append(t.totals, more)
	}
}
