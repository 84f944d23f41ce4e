package compare

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

const (
	apartMethod = "difference of two estimates from their intervals, MOVER (Zou and Donner 2008)"
	noIntervals = "one of the two estimates has no interval"
)

// Apart estimates the difference later − earlier of two independent estimates of one unit from
// the arms of their intervals that point at each other: the method of variance estimates
// recovery (Zou and Donner, Statistics in Medicine 2008;27:1693-1702). Of Wilson's intervals it is
// Newcombe's method 10. N is that of both together.
func Apart(later, earlier metric.Estimate) metric.Estimate {
	if !later.Defined() || !earlier.Defined() || later.Level == 0 || earlier.Level == 0 {
		return metric.Missing(later.Unit, apartMethod, noIntervals)
	}
	e := metric.Estimate{Value: later.Value - earlier.Value, N: later.N + earlier.N, Unit: later.Unit, Method: apartMethod}
	return e.Between(
		e.Value-math.Hypot(later.Value-later.Lo, earlier.Hi-earlier.Value),
		e.Value+math.Hypot(later.Hi-later.Value, earlier.Value-earlier.Lo))
}

// FromValue is the difference of an estimate to a value that is known, or is of so many records
// that its own interval does not matter, such as that of all units together.
func FromValue(e metric.Estimate, value float64) metric.Estimate {
	return Apart(e, metric.Estimate{Value: value, Lo: value, Hi: value, Level: metric.Level, Unit: e.Unit})
}

// Score is a difference in standard errors, taken from the arm of its interval that points at 0.
// It is NaN where there is no interval, and 0 where there is no difference.
func Score(difference metric.Estimate) float64 {
	arm := difference.Value - difference.Lo
	if difference.Value < 0 {
		arm = difference.Hi - difference.Value
	}
	switch {
	case !difference.Defined() || difference.Level == 0:
		return math.NaN()
	case difference.Value == 0:
		return 0
	}
	return difference.Value / arm * distuv.UnitNormal.Quantile(0.5+metric.Level/2)
}

// Misses is the probability that of so many independent intervals of 95 % at least these miss a
// value that all of them estimate.
func Misses(these, of int) float64 {
	return distuv.Binomial{N: float64(of), P: 1 - metric.Level}.Survival(float64(these) - 1)
}

// Discoveries judges many scores at the false discovery rate q: true where a score is more than
// chance. Where most scores scatter by more than one standard error, as weeks and units do for
// reasons of their own, each is first divided by the scatter of the middle ones (Efron, Journal of
// the American Statistical Association 2004;99:96-104), so that only what stands out of that is
// found. All that was looked at must be given; NaN is no test.
func Discoveries(scores []float64, q float64) []bool {
	scatter, chances := Scatter(scores), make([]float64, len(scores))
	for i, z := range scores {
		chances[i] = 2 * distuv.UnitNormal.Survival(math.Abs(z)/scatter)
	}
	found := make([]bool, len(scores))
	for i, p := range FalseDiscovery(chances) {
		found[i] = p <= q && !math.IsNaN(scores[i])
	}
	return found
}

// Scatter is the standard deviation of the middle scores by the median of their sizes, and 1 where
// they scatter as chance would have it, or less. Fewer than fewScores say nothing of it.
func Scatter(scores []float64) float64 {
	var sizes []float64
	for _, z := range scores {
		if !math.IsNaN(z) {
			sizes = append(sizes, math.Abs(z))
		}
	}
	if len(sizes) < fewScores {
		return 1
	}
	counts := make([]int64, len(sizes))
	for i := range counts {
		counts[i] = 1
	}
	return math.Max(1, metric.Quantile(sizes, counts, 0.5, "1").Value/distuv.UnitNormal.Quantile(0.75))
}

// fewScores are too few for their scatter to be known.
const fewScores = 8
