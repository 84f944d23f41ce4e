package metric_test

import (
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// sumsOf gives the sums over charts of {right, all} codes.
func sumsOf(charts ...[2]int64) metric.Ratio {
	var r metric.Ratio
	for _, c := range charts {
		x, m := c[0], c[1]
		r.X, r.M = r.X+x, r.M+m
		r.XX, r.MM, r.XM = r.XX+x*x, r.MM+m*m, r.XM+x*m
		r.Charts++
	}
	return r
}

// Standard 9.3.
var nineThree = sumsOf([2]int64{10, 10}, [2]int64{8, 12}, [2]int64{15, 15}, [2]int64{9, 9}, [2]int64{11, 14},
	[2]int64{20, 20}, [2]int64{7, 7}, [2]int64{12, 18}, [2]int64{10, 10}, [2]int64{13, 13})

// CI-03: the error of ten charts is that of the ratio estimator, 1.9 times that of independent
// codes (9.3).
func TestClusterSpreadOfTheStandardsExample(t *testing.T) {
	se, ok := nineThree.StandardError()
	metrictest.Near(t, "cluster se", se, 0.0516, 5e-5)
	deff, known := nineThree.DesignEffect()
	metrictest.Near(t, "design effect", deff, 3.73, 5e-3)
	if !ok || !known {
		t.Error("spread of ten charts is unknown")
	}
	e := metric.ClusterRatio(nineThree)
	metrictest.Near(t, "share", e.Value, 0.8984, 5e-5)
	if e.N != 10 || e.Hi >= 1 {
		t.Errorf("%+v", e)
	}
}

// Standard 9.2: the pooled share weighs charts by their codes. (ACC-01, pooling)
func TestClusterRatioIsPooled(t *testing.T) {
	e := metric.ClusterRatio(sumsOf([2]int64{1, 1}, [2]int64{2, 2}, [2]int64{18, 20}, [2]int64{9, 15}))
	metrictest.Near(t, "pooled share", e.Value, 0.7895, 5e-5)
}

// With many charts of one code each, clusters are records: the interval is that of Clopper
// and Pearson, but for the t quantile.
func TestClustersOfOneAreRecords(t *testing.T) {
	const right, all = 9_000, 10_000
	clustered := metric.ClusterRatio(metric.Ratio{X: right, M: all, XX: right, MM: all, XM: right, Charts: all})
	records := metric.ProportionExact(right, all)
	metrictest.Near(t, "lower", clustered.Lo, records.Lo, 1e-5)
	metrictest.Near(t, "upper", clustered.Hi, records.Hi, 1e-5)
}

// Doubling the codes of every chart with the same outcome adds no information: the standard
// error stays and the design effect doubles.
func TestRepeatedCodesAddNothing(t *testing.T) {
	doubled := metric.Ratio{X: 2 * nineThree.X, M: 2 * nineThree.M, XX: 4 * nineThree.XX,
		MM: 4 * nineThree.MM, XM: 4 * nineThree.XM, Charts: nineThree.Charts}
	once, _ := nineThree.DesignEffect()
	twice, _ := doubled.DesignEffect()
	metrictest.Near(t, "design effect", twice, 2*once, 1e-9)
	a, b := metric.ClusterRatio(nineThree), metric.ClusterRatio(doubled)
	metrictest.Near(t, "lower", b.Lo, a.Lo, 1e-12)
	metrictest.Near(t, "upper", b.Hi, a.Hi, 1e-12)
}

func TestClusterRatioAtTheEdges(t *testing.T) {
	thirty := func(x, m int64) metric.Ratio {
		return sumsOf(slices.Repeat([][2]int64{{x, m}}, 30)...)
	}
	cases := []struct {
		name          string
		r             metric.Ratio
		value, lo, hi float64
		warning       string
	}{
		// 30 of 30 charts: Clopper–Pearson of standard 9.7, whatever the codes in each.
		{"all right", thirty(8, 8), 1, 0.8843, 1, "all codes of all charts agree"},
		{"all wrong", thirty(0, 8), 0, 0, 0.1157, "all codes of all charts agree"},
		// One chart outweighs the others: (120+29)²/(120²+29) = 1.54 charts, with SciPy's beta.
		{"all right, one large", sumsOf(append(slices.Repeat([][2]int64{{1, 1}}, 29), [2]int64{120, 120})...),
			1, 0.0909, 1, "all codes of all charts agree"},
		// Charts alike without being unanimous: never narrower than as many records, which
		// for t of 29 degrees of freedom are 240·(1.95996/2.04523)², with SciPy's beta.
		{"every chart half right", thirty(4, 8), 0.5, 0.4321, 0.5679, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := metric.ClusterRatio(c.r)
			metrictest.Near(t, "value", e.Value, c.value, 0)
			metrictest.Near(t, "lower", e.Lo, c.lo, 5e-5)
			metrictest.Near(t, "upper", e.Hi, c.hi, 5e-5)
			if got := strings.Join(e.Warnings, "; "); !strings.HasPrefix(got, c.warning) || (c.warning == "") != (got == "") {
				t.Errorf("warnings %q, want %q", got, c.warning)
			}
		})
	}
}

func TestOneChartHasNoInterval(t *testing.T) {
	r := sumsOf([2]int64{7, 8})
	e := metric.ClusterRatio(r)
	metrictest.Near(t, "value", e.Value, 0.875, 0)
	if e.Level != 0 || e.N != 1 || len(e.Warnings) != 1 {
		t.Errorf("%+v", e)
	}
	if _, ok := r.StandardError(); ok {
		t.Error("one chart has a standard error")
	}
	if _, ok := r.DesignEffect(); ok {
		t.Error("one chart has a design effect")
	}
}

// 8 and 9 of 10 leave half a code each: se = √(0.5/2)/10.
func TestTwoChartsHaveASpread(t *testing.T) {
	r := sumsOf([2]int64{8, 10}, [2]int64{9, 10})
	se, ok := r.StandardError()
	metrictest.Near(t, "se", se, 0.05, 1e-15)
	if e := metric.ClusterRatio(r); !ok || e.Level != metric.Level {
		t.Errorf("%+v", e)
	}
}

func TestFewChartsWarn(t *testing.T) {
	for charts, want := range map[int]int{29: 1, 30: 0} {
		e := metric.ClusterRatio(sumsOf(append(slices.Repeat([][2]int64{{8, 8}}, charts-1), [2]int64{4, 8})...))
		if len(e.Warnings) != want {
			t.Errorf("%d charts: warnings %q", charts, e.Warnings)
		}
	}
}

func TestSumsOfDifferentChartsAreRefused(t *testing.T) {
	const unfit = "the sums do not belong together: they cannot come from shares of the same charts"
	change := func(f func(*metric.Ratio)) metric.Ratio {
		r := nineThree
		f(&r)
		return r
	}
	cases := []struct {
		name string
		r    metric.Ratio
		why  string
	}{
		{"nothing", metric.Ratio{}, "no charts"},
		{"charts without codes", metric.Ratio{Charts: 4}, "no codes"},
		{"codes without charts", change(func(r *metric.Ratio) { r.Charts = 0 }), unfit},
		{"more right than all", change(func(r *metric.Ratio) { r.X, r.M = r.M, r.X }), unfit},
		{"squares swapped", change(func(r *metric.Ratio) { r.XX, r.MM = r.MM, r.XX }), unfit},
		{"cross sum for squares", change(func(r *metric.Ratio) { r.XM, r.MM = r.MM, r.XM }), unfit},
		{"squares below their mean", change(func(r *metric.Ratio) { r.XX, r.XM, r.MM = 100, 200, 300 }), unfit},
		{"squares above the square", change(func(r *metric.Ratio) { r.MM = r.M*r.M + 1 }), unfit},
		{"right squares above the cross sum", metric.Ratio{X: 10, M: 100, XX: 50, XM: 20, MM: 1000, Charts: 10}, unfit},
		{"cross sum above the squares", metric.Ratio{X: 50, M: 100, XX: 1100, XM: 1100, MM: 1000, Charts: 10}, unfit},
		{"negative scatter", change(func(r *metric.Ratio) { r.XX = 1400 }), unfit},
		{"negative", change(func(r *metric.Ratio) { r.X = -1 }), unfit},
		{"too large", change(func(r *metric.Ratio) { r.MM = 1<<53 + 1 }), "the counts or sums are too large to compute with"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if e := metric.ClusterRatio(c.r); e.Missing != c.why {
				t.Errorf("missing %q, want %q", e.Missing, c.why)
			}
			if _, ok := c.r.StandardError(); ok {
				t.Error("the sums have a standard error")
			}
		})
	}
}

// A hundred thousand charts with one wrong code, of M in all: the standard error is exactly
// 1/M. In float64 the scatter would be lost in the rounding of terms near 10³³.
func TestScatterIsExactForLargeSums(t *testing.T) {
	const charts, size = 100_000, 50_000
	r := metric.Ratio{X: charts*size - 1, M: charts * size, Charts: charts,
		XX: charts*size*size - 2*size + 1, MM: charts * size * size, XM: charts*size*size - size}
	se, _ := r.StandardError()
	metrictest.Near(t, "se times codes", se*charts*size, 1, 1e-12)
}
