package privacy

import "slices"

// group is a set of withheld cells that shown totals connect: what a reader learns of
// one may depend on the others, and on nothing else.
type group struct {
	table   *table
	cells   []int    // withheld
	shown   []int    // shown, not 0, in the same totals
	totals  []*total // shown
	secrets []secret
}

// groups splits what is withheld into connected groups, in the order of their cells.
func (t *table) groups() []*group {
	link := newLinks(len(t.cells))
	for _, s := range t.totals {
		if !s.withheld {
			link.join(t.withheldIn(s.both()))
		}
	}
	secrets := t.secrets()
	for _, s := range secrets {
		link.join(s.cells)
	}
	byRoot := map[int]*group{}
	var all []*group
	for i, c := range t.cells {
		if !c.withheld {
			continue
		}
		root := link.root(i)
		if byRoot[root] == nil {
			byRoot[root] = &group{table: t}
			all = append(all, byRoot[root])
		}
		byRoot[root].cells = append(byRoot[root].cells, i)
	}
	for _, s := range secrets {
		g := byRoot[link.root(s.cells[0])]
		g.secrets = append(g.secrets, s)
	}
	for _, s := range t.totals {
		if inside := t.withheldIn(s.both()); !s.withheld && len(inside) > 0 {
			byRoot[link.root(inside[0])].addTotal(s)
		}
	}
	return all
}

// addTotal adds a shown total and the cells that it shows.
func (g *group) addTotal(s *total) {
	g.totals = append(g.totals, s)
	for _, i := range s.both() {
		if c := g.table.cells[i]; !c.withheld && c.count > 0 {
			g.shown = append(g.shown, i)
		}
	}
	slices.Sort(g.shown)
	g.shown = slices.Compact(g.shown)
}

// largestAudit bounds the numbers in the tableau of an audit, and so its time to some
// seconds: 500 codes in 24 months pass.
const largestAudit = 1 << 23

// auditable reports whether the group is small enough to be audited in seconds.
func (g *group) auditable() bool {
	rows := len(g.totals)
	return rows*(len(g.cells)+len(g.shown)+rows) <= largestAudit
}

// withholdTotals withholds every total of a group that is too large to audit, and every
// cell of its links: without them there is nothing to derive from. It reports whether there
// were any.
func (g *group) withholdTotals() bool {
	changed := false
	for _, s := range g.totals {
		if !s.link {
			s.withheld, changed = true, true
			continue
		}
		for _, i := range s.both() {
			c := &g.table.cells[i]
			changed = changed || !c.withheld && c.count > 0
			c.withheld = c.withheld || c.count > 0
		}
	}
	return changed
}

// weaknesses finds by what a reader can narrow down each secret of the group.
func (g *group) weaknesses() []*weakness {
	if len(g.secrets) == 0 || len(g.totals) == 0 {
		return nil
	}
	r := newReader(g)
	var all []*weakness
	for _, s := range g.secrets {
		if w := r.narrow(s); w != nil {
			all = append(all, w)
		}
	}
	return all
}

// links is a union-find structure over cells.
type links []int

func newLinks(n int) links {
	l := make(links, n)
	for i := range l {
		l[i] = i
	}
	return l
}

func (l links) root(i int) int {
	for l[i] != i {
		l[i] = l[l[i]]
		i = l[i]
	}
	return i
}

// join connects some cells to each other.
func (l links) join(cells []int) {
	for _, i := range cells {
		l[l.root(i)] = l.root(cells[0])
	}
}
