package survival

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"chartline/pipeline/metric"
)

const (
	crowleyMethod    = "Kaplan–Meier (1958), first time at or below; interval of Brookmeyer and Crowley (1982)"
	areaMethod       = "restricted mean: area under Kaplan–Meier (1958) with normal interval (Irwin 1949)"
	differenceMethod = "difference of restricted means under Kaplan–Meier (1958) with normal interval (Irwin 1949)"
	noSpread         = "how times spread up to then is unknown, so there is no interval"
	fewFollowed      = "fewer than 10 are followed for so long"
	// levelSlack is how far a survival share may lie above a level and still count as on it: a
	// product of fractions misses ½ by rounding.
	levelSlack = 1e-9
)

// AtRisk is how many were still open and followed just before time t.
func (c Curve) AtRisk(t float64) int64 {
	i := sort.Search(len(c.Steps), func(i int) bool { return c.Steps[i].Time >= t })
	if i == len(c.Steps) {
		return 0
	}
	atRisk := c.Steps[i].AtRisk
	for _, e := range c.late {
		if e.Time >= t && e.Time < c.Steps[i].Time {
			atRisk -= e.Accounts
		}
	}
	return atRisk
}

// At estimates the share still open after time t. It is Missing past the last time at which
// anybody was followed, unless nobody was left open.
func (c Curve) At(t float64) metric.Estimate {
	if why := c.timeFault(t); why != "" {
		return metric.Missing("1", c.Method, why)
	}
	i := sort.Search(len(c.Steps), func(i int) bool { return c.Steps[i].Time > t })
	at := Step{Survival: 1}
	hiBefore := 1.0
	if i > 0 {
		at, hiBefore = c.Steps[i-1], c.Steps[i-1].Hi
	}
	if at.Survival == 1 {
		at.AtRisk = c.AtRisk(t)
	}
	e := metric.Estimate{Value: at.Survival, N: c.N, Unit: "1", Method: c.Method, Warnings: slices.Clone(c.Warnings)}
	if at.Survival > 0 && c.AtRisk(t) < fewAtRisk {
		e.Warnings = append(e.Warnings, fewFollowed)
	}
	return e.Between(c.band.interval(at, hiBefore))
}

// Within estimates the share that left by time t, 1 − At(t): the share coded within t days.
func (c Curve) Within(t float64) metric.Estimate {
	e := c.At(t)
	if !e.Defined() {
		return e
	}
	lo, hi := 1-e.Hi, 1-e.Lo
	e.Value = 1 - e.Value
	return e.Between(lo, hi)
}

// Quantile estimates the time by which the share p, 0 < p < 1, has left: the first time with
// survival at or below 1−p, where others take the middle of a flat step. The interval runs
// from the first time at which the lower band is that low to the first at which the upper
// band is. A curve that stays above is Missing: "not reached".
func (c Curve) Quantile(p float64) metric.Estimate {
	if c.Missing != "" {
		return metric.Missing(c.Unit, crowleyMethod, c.Missing)
	}
	if !(p > 0 && p < 1) {
		return metric.Missing(c.Unit, crowleyMethod, "a quantile lies between 0 and 1")
	}
	value, ok := c.first(1-p, func(s Step) float64 { return s.Survival })
	if !ok {
		return metric.Missing(c.Unit, crowleyMethod, "not reached: too many are still open")
	}
	e := metric.Estimate{Value: value, N: c.N, Unit: c.Unit, Method: crowleyMethod, Warnings: slices.Clone(c.Warnings)}
	lo, _ := c.first(1-p, func(s Step) float64 { return s.Lo })
	hi, ok := c.first(1-p, func(s Step) float64 { return s.Hi })
	if !ok {
		return e.Alone(fmt.Sprintf("the interval begins at %g and its upper end is not reached", lo))
	}
	return e.Between(lo, hi)
}

// first is the first time at which a side of the curve is at or below a level.
func (c Curve) first(level float64, side func(Step) float64) (time float64, ok bool) {
	for _, s := range c.Steps {
		if side(s) <= level+levelSlack {
			return s.Time, true
		}
	}
	return 0, false
}

// RestrictedMean estimates the mean time open, counted to tau at most (CEN-08): the area
// under the curve from 0 to tau.
func (c Curve) RestrictedMean(tau float64) metric.Estimate {
	if why := c.timeFault(tau); why != "" {
		return metric.Missing(c.Unit, areaMethod, why)
	}
	area, variance := c.area(tau)
	e := metric.Estimate{Value: area, N: c.N, Unit: c.Unit, Method: areaMethod, Warnings: slices.Clone(c.Warnings)}
	if variance == 0 {
		return e.Alone(noSpread)
	}
	half := metric.NormalQuantile * math.Sqrt(variance)
	return e.Between(math.Max(0, e.Value-half), math.Min(tau, e.Value+half))
}

// area is what lies under the curve from 0 to tau, with its variance.
func (c Curve) area(tau float64) (area, variance float64) {
	end := tau
	for i := len(c.Steps) - 1; i >= 0; i-- {
		s := c.Steps[i]
		if s.Time > tau {
			continue
		}
		area += s.Survival * (end - s.Time)
		if left := s.AtRisk - s.Events; left > 0 {
			variance += area * area * float64(s.Events) / float64(s.AtRisk) / float64(left)
		}
		end = s.Time
	}
	return area + end, variance
}

// RestrictedMeanDifference estimates by how much longer accounts of a wait than those of b,
// both counted to tau at most (CEN-08).
func RestrictedMeanDifference(a, b Curve, tau float64) metric.Estimate {
	for _, c := range []Curve{a, b} {
		if why := c.timeFault(tau); why != "" {
			return metric.Missing(a.Unit, differenceMethod, why)
		}
	}
	first, firstVariance := a.area(tau)
	second, secondVariance := b.area(tau)
	e := metric.Estimate{Value: first - second, N: a.N + b.N, Unit: a.Unit, Method: differenceMethod, Warnings: slices.Compact(slices.Concat(a.Warnings, b.Warnings))}
	if firstVariance == 0 || secondVariance == 0 {
		return e.Alone(noSpread)
	}
	half := metric.NormalQuantile * math.Sqrt(firstVariance+secondVariance)
	return e.Between(e.Value-half, e.Value+half)
}

// timeFault says why the curve has nothing to say about time t.
func (c Curve) timeFault(t float64) string {
	if c.Missing != "" {
		return c.Missing
	}
	if !metric.Finite(t) || t < 0 {
		return badTime
	}
	if t < c.since {
		return fmt.Sprintf("the curve is of accounts open after %g", c.since)
	}
	if last := c.Steps[len(c.Steps)-1]; t > last.Time && last.Survival > 0 {
		return "nobody was followed for so long"
	}
	return ""
}
