package survival

import (
	"slices"

	"gonum.org/v1/gonum/mat"

	"chartline/pipeline/metric"
)

const (
	logRankMethod    = "log-rank test (Mantel 1966)"
	stratifiedMethod = "log-rank test within strata (Mantel 1966)"
)

// LogRank tests whether two or more groups leave at the same rate (CEN-08). A group that was
// never at risk while anybody left takes no part, and is expected to have no events.
func LogRank(groups [][]Exit) metric.Test {
	return logRank(logRankMethod, [][][]Exit{groups})
}

// StratifiedLogRank is LogRank with groups compared only with others of their stratum, such
// as the same patient type: strata[s][g] are the exits of group g. It asks whether groups
// differ in the same direction in most strata.
func StratifiedLogRank(strata [][][]Exit) metric.Test {
	return logRank(stratifiedMethod, strata)
}

func logRank(method string, strata [][][]Exit) metric.Test {
	t := metric.Test{Method: method}
	if len(strata) == 0 {
		return t.Without(metric.NoRecords)
	}
	c := newComparison(len(strata[0]))
	for _, groups := range strata {
		if len(groups) != len(c.observed) {
			return t.Without("strata differ in their number of groups")
		}
		if why := c.add(groups); why != "" {
			return t.Without(why)
		}
	}
	return c.judge(t)
}

// comparison adds up what every group has seen and could expect.
type comparison struct {
	observed, expected []float64
	covariance         *mat.SymDense
}

func newComparison(groups int) comparison {
	return comparison{
		observed: make([]float64, groups), expected: make([]float64, groups),
		covariance: mat.NewSymDense(max(1, groups), nil),
	}
}

// add compares groups with each other, and says why it cannot.
func (c *comparison) add(groups [][]Exit) (why string) {
	tables := make([]lifetimes, len(groups))
	for i, exits := range groups {
		t, why := FollowUp{Exits: exits}.lifeTable()
		if why != "" && why != metric.NoRecords {
			return why
		}
		tables[i] = t.steps
	}
	c.accumulate(tables)
	return ""
}

// judge makes a test of the sums.
func (c *comparison) judge(t metric.Test) metric.Test {
	var active []int
	for i, e := range c.expected {
		if e > 0 {
			active = append(active, i)
		}
	}
	if len(active) < 2 {
		return t.Without("fewer than two groups were at risk when somebody left")
	}
	t.Observed, t.Expected, t.DF = c.observed, c.expected, len(active)-1
	statistic, ok := c.quadratic(active[:t.DF])
	if !ok {
		return t.Without("the groups cannot be compared: they were not at risk together, or all left at once")
	}
	t.Statistic = statistic
	return t.Judged()
}

// lifetimes is the life table of one group, in order of time.
type lifetimes []Step

// at gives who was at risk and who left at time t.
func (l lifetimes) at(t float64) (atRisk, events float64) {
	i, found := slices.BinarySearchFunc(l, t, func(s Step, t float64) int {
		switch {
		case s.Time < t:
			return -1
		case s.Time > t:
			return 1
		}
		return 0
	})
	if i == len(l) {
		return 0, 0
	}
	if found {
		events = float64(l[i].Events)
	}
	return float64(l[i].AtRisk), events
}

// accumulate adds up observed and expected events over all times, and the hypergeometric
// covariance of their differences.
func (c *comparison) accumulate(groups []lifetimes) {
	for _, time := range eventTimes(groups) {
		atRisk := make([]float64, len(groups))
		var all, events float64
		for i, g := range groups {
			n, d := g.at(time)
			atRisk[i] = n
			all += n
			events += d
			c.observed[i] += d
		}
		for i, n := range atRisk {
			c.expected[i] += events * n / all
		}
		if all > 1 {
			addHypergeometric(c.covariance, atRisk, all, events*(all-events)/(all-1))
		}
	}
}

func addHypergeometric(covariance *mat.SymDense, atRisk []float64, all, scale float64) {
	for i := range atRisk {
		for j := i; j < len(atRisk); j++ {
			v := -atRisk[i] / all * atRisk[j] / all
			if i == j {
				v += atRisk[i] / all
			}
			covariance.SetSym(i, j, covariance.At(i, j)+scale*v)
		}
	}
}

// eventTimes are the times at which anybody left, in order.
func eventTimes(groups []lifetimes) []float64 {
	var times []float64
	for _, g := range groups {
		for _, s := range g {
			if s.Events > 0 {
				times = append(times, s.Time)
			}
		}
	}
	slices.Sort(times)
	return slices.Compact(times)
}

// quadratic is (O−E)ᵀV⁻¹(O−E) over the chosen groups; it is false where V has no inverse.
func (c *comparison) quadratic(chosen []int) (float64, bool) {
	k := len(chosen)
	v := mat.NewSymDense(k, nil)
	difference := mat.NewVecDense(k, nil)
	for i, a := range chosen {
		difference.SetVec(i, c.observed[a]-c.expected[a])
		for j := i; j < k; j++ {
			v.SetSym(i, j, c.covariance.At(a, chosen[j]))
		}
	}
	var factor mat.Cholesky
	var solved mat.VecDense
	if !factor.Factorize(v) || factor.SolveVecTo(&solved, difference) != nil {
		return 0, false
	}
	return mat.Dot(difference, &solved), true
}
