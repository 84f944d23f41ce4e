package metric_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// scipy.stats.chi2_contingency without continuity correction.
func TestChiSquareSeries(t *testing.T) {
	got := metric.ChiSquareSeries([]int64{12, 8, 0, 6, 9}, []int64{100, 80, 0, 80, 100})
	metrictest.Near(t, "statistic", got.Statistic, 1.1076923076923, 1e-12)
	metrictest.Near(t, "p", got.P, 0.7752174619912, 1e-12)
	if got.DF != 3 || len(got.Warnings) != 0 {
		t.Errorf("%+v", got)
	}
	metrictest.Near(t, "expected in the first month", got.Expected[0], 9.7222222222, 1e-9)
}

// Two months are a fourfold table, n(ad − bc)²/(row and column totals).
func TestChiSquareOfTwoMonthsIsFourfold(t *testing.T) {
	const a, b, c, d = 15., 85., 30., 70.
	want := (a + b + c + d) * math.Pow(a*d-b*c, 2) / ((a + b) * (c + d) * (a + c) * (b + d))
	metrictest.Near(t, "statistic", metric.ChiSquareSeries([]int64{a, c}, []int64{a + b, c + d}).Statistic, want, 1e-12)
}

func TestTestsWithoutAnAnswerSayWhy(t *testing.T) {
	const sums = "the counts or sums are too large to compute with"
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
