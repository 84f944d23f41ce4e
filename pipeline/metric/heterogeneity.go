package metric

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Test is the result of asking whether groups differ by more than chance.
type Test struct {
	Statistic          float64
	DF                 int
	P                  float64   // chance of a statistic as large where groups do not differ
	Observed, Expected []float64 // events of each group
	Method             string
	Warnings           []string
	Missing            string // why there is no result; empty where there is one
}

// Defined reports whether there is a result.
func (t Test) Defined() bool { return t.Missing == "" }

const (
	pearsonMethod = "chi-square test of homogeneity (Pearson 1900)"
	logRankMethod = "log-rank test (Mantel 1966)"
	sparseCells   = "some expected counts are below 5: the p-value is rough"
)

// ChiSquareSeries tests whether a share is the same in every month of a series: counts[i]
// of denominators[i]. A month with nothing to count from takes no part. The statistic ranks
// categories by how much they moved; the degrees of freedom are the months less one.
func ChiSquareSeries(counts, denominators []int64) Test {
	t := Test{Method: pearsonMethod}
	x, n, why := totals(counts, denominators)
	if why != "" {
		return t.without(why)
	}
	if x == 0 || x == n {
		return t.without("the share is 0 or 1 in every month")
	}
	p := float64(x) / float64(n)
	for i, of := range denominators {
		if of == 0 {
			continue
		}
		expected := float64(of) * p
		if math.Min(expected, float64(of)-expected) < 5 {
			t.Warnings = []string{sparseCells}
		}
		difference := float64(counts[i]) - expected
		t.Statistic += difference * difference / (expected * (1 - p))
		t.Observed = append(t.Observed, float64(counts[i]))
		t.Expected = append(t.Expected, expected)
	}
	t.DF = len(t.Observed) - 1
	return t.judged()
}

// totals sums a series of shares and says why it is none.
func totals(counts, denominators []int64) (x, n int64, why string) {
	if len(counts) != len(denominators) {
		return 0, 0, "counts and denominators differ in number"
	}
	for i, of := range denominators {
		why := countFault(counts[i], of)
		if why == noRecords {
			continue
		}
		if why == "" && of > maxCount-n {
			why = tooLarge
		}
		if why != "" {
			return 0, 0, why
		}
		x, n = x+counts[i], n+of
	}
	if n == 0 {
		return 0, 0, noRecords
	}
	return x, n, ""
}

// LogRank tests whether two or more groups leave at the same rate (CEN-08). A group that was
// never at risk while anybody left takes no part, and is expected to have no events.
func LogRank(groups [][]Exit) Test {
	t := Test{Method: logRankMethod}
	tables := make([]lifetimes, len(groups))
	for i, exits := range groups {
		steps, _, why := lifeTable(exits)
		if why != "" && why != noRecords {
			return t.without(why)
		}
		tables[i] = steps
	}
	t.Observed = make([]float64, len(groups))
	t.Expected = make([]float64, len(groups))
	covariance := t.accumulate(tables)
	var active []int
	for i, e := range t.Expected {
		if e > 0 {
			active = append(active, i)
		}
	}
	if len(active) < 2 {
		return t.without("fewer than two groups were at risk when somebody left")
	}
	t.DF = len(active) - 1
	statistic, ok := t.quadratic(covariance, active[:t.DF])
	if !ok {
		return t.without("the groups cannot be compared: they were not at risk together, or all left at once")
	}
	t.Statistic = statistic
	return t.judged()
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

// accumulate adds up observed and expected events over all times and gives the
// hypergeometric covariance of their differences.
func (t *Test) accumulate(groups []lifetimes) *mat.SymDense {
	covariance := mat.NewSymDense(max(1, len(groups)), nil)
	for _, time := range eventTimes(groups) {
		atRisk := make([]float64, len(groups))
		var all, events float64
		for i, g := range groups {
			n, d := g.at(time)
			atRisk[i] = n
			all += n
			events += d
			t.Observed[i] += d
		}
		for i, n := range atRisk {
			t.Expected[i] += events * n / all
		}
		if all > 1 {
			addHypergeometric(covariance, atRisk, all, events*(all-events)/(all-1))
		}
	}
	return covariance
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
func (t *Test) quadratic(covariance *mat.SymDense, chosen []int) (float64, bool) {
	k := len(chosen)
	v := mat.NewSymDense(k, nil)
	difference := mat.NewVecDense(k, nil)
	for i, a := range chosen {
		difference.SetVec(i, t.Observed[a]-t.Expected[a])
		for j := i; j < k; j++ {
			v.SetSym(i, j, covariance.At(a, chosen[j]))
		}
	}
	var factor mat.Cholesky
	var solved mat.VecDense
	if !factor.Factorize(v) || factor.SolveVecTo(&solved, difference) != nil {
		return 0, false
	}
	return mat.Dot(difference, &solved), true
}

// judged gives the test its p-value.
func (t Test) judged() Test {
	if t.DF < 1 {
		return t.without("fewer than two groups to compare")
	}
	t.Statistic = unsignedZero(math.Max(0, t.Statistic))
	t.P = distuv.ChiSquared{K: float64(t.DF)}.Survival(t.Statistic)
	return t
}

// without is the test that could not be made.
func (t Test) without(why string) Test { return Test{Method: t.Method, Missing: why} }
