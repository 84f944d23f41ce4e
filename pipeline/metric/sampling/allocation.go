package sampling

import (
	"cmp"
	"math"
	"slices"
)

// Part is a stratum that records are to be shared out to: how many it has, and the share
// with an error that is expected there, by Neyman only.
type Part struct {
	Frame int64
	Error float64
}

// Rule is how records are shared out (SMP-06).
type Rule int

const (
	Proportional Rule = iota // by the size of the stratum
	Neyman                   // by its size times its spread, √(p(1−p)): the most precise
)

const (
	// leastRecords of a stratum have a spread, and enoughRecords a good one (SMP-06).
	leastRecords, enoughRecords = 2, 10
	sparseStratum               = "a stratum gets fewer than 10 records: its spread will be known badly"
	enlarged                    = "every stratum needs 2 records, so that the sample is larger than asked for"
	cutDown                     = "the sample cannot be larger than the frame"
)

// Allocation is how many records each stratum gets.
type Allocation struct {
	Records  []int64 // in the order of the strata
	Total    int64
	Warnings []string
	Missing  string // why there is none; empty where there is one
}

// Allocate shares a number of records out to strata. Every stratum gets 2 at least, or all
// that it has; none gets more than it has, and what it cannot take goes to the others.
func Allocate(records int64, parts []Part, rule Rule) Allocation {
	if why := allocationFault(records, parts); why != "" {
		return Allocation{Missing: why}
	}
	a := Allocation{Records: make([]int64, len(parts))}
	var frame int64
	for i, p := range parts {
		a.Records[i] = min(leastRecords, p.Frame)
		a.Total += a.Records[i]
		frame += p.Frame
	}
	switch {
	case a.Total > records:
		a.Warnings = append(a.Warnings, enlarged)
	case records > frame:
		a.Warnings = append(a.Warnings, cutDown)
		records = frame
	}
	a.fill(max(records, a.Total), weights(parts, rule), parts)
	for i, n := range a.Records {
		if n < min(enoughRecords, parts[i].Frame) {
			a.Warnings = append(a.Warnings, sparseStratum)
			break
		}
	}
	return a
}

// weights are what records are shared out by. Where no error is expected one in 10,000 is:
// to be sure is no reason not to look.
func weights(parts []Part, rule Rule) []float64 {
	const leastSpread = 0.01
	weights := make([]float64, len(parts))
	for i, p := range parts {
		weights[i] = float64(p.Frame)
		if rule == Neyman {
			weights[i] *= max(leastSpread, math.Sqrt(p.Error*(1-p.Error)))
		}
	}
	return weights
}

// fill raises the numbers of records until they add up to total: each to its weight times
// one level for all strata, which is found by bisection, but not above what the stratum
// has. What is lost in rounding down goes to the largest remainders, the first of equals
// first.
func (a *Allocation) fill(total int64, weights []float64, parts []Part) {
	least := slices.Clone(a.Records)
	share := func(i int, level float64) float64 {
		return min(max(level*weights[i], float64(least[i])), float64(parts[i].Frame))
	}
	sum := func(level float64) (sum float64) {
		for i := range parts {
			sum += share(i, level)
		}
		return sum
	}
	low, high := 0.0, 1.0
	for sum(high) < float64(total) {
		high *= 2
	}
	for range 100 {
		if middle := (low + high) / 2; sum(middle) < float64(total) {
			low = middle
		} else {
			high = middle
		}
	}
	a.round(total, func(i int) float64 { return share(i, high) })
}

func (a *Allocation) round(total int64, share func(i int) float64) {
	order := make([]int, len(a.Records))
	remainders := make([]float64, len(a.Records))
	a.Total = total
	left := total
	for i := range a.Records {
		whole := math.Floor(share(i) + 1e-9)
		a.Records[i] = int64(whole)
		left -= a.Records[i]
		order[i], remainders[i] = i, share(i)-whole
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for _, i := range order[:left] {
		a.Records[i]++
	}
}

func allocationFault(records int64, parts []Part) string {
	var frame int64
	for _, p := range parts {
		switch {
		case p.Frame < 0 || p.Frame > mostFrame-frame:
			return "the frame of a stratum is negative or too large"
		case !(p.Error >= 0 && p.Error <= 1):
			return "an expected share of errors does not lie between 0 and 1"
		}
		frame += p.Frame
	}
	switch {
	case frame == 0:
		return "the frame is empty"
	case records < 1:
		return "no records to share out"
	}
	return ""
}

// mostFrame is the largest frame whose parts are shared out without losing a record.
const mostFrame = 1 << 40
