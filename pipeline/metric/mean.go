package metric

import (
	"cmp"
	"math"
	"math/big"
	"slices"
)

const (
	geometricMethod = "geometric mean: t interval of the logarithms (Bland and Altman 1996)"
	meanMethod      = "mean with t interval (Student 1908)"
	quantileMethod  = "quantile type 7 (Hyndman and Fan 1996), binomial order-statistic interval (Conover 1999)"
	singleValue     = "one value only, so there is no interval"
	uniformValues   = "all values are equal, so their spread is unknown and there is no interval"
	tooFewRanks     = "too few values for an interval of this quantile"
)

// Mean estimates a mean from the number of values, their sum and their sum of squares, with
// the t interval of n−1 degrees of freedom.
func Mean(n int64, sum, sumsq float64, unit string) Estimate {
	if why := meanFault(n, sum, sumsq); why != "" {
		return Missing(unit, meanMethod, why)
	}
	e := Estimate{Value: sum / float64(n), N: n, Unit: unit, Method: meanMethod}
	if n == 1 {
		return e.Alone(singleValue)
	}
	variance, ok := SampleVariance(n, sum, sumsq)
	if !ok {
		return Missing(unit, meanMethod, "the sums do not belong together: they give a negative variance")
	}
	if variance == 0 {
		return e.Alone(uniformValues)
	}
	e.Warnings = FewWarning(n)
	half := StudentQuantile(n-1) * math.Sqrt(variance/float64(n))
	return e.Between(e.Value-half, e.Value+half)
}

// GeometricMean estimates a geometric mean from the sum of n natural logarithms and the
// sum of their squares: it is exp of their mean, and its interval is exp of the t interval
// of that. Of stays over what was expected of each it gives their typical ratio.
func GeometricMean(logs float64, n int64, squares float64, unit string) Estimate {
	e := Mean(n, logs, squares, unit)
	e.Method = geometricMethod
	if !e.Defined() {
		return e
	}
	level := e.Level
	e.Value = math.Exp(e.Value)
	e = e.Between(math.Exp(e.Lo), math.Exp(e.Hi))
	if e.Defined() {
		e.Level = level
	}
	return e
}

func meanFault(n int64, sum, sumsq float64) string {
	switch {
	case n < 0 || sumsq < 0:
		return "the count or the sum of squares is negative"
	case !Finite(sum) || !Finite(sumsq):
		return "a sum is not a number"
	case n == 0:
		return NoRecords
	case n > MaxCount:
		return TooLarge
	}
	return ""
}

// SampleVariance is (Σx² − (Σx)²/n)/(n−1). The difference is taken without rounding, since
// the two terms can agree in every digit that a float64 has. Sums of whole numbers are
// exact; what sums of fractions lost while they were added up is forgiven to one part in
// 10⁹ below zero, and taken for no spread at all up to one part in 10¹².
func SampleVariance(n int64, sum, sumsq float64) (variance float64, ok bool) {
	if sumsq == 0 {
		return 0, sum == 0
	}
	exact := func(v float64) *big.Float { return new(big.Float).SetPrec(256).SetFloat64(v) }
	squares := exact(float64(n))
	squares.Mul(squares, exact(sumsq))
	square := exact(sum)
	square.Mul(square, square)
	spread := new(big.Float).Sub(squares, square)
	relative, _ := spread.Quo(spread, squares).Float64()
	noise, bad := 1e-12, -1e-9
	if whole(sum) && whole(sumsq) {
		noise, bad = 0, 0
	}
	if relative <= noise {
		return 0, relative >= bad
	}
	return relative * sumsq / float64(n-1), true
}

// whole reports whether v is a whole number that a float64 holds exactly.
func whole(v float64) bool { return v == math.Trunc(v) && math.Abs(v) <= MaxCount }

// bin is one bar of a histogram.
type bin struct {
	value float64
	count int64
}

// Quantile estimates the p-quantile, 0 < p < 1, of a histogram: counts[i] records have
// values[i], in any order. It interpolates as type 7 of Hyndman and Fan, so that the median
// of 1, 2, 3, 4 is 2.5. The interval runs between the order statistics whose ranks the
// binomial distribution gives and covers the truth at least as often as Level says.
func Quantile(values []float64, counts []int64, p float64, unit string) Estimate {
	bins, n, why := histogram(values, counts)
	if why == "" && !(p > 0 && p < 1) {
		why = "a quantile lies between 0 and 1"
	}
	if why != "" {
		return Missing(unit, quantileMethod, why)
	}
	value := TypeSeven(n, p, func(rank int64) float64 { return orderStatistic(bins, rank) })
	e := Estimate{Value: value, N: n, Unit: unit, Method: quantileMethod}
	first := BinomialRank(n, p, tail)
	last := BinomialRank(n, p, 1-tail) + 1
	if first < 1 || last > n {
		return e.Alone(tooFewRanks)
	}
	return e.Between(orderStatistic(bins, first), orderStatistic(bins, last))
}

// TypeSeven interpolates between the order statistics, whose ranks count from 1, on both
// sides of place 1 + (n−1)p.
func TypeSeven(n int64, p float64, ordered func(rank int64) float64) float64 {
	place := float64(n-1) * p
	below := math.Floor(place)
	weight := place - below
	rank := int64(below) + 1
	if weight == 0 {
		return ordered(rank)
	}
	return (1-weight)*ordered(rank) + weight*ordered(rank+1)
}

// histogram sorts the bars and counts their records.
func histogram(values []float64, counts []int64) (bins []bin, n int64, why string) {
	if len(values) != len(counts) {
		return nil, 0, "values and counts differ in number"
	}
	for i, v := range values {
		switch {
		case counts[i] < 0:
			return nil, 0, "a count is negative"
		case counts[i] == 0:
			continue
		case !Finite(v):
			return nil, 0, "a value is not a number"
		case counts[i] > MaxCount-n:
			return nil, 0, TooLarge
		}
		n += counts[i]
		bins = append(bins, bin{v, counts[i]})
	}
	if n == 0 {
		return nil, 0, NoRecords
	}
	slices.SortFunc(bins, func(a, b bin) int { return cmp.Compare(a.value, b.value) })
	return bins, n, ""
}

// orderStatistic is the value of a rank, 1 to the number of records.
func orderStatistic(bins []bin, rank int64) float64 {
	i := 0
	for seen := bins[0].count; seen < rank; seen += bins[i].count {
		i++
	}
	return bins[i].value
}
