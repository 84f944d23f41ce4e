package metric

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
)

// Exit is one row of a life table: how many accounts were coded (Events) and how many were
// still open when last seen (Censored) after Time whole units, not negative.
type Exit struct {
	Time             float64
	Events, Censored int64
}

// Band is the scale on which the interval of a survival curve is symmetric.
type Band int

const (
	// LogLog stays within 0 to 1 and is the default.
	LogLog Band = iota
	// Log is the default of R's survfit, cut off at 1.
	Log
)

// Step is a survival curve just after one time at which somebody left. SE is 0, and means
// nothing, where Survival is 0 or 1.
type Step struct {
	Time                     float64
	AtRisk, Events, Censored int64
	Survival, SE, Lo, Hi     float64
	hazard                   float64 // Σ d/(n(n−d)) up to here (Greenwood 1926)
}

// Curve is a Kaplan–Meier estimate: the share still open after each time. An account that is
// censored at a time was at risk for the events of that time.
type Curve struct {
	Steps            []Step
	N                int64 // accounts at risk at the start
	Events, Censored int64
	Unit             string // UCUM unit of time, "d" unless the caller sets another
	Method           string
	Missing          string // why there is no curve; empty where there is one
	band             Band
}

const (
	survivalMethod = "Kaplan–Meier (1958), Greenwood variance (1926)"
	crowleyMethod  = "Kaplan–Meier (1958), first time at or below; interval of Brookmeyer and Crowley (1982)"
	areaMethod     = "restricted mean: area under Kaplan–Meier (1958) with normal interval (Irwin 1949)"
	fewFollowed    = "fewer than 10 are followed for so long"
	// levelSlack is how far a survival share may lie above a level and still count as on it: a
	// product of fractions misses ½ by rounding.
	levelSlack = 1e-9
)

// Defined reports whether there is a curve.
func (c Curve) Defined() bool { return c.Missing == "" }

// KaplanMeier estimates the survival curve of a life table (CEN-01). Rows may come in any
// order and repeat a time.
func KaplanMeier(exits []Exit) Curve { return KaplanMeierBand(exits, LogLog) }

// KaplanMeierBand is KaplanMeier with the interval of another scale.
func KaplanMeierBand(exits []Exit, band Band) Curve {
	c := Curve{Unit: "d", Method: survivalMethod + ", " + band.String() + " interval", band: band}
	steps, n, why := lifeTable(exits)
	if why != "" {
		c.Missing = why
		return c
	}
	c.Steps, c.N = steps, n
	survival, hazard := 1.0, 0.0
	hiBefore := 1.0
	for i := range steps {
		s := &steps[i]
		d, atRisk := float64(s.Events), float64(s.AtRisk)
		survival *= (atRisk - d) / atRisk
		if s.Events < s.AtRisk {
			hazard += d / atRisk / (atRisk - d)
		}
		s.Survival, s.hazard = survival, hazard
		s.Lo, s.Hi = band.interval(*s, hiBefore)
		s.SE = unsignedZero(survival * math.Sqrt(hazard))
		c.Events += s.Events
		c.Censored += s.Censored
		hiBefore = s.Hi
	}
	return c
}

func (b Band) String() string {
	if b == Log {
		return "log"
	}
	return "log-log"
}

// interval is the interval at a step. Neither scale has one where nobody or everybody has
// left. Where nobody has, it is the Wilson interval of no event among those still at risk;
// where everybody has, that of no survivor among the last at risk, never above the bound
// before it, since a survival curve does not rise.
func (b Band) interval(s Step, hiBefore float64) (lo, hi float64) {
	switch {
	case s.Survival == 0:
		_, hi = wilson(0, float64(s.AtRisk), normalQuantile)
		return 0, math.Min(hi, hiBefore)
	case s.hazard == 0:
		return wilson(1, float64(s.AtRisk), normalQuantile)
	}
	half := normalQuantile * math.Sqrt(s.hazard)
	if b == Log {
		return s.Survival * math.Exp(-half), math.Min(1, s.Survival*math.Exp(half))
	}
	spread := math.Exp(-half / math.Log(s.Survival))
	return math.Pow(s.Survival, spread), math.Pow(s.Survival, 1/spread)
}

// lifeTable merges the rows of a time, sorts them and counts who is at risk at each.
func lifeTable(exits []Exit) (steps []Step, n int64, why string) {
	for _, x := range exits {
		switch {
		case !finite(x.Time) || x.Time < 0:
			return nil, 0, "a time is negative or not a number"
		case x.Events < 0 || x.Censored < 0:
			return nil, 0, "a count is negative"
		case x.Events > maxCount-n || x.Censored > maxCount-n-x.Events:
			return nil, 0, tooLarge
		case x.Events+x.Censored == 0:
			continue
		}
		n += x.Events + x.Censored
		steps = append(steps, Step{Time: unsignedZero(x.Time), Events: x.Events, Censored: x.Censored})
	}
	if n == 0 {
		return nil, 0, noRecords
	}
	slices.SortFunc(steps, func(a, b Step) int { return cmp.Compare(a.Time, b.Time) })
	merged := steps[:1]
	for _, s := range steps[1:] {
		if last := &merged[len(merged)-1]; last.Time == s.Time {
			last.Events += s.Events
			last.Censored += s.Censored
			continue
		}
		merged = append(merged, s)
	}
	atRisk := n
	for i := range merged {
		merged[i].AtRisk = atRisk
		atRisk -= merged[i].Events + merged[i].Censored
	}
	return merged, n, ""
}

// AtRisk is how many were still open and followed just before time t.
func (c Curve) AtRisk(t float64) int64 {
	i := sort.Search(len(c.Steps), func(i int) bool { return c.Steps[i].Time >= t })
	if i == len(c.Steps) {
		return 0
	}
	return c.Steps[i].AtRisk
}

// At estimates the share still open after time t. It is Missing past the last time at which
// anybody was followed, unless nobody was left open.
func (c Curve) At(t float64) Estimate {
	if why := c.timeFault(t); why != "" {
		return missing("1", c.Method, why)
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
	e := Estimate{Value: at.Survival, N: c.N, Unit: "1", Method: c.Method}
	if at.Survival > 0 && c.AtRisk(t) < 10 {
		e.Warnings = append(e.Warnings, fewFollowed)
	}
	return e.between(c.band.interval(at, hiBefore))
}

// Within estimates the share that left by time t, 1 − At(t): the share coded within t days.
func (c Curve) Within(t float64) Estimate {
	e := c.At(t)
	if !e.Defined() {
		return e
	}
	lo, hi := 1-e.Hi, 1-e.Lo
	e.Value = 1 - e.Value
	return e.between(lo, hi)
}

// Quantile estimates the time by which the share p, 0 < p < 1, has left: the first time with
// survival at or below 1−p, where others take the middle of a flat step. The interval runs
// from the first time at which the lower band is that low to the first at which the upper
// band is. A curve that stays above is Missing: "not reached".
func (c Curve) Quantile(p float64) Estimate {
	if c.Missing != "" {
		return missing(c.Unit, crowleyMethod, c.Missing)
	}
	if !(p > 0 && p < 1) {
		return missing(c.Unit, crowleyMethod, "a quantile lies between 0 and 1")
	}
	value, ok := c.first(1-p, func(s Step) float64 { return s.Survival })
	if !ok {
		return missing(c.Unit, crowleyMethod, "not reached: too many are still open")
	}
	e := Estimate{Value: value, N: c.N, Unit: c.Unit, Method: crowleyMethod}
	lo, _ := c.first(1-p, func(s Step) float64 { return s.Lo })
	hi, ok := c.first(1-p, func(s Step) float64 { return s.Hi })
	if !ok {
		return e.alone(fmt.Sprintf("the interval begins at %g and its upper end is not reached", lo))
	}
	return e.between(lo, hi)
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
func (c Curve) RestrictedMean(tau float64) Estimate {
	if why := c.timeFault(tau); why != "" {
		return missing(c.Unit, areaMethod, why)
	}
	area, variance := 0.0, 0.0
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
	e := Estimate{Value: area + end, N: c.N, Unit: c.Unit, Method: areaMethod}
	if variance == 0 {
		return e.alone("how times spread up to then is unknown, so there is no interval")
	}
	half := normalQuantile * math.Sqrt(variance)
	return e.between(math.Max(0, e.Value-half), math.Min(tau, e.Value+half))
}

// timeFault says why the curve has nothing to say about time t.
func (c Curve) timeFault(t float64) string {
	if c.Missing != "" {
		return c.Missing
	}
	if !finite(t) || t < 0 {
		return "a time is negative or not a number"
	}
	if last := c.Steps[len(c.Steps)-1]; t > last.Time && last.Survival > 0 {
		return "nobody was followed for so long"
	}
	return ""
}
