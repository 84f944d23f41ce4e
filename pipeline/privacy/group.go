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
	inside := make([][]int, len(t.totals))
	for k, s := range t.totals {
		if !s.withheld && !s.loose {
			inside[k] = t.withheldIn(s.both())
			link.join(inside[k])
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
	for k, s := range t.totals {
		if len(inside[k]) > 0 {
			byRoot[link.root(inside[k][0])].addTotal(s)
		}
	}
	for _, g := range all {
		slices.Sort(g.shown)
		g.shown = slices.Compact(g.shown)
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
}

// weaknesses finds by what a reader can narrow down each secret of the group. Most secrets
// stand beside others that no equation tells them from, which protect each other whatever
// else is known; the linear programme is asked for the rest only.
func (g *group) weaknesses() []*weakness {
	if len(g.secrets) == 0 || len(g.totals) == 0 {
		return nil
	}
	v := newView(g)
	open := v.settled()
	if len(open) == 0 {
		return nil
	}
	narrow := v.narrower()
	var all []*weakness
	for _, s := range open {
		if w := narrow(s); w != nil && g.table.canBlunt(w) {
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
