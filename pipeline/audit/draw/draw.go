package draw

import (
	"cmp"
	"slices"
)

// Unit is one unit of a frame: an account with the version of its codes that is reviewed.
type Unit struct {
	Encounter string
	Version   int64
	Coder     string
	Stratum   string
	Risk      int64 // how many of the risks asked for it has; 0 in every random draw
}

// Size says how many units of a stratum are drawn.
type Size struct{ Sample, Spares int }

// Pick is a unit that was drawn.
type Pick struct {
	Position int  // in the frame, from 1
	Spare    bool // stands in where a unit of its stratum cannot be reviewed
}

// Arrange puts a frame into its order, in place.
func Arrange(frame []Unit) {
	slices.SortFunc(frame, func(a, b Unit) int { return cmp.Compare(a.Encounter, b.Encounter) })
}

// Select draws from an arranged frame, in the order of drawing. A stratum with fewer units
// than are asked for is taken whole: a stratum of one is its own sample.
func Select(frame []Unit, sizes map[string]Size, seed uint64) []Pick {
	places, names := strata(frame)
	g := NewGenerator(seed)
	var picks []Pick
	for _, name := range names {
		size := sizes[name]
		drawn := g.drawn(frame, places[name], size.Sample+size.Spares)
		for i, place := range drawn {
			picks = append(picks, Pick{Position: place + 1, Spare: i >= size.Sample})
		}
	}
	return picks
}

// strata gives the places of each stratum in the frame, and the names in order.
func strata(frame []Unit) (places map[string][]int, names []string) {
	places = map[string][]int{}
	for i, u := range frame {
		if places[u.Stratum] == nil {
			names = append(names, u.Stratum)
		}
		places[u.Stratum] = append(places[u.Stratum], i)
	}
	slices.Sort(names)
	return places, names
}

// drawn shuffles as many places to the front as are wanted, all of them where some are
// riskier than others.
func (g *Generator) drawn(frame []Unit, places []int, wanted int) []int {
	wanted = min(wanted, len(places))
	targeted := slices.ContainsFunc(places, func(p int) bool { return frame[p].Risk > 0 })
	shuffled := wanted
	if targeted {
		shuffled = len(places)
	}
	for i := range shuffled {
		j := i + g.Below(len(places)-i)
		places[i], places[j] = places[j], places[i]
	}
	if targeted {
		slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(frame[b].Risk, frame[a].Risk) })
	}
	return places[:wanted]
}
