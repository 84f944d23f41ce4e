package survival_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/survival"
)

// CEN-08.
func TestLogRankGivesPublishedNumbers(t *testing.T) {
	cases := []struct {
		name         string
		groups       [][]survival.Exit
		statistic, p float64
		tolerance    float64
		source       string
	}{
		{"aml", [][]survival.Exit{maintained, nonmaintained}, 3.4, .07, .05, "therneau/survival doaml.Rout.save"},
		{"all events", [][]survival.Exit{exits(10, 20, 30), exits(10, 20, 50)}, .254237, .614107, 5e-7, "lifelines test_statistics.py"},
		{"censored", [][]survival.Exit{exits(10, -20, 30), exits(10, -20, 50)}, .384615, .535143, 5e-7, "lifelines test_statistics.py"},
		{"leukaemia", [][]survival.Exit{control, treated}, 16.793, 0, 5e-4, "Freireich 1963; lifelines asserts 16.8"},
		{"three groups", [][]survival.Exit{control, treated, nonmaintained}, 21.75783817, 1.8851e-5, 5e-9, "lifelines 0.30.3"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := survival.LogRank(c.groups)
			metrictest.Near(t, "statistic ("+c.source+")", got.Statistic, c.statistic, c.tolerance)
			metrictest.Near(t, "p ("+c.source+")", got.P, c.p, max(c.tolerance/10, 5e-5))
			if got.DF != len(c.groups)-1 {
				t.Errorf("%d degrees of freedom", got.DF)
			}
		})
	}
}

// R's example of survdiff: ovarian cancer (Edmonson 1979) by treatment, stratified by ECOG
// performance status; printed expected 5.5 and 6.5, chisq 0.8, p 0.38. The further digits
// are R survival 3.5-3's.
func TestStratifiedLogRankGivesRsNumbers(t *testing.T) {
	strata := [][][]survival.Exit{
		{exits(59, 115, 431, -477, -803, -1106, 329), exits(-421, -744, -770, -1129, -1206, 365, -377)},
		{exits(156, -448, 638, -855, -1040, 268), exits(464, 475, 563, -769, -1227, 353)},
	}
	got := survival.StratifiedLogRank(strata)
	metrictest.Near(t, "statistic", got.Statistic, .76791142, 5e-9)
	metrictest.Near(t, "p", got.P, .38, 5e-3)
	metrictest.Near(t, "observed", got.Observed[0], 7, 0)
	metrictest.Near(t, "expected", got.Expected[0], 2.2418415+3.2581169, 1e-7)
	metrictest.Near(t, "expected", got.Expected[1], 2.7581585+3.7418831, 1e-7)
	unstratified := survival.LogRank([][]survival.Exit{append(strata[0][0], strata[1][0]...), append(strata[0][1], strata[1][1]...)})
	metrictest.Near(t, "not stratified", unstratified.Statistic, 1.0627399, 5e-8)
}

// Groups that differ only because one has more of the slow stratum do not differ within it.
func TestStrataTakeTheMixOut(t *testing.T) {
	fast := []survival.Exit{{Time: 1, Events: 80}, {Time: 2, Events: 20}}
	slow := []survival.Exit{{Time: 5, Events: 50}, {Time: 9, Events: 50}}
	few := func(rows []survival.Exit) (part []survival.Exit) {
		for _, r := range rows {
			part = append(part, survival.Exit{Time: r.Time, Events: r.Events / 10})
		}
		return part
	}
	within := survival.StratifiedLogRank([][][]survival.Exit{{fast, few(fast)}, {few(slow), slow}})
	mixed := survival.LogRank([][]survival.Exit{append(few(slow), fast...), append(few(fast), slow...)})
	if within.P < 0.99 || mixed.P > 0.001 {
		t.Errorf("p within strata %g, across them %g", within.P, mixed.P)
	}
}

// therneau/survival doaml.Rout.save: observed 7 and 11, expected 10.69 and 7.31.
func TestLogRankCountsEvents(t *testing.T) {
	got := survival.LogRank([][]survival.Exit{maintained, nonmaintained})
	for i, want := range [][2]float64{{7, 10.69}, {11, 7.31}} {
		metrictest.Near(t, "observed", got.Observed[i], want[0], 0)
		metrictest.Near(t, "expected", got.Expected[i], want[1], 5e-3)
	}
}

func TestLogRankDoesNotDependOnTheOrderOfGroups(t *testing.T) {
	a := survival.LogRank([][]survival.Exit{control, treated, nonmaintained})
	b := survival.LogRank([][]survival.Exit{nonmaintained, control, treated})
	metrictest.Near(t, "statistic", b.Statistic, a.Statistic, 1e-10)
	metrictest.Near(t, "sum of observed less expected", a.Observed[0]+a.Observed[1]+a.Observed[2],
		a.Expected[0]+a.Expected[1]+a.Expected[2], 1e-10)
}

func TestLogRankLeavesOutIdleGroups(t *testing.T) {
	with := survival.LogRank([][]survival.Exit{control, nil, treated, exits(-0.5)})
	without := survival.LogRank([][]survival.Exit{control, treated})
	metrictest.Near(t, "statistic", with.Statistic, without.Statistic, 1e-12)
	if with.DF != 1 || len(with.Expected) != 4 || with.Expected[1] != 0 || with.Expected[3] != 0 {
		t.Errorf("%+v", with)
	}
}

func TestLogRankWithoutAnAnswerSaysWhy(t *testing.T) {
	apart := [][]survival.Exit{exits(1, 2), {{Time: 0.5, Censored: 3}}}
	cases := []struct {
		name string
		got  metric.Test
		why  string
	}{
		{"no strata", survival.StratifiedLogRank(nil), "no records"},
		{"uneven strata", survival.StratifiedLogRank([][][]survival.Exit{{control, treated}, {control}}), "strata differ in their number of groups"},
		{"no groups", survival.LogRank(nil), "fewer than two groups were at risk when somebody left"},
		{"one group", survival.LogRank([][]survival.Exit{control}), "fewer than two groups were at risk when somebody left"},
		{"never together", survival.LogRank(apart), "fewer than two groups were at risk when somebody left"},
		{"all at once", survival.LogRank([][]survival.Exit{exits(1), exits(1)}), "the groups cannot be compared: they were not at risk together, or all left at once"},
		{"bad time", survival.LogRank([][]survival.Exit{control, {{Time: math.NaN(), Events: 1}}}), "a time is negative or not a number"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.got.Missing != c.why || c.got.Defined() || c.got.Statistic != 0 || c.got.P != 0 {
				t.Errorf("%+v, want missing %q", c.got, c.why)
			}
		})
	}
}
