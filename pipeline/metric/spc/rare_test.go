package spc_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/spc"
)

// Twenty waiting times, and their powers 0.2777 to five decimals, computed in Python; Nelson's
// power is 1/3.6, which the others round.
var (
	valve  = []float64{286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96}
	powers = []float64{4.80986, 6.70903, 5.72650, 3.81367, 6.43541, 6.23705, 1.46958, 3.96768, 5.39007, 1.78151, 9.09618, 5.89774,
		3.38833, 4.51095, 5.91690, 5.59189, 7.16124, 7.18601, 9.09083, 3.55203}
)

func TestTChartIsXmROfPowers(t *testing.T) {
	c, powered := spc.T(valve, spc.Options{}), spc.XmR(powers, spc.Options{})
	for i, p := range c.Points {
		want := powered.Points[i]
		metrictest.Near(t, "value", p.Value, valve[i], 0)
		metrictest.Near(t, "centre, powered", math.Pow(p.Centre, 1/3.6)/want.Centre, 1, 1e-3)
		metrictest.Near(t, "upper, powered", math.Pow(p.Upper, 1/3.6)/want.Upper, 1, 1e-3)
		// The lower limit of the powers, −0.889, is no time.
		metrictest.Near(t, "lower", p.Lower, 0, 0)
		if p.Signal != want.Signal || p.Signal != spc.CommonCause {
			t.Errorf("failure %d: %v, powered %v", i+1, p.Signal, want.Signal)
		}
	}
	metrictest.Near(t, "phase", c.Phases[0].Centre, c.Points[0].Centre, 0)
}

// Times of a Poisson process, as they are and powered: the t chart finds as few false points
// as it should, while an XmR chart of the bare times, which are skewed, cries wolf.
func TestTChartForgivesWaitingTimes(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 7))
	times := make([]float64, 4000)
	for i := range times {
		times[i] = random.ExpFloat64()
	}
	outside := func(c spc.Chart) (share float64) {
		for _, p := range c.Points {
			if p.Signal == spc.Outside {
				share += 1 / float64(len(times))
			}
		}
		return share
	}
	if got := outside(spc.T(times, spc.Options{})); got > 0.003 {
		t.Errorf("t chart: %.2f %% outside", 100*got)
	}
	if got := outside(spc.XmR(times, spc.Options{})); got < 0.01 {
		t.Errorf("XmR chart: %.2f %% outside", 100*got)
	}
}

// By hand from the formulae of Benneyan 2001: the mean of 4, 0, 12, 9, 5 is 6, the upper limit
// 6 + 3√42; the median is 5.
func TestGChart(t *testing.T) {
	c := spc.G([]int64{4, 0, 12, 9, 5}, spc.Options{})
	metrictest.Near(t, "centre", c.Points[0].Centre, 6, 1e-12)
	metrictest.Near(t, "upper", c.Points[0].Upper, 6+3*math.Sqrt(42), 1e-12)
	metrictest.Near(t, "lower", c.Points[0].Lower, 0, 0)
	if c.Rules.Near || c.Rules.Shift != 7 {
		t.Errorf("rules %+v", c.Rules)
	}
}

// Runs are read against the median: seven values above it are a run, though they lie on both
// sides of the mean.
func TestGChartReadsRunsAgainstTheMedian(t *testing.T) {
	between := []int64{1, 2, 1, 2, 1, 40, 2, 1, 2, 60, 1, 2, 50, 1, 60, 5, 40, 5, 40, 5, 40, 5}
	c := spc.G(between, spc.Options{Baseline: 15})
	for i, p := range c.Points {
		if (p.Signal == spc.Shift) != (i >= 14) {
			t.Errorf("point %d: %+v", i, p)
		}
	}
	if got := spc.G(append(between[:15:15], 400), spc.Options{Baseline: 15}).Points[15].Signal; got != spc.Outside {
		t.Errorf("400 cases without an event: %v", got)
	}
}

func TestNoRareEventsSayWhy(t *testing.T) {
	cases := []struct {
		name string
		got  spc.Chart
		why  string
	}{
		{"no events", spc.G(nil, spc.Options{}), "no point has data to make limits from"},
		{"negative", spc.G([]int64{3, -1}, spc.Options{}), "a number of cases is negative or too large to be exact"},
		{"no times", spc.T(nil, spc.Options{}), "no two neighbouring points have data to make limits from"},
		{"negative time", spc.T([]float64{1, -1}, spc.Options{}), "a time is negative or not a number"},
		{"endless", spc.T([]float64{1, math.Inf(1)}, spc.Options{}), "a time is negative or not a number"},
	}
	for _, c := range cases {
		if c.got.Missing != c.why || !strings.Contains(c.got.Method, "chart") {
			t.Errorf("%s: %+v, want missing %q", c.name, c.got, c.why)
		}
	}
}
