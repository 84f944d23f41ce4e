package survival_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
)

// thousandGroups are life tables of 120 days each, with late entries.
func thousandGroups() []survival.FollowUp {
	random := rand.New(rand.NewPCG(10, 1))
	groups := make([]survival.FollowUp, 1000)
	for g := range groups {
		for day := range 120 {
			groups[g].Exits = append(groups[g].Exits, survival.Exit{Time: float64(day), Events: 1 + random.Int64N(9), Censored: random.Int64N(3)})
		}
	}
	return groups
}

func TestEachKeepsTheOrderOfGroups(t *testing.T) {
	groups := thousandGroups()[:50]
	curves := survival.Each(groups, survival.FollowUp.KaplanMeier)
	for i, c := range curves {
		if want := groups[i].KaplanMeier(); !slices.Equal(c.Steps, want.Steps) {
			t.Fatalf("group %d has the curve of another", i)
		}
	}
	if got := survival.Each(nil, survival.FollowUp.KaplanMeier); len(got) != 0 {
		t.Errorf("%d curves of no groups", len(got))
	}
}

// BenchmarkThousandGroups estimates a curve, its median, restricted mean and day 4 for each
// of a thousand groups, and compares each with its neighbour.
func BenchmarkThousandGroups(b *testing.B) {
	groups := thousandGroups()
	type answer struct {
		median, mean, day metric.Estimate
		test              metric.Test
	}
	for b.Loop() {
		survival.Each(groups, func(f survival.FollowUp) answer {
			c := f.KaplanMeier()
			return answer{c.Quantile(0.5), c.RestrictedMean(30), c.At(4), survival.LogRank([][]survival.Exit{f.Exits, groups[0].Exits})}
		})
	}
}

// BenchmarkThousandSnapshots is the same of weekly snapshots, whose estimate repeats itself.
func BenchmarkThousandSnapshots(b *testing.B) {
	random := rand.New(rand.NewPCG(10, 2))
	groups := make([][]survival.Seen, 1000)
	for g := range groups {
		for range 60 {
			after := float64(random.IntN(50) - 1)
			groups[g] = append(groups[g], survival.Seen{After: after, By: after + 7, Accounts: 1 + random.Int64N(20)})
		}
	}
	for b.Loop() {
		survival.Each(groups, survival.Turnbull)
	}
}
