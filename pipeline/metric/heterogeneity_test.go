package metric_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric"
)

func TestLogRankGivesPublishedNumbers(t *testing.T) {
	cases := []struct {
		name         string
		groups       [][]metric.Exit
		statistic, p float64
		tolerance    float64
		source       string
	}{
		{"aml", [][]metric.Exit{maintained, nonmaintained}, 3.4, .07, .05, "therneau/survival doaml.Rout.save"},
		{"all events", [][]metric.Exit{exits(10, 20, 30), exits(10, 20, 50)}, .254237, .614107, 5e-7, "lifelines test_statistics.py"},
		{"censored", [][]metric.Exit{exits(10, -20, 30), exits(10, -20, 50)}, .384615, .535143, 5e-7, "lifelines test_statistics.py"},
		{"leukaemia", [][]metric.Exit{control, treated}, 16.793, 0, 5e-4, "Freireich 1963; lifelines asserts 16.8"},
		{"three groups", [][]metric.Exit{control, treated, nonmaintained}, 21.75783817, 1.8851e-5, 5e-9, "lifelines 0.30.3"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := metric.LogRank(c.groups)
			near(t, "statistic ("+c.source+")", got.Statistic, c.statistic, c.tolerance)
			near(t, "p ("+c.source+")", got.P, c.p, max(c.tolerance/10, 5e-5))
			if got.DF != len(c.groups)-1 {
				t.Errorf("%d degrees of freedom", got.DF)
			}
		})
	}
}

// therneau/survival doaml.Rout.save: observed 7 and 11, expected 10.69 and 7.31.
func TestLogRankCountsEvents(t *testing.T) {
	got := metric.LogRank([][]metric.Exit{maintained, nonmaintained})
	for i, want := range [][2]float64{{7, 10.69}, {11, 7.31}} {
		near(t, "observed", got.Observed[i], want[0], 0)
		near(t, "expected", got.Expected[i], want[1], 5e-3)
	}
}

func TestLogRankDoesNotDependOnTheOrderOfGroups(t *testing.T) {
	a := metric.LogRank([][]metric.Exit{control, treated, nonmaintained})
	b := metric.LogRank([][]metric.Exit{nonmaintained, control, treated})
	near(t, "statistic", b.Statistic, a.Statistic, 1e-10)
	near(t, "sum of observed less expected", a.Observed[0]+a.Observed[1]+a.Observed[2],
		a.Expected[0]+a.Expected[1]+a.Expected[2], 1e-10)
}

func TestLogRankLeavesOutIdleGroups(t *testing.T) {
	with := metric.LogRank([][]metric.Exit{control, nil, treated, exits(-0.5)})
	without := metric.LogRank([][]metric.Exit{control, treated})
	near(t, "statistic", with.Statistic, without.Statistic, 1e-12)
	if with.DF != 1 || len(with.Expected) != 4 || with.Expected[1] != 0 || with.Expected[3] != 0 {
		t.Errorf("%+v", with)
	}
}

// scipy.stats.chi2_contingency without continuity correction.
func TestChiSquareSeries(t *testing.T) {
	got := metric.ChiSquareSeries([]int64{12, 8, 0, 6, 9}, []int64{100, 80, 0, 80, 100})
	near(t, "statistic", got.Statistic, 1.1076923076923, 1e-12)
	near(t, "p", got.P, 0.7752174619912, 1e-12)
	if got.DF != 3 || len(got.Warnings) != 0 {
		t.Errorf("%+v", got)
	}
	near(t, "expected in the first month", got.Expected[0], 9.7222222222, 1e-9)
}

// Two months are a fourfold table, n(ad − bc)²/(row and column totals).
func TestChiSquareOfTwoMonthsIsFourfold(t *testing.T) {
	const a, b, c, d = 15., 85., 30., 70.
	want := (a + b + c + d) * math.Pow(a*d-b*c, 2) / ((a + b) * (c + d) * (a + c) * (b + d))
	near(t, "statistic", metric.ChiSquareSeries([]int64{a, c}, []int64{a + b, c + d}).Statistic, want, 1e-12)
}

func TestTestsWithoutAnAnswerSayWhy(t *testing.T) {
	const sums = "the counts or sums are too large to compute with"
	apart := [][]metric.Exit{exits(1, 2), {{Time: 0.5, Censored: 3}}}
	cases := []struct {
		name string
		got  metric.Test
		why  string
	}{
		{"no months", metric.ChiSquareSeries(nil, nil), "no records"},
		{"one month", metric.ChiSquareSeries([]int64{1, 0}, []int64{9, 0}), "fewer than two groups to compare"},
		{"lengths differ", metric.ChiSquareSeries([]int64{1}, nil), "counts and denominators differ in number"},
		{"never", metric.ChiSquareSeries([]int64{0, 0}, []int64{9, 9}), "the share is 0 or 1 in every month"},
		{"always", metric.ChiSquareSeries([]int64{9, 9}, []int64{9, 9}), "the share is 0 or 1 in every month"},
		{"part above whole", metric.ChiSquareSeries([]int64{10, 1}, []int64{9, 9}),
			"the counts do not belong together: a part is negative or larger than its whole"},
		{"too many", metric.ChiSquareSeries([]int64{1, 1}, []int64{1 << 53, 1}), sums},
		{"no groups", metric.LogRank(nil), "fewer than two groups were at risk when somebody left"},
		{"one group", metric.LogRank([][]metric.Exit{control}), "fewer than two groups were at risk when somebody left"},
		{"never together", metric.LogRank(apart), "fewer than two groups were at risk when somebody left"},
		{"all at once", metric.LogRank([][]metric.Exit{exits(1), exits(1)}), "the groups cannot be compared: they were not at risk together, or all left at once"},
		{"bad time", metric.LogRank([][]metric.Exit{control, {{Time: math.NaN(), Events: 1}}}), "a time is negative or not a number"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.got.Missing != c.why || c.got.Defined() || c.got.Statistic != 0 || c.got.P != 0 {
				t.Errorf("%+v, want missing %q", c.got, c.why)
			}
		})
	}
}

func TestSparseSeriesWarn(t *testing.T) {
	if got := metric.ChiSquareSeries([]int64{1, 2}, []int64{20, 20}); len(got.Warnings) != 1 {
		t.Errorf("%+v", got)
	}
}
