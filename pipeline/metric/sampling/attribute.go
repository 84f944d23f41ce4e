package sampling

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

const (
	hypergeometric = "exact hypergeometric limits (Buonaccorsi 1987), as RAT-STATS"
	oneSided       = "none or all of the sample: the limit is one-sided"
	// exactSample and exactFrame bound what exact limits are computed for. Beyond them the
	// sample is so small a part of the frame, or so large, that those of the binomial are used.
	exactSample, exactFrame = 1_000_000, 1_000_000_000
)

// Attribute estimates the share of a frame that has an attribute, such as an error, from x
// of n records drawn without replacement (CI-02, CI-04): no frame with fewer would show as
// many as x, nor one with more as few, with more than half of 5 % probability. Where none
// or all of the sample have it the bound is one-sided, as RAT-STATS has it for none.
func Attribute(x, n, frame int64) metric.Estimate {
	if why := attributeFault(x, n, frame); why != "" {
		return metric.Missing("1", hypergeometric, why)
	}
	if n > exactSample || frame > exactFrame {
		return metric.ProportionExact(x, n)
	}
	e := metric.Estimate{Value: float64(x) / float64(n), N: n, Unit: "1", Method: hypergeometric, Warnings: metric.FewWarning(n)}
	if n == frame {
		e.Warnings = append(e.Warnings, wholeFrame)
	} else if x == 0 || x == n {
		e.Warnings = append(e.Warnings, oneSided)
	}
	lo, hi := frameLimits(x, n, frame, metric.Level)
	return e.Between(float64(lo)/float64(frame), float64(hi)/float64(frame))
}

// AppraiseAttribute is the unrestricted attribute appraisal of RAT-STATS: how many records
// of the frame have the attribute. The limits are exact and not symmetric.
func AppraiseAttribute(x, n, frame int64) Appraisal {
	a := Appraisal{Frame: frame, Sample: n, Method: hypergeometric}
	why := attributeFault(x, n, frame)
	if why == "" && (n > exactSample || frame > exactFrame) {
		why = metric.TooLarge
	}
	if why != "" {
		return Appraisal{Method: hypergeometric, Missing: why}
	}
	share := float64(x) / float64(n)
	a.Mean, a.Total = share, share*float64(frame)
	if n > 1 {
		a.MeanError = finite(share*(1-share)*float64(n)/float64(n-1), n, frame)
		a.TotalError = a.MeanError * float64(frame)
	}
	if x == 0 || x == n {
		a.Warnings = []string{oneSided}
	}
	for _, level := range Levels {
		lo, hi := frameLimits(x, n, frame, level)
		limit := Limit{Estimate: a.total("{record}").Between(float64(lo), float64(hi))}
		limit.Level = level
		a.Limits = append(a.Limits, limit)
	}
	return a
}

func attributeFault(x, n, frame int64) string {
	if x < 0 || x > n {
		return metric.BadCounts
	}
	return frameFault(n, frame)
}

// frameLimits are the fewest and the most records of the frame that may have the attribute.
func frameLimits(x, n, frame int64, level float64) (lo, hi int64) {
	tail := (1 - level) / 2
	if x == 0 || x == n {
		tail = 1 - level
	}
	fewest, span := x, int(frame-n)
	at := func(i int) hypergeometricDraw { return hypergeometricDraw{frame, fewest + int64(i), n} }
	lo, hi = fewest, fewest+int64(span)
	if x > 0 {
		lo += int64(sort.Search(span, func(i int) bool { return at(i).atLeast(x) > tail }))
	}
	if x < n {
		hi = fewest + int64(sort.Search(span, func(i int) bool { return at(i+1).atMost(x) <= tail }))
	}
	return lo, hi
}

// hypergeometricDraw draws n of frame records of which marked have the attribute.
type hypergeometricDraw struct{ frame, marked, n int64 }

// atLeast is the chance of x or more.
func (h hypergeometricDraw) atLeast(x int64) float64 { return h.mirrored().atMost(h.n - x) }

// mirrored counts the records without the attribute.
func (h hypergeometricDraw) mirrored() hypergeometricDraw {
	return hypergeometricDraw{h.frame, h.frame - h.marked, h.n}
}

// atMost is the chance of x or fewer: the sum of the smaller tail.
func (h hypergeometricDraw) atMost(x int64) float64 {
	if float64(x) > float64(h.n)*float64(h.marked)/float64(h.frame) {
		return 1 - h.mirrored().tail(h.n-x-1)
	}
	return h.tail(x)
}

// tail sums chances from x down, where they fall.
func (h hypergeometricDraw) tail(x int64) float64 {
	least := max(0, h.n-(h.frame-h.marked))
	if x < least {
		return 0
	}
	if x >= min(h.n, h.marked) {
		return 1
	}
	sum, term := 1.0, 1.0
	for k := x; k > least && term > 1e-18*sum; k-- {
		// P(k−1)/P(k)
		term *= float64(k) * float64(h.frame-h.marked-h.n+k) / (float64(h.marked-k+1) * float64(h.n-k+1))
		sum += term
	}
	return min(1, sum*math.Exp(h.logChance(x)))
}

// logChance is the logarithm of the chance of exactly k.
func (h hypergeometricDraw) logChance(k int64) float64 {
	// A product of binomials with one chance in common is a hypergeometric chance whatever
	// the chance; this one keeps them from being small.
	p := float64(h.n) / float64(h.frame)
	if p == 1 {
		return 0
	}
	chance := func(k, n int64) float64 {
		if n == 0 {
			return 0
		}
		return distuv.Binomial{N: float64(n), P: p}.LogProb(float64(k))
	}
	return chance(k, h.marked) + chance(h.n-k, h.frame-h.marked) - chance(h.n, h.frame)
}
