package reader

import "slices"

// Group is a set of withheld cells that shown totals connect: what a reader learns of
// one may depend on the others, and on nothing else.
type Group struct {
	known   *Known
	cells   []int    // withheld
	shown   []int    // shown, not 0, in the same totals
	Totals  []*Total // shown
	secrets []secret
}

// Groups splits what is withheld into connected groups, in the order of their cells.
func (k *Known) Groups() []*Group {
	link := newLinks(len(k.Cells))
	inside := make([][]int, len(k.Totals))
	for at, s := range k.Totals {
		if !s.Withheld && !s.Loose {
			inside[at] = k.WithheldIn(s.Both())
			link.join(inside[at])
		}
	}
	secrets := k.secrets()
	for _, s := range secrets {
		link.join(s.cells)
	}
	byRoot := map[int]*Group{}
	var all []*Group
	for i, c := range k.Cells {
		if !c.Withheld {
			continue
		}
		root := link.root(i)
		if byRoot[root] == nil {
			byRoot[root] = &Group{known: k}
			all = append(all, byRoot[root])
		}
		byRoot[root].cells = append(byRoot[root].cells, i)
	}
	for _, s := range secrets {
		g := byRoot[link.root(s.cells[0])]
		g.secrets = append(g.secrets, s)
	}
	for at, s := range k.Totals {
		if len(inside[at]) > 0 {
			byRoot[link.root(inside[at][0])].addTotal(s)
		}
	}
	for _, g := range all {
		slices.Sort(g.shown)
		g.shown = slices.Compact(g.shown)
	}
	return all
}

// addTotal adds a shown total and the cells that it shows.
func (g *Group) addTotal(s *Total) {
	g.Totals = append(g.Totals, s)
	for _, i := range s.Both() {
		if c := g.known.Cells[i]; !c.Withheld && c.Count > 0 {
			g.shown = append(g.shown, i)
		}
	}
}

// Weaknesses finds by what a reader can narrow down each secret of the group. Most secrets
// stand beside others that no equation tells them from, which protect each other whatever
// else is known; the linear programme is asked for the rest only.
func (g *Group) Weaknesses() []*Weakness {
	if len(g.secrets) == 0 || len(g.Totals) == 0 {
		return nil
	}
	v := newView(g)
	open := v.settled()
	if len(open) == 0 {
		return nil
	}
	narrow := v.narrower()
	var all []*Weakness
	for _, s := range open {
		if w := narrow(s); w != nil && g.known.CanBlunt(w) {
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

// Forget drops what was found to be possible while more was withheld.
func (g *Group) Forget() {
	for _, s := range g.secrets {
		*s.possible = possible{}
	}
}
