package compare_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/metric/metrictest"
)

// Published intervals of the paired difference, first less second, as ours is second less first.
// Their digits beyond the printed ones are from method 10 written out in Python, with Wilson's
// bounds by R prop.test(correct = FALSE). (CI-07, before and after)
func TestPairedIntervalsOfNewcombe(t *testing.T) {
	cases := []struct {
		name          string
		p             compare.Paired
		value, lo, hi float64
		digit         float64
	}{
		// Newcombe, Statistics in Medicine 1998;17:2635-2650, table II, method 10.
		{"36, 12, 2, 0", compare.Paired{Both: 36, Gained: 12, Lost: 2, Neither: 0}, .2, .0569295840, .3404276030, 5e-10},
		// Fagerland, Lydersen and Laake, Statistics in Medicine 2014;33:2850-2875: airway
		// hyper-responsiveness before and after transplantation, -0.507 to -0.026.
		{"1, 1, 7, 12", compare.Paired{Both: 1, Gained: 1, Lost: 7, Neither: 12}, -2. / 7, -.5069202267, -.0255591242, 5e-10},
	}
	for _, c := range cases {
		e := compare.PairedChange(c.p)
		metrictest.Near(t, c.name, e.Value, c.value, c.digit)
		metrictest.Near(t, c.name+" lower", e.Lo, c.lo, c.digit)
		metrictest.Near(t, c.name+" upper", e.Hi, c.hi, c.digit)
	}
}

// CI-07: the same charts before and after are judged by McNemar's test.
func TestMcNemar(t *testing.T) {
	cases := []struct {
		name       string
		p          compare.Paired
		exact, mid float64
		digit      float64
	}{
		// Fagerland, Lydersen and Laake, BMC Medical Research Methodology 2013;13:91, and R
		// binom.test(1, 8): .0703125; mid-p is less by the chance of just 1, 8/256.
		{"airway hyper-responsiveness", compare.Paired{Both: 1, Gained: 1, Lost: 7, Neither: 12}, .0703125, .0390625, 5e-12},
		// R binom.test(5, 17); mid-p is less by the chance of just 5.
		{"5 and 12", compare.Paired{Both: 10, Gained: 5, Lost: 12, Neither: 20}, .1434631, .1434631 - 6188./131072, 5e-8},
		{"as many to right as to wrong", compare.Paired{Both: 3, Gained: 4, Lost: 4, Neither: 1}, 1, 1, 0},
		{"nothing changed", compare.Paired{Both: 40}, 1, 1, 0},
	}
	for _, c := range cases {
		got := c.p.McNemar()
		metrictest.Near(t, c.name, got.Exact, c.exact, c.digit)
		metrictest.Near(t, c.name+", mid-p", got.Mid, c.mid, c.digit)
		if got.Changed != c.p.Gained+c.p.Lost {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	for _, p := range []compare.Paired{{}, {Gained: -1, Both: 4}, {Both: math.MaxInt64}} {
		if got := p.McNemar(); got.Missing == "" || got.Exact != 0 {
			t.Errorf("%+v: %+v", p, got)
		}
	}
}

// Looking the other way round turns the change round, and leaves the test.
func TestPairsMirror(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for range 2000 {
		p := compare.Paired{Both: random.Int64N(40), Gained: random.Int64N(40), Lost: random.Int64N(40), Neither: random.Int64N(40)}
		back := compare.Paired{Both: p.Both, Gained: p.Lost, Lost: p.Gained, Neither: p.Neither}
		e, mirror := compare.PairedChange(p), compare.PairedChange(back)
		metrictest.Near(t, "lower", e.Lo, -mirror.Hi, 1e-12)
		metrictest.Near(t, "upper", e.Hi, -mirror.Lo, 1e-12)
		if p.McNemar() != back.McNemar() || p.McNemar().Mid > p.McNemar().Exact {
			t.Errorf("%+v: %+v", p, p.McNemar())
		}
	}
}

func TestPairedCountsOfAnyKind(t *testing.T) {
	for _, a := range metrictest.OddCounts {
		for _, b := range metrictest.OddCounts {
			for _, c := range metrictest.OddCounts {
				p := compare.Paired{Both: a, Gained: b, Lost: c, Neither: a}
				e := compare.PairedChange(p)
				metrictest.Sound(t, e, p)
				test := p.McNemar()
				if e.Lo < -1 || e.Hi > 1 || !(test.Exact >= 0 && test.Exact <= 1) || !(test.Mid >= 0 && test.Mid <= test.Exact) {
					t.Fatalf("%+v: %+v, %+v", p, e, test)
				}
			}
		}
	}
}

// ratioOf gives the sums over charts of {right, all} codes.
func ratioOf(charts ...[2]int64) (r metric.Ratio) {
	for _, c := range charts {
		x, m := c[0], c[1]
		r.X, r.M, r.Charts = r.X+x, r.M+m, r.Charts+1
		r.XX, r.MM, r.XM = r.XX+x*x, r.MM+m*m, r.XM+x*m
	}
	return r
}

// Charts of one code are records, and the change is Newcombe's difference of them, but that
// it takes the exact interval of each.
func TestClusterChangeOfRecordsIsNewcombes(t *testing.T) {
	records := func(x, n int64) metric.Ratio { return metric.Ratio{X: x, M: n, XX: x, MM: n, XM: x, Charts: n} }
	got, want := compare.ClusterChange(records(8000, 10_000), records(9000, 10_000)), metric.Difference(9000, 10_000, 8000, 10_000)
	metrictest.Near(t, "change", got.Value, want.Value, 1e-12)
	metrictest.Near(t, "lower", got.Lo, want.Lo, 1e-4)
	metrictest.Near(t, "upper", got.Hi, want.Hi, 1e-4)
}

// By hand: before 6/10, 9/10 and 15/20, after 8/10, 9/10 and 19/20. Pooled 30/40 and 36/40. The
// parts of the three coders are -1/40 + 1.5/40, 0 - 1.5/40 and 1/40 - 0, of which the squares
// add up to 3.5/1600; the error is √(3.5/1600·3/2) and t of 2 is 4.302652730. (EDU-02)
func TestCodersAreComparedWithThemselves(t *testing.T) {
	coders := []compare.BeforeAfter{
		{ratioOf([2]int64{6, 10}), ratioOf([2]int64{8, 10})},
		{ratioOf([2]int64{9, 10}), ratioOf([2]int64{9, 10})},
		{ratioOf([2]int64{15, 20}), ratioOf([2]int64{19, 20})},
	}
	e := compare.CoderChange(coders)
	half := 4.302652730 * math.Sqrt(3.5/1600*1.5)
	metrictest.Near(t, "change", e.Value, 0.15, 1e-12)
	metrictest.Near(t, "lower", e.Lo, 0.15-half, 1e-9)
	metrictest.Near(t, "upper", e.Hi, 0.15+half, 1e-9)
	if e.N != 3 || len(e.Warnings) != 1 {
		t.Errorf("%+v", e)
	}
	left := compare.CoderChange(append(coders, compare.BeforeAfter{Before: ratioOf([2]int64{1, 9})}))
	if left.N != 3 || left.Value != e.Value || len(left.Warnings) != 2 {
		t.Errorf("a coder without codes after: %+v", left)
	}
}

func TestChangesOfNothing(t *testing.T) {
	some := ratioOf([2]int64{6, 10}, [2]int64{9, 10})
	one := ratioOf([2]int64{6, 10})
	bad := metric.Ratio{X: 4, M: 3, Charts: 1}
	cases := []struct {
		name  string
		e     metric.Estimate
		why   string
		level float64
	}{
		{"no coders", compare.CoderChange(nil), "no coder has codes before and after", 0},
		{"no codes after", compare.CoderChange([]compare.BeforeAfter{{Before: some}}), "no coder has codes before and after", 0},
		{"sums that do not fit", compare.CoderChange([]compare.BeforeAfter{{Before: some, After: bad}}), metric.ClusterRatio(bad).Missing, 0},
		{"one coder", compare.CoderChange([]compare.BeforeAfter{{Before: some, After: some}}), "", 0},
		{"all alike", compare.CoderChange([]compare.BeforeAfter{{some, some}, {some, some}}), "", 0},
		{"no charts before", compare.ClusterChange(metric.Ratio{}, some), "no charts", 0},
		{"one chart before", compare.ClusterChange(one, some), "", 0},
		{"two charts", compare.ClusterChange(some, some), "", metric.Level},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			metrictest.Sound(t, c.e, c.name)
			if c.e.Missing != c.why || c.e.Level != c.level {
				t.Errorf("%+v", c.e)
			}
		})
	}
}
