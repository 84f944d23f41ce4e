package survival

import (
	"fmt"
	"math"

	"chartline/pipeline/metric"
)

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
	N                int64 // accounts that were followed for any time
	Events, Censored int64
	Unit             string // UCUM unit of time, "d" unless the caller sets another
	Method           string
	Warnings         []string
	Missing          string // why there is no curve; empty where there is one
	since            float64
	late             []Entry
	band             Band
}

const survivalMethod = "Kaplan–Meier (1958), Greenwood variance (1926)"

// Defined reports whether there is a curve.
func (c Curve) Defined() bool { return c.Missing == "" }

// KaplanMeier estimates the survival curve of a life table (CEN-01). Rows may come in any
// order and repeat a time.
func KaplanMeier(exits []Exit) Curve { return FollowUp{Exits: exits}.KaplanMeier() }

// KaplanMeier estimates the survival curve of a group, with accounts that came in late and
// the interval of its band.
func (f FollowUp) KaplanMeier() Curve {
	c := Curve{Unit: "d", Method: f.method(), band: f.Band, since: f.Since}
	t, why := f.lifeTable()
	if why != "" {
		c.Missing = why
		return c
	}
	c.Steps, c.N, c.late, c.Warnings = t.steps, t.n, t.late, t.warnings
	c.multiply()
	return c
}

// method names the estimate and of whom it is.
func (f FollowUp) method() string {
	method := survivalMethod
	if len(f.Entries) > 0 {
		method = fmt.Sprintf("%s, late entry", method)
	}
	if f.Since > 0 {
		method = fmt.Sprintf("%s, of accounts open after %g", method, f.Since)
	}
	return fmt.Sprintf("%s, %s interval", method, f.Band)
}

// multiply fills in the product of the shares that stay at each time.
func (c *Curve) multiply() {
	survival, hazard := 1.0, 0.0
	hiBefore := 1.0
	for i := range c.Steps {
		s := &c.Steps[i]
		d, atRisk := float64(s.Events), float64(s.AtRisk)
		survival *= (atRisk - d) / atRisk
		if s.Events < s.AtRisk {
			hazard += d / atRisk / (atRisk - d)
		}
		s.Survival, s.hazard = survival, hazard
		s.Lo, s.Hi = c.band.interval(*s, hiBefore)
		s.SE = metric.UnsignedZero(survival * math.Sqrt(hazard))
		c.Events += s.Events
		c.Censored += s.Censored
		hiBefore = s.Hi
	}
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
		return 0, math.Min(metric.Proportion(0, s.AtRisk).Hi, hiBefore)
	case s.hazard == 0:
		e := metric.Proportion(s.AtRisk, s.AtRisk)
		return e.Lo, e.Hi
	}
	half := metric.NormalQuantile * math.Sqrt(s.hazard)
	if b == Log {
		return s.Survival * math.Exp(-half), math.Min(1, s.Survival*math.Exp(half))
	}
	return logLog(s.Survival, half)
}

// logLog is the interval of a share s, 0 < s < 1, from half the width of that of its
// negative logarithm.
func logLog(s, half float64) (lo, hi float64) {
	spread := math.Exp(-half / math.Log(s))
	return math.Pow(s, spread), math.Pow(s, 1/spread)
}
