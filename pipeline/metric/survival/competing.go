package survival

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"chartline/pipeline/metric"
)

// CompetingExit is one row of a life table with several ways out, such as coded, voided and
// combined: Events[k] left by cause k, and Censored were still open when last seen.
type CompetingExit struct {
	Time     float64
	Events   []int64
	Censored int64
}

// CompetingStep is the state just after one time at which somebody left: who is still open,
// and which share has left by each cause.
type CompetingStep struct {
	Time             float64
	AtRisk, Censored int64
	Events           []int64
	Open             float64
	Left, SE         []float64 // by cause
}

// Incidence is the share that has left by each cause, with the others never to leave by it
// (CEN-04). Taking the other causes for censoring would ask what happened if they did not
// exist, and give a larger share.
type Incidence struct {
	Steps   []CompetingStep
	N       int64
	Method  string
	Missing string // why there is no estimate; empty where there is one
}

const incidenceMethod = "cumulative incidence (Aalen and Johansen 1978), Greenwood-type variance, log-log interval"

// Defined reports whether there is an estimate.
func (c Incidence) Defined() bool { return c.Missing == "" }

// AalenJohansen estimates the share that leaves by each cause. Every row has the same number
// of causes, one at least; rows may come in any order and repeat a time.
func AalenJohansen(rows []CompetingExit) Incidence {
	c := Incidence{Method: incidenceMethod}
	if c.Steps, c.N, c.Missing = competingTable(rows); c.Missing != "" {
		return c
	}
	causes := len(c.Steps[0].Events)
	states := make([]joint, causes)
	open, openVariance := 1.0, 0.0
	for i := range c.Steps {
		s := &c.Steps[i]
		n, hazard := float64(s.AtRisk), float64(sum(s.Events))/float64(s.AtRisk)
		s.Left, s.SE = make([]float64, causes), make([]float64, causes)
		for k, left := range s.Events {
			states[k].advance(open, openVariance, hazard, float64(left)/n, n)
			s.Left[k], s.SE[k] = math.Min(1, states[k].left), math.Sqrt(math.Max(0, states[k].variance))
		}
		openVariance = (1-hazard)*(1-hazard)*openVariance + open*open*hazard*(1-hazard)/n
		open *= 1 - hazard
		if sum(s.Events) == s.AtRisk {
			open = 0
		}
		s.Open = open
	}
	return c
}

// joint is the share that left by one cause, its variance, and its covariance with the share
// still open.
type joint struct{ left, variance, covariance float64 }

// advance carries a share over one time by the delta method: those still open, of the given
// variance, leave with a hazard, of which own is the part of this cause. Hazards of one time
// are shares of n accounts, a multinomial.
func (j *joint) advance(open, openVariance, hazard, own, n float64) {
	j.variance += 2*own*j.covariance + own*own*openVariance + open*open*own*(1-own)/n
	j.covariance = (1-hazard)*(j.covariance+own*openVariance) - open*open*own*(1-hazard)/n
	j.left += open * own
}

// competingTable merges the rows of a time, sorts them and counts who is at risk at each.
func competingTable(rows []CompetingExit) (steps []CompetingStep, n int64, why string) {
	for _, r := range rows {
		out, why := r.total(len(rows[0].Events))
		if why != "" {
			return nil, 0, why
		}
		if out > metric.MaxCount-n {
			return nil, 0, metric.TooLarge
		}
		if out > 0 {
			n += out
			steps = append(steps, CompetingStep{Time: metric.UnsignedZero(r.Time), Events: slices.Clone(r.Events), Censored: r.Censored})
		}
	}
	if n == 0 {
		return nil, 0, metric.NoRecords
	}
	slices.SortFunc(steps, func(a, b CompetingStep) int { return cmp.Compare(a.Time, b.Time) })
	merged := steps[:1]
	for _, s := range steps[1:] {
		last := &merged[len(merged)-1]
		if last.Time != s.Time {
			merged = append(merged, s)
			continue
		}
		last.Censored += s.Censored
		for k, left := range s.Events {
			last.Events[k] += left
		}
	}
	atRisk := n
	for i := range merged {
		merged[i].AtRisk = atRisk
		atRisk -= sum(merged[i].Events) + merged[i].Censored
	}
	return merged, n, ""
}

// total is how many leave in a row, and why that cannot be said.
func (r CompetingExit) total(causes int) (n int64, why string) {
	if !metric.Finite(r.Time) || r.Time < 0 {
		return 0, badTime
	}
	if len(r.Events) != causes || causes == 0 {
		return 0, "rows differ in their number of causes, or have none"
	}
	for _, count := range append([]int64{r.Censored}, r.Events...) {
		if count < 0 {
			return 0, badCount
		}
		if count > metric.MaxCount-n {
			return 0, metric.TooLarge
		}
		n += count
	}
	return n, ""
}

func sum(counts []int64) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}

// At estimates the share that has left by a cause until time t, of all accounts.
func (c Incidence) At(cause int, t float64) metric.Estimate {
	if why := c.fault(cause, t); why != "" {
		return metric.Missing("1", c.Method, why)
	}
	i := sort.Search(len(c.Steps), func(i int) bool { return c.Steps[i].Time > t })
	e := metric.Estimate{N: c.N, Unit: "1", Method: c.Method}
	atRisk := c.atRisk(t)
	if i > 0 && c.Steps[i-1].Open > 0 && atRisk < fewAtRisk {
		e.Warnings = []string{fewFollowed}
	}
	if i == 0 || c.Steps[i-1].Left[cause] == 0 {
		return e.Between(0, metric.Proportion(0, max(1, atRisk)).Hi)
	}
	s := c.Steps[i-1]
	e.Value = s.Left[cause]
	if e.Value == 1 {
		return e.Between(metric.Proportion(s.AtRisk, s.AtRisk).Lo, 1)
	}
	lo, hi := logLog(1-e.Value, metric.NormalQuantile*s.SE[cause]/(1-e.Value))
	return e.Between(1-hi, 1-lo)
}

func (c Incidence) atRisk(t float64) int64 {
	i := sort.Search(len(c.Steps), func(i int) bool { return c.Steps[i].Time >= t })
	if i == len(c.Steps) {
		return 0
	}
	return c.Steps[i].AtRisk
}

// fault says why there is nothing to say about a cause at a time.
func (c Incidence) fault(cause int, t float64) string {
	switch {
	case c.Missing != "":
		return c.Missing
	case cause < 0 || cause >= len(c.Steps[0].Events):
		return "there is no such cause"
	case !metric.Finite(t) || t < 0:
		return badTime
	}
	if last := c.Steps[len(c.Steps)-1]; t > last.Time && last.Open > 0 {
		return "nobody was followed for so long"
	}
	return ""
}
