package compare

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

const (
	ratioOfRates = "ratio of two Poisson rates, exact conditional (Przyborowski and Wilenski 1940)"
	noEarlier    = "none before: the ratio has no value"
)

// Pair is what was counted in two periods, such as the same months of two years, and the
// number of discharges that it was counted among.
type Pair struct {
	Later, Earlier         int64
	LaterBase, EarlierBase int64
}

// RateRatio estimates (later/laterBase) / (earlier/earlierBase). Given how many there are in
// both periods together, the later ones are binomial: the interval is that of Clopper and
// Pearson for their share, turned into a ratio, as of R's poisson.test. N is the number of
// events in both.
func RateRatio(p Pair) metric.Estimate {
	if why := p.fault(); why != "" {
		return metric.Missing("1", ratioOfRates, why)
	}
	if p.Earlier == 0 {
		return metric.Missing("1", ratioOfRates, noEarlier)
	}
	all := p.Later + p.Earlier
	share := metric.ProportionExact(p.Later, all)
	scale := float64(p.EarlierBase) / float64(p.LaterBase)
	e := metric.Estimate{Value: float64(p.Later) / float64(p.Earlier) * scale, N: all, Unit: "1", Method: ratioOfRates}
	if all < metric.SomeEvents {
		e.Warnings = []string{metric.FewEvents}
	}
	return e.Between(odds(share.Lo)*scale, odds(share.Hi)*scale)
}

func odds(p float64) float64 { return p / (1 - p) }

func (p Pair) fault() string {
	switch {
	case min(p.Later, p.Earlier, p.LaterBase, p.EarlierBase) < 0:
		return metric.BadCounts
	case max(p.Later, p.Earlier, p.LaterBase, p.EarlierBase) > metric.MaxCount/2:
		return metric.TooLarge
	case p.LaterBase == 0 || p.EarlierBase == 0:
		return "one of the periods has no discharges to compare"
	}
	return ""
}

// Chance is the two-sided probability of counts at least as unlikely as these where both
// periods have the same rate: the exact conditional test of two Poisson counts, with the
// convention of R's poisson.test that outcomes of the same probability within 1e-7 tie. It
// is false where the counts do not belong together or there is nothing to test.
func (p Pair) Chance() (probability float64, ok bool) {
	if p.fault() != "" || p.Later+p.Earlier == 0 {
		return 0, false
	}
	n := p.Later + p.Earlier
	null := float64(p.LaterBase) / (float64(p.LaterBase) + float64(p.EarlierBase))
	return min(1, unlikely(p.Later, n, null)), true
}

// unlikely is P(outcomes of n trials with chance p that are no more probable than x). The
// probability rises to its mode and falls from it, so that what is as unlikely on the other
// side is found by bisection.
func unlikely(x, n int64, p float64) float64 {
	drawn := distuv.Binomial{N: float64(n), P: p}
	limit := drawn.LogProb(float64(x)) + 1e-7
	under := func(k int64) bool { return drawn.LogProb(float64(k)) <= limit }
	mean := float64(n) * p
	if float64(x) == mean {
		return 1
	}
	if float64(x) < mean {
		from := int64(math.Ceil(mean))
		upper := from + int64(sort.Search(int(n-from)+1, func(i int) bool { return under(from + int64(i)) }))
		return metric.BinomialCDF(x, n, p) + 1 - metric.BinomialCDF(upper-1, n, p)
	}
	to := int64(math.Floor(mean))
	lower := to - int64(sort.Search(int(to)+1, func(i int) bool { return under(to - int64(i)) }))
	return metric.BinomialCDF(lower, n, p) + 1 - metric.BinomialCDF(x-1, n, p)
}

// FalseDiscovery adjusts the probabilities of many tests, in their order, so that of those
// found at q or below no more than the share q is expected to be found by chance (Benjamini
// and Hochberg 1995). It holds for independent and for positively dependent tests. What is
// no probability is given back as 1 and counts as no test.
func FalseDiscovery(probabilities []float64) []float64 {
	adjusted := make([]float64, len(probabilities))
	var order []int
	for i, p := range probabilities {
		adjusted[i] = 1
		if p >= 0 && p <= 1 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(probabilities[b], probabilities[a]) })
	least, tests := 1.0, float64(len(order))
	for place, i := range order {
		least = min(least, probabilities[i]*tests/(tests-float64(place)))
		adjusted[i] = metric.UnsignedZero(least)
	}
	return adjusted
}

// Direction is what a comparison found.
type Direction int

const (
	Untested  Direction = iota // nothing in either period, or nothing to count it among
	Unchanged                  // no more different than chance makes it
	New                        // none before, and more than chance
	Rising
	Falling
)

// String is the word that reports print.
func (d Direction) String() string {
	return [...]string{"untested", "unclear", "new", "rising", "falling"}[d]
}

// Change is a pair as the comparison of many found it.
type Change struct {
	Ratio     metric.Estimate
	Chance    float64 // two-sided probability; 1 where untested
	Adjusted  float64 // after Benjamini and Hochberg
	Direction Direction
}

// Changes compares many pairs at the false discovery rate q, such as 0.05. The answers have
// the order of the pairs. Pairs that were chosen for their size or their change must not be
// all that is given: the adjustment is only as good as the list of what was looked at.
func Changes(pairs []Pair, q float64) []Change {
	chances := make([]float64, len(pairs))
	for i, p := range pairs {
		chances[i] = math.NaN()
		if probability, ok := p.Chance(); ok {
			chances[i] = probability
		}
	}
	changes := make([]Change, len(pairs))
	for i, adjusted := range FalseDiscovery(chances) {
		changes[i] = Change{RateRatio(pairs[i]), chances[i], adjusted, pairs[i].direction(chances[i], adjusted, q)}
		if math.IsNaN(chances[i]) {
			changes[i].Chance = 1
		}
	}
	return changes
}

func (p Pair) direction(chance, adjusted, q float64) Direction {
	switch {
	case math.IsNaN(chance):
		return Untested
	case !(adjusted <= q):
		return Unchanged
	case p.Earlier == 0:
		return New
	case float64(p.Later)*float64(p.EarlierBase) > float64(p.Earlier)*float64(p.LaterBase):
		return Rising
	}
	return Falling
}
