package spc_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/spc"
)

// set.seed(123); rnorm(20) of R: the series of NHSRplotthedots' tests.
var normals = []float64{-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621,
	-1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113,
	1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141}

// NHSRplotthedots tests/testthat/_snaps/ptd_spc_standard.md.
func TestXmRGivesPublishedLimits(t *testing.T) {
	outlier := slices.Clone(normals)
	outlier[14] = 10
	screened, plain := spc.Options{Screen: true}, spc.Options{}
	cases := []struct {
		name                 string
		values               []float64
		opts                 spc.Options
		centre, lower, upper float64
		tolerance            float64
	}{
		{"as it is", normals, screened, 0.1416238, -3.01138, 3.294627, 5e-6},
		{"outlier screened", outlier, screened, 0.6694159, -2.383666, 3.722497, 5e-7},
		{"outlier kept", outlier, plain, 0.6694159, -4.596625, 5.935457, 5e-7},
		{"first half", normals[:10], plain, .0746, -2.60, 2.75, 5e-3},
		{"second half", normals[10:], plain, .209, -3.28, 3.70, 5e-3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := spc.XmR(c.values, c.opts).Points[0]
			metrictest.Near(t, "centre", p.Centre, c.centre, max(c.tolerance, 5e-5))
			metrictest.Near(t, "lower", p.Lower, c.lower, c.tolerance)
			metrictest.Near(t, "upper", p.Upper, c.upper, c.tolerance)
		})
	}
}

func TestScreeningIsSaid(t *testing.T) {
	outlier := slices.Clone(normals)
	outlier[14] = 10
	plain := spc.XmR(outlier, spc.Options{}).Method
	if got := spc.XmR(outlier, spc.Options{Screen: true}).Method; got != plain+", 2 of 19 moving ranges screened out" {
		t.Errorf("method %q", got)
	}
	if got := spc.XmR(normals, spc.Options{Screen: true}).Method; got != plain {
		t.Errorf("nothing to screen, method %q", got)
	}
}

// Montgomery, Introduction to Statistical Quality Control, example 6.5, by qicharts2: limits
// frozen after 20 weeks. It takes 3/1.128 = 2.6596 where we take 2.66.
func TestXmROfMontgomery(t *testing.T) {
	rows := readTable(t, "montgomery_example_6_5.csv")
	values := make([]float64, len(rows))
	for i, r := range rows {
		values[i] = r["cost"]
	}
	c := spc.XmR(values, spc.Options{Baseline: 20, Screen: true})
	for i, r := range rows {
		p := c.Points[i]
		metrictest.Near(t, "centre", p.Centre, r["centre"], 1e-9)
		metrictest.Near(t, "lower", p.Lower, r["lower"], 4e-3)
		metrictest.Near(t, "upper", p.Upper, r["upper"], 4e-3)
		metrictest.Near(t, "mean moving range", (p.Upper-p.Centre)/2.66, 7.78947368, 5e-9)
		if (p.Signal == spc.Outside) != (r["outside"] == 1) {
			t.Errorf("week %g: %v", r["week"], p.Signal)
		}
	}
	if c.Baseline != 20 || len(c.Warnings) != 0 {
		t.Errorf("baseline %d, warnings %q", c.Baseline, c.Warnings)
	}
}

// Montgomery, table 7.4: samples of different size, by qicharts2.
func TestPChartWithVariableLimits(t *testing.T) {
	rows := readTable(t, "montgomery_table_7_4.csv")
	x, n := counts(rows)
	c := spc.P(x, n, spc.Options{})
	comparePoints(t, c.Points, rows)
	metrictest.Near(t, "centre", c.Points[0].Centre, .0955102, 5e-8)
}

// Montgomery, example 7.1, by qicharts2: two parts, and two samples of the first with a known
// cause.
func TestPChartLeavesOutKnownCauses(t *testing.T) {
	rows := readTable(t, "montgomery_example_7_1.csv")
	for _, part := range []struct {
		rows []map[string]float64
		opts spc.Options
		used int
	}{
		{rows[:30], spc.Options{Exclude: []int{14, 22, 99, -1}}, 28},
		{rows[30:], spc.Options{}, 64},
	} {
		x, n := counts(part.rows)
		c := spc.P(x, n, part.opts)
		comparePoints(t, c.Points, part.rows)
		if c.Baseline != part.used {
			t.Errorf("baseline %d, want %d", c.Baseline, part.used)
		}
	}
}

func comparePoints(t *testing.T, points []spc.Point, rows []map[string]float64) {
	t.Helper()
	for i, r := range rows {
		p := points[i]
		metrictest.Near(t, "value", p.Value, r["count"]/r["size"], 1e-12)
		metrictest.Near(t, "centre", p.Centre, r["centre"], 1e-12)
		metrictest.Near(t, "lower", p.Lower, r["lower"], 1e-12)
		metrictest.Near(t, "upper", p.Upper, r["upper"], 1e-12)
		if (p.Signal == spc.Outside) != (r["outside"] == 1) {
			t.Errorf("sample %g: %v", r["sample"], p.Signal)
		}
	}
}

// By NumPy from the formulae of Laney 2002: σz is 0.96567 in Montgomery's table 7.4.
func TestPPrimeChart(t *testing.T) {
	x, n := counts(readTable(t, "montgomery_table_7_4.csv"))
	p := spc.PPrime(x, n, spc.Options{}).Points[0]
	metrictest.Near(t, "centre", p.Centre, 0.0955102041, 5e-11)
	metrictest.Near(t, "lower", p.Lower, 0.0103614051, 5e-11)
	metrictest.Near(t, "upper", p.Upper, 0.1806590030, 5e-10)
}

// Ten thousand records a month: the p chart calls nearly every month special, and the p′
// chart, which sees that months always differ so, none.
func TestPPrimeChartForgivesUsualVariation(t *testing.T) {
	x := []int64{9510, 9430, 9550, 9470, 9390, 9520, 9460, 9540, 9410, 9500, 9440, 9530}
	n := slices.Repeat([]int64{10_000}, len(x))
	outside := func(c spc.Chart) (count int) {
		for _, p := range c.Points {
			if p.Signal == spc.Outside {
				count++
			}
		}
		return count
	}
	if got := outside(spc.P(x, n, spc.Options{})); got < 3 {
		t.Errorf("p chart: %d months outside", got)
	}
	if got := outside(spc.PPrime(x, n, spc.Options{})); got != 0 {
		t.Errorf("p′ chart: %d months outside", got)
	}
}

func TestMonthsWithoutDataAreKept(t *testing.T) {
	gap := math.NaN()
	xmr := spc.XmR([]float64{1, 3, gap, 9, 8}, spc.Options{})
	// Ranges 2 and 1; the 6 across the gap is none.
	metrictest.Near(t, "upper", xmr.Points[0].Upper, 5.25+2.66*1.5, 1e-12)
	p := spc.P([]int64{5, 0, 7}, []int64{50, 0, 50}, spc.Options{})
	metrictest.Near(t, "centre", p.Points[1].Centre, 0.12, 1e-12)
	for _, c := range []spc.Chart{xmr, p} {
		for i, point := range c.Points {
			if hole := i == len(c.Points)/2; hole != (point.N == 0) || hole && (point.Value != 0 || point.Signal != 0) {
				t.Errorf("point %d: %+v", i, point)
			}
		}
	}
	if xmr.Baseline != 4 || p.Baseline != 2 || p.Points[0].N != 50 {
		t.Errorf("baselines %d and %d", xmr.Baseline, p.Baseline)
	}
}

func TestShortBaselinesWarn(t *testing.T) {
	for n, want := range map[int]string{
		11: "limits from 11 points: fewer than 12 are too few to judge by",
		19: "limits from 19 points: provisional until there are 20",
		20: "",
	} {
		var got string
		if w := spc.XmR(normals[:n], spc.Options{}).Warnings; len(w) > 0 {
			got = w[0]
		}
		if got != want {
			t.Errorf("%d points: warning %q, want %q", n, got, want)
		}
	}
}

func TestNoControlChartSaysWhy(t *testing.T) {
	gap := math.NaN()
	const ranges = "no two neighbouring points have data to make limits from"
	cases := []struct {
		name string
		got  spc.Chart
		why  string
	}{
		{"no values", spc.XmR(nil, spc.Options{}), ranges},
		{"one value", spc.XmR([]float64{1}, spc.Options{}), ranges},
		{"no neighbours", spc.XmR([]float64{1, gap, 2, gap, 3}, spc.Options{}), ranges},
		{"endless", spc.XmR([]float64{1, math.Inf(-1)}, spc.Options{}), "a value is not a number"},
		{"beyond a float", spc.XmR([]float64{math.MaxFloat64, -math.MaxFloat64}, spc.Options{}),
			"the counts or sums are too large to compute with"},
		{"no months", spc.P(nil, nil, spc.Options{}), "no records"},
		{"lengths differ", spc.P([]int64{1}, nil, spc.Options{}), "counts and denominators differ in number"},
		{"empty baseline", spc.P([]int64{0, 1}, []int64{0, 9}, spc.Options{Baseline: 1}),
			"no point has data to make limits from"},
		{"one share", spc.PPrime([]int64{1}, []int64{9}, spc.Options{}), ranges},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.got.Missing != c.why || c.got.Defined() || c.got.Points != nil {
				t.Errorf("%+v, want missing %q", c.got, c.why)
			}
		})
	}
}
