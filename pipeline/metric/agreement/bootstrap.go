package agreement

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"chartline/pipeline/metric"
)

// replicates is how many samples of records are drawn for an interval.
const replicates = 1000

// resampling says how an interval was made, so that it can be made again.
func resampling(seed uint64) string {
	return fmt.Sprintf("percentile bootstrap of %d samples of the records (Efron 1979), PCG seed %d", replicates, seed)
}

// bootstrap gives c the interval between the percentiles of alpha over samples that are
// drawn from the records with replacement, as large as they are. The records are what is
// independent: a record keeps all its ratings. Samples whose ratings are all the same have
// no alpha and are left out.
func (c *Coefficient) bootstrap(s sample, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 0))
	values := make([]float64, 0, replicates)
	var sum, squares float64
	for range replicates {
		alpha, _, ok := s.value(func(int) int { return random.IntN(len(s.records)) })
		if ok {
			values = append(values, alpha)
			sum += alpha - c.Value
			squares += square(alpha - c.Value)
		}
	}
	if len(values) < replicates/2 {
		c.Estimate = c.Alone("most samples of these records have one kind of rating only, so there is no interval")
		return
	}
	n := float64(len(values))
	c.SE = math.Sqrt(max(0, squares-sum*sum/n) / (n - 1))
	slices.Sort(values)
	at := func(p float64) float64 {
		return metric.TypeSeven(int64(len(values)), p, func(rank int64) float64 { return values[rank-1] })
	}
	c.Estimate = c.Between(at((1-metric.Level)/2), at((1+metric.Level)/2))
}
