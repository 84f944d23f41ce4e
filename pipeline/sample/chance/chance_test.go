package chance

import (
	"math"
	"testing"
)

// TestShapesAreLognormal recomputes the quantiles exp(sigma sqrt(2) erfinv(2p-1)).
func TestShapesAreLognormal(t *testing.T) {
	for _, test := range []struct {
		name  string
		shape Shape
		sigma float64
	}{{"narrow", Narrow, 0.50}, {"middling", Middling, 0.65}, {"wide", Wide, 0.90}} {
		for k, got := range test.shape {
			p := (float64(k) + 0.5) / float64(len(test.shape))
			want := 1000 * math.Exp(test.sigma*math.Sqrt2*math.Erfinv(2*p-1))
			if math.Abs(float64(got)-want) > 0.5001 {
				t.Errorf("%s: quantile %d is %d, want %.1f", test.name, k, got, want)
			}
		}
	}
}

func TestAroundHasItsMedian(t *testing.T) {
	var s Stream
	s.Seed(1, 2, 3)
	const median, n = 72_000, 40_000
	below := 0
	for range n {
		v := s.Around(median, &Wide)
		if v < median*Wide[0]/1000 || v > median*Wide[32]/1000 {
			t.Fatalf("%d lies outside the shape", v)
		}
		if v < median {
			below++
		}
	}
	// Four standard errors of a share of one half.
	if math.Abs(float64(below)/n-0.5) > 4*0.5/math.Sqrt(n) {
		t.Errorf("%d of %d lie below the median", below, n)
	}
}

// TestBelowIsUniform: Pearson's statistic over ten classes stays under the 99.9 %
// quantile of chi-squared with nine degrees of freedom, 27.88.
func TestBelowIsUniform(t *testing.T) {
	var s Stream
	const classes, n = 10, 100_000
	counts := [classes]int{}
	for i := range uint64(n) { // first draws of neighbouring streams
		s.Seed(20260930, 7, i)
		counts[s.Below(classes)]++
	}
	statistic := 0.0
	for _, c := range counts {
		d := float64(c) - n/classes
		statistic += d * d / (n / classes)
	}
	if statistic > 27.88 {
		t.Errorf("chi-squared %.1f: %v", statistic, counts)
	}
}

func TestBetweenReachesBothEnds(t *testing.T) {
	var s Stream
	s.Seed(1, 1, 1)
	seen := map[int64]bool{}
	for range 200 {
		seen[s.Between(-1, 2)] = true
	}
	if len(seen) != 4 || !seen[-1] || !seen[2] {
		t.Errorf("drew %v, want -1 to 2", seen)
	}
}

func TestStreamsDependOnAllOfTheSeed(t *testing.T) {
	first := func(seed, purpose, index uint64) int64 {
		var s Stream
		s.Seed(seed, purpose, index)
		return s.Below(1 << 60)
	}
	if first(1, 2, 3) != first(1, 2, 3) {
		t.Error("the same seed draws differently")
	}
	for _, other := range [][3]uint64{{2, 2, 3}, {1, 3, 3}, {1, 2, 4}} {
		if first(1, 2, 3) == first(other[0], other[1], other[2]) {
			t.Errorf("%v draws as 1, 2, 3", other)
		}
	}
}

// TestHashIsSplitMix64 uses the first output of SplitMix64 for state 0, as published
// with its reference implementation by Vigna (2015).
func TestHashIsSplitMix64(t *testing.T) {
	if got := mix(0); got != 0xe220a8397b1dcdaf {
		t.Errorf("mix(0) = %#x", got)
	}
}
