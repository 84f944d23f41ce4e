package across

import (
	"gonum.org/v1/plot/vg"

	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
)

// smallest is the least size that limits are given for.
func (f Funnel) smallest() float64 {
	if len(f.Limits) == 0 {
		return 0
	}
	return f.Limits[0].N
}

// limit is the limits for a size, between those given; false outside them.
func (f Funnel) limit(n float64) (FunnelLimit, bool) {
	for i, b := range f.Limits {
		if b.N == n {
			return b, true
		}
		if i > 0 && f.Limits[i-1].N < n && n < b.N {
			return f.Limits[i-1].towards(b, n), true
		}
	}
	return FunnelLimit{}, false
}

// towards is the limits on the straight line to another size.
func (l FunnelLimit) towards(b FunnelLimit, n float64) FunnelLimit {
	share := (n - l.N) / (b.N - l.N)
	mix := func(from, to float64) float64 { return from + share*(to-from) }
	return FunnelLimit{N: n, Lo998: mix(l.Lo998, b.Lo998), Lo95: mix(l.Lo95, b.Lo95), Hi95: mix(l.Hi95, b.Hi95), Hi998: mix(l.Hi998, b.Hi998)}
}

// across is the limits from the smallest size given to the right edge.
func (f Funnel) across(counts axis.Scale) []FunnelLimit {
	var out []FunnelLimit
	for _, l := range f.Limits {
		if axis.Drawable(l.N) && counts.Holds(l.N) {
			out = append(out, l)
		}
	}
	if l, ok := f.limit(counts.Hi); ok {
		out = append(out, l)
	}
	return out
}

// edges is the four limit curves.
var edges = []struct {
	name string
	dash []vg.Length
	of   func(FunnelLimit) float64
}{
	{"99.8% limit", pen.Solid, func(l FunnelLimit) float64 { return l.Hi998 }},
	{"95% limit", pen.Dashed, func(l FunnelLimit) float64 { return l.Hi95 }},
	{"95% limit", pen.Dashed, func(l FunnelLimit) float64 { return l.Lo95 }},
	{"99.8% limit", pen.Solid, func(l FunnelLimit) float64 { return l.Lo998 }},
}
