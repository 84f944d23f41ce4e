package agreement

import (
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

// Distance is how far apart two sets of codes are, from 0 for the same set to 1 for sets
// that have no code in common.
type Distance int

const (
	// Jaccard is the share of the codes of both that only one has.
	Jaccard Distance = iota
	// MASI is Jaccard's agreement, counted in full where the sets are the same, by two thirds
	// where one holds the other and by one third where each has codes of its own (Passonneau
	// 2006). It takes an omission for nearer than a disagreement.
	MASI
)

// Between measures the distance of two sets; the order of codes and repeats do not count.
// Two empty sets are the same.
func (d Distance) Between(a, b []string) float64 { return d.between(set(a), set(b)) }

// between takes sets that are sorted and without repeats.
func (d Distance) between(a, b []string) float64 {
	common := common(a, b)
	union := len(a) + len(b) - common
	if union == common {
		return 0
	}
	near := float64(common) / float64(union)
	if d == MASI {
		if common == min(len(a), len(b)) {
			near *= 2. / 3
		} else {
			near /= 3
		}
	}
	return 1 - near
}

// String names the distance as its method does.
func (d Distance) String() string {
	if d == MASI {
		return "MASI distance (Passonneau 2006)"
	}
	return "Jaccard distance (1912)"
}

// common counts the codes that two sorted sets share.
func common(a, b []string) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0], b[0]) {
		case -1:
			a = a[1:]
		case 1:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}

// set sorts codes and drops repeats, in a copy.
func set(codes []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(codes)))
}

const (
	sumsMethod   = "Krippendorff's alpha (1970) of two raters, t interval of the observed distance, the expected one taken as known"
	badDistances = "the distances do not lie between 0 and 1, or do not belong together"
)

// Distances are how far apart the sets are that two raters gave to each of some records:
// their sum, the sum of their squares, and the mean distance of all pairs of sets.
type Distances struct {
	Sum, Squares float64
	Records      int64
	Expected     float64
}

// Alpha is Krippendorff's alpha of two raters who rated every record (AGR-04), from sums:
// 1 − D_o/D_e. It is at most 1, and below 0 where they agree less than chance.
func (d Distances) Alpha() metric.Estimate {
	n := float64(d.Records)
	switch {
	case d.Records == 0:
		return metric.Missing("1", sumsMethod, metric.NoRecords)
	case !metric.Finite(d.Sum) || !metric.Finite(d.Squares) || d.Sum < 0 || d.Sum > n*(1+1e-9) ||
		d.Squares > d.Sum+1e-9 || d.Squares < d.Sum*d.Sum/n*(1-1e-9)-1e-9 || !(d.Expected >= 0 && d.Expected <= 1):
		return metric.Missing("1", sumsMethod, badDistances)
	case d.Expected == 0:
		return metric.Missing("1", sumsMethod, oneCategory)
	}
	e := metric.Estimate{Value: 1 - d.Sum/n/d.Expected, N: d.Records, Unit: "1", Method: sumsMethod}
	e.Warnings = metric.FewWarning(d.Records)
	variance, ok := metric.SampleVariance(d.Records, d.Sum, d.Squares)
	if d.Records == 1 || !ok || variance <= 0 {
		return e.Alone("records do not differ in how far apart the sets are, so that there is no interval")
	}
	half := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(1-(1-metric.Level)/2) * math.Sqrt(variance/n) / d.Expected
	return e.Between(e.Value-half, min(1, e.Value+half))
}
