package compare_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/metric/compare"
	"chartline/pipeline/metric/metrictest"
)

// commutes are the mean travel times to work of the US states in 2011 with their margins of
// error at 90 %, to one decimal (American Community Survey, data of the R package
// RankingProject), on which Klein, Wright and Wieczorek show their method, and the ranks that the package's
// vignette counts for figure 1 of the paper, by a script of its own.
const commutes = `SD 16.9 0.5 46 51;ND 16.9 0.6 46 51;WY 18.1 0.8 43 51;NE 18.1 0.3 44 51;MT 18.2 0.5 43 51;AK 18.4 0.5 43 51;IA 18.8 0.2 43 49;
KS 18.9 0.3 43 49;ID 19.7 0.4 43 48;OK 21.1 0.2 38 42;AR 21.3 0.4 36 42;NM 21.4 0.4 36 42;UT 21.6 0.3 36 42;WI 21.9 0.2 36 41;
VT 21.9 0.5 31 42;OR 22.5 0.3 28 41;KY 22.9 0.2 26 37;MN 23 0.2 26 37;OH 23.1 0.1 26 36;MO 23.1 0.2 25 37;RI 23.4 0.5 19 37;
NC 23.4 0.2 23 36;ME 23.4 0.4 21 37;IN 23.5 0.2 22 35;SC 23.6 0.3 20 36;MS 23.9 0.4 17 35;AL 23.9 0.2 19 31;NV 24.1 0.4 15 32;
MI 24.1 0.2 17 31;TN 24.2 0.2 17 30;LA 24.5 0.2 15 28;CO 24.5 0.3 14 29;TX 24.8 0.1 15 22;AZ 24.8 0.2 13 25;CT 25 0.3 12 25;
DE 25.3 0.6 10 27;WA 25.5 0.2 11 18;WV 25.6 0.5 10 22;HI 25.7 0.4 10 19;FL 25.8 0.2 10 17;PA 25.9 0.1 10 16;NH 26.9 0.5 6 15;
GA 27.1 0.3 6 10;CA 27.1 0.1 8 10;VA 27.7 0.2 5 9;MA 28 0.2 5 9;IL 28.2 0.2 5 7;DC 30.1 0.5 3 4;NJ 30.5 0.2 3 4;
NY 31.5 0.2 1 2;MD 32.2 0.2 1 2`

// The 90 % joint region of their figure 1: intervals at ±3.081 standard errors, rounded to
// one decimal. Rank 1 is the longest time here; theirs is the shortest.
func TestRanksGivePublishedRegion(t *testing.T) {
	var names []string
	var lo, hi []float64
	var want []compare.Places
	for row := range strings.SplitSeq(strings.ReplaceAll(commutes, "\n", ""), ";") {
		cells := strings.Fields(row)
		mean, _ := strconv.ParseFloat(cells[1], 64)
		margin, _ := strconv.ParseFloat(cells[2], 64)
		half := margin * 3.08089992728148 / 1.64485362695147 // both normal quantiles
		best, _ := strconv.Atoi(cells[3])
		worst, _ := strconv.Atoi(cells[4])
		names, want = append(names, cells[0]), append(want, compare.Places{Best: best, Worst: worst})
		lo, hi = append(lo, math.Round((mean-half)*10)/10), append(hi, math.Round((mean+half)*10)/10)
	}
	for i, places := range compare.Ranks(lo, hi) {
		if places != want[i] {
			t.Errorf("%s: %+v, want %+v", names[i], places, want[i])
		}
	}
}

// RTE-07: no rank is printed where the intervals of neighbours overlap.
func TestRanksOfIntervals(t *testing.T) {
	cases := []struct {
		name   string
		lo, hi []float64
		want   []compare.Places
	}{
		{"none", nil, nil, []compare.Places{}},
		{"apart", []float64{1, 5, 3}, []float64{2, 6, 4}, []compare.Places{{3, 3}, {1, 1}, {2, 2}}},
		{"touching", []float64{1, 2}, []float64{2, 3}, []compare.Places{{2, 2}, {1, 1}}},
		{"overlapping", []float64{1, 2, 9}, []float64{3, 4, 10}, []compare.Places{{2, 3}, {2, 3}, {1, 1}}},
		{"no width, alike", []float64{1, 1, 2}, []float64{1, 1, 3}, []compare.Places{{2, 3}, {2, 3}, {1, 1}}},
		{"unknown", []float64{math.NaN(), 5}, []float64{2, 6}, []compare.Places{{1, 2}, {1, 2}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := compare.Ranks(c.lo, c.hi); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// The joint region holds every true rank at once in at least 95 % of samples.
func TestRankSharesHoldEveryRank(t *testing.T) {
	random := rand.New(rand.NewPCG(589, 606))
	chances := []float64{0.3, 0.22, 0.15, 0.12, 0.08, 0.06, 0.04, 0.03}
	held := 0
	const repetitions, records = 400, 800
	for range repetitions {
		counts := make([]int64, len(chances))
		for range records {
			u := random.Float64()
			i := 0
			for ; i < len(chances)-1 && u > chances[i]; i++ {
				u -= chances[i]
			}
			counts[i]++
		}
		places, ok := compare.RankShares(counts, records)
		all := ok
		for i, p := range places {
			all = all && p.Best <= i+1 && i+1 <= p.Worst
		}
		if all {
			held++
		}
	}
	if share := float64(held) / repetitions; share < 0.95 {
		t.Errorf("%g of the regions hold all ranks", share)
	}
}

func TestRankSharesOfAnyKind(t *testing.T) {
	for _, n := range metrictest.OddCounts {
		for _, x := range metrictest.OddCounts {
			places, ok := compare.RankShares([]int64{x, 0, x}, n)
			for _, p := range places {
				if !ok || p.Best < 1 || p.Worst > 3 || p.Best > p.Worst {
					t.Fatalf("%d of %d: %+v", x, n, places)
				}
			}
		}
	}
	if places, ok := compare.RankShares([]int64{900, 50, 50}, 1000); !ok || !places[0].Sure() || places[1].Sure() {
		t.Errorf("%+v", places)
	}
	if _, ok := compare.RankShares([]int64{3, 4}, 3); ok {
		t.Error("a count above its whole is ranked")
	}
}
