package metric_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"chartline/pipeline/metric"
)

// audits simulates charts of 1 to 19 codes whose accuracy varies from chart to chart as a
// beta distribution of intraclass correlation icc. It gives the share of clustered intervals
// that hold the truth, and that of the symmetric p ± t·se.
func audits(seed uint64, charts int, accuracy, icc float64) (exact, symmetric float64) {
	const repetitions = 2000
	source := rand.NewPCG(seed, 1)
	random := rand.New(source)
	concentration := 1/icc - 1
	perChart := distuv.Beta{Alpha: accuracy * concentration, Beta: (1 - accuracy) * concentration, Src: source}
	student := distuv.StudentsT{Sigma: 1, Nu: float64(charts - 1)}.Quantile(0.975)
	for range repetitions {
		var r metric.Ratio
		for range charts {
			chance, m, x := perChart.Rand(), 1+random.Int64N(19), int64(0)
			for range m {
				if random.Float64() < chance {
					x++
				}
			}
			r.X, r.M, r.Charts = r.X+x, r.M+m, r.Charts+1
			r.XX, r.MM, r.XM = r.XX+x*x, r.MM+m*m, r.XM+x*m
		}
		e := metric.ClusterRatio(r)
		if e.Lo <= accuracy && accuracy <= e.Hi {
			exact++
		}
		if se, _ := r.StandardError(); math.Abs(e.Value-accuracy) <= student*se {
			symmetric++
		}
	}
	return exact / repetitions, symmetric / repetitions
}

// CI-03: the clustered interval holds the truth as often as it says, with design effects
// from 1.6 to 3.5.
func TestClusteredIntervalsHoldTheTruth(t *testing.T) {
	cases := []struct {
		name          string
		charts        int
		accuracy, icc float64
	}{
		{"30 charts, 80 %, strong clustering", 30, 0.80, 0.20},
		{"30 charts, 85 %", 30, 0.85, 0.10},
		{"30 charts, 90 %", 30, 0.90, 0.15},
		{"30 charts, 95 %", 30, 0.95, 0.10},
		{"60 charts, 90 %", 60, 0.90, 0.10},
		{"60 charts, 95 %", 60, 0.95, 0.05},
		{"60 charts, 95 %, strong clustering", 60, 0.95, 0.20},
		{"120 charts, 95 %, strong clustering", 120, 0.95, 0.20},
		{"120 charts, 97 %", 120, 0.97, 0.15},
		{"400 charts, 98 %", 400, 0.98, 0.10},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			exact, _ := audits(uint64(40+i), c.charts, c.accuracy, c.icc)
			t.Logf("%.1f %% of 2,000 intervals hold the truth", 100*exact)
			if exact < 0.93 || exact > 0.97 {
				t.Errorf("%.1f %% of intervals hold the truth", 100*exact)
			}
		})
	}
}

// The reason for the effective sample size: with few charts near 100 % the symmetric
// interval is too short on the side that matters. Where charts are few, nearly all right and
// alike, no interval can see what was not drawn: the floor is what ours reaches there.
func TestExactIntervalsHoldTheTruthMoreOften(t *testing.T) {
	for accuracy, gain := range map[float64]float64{0.90: 0.03, 0.95: 0.05, 0.98: 0.10} {
		exact, symmetric := audits(98, 30, accuracy, 0.2)
		if exact < symmetric+gain || exact < 0.89 {
			t.Errorf("accuracy %g: exact %.1f %%, symmetric %.1f %%", accuracy, 100*exact, 100*symmetric)
		}
	}
}
