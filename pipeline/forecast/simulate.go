package forecast

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/calendar"
	"chartline/pipeline/metric/survival"
)

// dice are the random numbers of one path: PCG-DXSM with 128 bits of state (math/rand/v2),
// seeded by the forecast's seed and the number of the path, so that a path is the same
// whatever runs beside it. Each account type has dice of its own, so that a plan for one
// changes nothing of the others, and nothing before its first day.
type dice struct {
	source rand.Source
	normal distuv.Normal
}

func newDice(seed uint64, path, kind int) dice {
	source := rand.NewPCG(seed, uint64(path)|uint64(kind)<<32)
	return dice{source: source, normal: distuv.Normal{Sigma: 1, Src: source}}
}

// most keeps counts of a runaway trend within what can be added up.
const most = 1e12

func (d dice) poisson(mean float64) int64 {
	if !(mean > 1e-12) {
		return 0
	}
	return int64(distuv.Poisson{Lambda: math.Min(mean, most), Src: d.source}.Rand())
}

func (d dice) binomial(n int64, chance float64) int64 {
	switch {
	case n == 0 || chance <= 0:
		return 0
	case chance >= 1:
		return n
	}
	return int64(distuv.Binomial{N: float64(n), P: chance, Src: d.source}.Rand())
}

// process is all that is known of one account type.
type process struct {
	arrivals arrivals
	coding   coding
	plan     Plan
	waiting  []int64 // at the end of the last day
}

// simulator draws the days ahead of a department.
type simulator struct {
	past    Department
	types   []process
	common  float64 // correlation of what days share between account types
	horizon int
}

// path is one possible future: for each account type and day, how many wait at its end, came
// and were coded.
type path [][]tally

type tally struct{ waiting, arrived, coded int64 }

// run draws all paths on all cores.
func (s simulator) run(paths int, seed uint64) []path {
	numbers := make([]int, paths)
	for i := range numbers {
		numbers[i] = i
	}
	return survival.Each(numbers, func(number int) path { return s.path(seed, number) })
}

// path draws one future. Account types are coded by the same people: part of what their days
// share is common.
func (s simulator) path(seed uint64, number int) path {
	shared := newDice(seed, number, 0)
	news := make([]float64, s.horizon)
	for i := range news {
		news[i] = shared.normal.Rand()
	}
	future := make(path, len(s.types))
	for i, p := range s.types {
		dice := newDice(seed, number, i+1)
		p.coding = p.coding.draw(dice)
		if !p.arrivals.none {
			p.arrivals.model = p.arrivals.model.draw(dice.normal, 1)
		}
		open := make([]int64, len(p.waiting))
		copy(open, p.waiting)
		for day, z := range news {
			own := dice.normal.Rand()
			p.coding.wander(math.Sqrt(s.common)*z + math.Sqrt(1-s.common)*own)
			future[i] = append(future[i], p.day(s.past, s.past.days()+day, open, dice))
		}
	}
	return future
}

// day draws a day and leaves in open who waits at its end.
func (p process) day(past Department, day int, open []int64, dice dice) tally {
	grow(open)
	open[0] = p.arrivals.rand(past, day, dice)
	kind := past.kind(day)
	// The mean of exp(state) is above 1, and the coefficients are those of mean days.
	hazard, _ := p.coding.hazards(kind, p.coding.state-p.coding.sd*p.coding.sd/2)
	coded := make([]int64, len(open))
	for a, n := range open {
		coded[a] = dice.binomial(n, hazard[bandOf(a)])
	}
	p.plan.limit(coded, kind, dice)
	p.plan.add(open, coded, past.Start.After(calendar.Days(day)).Weekday(), dice)
	t := tally{arrived: open[0], coded: total(coded)}
	for a := range open {
		open[a] -= coded[a]
		open[a] -= dice.binomial(open[a], p.coding.leaves)
	}
	t.waiting = total(open)
	return t
}

// grow makes everybody a day older; the last age keeps its own.
func grow(open []int64) {
	last := len(open) - 1
	open[last] += open[last-1]
	copy(open[1:last], open[:last-1])
	open[0] = 0
}

// correlation is the mean correlation of what days share between all pairs of types, which
// noise makes look smaller than it is (Spearman 1904).
func correlation(types []process) float64 {
	sum, pairs := 0.0, 0
	for i, one := range types {
		for _, other := range types[i+1:] {
			a, b := one.coding, other.coding
			if a.reliable > 0 && b.reliable > 0 {
				sum += stat.Correlation(a.shared, b.shared, nil) / math.Sqrt(a.reliable*b.reliable)
				pairs++
			}
		}
	}
	if pairs == 0 || math.IsNaN(sum) {
		return 0
	}
	return math.Max(0, math.Min(1, sum/float64(pairs)))
}
