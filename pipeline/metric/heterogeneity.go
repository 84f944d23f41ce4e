package metric

import (
	"math"

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
	sparseCells   = "some expected counts are below 5: the p-value is rough"
)

// ChiSquareSeries tests whether a share is the same in every month of a series: counts[i]
// of denominators[i]. A month with nothing to count from takes no part. The statistic ranks
// categories by how much they moved; the degrees of freedom are the months less one.
func ChiSquareSeries(counts, denominators []int64) Test {
	t := Test{Method: pearsonMethod}
	x, n, why := Totals(counts, denominators)
	if why != "" {
		return t.Without(why)
	}
	if x == 0 || x == n {
		return t.Without("the share is 0 or 1 in every month")
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
	return t.Judged()
}

// Totals sums a series of shares and says why it is none.
func Totals(counts, denominators []int64) (x, n int64, why string) {
	if len(counts) != len(denominators) {
		return 0, 0, "counts and denominators differ in number"
	}
	for i, of := range denominators {
		why := CountFault(counts[i], of)
		if why == NoRecords {
			continue
		}
		if why == "" && of > MaxCount-n {
			why = TooLarge
		}
		if why != "" {
			return 0, 0, why
		}
		x, n = x+counts[i], n+of
	}
	if n == 0 {
		return 0, 0, NoRecords
	}
	return x, n, ""
}

// Judged gives the test its p-value.
func (t Test) Judged() Test {
	if t.DF < 1 {
		return t.Without("fewer than two groups to compare")
	}
	t.Statistic = UnsignedZero(math.Max(0, t.Statistic))
	t.P = distuv.ChiSquared{K: float64(t.DF)}.Survival(t.Statistic)
	return t
}

// Without is the test that could not be made.
func (t Test) Without(why string) Test { return Test{Method: t.Method, Missing: why} }
