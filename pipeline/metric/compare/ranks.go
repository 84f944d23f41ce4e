package compare

import (
	"math"
	"slices"

	"chartline/pipeline/metric"
)

// Places are the ranks that a thing may have among others, 1 for the largest. Sure is true
// where only one is left.
type Places struct {
	Best, Worst int
}

// Sure reports whether the rank is known; a report prints no rank where it is not (RTE-07).
func (p Places) Sure() bool { return p.Best == p.Worst }

// Ranks gives the ranks that intervals leave possible: a thing stands behind those whose
// intervals lie wholly above its own, and before those whose intervals lie wholly below
// (Klein, Wright and Wieczorek, JRSS C 2020;69:589–606, theorem 1). Where the intervals hold
// all true values together with probability 95 %, all these ranges hold all true ranks with
// at least that. Touching intervals count as apart, as theirs do. It panics where lo and hi
// differ in length; bounds that are not numbers overlap with everything.
func Ranks(lo, hi []float64) []Places {
	lows, highs := slices.Clone(lo), slices.Clone(hi)
	for i := range lo {
		if math.IsNaN(lo[i]) || math.IsNaN(hi[i]) {
			lows[i], highs[i] = math.Inf(-1), math.Inf(1)
		}
	}
	byLow, byHigh := slices.Clone(lows), slices.Clone(highs)
	slices.Sort(byLow)
	slices.Sort(byHigh)
	places := make([]Places, len(lo))
	for i := range lows {
		above, _ := slices.BinarySearch(byLow, highs[i])                              // lows below this high
		below, _ := slices.BinarySearch(byHigh, math.Nextafter(lows[i], math.Inf(1))) // highs at this low and less
		places[i] = Places{Best: 1 + len(lo) - above, Worst: len(lo) - below}
		if lows[i] == highs[i] { // an interval of no width touches itself
			places[i].Best, places[i].Worst = places[i].Best-1, places[i].Worst+1
		}
		if places[i].Best > places[i].Worst { // so do those of no width at the same place
			places[i].Best, places[i].Worst = places[i].Worst, places[i].Best
		}
	}
	return places
}

// RankShares ranks things by how often they were counted among the same n records, such as
// groups of principal diagnoses. The joint intervals are those of Clopper and Pearson at the
// level 1 − 0.05/k for k things (Bonferroni): counts of one set of records depend on each
// other, which rules out the narrower intervals for independent samples, and k is everything
// that was counted and not what a page has room for. It is false where a count is none of n.
func RankShares(counts []int64, n int64) (places []Places, ok bool) {
	lo, hi := make([]float64, len(counts)), make([]float64, len(counts))
	each := (1 - metric.Level) / 2 / float64(max(1, len(counts)))
	for i, x := range counts {
		if metric.CountFault(x, n) != "" {
			return nil, false
		}
		lo[i], hi[i] = metric.ExactBounds(x, n, each)
	}
	return Ranks(lo, hi), true
}
