package compare

import (
	"math"

	"chartline/pipeline/metric"
)

const (
	pairedMethod  = "change of paired shares, Newcombe score method 10 (1998)"
	mcNemarMethod = "McNemar's test, exact and mid-p (Fagerland, Lydersen and Laake 2013)"
)

// Paired counts records that were judged twice, such as charts that were coded before and
// after education, by which time they were right.
type Paired struct {
	Both, Gained, Lost, Neither int64 // Gained: wrong the first time and right the second
}

// PairedChange estimates by how much the share of right records changed, second less first,
// where the same records were judged twice (CI-07). Difference, for two samples of
// different records, would be too wide.
func PairedChange(p Paired) metric.Estimate {
	n, why := p.records()
	if why != "" {
		return metric.Missing("1", pairedMethod, why)
	}
	first, second := metric.Proportion(p.Both+p.Lost, n), metric.Proportion(p.Both+p.Gained, n)
	e := metric.Estimate{Value: float64(p.Gained-p.Lost) / float64(n), N: n, Unit: "1", Method: pairedMethod, Warnings: metric.FewWarning(n)}
	phi := p.phi(float64(n))
	down := apart(second.Value-second.Lo, first.Hi-first.Value, phi)
	up := apart(second.Hi-second.Value, first.Value-first.Lo, phi)
	return e.Between(max(-1, e.Value-down), min(1, e.Value+up))
}

// apart adds two distances whose errors are correlated.
func apart(a, b, correlation float64) float64 {
	return math.Sqrt(max(0, a*a-2*correlation*a*b+b*b))
}

// phi is the correlation of the two judgements, corrected for continuity where it is above
// 0. It is 0 where one of them is the same for all records.
func (p Paired) phi(n float64) float64 {
	both, gained, lost, neither := float64(p.Both), float64(p.Gained), float64(p.Lost), float64(p.Neither)
	product := both*neither - gained*lost
	if product > 0 {
		product = max(0, product-n/2)
	}
	spread := math.Sqrt((both + lost) * (gained + neither) * (both + gained) * (lost + neither))
	if spread == 0 {
		return 0
	}
	return product / spread
}

func (p Paired) records() (n int64, why string) {
	switch {
	case min(p.Both, p.Gained, p.Lost, p.Neither) < 0:
		return 0, metric.BadCounts
	case max(p.Both, p.Gained, p.Lost, p.Neither) > metric.MaxCount/4:
		return 0, metric.TooLarge
	}
	n = p.Both + p.Gained + p.Lost + p.Neither
	if n == 0 {
		return 0, metric.NoRecords
	}
	return n, ""
}

// McNemar is whether records changed to right as often as to wrong.
type McNemar struct {
	Exact, Mid float64 // two-sided probabilities; the exact one is conservative, mid-p rarely too small
	Changed    int64   // records that changed: what the test is made from
	Method     string
	Missing    string // why there is no test; empty where there is one
}

// McNemar tests whether the second judgement differs from the first by more than chance.
// Where nothing changed both probabilities are 1.
func (p Paired) McNemar() McNemar {
	if _, why := p.records(); why != "" {
		return McNemar{Method: mcNemarMethod, Missing: why}
	}
	test := McNemar{Exact: 1, Mid: 1, Changed: p.Gained + p.Lost, Method: mcNemarMethod}
	if p.Gained == p.Lost {
		return test
	}
	fewer := min(p.Gained, p.Lost)
	tail := metric.BinomialCDF(fewer, test.Changed, 0.5)
	before := metric.BinomialCDF(fewer-1, test.Changed, 0.5)
	test.Exact, test.Mid = min(1, 2*tail), min(1, tail+before)
	return test
}
