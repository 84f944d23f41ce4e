package survival_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

// Standard 9.5: lognormal times (μ = ln 3, σ = 0.9) to coding of accounts discharged evenly
// over 14 days, 4,000 a day, seen at the end of the 14 days. The standard prints, for a truth
// of median 3.00 and 62.6 % within 4 days: coded accounts only, mean 2.93, median 2.34 and
// 76.0 %; every open account a miss, 53.4 %; Kaplan–Meier, median 3.01 and 62.4 %.
func TestUncodedAccountsAreCensored(t *testing.T) {
	const days, daily, target = 14, 4000, 4.0
	source := rand.NewPCG(95, 1)
	random := rand.New(source)
	taken := distuv.LogNormal{Mu: math.Log(3), Sigma: 0.9, Src: source}
	var rows []survival.Exit
	var coded []float64
	var sum float64
	for range days * daily {
		time, followed := taken.Rand(), days*random.Float64()
		if time > followed {
			rows = append(rows, survival.Exit{Time: followed, Censored: 1})
			continue
		}
		rows = append(rows, survival.Exit{Time: time, Events: 1})
		coded = append(coded, time)
		sum += time
	}
	slices.Sort(coded)
	onTime, _ := slices.BinarySearch(coded, target)
	all, finished := float64(len(rows)), float64(len(coded))
	metrictest.Near(t, "share still open", 1-finished/all, 0.30, 0.005)
	metrictest.Near(t, "mean of coded accounts", sum/finished, 2.93, 0.03)
	metrictest.Near(t, "median of coded accounts", coded[len(coded)/2], 2.34, 0.03)
	metrictest.Near(t, "share of coded accounts within target", float64(onTime)/finished, 0.760, 0.005)
	metrictest.Near(t, "share with every open account a miss", float64(onTime)/all, 0.534, 0.005)

	c := survival.KaplanMeier(rows)
	median, within := c.Quantile(0.5), c.Within(target)
	metrictest.Near(t, "Kaplan–Meier median", median.Value, 3.00, 0.03)
	metrictest.Near(t, "Kaplan–Meier share within target", within.Value, 0.626, 0.005)
	truth := distuv.LogNormal{Mu: math.Log(3), Sigma: 0.9}
	if share := truth.CDF(target); within.Lo > share || within.Hi < share || median.Lo > 3 || median.Hi < 3 {
		t.Errorf("intervals miss the truth: %+v, %+v", within, median)
	}
}
