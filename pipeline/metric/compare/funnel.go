// Package compare sets units, periods, groups and people beside each other: funnel plots of
// coders and sites (FUN-01 to FUN-06), the ranks that intervals leave possible (RTE-07),
// changes from one period to another, groups that go together, and shares before and after
// education (CI-07, EDU-02).
package compare

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

// Unit is a coder, site or month that a funnel plot compares: X of N.
type Unit struct {
	Label string
	X, N  int64
}

// Verdict is what a funnel plot says of a unit.
type Verdict int

const (
	NotJudged Verdict = iota // fewer than one error is expected (FUN-06): drawn only
	Inside                   // as chance would have it
	Beyond95                 // beyond the 95 % limits: one in twenty is, by chance alone
	Beyond998                // beyond the 99.8 % limits
)

// String names the verdict as a legend does.
func (v Verdict) String() string {
	names := [...]string{"too few to judge", "inside the limits", "beyond 95 %", "beyond 99.8 %"}
	if v < 0 || int(v) >= len(names) {
		return "unknown verdict"
	}
	return names[v]
}

// FunnelUnit is a unit with its rate X/N, 0 where N is 0, and its verdict.
type FunnelUnit struct {
	Unit
	Rate    float64
	Verdict Verdict
}

// FunnelChart compares units with a target rate: a dot each at (N, Rate), in the order of
// the input, since the point of a funnel is not to rank them (FUN-05).
type FunnelChart struct {
	Units      []FunnelUnit
	Theta      float64 // target
	Dispersion float64 // φ, mean squared z of the judged units; 0 where fewer than three are judged
	P          float64 // chance of so much dispersion where units differ by chance alone
	Inflation  float64 // √φ where limits are widened by it, else 1
	Method     string
	Warnings   []string
	Missing    string // why there is no chart; empty where there is one
}

// Defined reports whether there is a chart.
func (f FunnelChart) Defined() bool { return f.Missing == "" }

const (
	funnelMethod = "funnel plot, exact binomial limits interpolated (Spiegelhalter 2005)"
	inflated     = "units differ by more than chance, so the limits are widened; where that variation " +
		"is itself the finding, read the units and not the limits"
	notInflated = "units differ by more than chance; the limits are not widened, since that variation is the finding"
	unjudged    = "units with fewer than one expected error are drawn, not judged"
	// wideTail and narrowTail leave 0.2 % and 5 % outside a funnel.
	wideTail, narrowTail = 0.001, 0.025
)

// FunnelLimits are the limits of a unit of n records where the rate is theta: 99.8 % and
// 95 %, below and above (FUN-03). They are lines to draw: see Funnel for the judgement.
// Where n or theta allow no limits they are 0 and 1, within which everything lies.
func FunnelLimits(n int64, theta float64) (lo998, lo95, hi95, hi998 float64) {
	if n <= 0 || n > metric.MaxCount || !(theta >= 0 && theta <= 1) {
		return 0, 0, 1, 1
	}
	if theta == 0 || theta == 1 {
		theta = metric.UnsignedZero(theta)
		return theta, theta, theta, theta
	}
	line := func(prob float64) float64 {
		limit, _ := funnelLimit(n, theta, prob)
		return limit
	}
	return line(wideTail), line(narrowTail), line(1 - narrowTail), line(1 - wideTail)
}

// funnelLimit gives the interpolated limit (r−α)/n with r the smallest count for which
// F(r) >= prob and α = (F(r)−prob)/(F(r)−F(r−1)), and r/n itself.
func funnelLimit(n int64, theta, prob float64) (interpolated, count float64) {
	r := metric.BinomialRank(n, theta, prob)
	at, below := metric.BinomialCDF(r, n, theta), metric.BinomialCDF(r-1, n, theta)
	alpha := 0.0
	if at > below {
		alpha = (at - prob) / (at - below)
	}
	limit := (float64(r) - alpha) / float64(n)
	return metric.UnsignedZero(math.Max(0, math.Min(1, limit))), float64(r) / float64(n)
}

// Funnel judges units against the target theta, such as the pooled rate (see Pooled). Where
// they differ by more than chance (φ significantly above 1), the limits are widened by √φ
// about the target (FUN-04).
//
// A unit is beyond an upper limit when its count is above the r of FunnelLimits, and not
// when its dot is above the line: interpolation puts the line below r, and would hold a
// unit of 30 charts that are all right to be beyond 95 % where one in five such units is
// all right by chance (theta 0.95).
func Funnel(units []Unit, theta float64) FunnelChart {
	f := FunnelChart{Theta: theta, Inflation: 1, Method: funnelMethod}
	if why := funnelFault(units, theta); why != "" {
		return FunnelChart{Method: funnelMethod, Missing: why}
	}
	f.Theta = metric.UnsignedZero(theta)
	f.Units = make([]FunnelUnit, len(units))
	var z []float64
	for i, u := range units {
		f.Units[i] = FunnelUnit{Unit: u}
		if u.N > 0 {
			f.Units[i].Rate = float64(u.X) / float64(u.N)
		}
		if judgeable(u.N, theta) {
			z = append(z, (f.Units[i].Rate-theta)/metric.ShareError(theta, u.N))
		}
	}
	f.disperse(z)
	for i := range f.Units {
		f.Units[i].Verdict = f.judge(f.Units[i])
	}
	if len(z) < len(units) {
		f.Warnings = append(f.Warnings, unjudged)
	}
	return f
}

// Unwidened is the chart with the limits of chance alone, for units whose variation is
// itself the finding, such as coders (FUN-04). It says so where it makes a difference.
func (f FunnelChart) Unwidened() FunnelChart {
	if f.Inflation <= 1 {
		return f
	}
	f.Inflation, f.Method = 1, funnelMethod
	f.Warnings = slices.Clone(f.Warnings)
	f.Warnings[slices.Index(f.Warnings, inflated)] = notInflated
	f.Units = slices.Clone(f.Units)
	for i := range f.Units {
		f.Units[i].Verdict = f.judge(f.Units[i])
	}
	return f
}

// Effective shrinks units whose records are codes in charts to the independent codes that
// they are worth: each count over the design effect within units, the mean of theirs by
// codes, at least 1. The rates stay as they are but for rounding.
func Effective(labels []string, charts []metric.Ratio) (units []Unit, deff float64) {
	deff = metric.PooledDesignEffect(charts)
	units = make([]Unit, len(charts))
	for i, r := range charts {
		n := math.Round(float64(r.M) / deff)
		units[i] = Unit{Label: labels[i], N: int64(n)}
		if r.M > 0 {
			units[i].X = int64(math.Round(n * float64(r.X) / float64(r.M)))
		}
	}
	return units, deff
}

func funnelFault(units []Unit, theta float64) string {
	if len(units) == 0 {
		return "no units to compare"
	}
	if !(theta >= 0 && theta <= 1) {
		return "the target is not a share between 0 and 1"
	}
	for _, u := range units {
		if why := metric.CountFault(u.X, u.N); why != "" && why != metric.NoRecords {
			return why
		}
	}
	return ""
}

// Pooled is the rate of all units together, the usual target of a funnel (FUN-01).
func Pooled(units []Unit) metric.Estimate {
	counts, denominators := make([]int64, len(units)), make([]int64, len(units))
	for i, u := range units {
		counts[i], denominators[i] = u.X, u.N
	}
	x, n, why := metric.Totals(counts, denominators)
	if why != "" {
		return metric.Missing("1", metric.Proportion(0, 0).Method, why)
	}
	return metric.Proportion(x, n)
}

// judgeable reports whether at least one error is expected, whichever of the two outcomes
// is the error: the rarer (FUN-06).
func judgeable(n int64, theta float64) bool {
	return float64(n)*math.Min(theta, 1-theta) >= 1
}

// disperse measures over-dispersion: the mean of the squared z of the judged units, with the
// outer tenths pulled in so that a few outliers do not excuse themselves.
func (f *FunnelChart) disperse(z []float64) {
	if len(z) < 3 {
		return
	}
	slices.Sort(z)
	ordered := func(rank int64) float64 { return z[rank-1] }
	low, high := metric.TypeSeven(int64(len(z)), 0.1, ordered), metric.TypeSeven(int64(len(z)), 0.9, ordered)
	var sum float64
	for _, v := range z {
		v = math.Max(low, math.Min(high, v))
		sum += v * v
	}
	f.Dispersion = sum / float64(len(z))
	f.P = distuv.ChiSquared{K: float64(len(z) - 1)}.Survival(sum)
	if f.Dispersion > 1 && f.P < 0.05 {
		f.Inflation = math.Sqrt(f.Dispersion)
		f.Method += ", widened for over-dispersion"
		f.Warnings = append(f.Warnings, inflated)
	}
}

// Limits are the limits to draw at n, widened where the chart's are.
func (f FunnelChart) Limits(n int64) (lo998, lo95, hi95, hi998 float64) {
	lo998, lo95, hi95, hi998 = FunnelLimits(n, f.Theta)
	return f.widen(lo998), f.widen(lo95), f.widen(hi95), f.widen(hi998)
}

// Astride are the labels of the units whose dots lie beyond a line that their counts are not
// beyond, since lines are interpolated between counts (FUN-03).
func (f FunnelChart) Astride() []string {
	var labels []string
	for _, u := range f.Units {
		_, _, hi95, hi998 := f.Limits(u.N)
		if u.Verdict == Inside && u.Rate > hi95 || u.Verdict == Beyond95 && u.Rate > hi998 {
			labels = append(labels, u.Label)
		}
	}
	return labels
}

func (f FunnelChart) widen(limit float64) float64 {
	if f.Inflation <= 1 {
		return limit
	}
	return metric.UnsignedZero(math.Max(0, math.Min(1, f.Theta+(limit-f.Theta)*f.Inflation)))
}

func (f FunnelChart) judge(u FunnelUnit) Verdict {
	if !judgeable(u.N, f.Theta) {
		return NotJudged
	}
	beyond := func(tail float64) bool {
		low, _ := funnelLimit(u.N, f.Theta, tail)
		_, high := funnelLimit(u.N, f.Theta, 1-tail)
		return u.Rate < f.widen(low) || u.Rate > f.widen(high)
	}
	switch {
	case beyond(wideTail):
		return Beyond998
	case beyond(narrowTail):
		return Beyond95
	}
	return Inside
}
