package metric

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

const (
	// tail is the probability that an interval leaves out on each side.
	tail = (1 - Level) / 2
	// few is the number of independent units below which a reader is told to read the
	// interval and not the value (SMP-07).
	few = 30
	// exactLimit is the largest sample for which gonum's incomplete beta function keeps
	// nine digits or more; its continued fraction then loses them, down to a
	// negative probability at 1e9. Normal limits differ by less than that loss there.
	exactLimit = 1_000_000
)

const (
	wilsonMethod  = "Wilson score (1927)"
	exactMethod   = "Clopper–Pearson exact (1934)"
	scoreDiff     = "difference of proportions, Newcombe score method 10 (1998)"
	zeroErrors    = "no errors found: one-sided exact upper bound (Clopper–Pearson 1934)"
	fewRecords    = "fewer than 30 records: read the interval, not the value"
	perThousand   = 1000
	thousandthsOf = "1/1000"
)

// Why counts give no share.
const (
	NoRecords = "no records"
	BadCounts = "the counts do not belong together: a part is negative or larger than its whole"
)

// NormalQuantile is the standard normal quantile of a two-sided interval at Level, 1.96.
var NormalQuantile = distuv.UnitNormal.Quantile(1 - tail)

// Proportion estimates the share x/n of n independent records with the Wilson score
// interval (CI-01), which lies within 0 to 1 and never has zero width.
func Proportion(x, n int64) Estimate {
	if why := CountFault(x, n); why != "" {
		return Missing("1", wilsonMethod, why)
	}
	p := float64(x) / float64(n)
	lo, hi := Wilson(p, float64(n), NormalQuantile)
	e := Estimate{Value: p, N: n, Unit: "1", Method: wilsonMethod, Warnings: FewWarning(n)}
	return e.Between(lo, hi)
}

// ProportionExact estimates the share x/n with the Clopper–Pearson interval (CI-02): it
// covers the truth in at least 95 % of samples, which compliance work asks for. Beyond a
// million records the Wilson interval is the same to the digits that can be computed, and
// is given.
func ProportionExact(x, n int64) Estimate {
	if why := CountFault(x, n); why != "" {
		return Missing("1", exactMethod, why)
	}
	if n > exactLimit {
		return Proportion(x, n)
	}
	e := Estimate{Value: float64(x) / float64(n), N: n, Unit: "1", Method: exactMethod, Warnings: FewWarning(n)}
	return e.Between(ExactBounds(x, n, tail))
}

// ExactBounds are the Clopper–Pearson bounds of x in n that leave out alpha on each side,
// and the Wilson bounds where n is too large for them.
func ExactBounds(x, n int64, alpha float64) (lo, hi float64) {
	return exactBounds(float64(x), float64(n), alpha)
}

// exactBounds takes sizes that need not be whole, as effective ones are not.
func exactBounds(x, n, alpha float64) (lo, hi float64) {
	if n > exactLimit {
		return Wilson(x/n, n, distuv.UnitNormal.Quantile(1-alpha))
	}
	hi = 1
	if x > 0 {
		lo = distuv.Beta{Alpha: x, Beta: n - x + 1}.Quantile(alpha)
	}
	if x < n {
		hi = distuv.Beta{Alpha: x + 1, Beta: n - x}.Quantile(1 - alpha)
	}
	return lo, hi
}

// clusteredBounds are those of Korn and Graubard for a share p whose variance is that of n
// independent records and is known with so many degrees of freedom: Clopper–Pearson's for n
// times the square of the normal quantile over that of t. Korn and Graubard have Student's
// quantile of all codes where this has the normal one: with it, codes that are counted twice
// would make the interval a little narrower. From 150 codes on the limits differ by a tenth
// of a point at most.
func clusteredBounds(p, n float64, freedom int64) (lo, hi float64) {
	ratio := NormalQuantile / StudentQuantile(freedom)
	n *= ratio * ratio
	return exactBounds(p*n, n, tail)
}

// PerThousand estimates k of n per 1,000 (RTE-01): the Wilson interval of the share,
// times 1,000.
func PerThousand(k, n int64) Estimate {
	e := Proportion(k, n)
	e.Unit = thousandthsOf
	e.Value *= perThousand
	e.Lo *= perThousand
	e.Hi *= perThousand
	return e
}

// Difference estimates x1/n1 − x2/n2 of two independent samples with Newcombe's
// Wilson-based interval (CI-07). For the same charts seen twice it is too wide.
func Difference(x1, n1, x2, n2 int64) Estimate {
	first, second := Proportion(x1, n1), Proportion(x2, n2)
	for _, e := range []Estimate{first, second} {
		if !e.Defined() {
			return Missing("1", scoreDiff, e.Missing)
		}
	}
	down := math.Hypot(first.Value-first.Lo, second.Hi-second.Value)
	up := math.Hypot(first.Hi-first.Value, second.Value-second.Lo)
	d := first.Value - second.Value
	e := Estimate{Value: d, N: n1 + n2, Unit: "1", Method: scoreDiff, Warnings: FewWarning(min(n1, n2))}
	return e.Between(max(-1, d-down), min(1, d+up))
}

// ZeroErrorBound is what n records without one error still allow: 0 with the one-sided
// 95 % upper bound of the error share, 1 − 0.05^(1/n), about 3/n (CI-06).
func ZeroErrorBound(n int64) Estimate {
	if why := CountFault(0, n); why != "" {
		return Missing("1", zeroErrors, why)
	}
	e := Estimate{N: n, Unit: "1", Method: zeroErrors}
	return e.Between(0, -math.Expm1(math.Log(1-Level)/float64(n)))
}

// CountFault says why x of n is no share; it is empty where it is one.
func CountFault(x, n int64) string {
	switch {
	case x < 0 || n < 0 || x > n:
		return BadCounts
	case n == 0:
		return NoRecords
	case n > MaxCount:
		return TooLarge
	}
	return ""
}

// MaxCount is the largest count that a float64 holds exactly.
const MaxCount = 1 << 53

// FewWarning is the warning that an estimate of fewer than 30 records carries (SMP-07).
func FewWarning(n int64) []string {
	if n < few {
		return []string{fewRecords}
	}
	return nil
}

// Wilson is the score interval of a share p seen in n units, which need not be whole
// (effective sizes are not), with the quantile z. It is exact at both ends.
func Wilson(p, n, z float64) (lo, hi float64) {
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	centre := p + z*z/(2*n)
	lo, hi = (centre-half)/scale, (centre+half)/scale
	if p == 0 {
		lo = 0
	}
	if p == 1 {
		hi = 1
	}
	return max(0, lo), min(1, hi)
}

// ShareError is the standard error of a share whose true value is p.
func ShareError(p float64, n int64) float64 {
	if n == 0 {
		return 0
	}
	return math.Sqrt(p * (1 - p) / float64(n))
}

// BinomialCDF is P(X <= k) of n trials with chance p, 0 < p < 1.
func BinomialCDF(k, n int64, p float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n:
		return 1
	case n > exactLimit:
		mean := float64(n) * p
		return distuv.UnitNormal.CDF((float64(k) + 0.5 - mean) / math.Sqrt(mean*(1-p)))
	}
	return mathext.RegIncBeta(float64(n-k), float64(k)+1, 1-p)
}

// BinomialRank is the smallest k with P(X <= k) >= prob, the binomial quantile.
func BinomialRank(n int64, p, prob float64) int64 {
	return int64(sort.Search(int(n), func(k int) bool { return BinomialCDF(int64(k), n, p) >= prob }))
}
