package survival

import (
	"cmp"
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"

	"chartline/pipeline/metric"
)

// Seen is how many accounts were seen open After a time and coded By a later one: all that
// daily or weekly snapshots tell (CEN-07). By is +Inf for those open in the last snapshot.
// After is −1 for accounts that may have been coded on day 0.
type Seen struct {
	After, By float64
	Accounts  int64
}

// Mass is the share of accounts coded after one time and by another. Where in between they
// were coded, snapshots do not tell.
type Mass struct{ After, By, Share float64 }

// SnapshotCurve is the survival curve of accounts whose coding lies between snapshots.
type SnapshotCurve struct {
	Masses     []Mass // in order of time
	N          int64
	Unit       string
	Method     string
	Missing    string // why there is no curve; empty where there is one
	rows       []Seen
	covariance *mat.SymDense
}

const (
	turnbullMethod = "Turnbull (1976) for snapshots, self-consistency; log-log interval from the observed information"
	noInformation  = "the snapshots do not fix how the share spreads, so there is no interval"
	betweenSeen    = "the time lies between snapshots: the share may already be lower"
)

// Defined reports whether there is a curve.
func (c SnapshotCurve) Defined() bool { return c.Missing == "" }

// At estimates the share still open after time t: the most that the snapshots allow, where t
// lies between them.
func (c SnapshotCurve) At(t float64) metric.Estimate {
	if c.Missing != "" || !metric.Finite(t) || t < 0 {
		return metric.Missing("1", c.Method, cmp.Or(c.Missing, badTime))
	}
	gone := sort.Search(len(c.Masses), func(j int) bool { return c.Masses[j].By > t })
	if gone < len(c.Masses) && math.IsInf(c.Masses[gone].By, 1) && t > c.Masses[gone].After {
		return metric.Missing("1", c.Method, "nobody was followed for so long")
	}
	e := metric.Estimate{Value: 1, N: c.N, Unit: "1", Method: c.Method}
	for _, m := range c.Masses[:gone] {
		e.Value -= m.Share
	}
	if gone < len(c.Masses) && c.Masses[gone].After < t {
		e.Warnings = []string{betweenSeen}
	}
	switch {
	case gone == 0:
		open := c.count(func(r Seen) bool { return r.After >= t })
		return e.Between(metric.Proportion(open, open).Lo, 1)
	case gone == len(c.Masses):
		e.Value = 0
		last := c.Masses[gone-1]
		return e.Between(0, metric.Proportion(0, c.count(func(r Seen) bool { return r.By >= last.By })).Hi)
	case c.covariance == nil:
		return e.Alone(noInformation)
	}
	lo, hi := logLog(e.Value, metric.NormalQuantile*c.deviation(gone)/e.Value)
	return e.Between(lo, hi)
}

// count is how many accounts are in rows of a kind.
func (c SnapshotCurve) count(kind func(Seen) bool) (n int64) {
	for _, r := range c.rows {
		if kind(r) {
			n += r.Accounts
		}
	}
	return n
}

// deviation is the standard error of the sum of the first shares.
func (c SnapshotCurve) deviation(first int) float64 {
	variance := 0.0
	for j := range first {
		for k := range first {
			variance += c.covariance.At(j, k)
		}
	}
	return math.Sqrt(math.Max(0, variance))
}

// Quantile estimates the time by which the share p, 0 < p < 1, was coded: the first time by
// which snapshots show it.
func (c SnapshotCurve) Quantile(p float64) metric.Estimate {
	if c.Missing != "" {
		return metric.Missing(c.Unit, c.Method, c.Missing)
	}
	if !(p > 0 && p < 1) {
		return metric.Missing(c.Unit, c.Method, "a quantile lies between 0 and 1")
	}
	side := func(pick func(metric.Estimate) float64) (float64, bool) {
		for _, m := range c.Masses {
			if !math.IsInf(m.By, 1) && pick(c.At(m.By)) <= 1-p+levelSlack {
				return m.By, true
			}
		}
		return 0, false
	}
	value, ok := side(func(e metric.Estimate) float64 { return e.Value })
	if !ok {
		return metric.Missing(c.Unit, c.Method, "not reached: too many are still open")
	}
	e := metric.Estimate{Value: value, N: c.N, Unit: c.Unit, Method: c.Method}
	if c.covariance == nil && len(c.Masses) > 1 {
		return e.Alone(noInformation)
	}
	lo, _ := side(func(e metric.Estimate) float64 { return e.Lo })
	hi, ok := side(func(e metric.Estimate) float64 { return e.Hi })
	if !ok {
		return e.Alone("the upper end of the interval is not reached")
	}
	return e.Between(lo, hi)
}
