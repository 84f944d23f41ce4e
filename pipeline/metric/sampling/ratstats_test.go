package sampling_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/sampling"
)

// The numbers of this file are printed in the RAT-STATS Companion Manual and User Guide of
// the US Department of Health and Human Services, Office of Inspector General, Rev. 5/2010.

// Limits are hypergeometric (CI-02) and the error has the finite population correction (CI-04).
func TestAttributeLimitsOfRATSTATS(t *testing.T) {
	cases := []struct {
		n, x, frame int64
		limits      [3][2]float64 // at 80, 90 and 95 %
		share       float64       // in %
		shareError  float64
		total       float64
		totalError  float64
	}{
		{400, 82, 10_000, [3][2]float64{{1796, 2326}, {1729, 2403}, {1673, 2470}}, 20.500, 1.980, 2050, 198},
		{666, 133, 10_000, [3][2]float64{{1805, 2202}, {1754, 2259}, {1710, 2310}}, 19.970, 1.498, 1997, 150},
	}
	for _, c := range cases {
		a := sampling.AppraiseAttribute(c.x, c.n, c.frame)
		for i, level := range sampling.Levels {
			limit := a.At(level)
			if limit.Lo != c.limits[i][0] || limit.Hi != c.limits[i][1] || limit.Level != level {
				t.Errorf("%d of %d at %g: %g to %g, want %v", c.x, c.n, level, limit.Lo, limit.Hi, c.limits[i])
			}
		}
		metrictest.Near(t, "share", 100*a.Mean, c.share, 5e-4)
		metrictest.Near(t, "its error", 100*a.MeanError, c.shareError, 5e-4)
		metrictest.Near(t, "total", a.Total, c.total, 0.5)
		metrictest.Near(t, "its error", a.TotalError, c.totalError, 0.5)
	}
	third := sampling.AppraiseAttribute(248, 991, 10_000)
	metrictest.Near(t, "share", 100*third.Mean, 25.025, 5e-4)
	metrictest.Near(t, "its error", 100*third.MeanError, 1.307, 5e-4)
	metrictest.Near(t, "total", third.TotalError, 131, 0.5)
}

// Of none in 400 the bound is one-sided.
func TestBoundOfNoErrorsOfRATSTATS(t *testing.T) {
	a := sampling.AppraiseAttribute(0, 400, 10_000)
	for level, most := range map[float64]float64{0.80: 39, 0.90: 56, 0.95: 73} {
		if limit := a.At(level); limit.Lo != 0 || limit.Hi != most {
			t.Errorf("at %g: %g to %g, want %g", level, limit.Lo, limit.Hi, most)
		}
	}
	if e := sampling.Attribute(0, 400, 10_000); e.Hi != 0.0073 {
		t.Errorf("share at most %g", e.Hi)
	}
}

// Strata have the weight of their frames (CI-05).
func TestStratifiedAttributesOfRATSTATS(t *testing.T) {
	first, second := sampling.Right(2, 100, 1000), sampling.Right(6, 100, 1500)
	precisions := map[string][3]float64{
		"first": {1.711, 2.196, 2.616}, "second": {2.955, 3.793, 4.519}, "both": {1.901, 2.439, 2.907}}
	for name, strata := range map[string][]sampling.Stratum{
		"first": {first}, "second": {second}, "both": {first, second}} {
		a := sampling.AppraiseStrata(strata, "1")
		for i, level := range sampling.Levels {
			metrictest.Near(t, name, 100*a.At(level).Precision/float64(a.Frame), precisions[name][i], 5e-4)
		}
	}
	both := sampling.AppraiseStrata([]sampling.Stratum{first, second}, "1")
	metrictest.Near(t, "share", 100*both.Mean, 4.4, 5e-4)
	metrictest.Near(t, "its error", 100*both.MeanError, 1.483, 5e-4)
	metrictest.Near(t, "total", both.Total, 110, 1e-9)
	metrictest.Near(t, "its error", both.TotalError, 37, 0.5)
	for level, want := range map[float64][2]float64{0.80: {62, 158}, 0.90: {49, 171}, 0.95: {37, 183}} {
		metrictest.Near(t, "lower", both.At(level).Lo, want[0], 0.5)
		metrictest.Near(t, "upper", both.At(level).Hi, want[1], 0.5)
	}
}

// The difference estimator of FIN-08 without strata, with the finite population correction
// (CI-04).
func TestVariableAppraisalOfRATSTATS(t *testing.T) {
	examined, audited, difference := datasrs(t)
	cases := []struct {
		name                             string
		values                           []float64
		mean, sd, skew, kurt, error      float64
		totalError, point, p80, p90, p95 float64
	}{
		{"examined", examined, 496.00, 296.90, .32, 1.81, 41.88, 418_823, 4_960_000, 544_079, 702_177, 841_656},
		{"audited", audited, 425.40, 256.20, .30, 1.78, 36.14, 361_412, 4_254_000, 469_500, 605_926, 726_285},
		{"difference", difference, 70.60, 48.25, .64, 2.98, 6.81, 68_068, 706_000, 88_425, 114_119, 136_787},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := sampling.Describe(c.values)
			metrictest.Near(t, "mean", m.Mean, c.mean, 5e-3)
			metrictest.Near(t, "sd", m.SD, c.sd, 5e-3)
			metrictest.Near(t, "skewness", m.Skewness, c.skew, 5e-3)
			metrictest.Near(t, "kurtosis", m.Kurtosis, c.kurt, 5e-3)
			a := sampling.AppraiseVariable(c.values, 10_000, "USD")
			metrictest.Near(t, "error of the mean", a.MeanError, c.error, 5e-3)
			metrictest.Near(t, "error of the total", a.TotalError, c.totalError, 0.5)
			metrictest.Near(t, "point", a.Total, c.point, 1e-6)
			for i, want := range []float64{c.p80, c.p90, c.p95} {
				metrictest.Near(t, "precision", a.Limits[i].Precision, want, 0.5)
			}
		})
	}
	a := sampling.AppraiseVariable(difference, 10_000, "USD")
	for level, want := range map[float64][2]float64{0.80: {617_575, 794_425}, 0.90: {591_881, 820_119}, 0.95: {569_213, 842_787}} {
		metrictest.Near(t, "lower", a.At(level).Lo, want[0], 0.5)
		metrictest.Near(t, "upper", a.At(level).Hi, want[1], 0.5)
	}
	summed := sampling.AppraiseSums(sampling.Stratum{Frame: 10_000, Sample: 50, Sum: 3530, Squares: 363_302}, "USD")
	metrictest.Near(t, "total from sums", summed.Total, 706_000, 1e-6)
	metrictest.Near(t, "lower limit from sums", summed.At(0.90).Lo, 591_881, 0.5)
	metrictest.Near(t, "upper limit from sums", summed.At(0.90).Hi, 820_119, 0.5)
	corrected := sampling.AppraiseCorrected(4_900_000, difference, 10_000, "USD")
	metrictest.Near(t, "corrected total", corrected.Total, 4_194_000, 1e-6)
	metrictest.Near(t, "its lower limit", corrected.At(0.90).Lo, 4_900_000-820_119, 0.5)
}

func datasrs(t *testing.T) (examined, audited, difference []float64) {
	t.Helper()
	f, err := os.Open("testdata/datasrs.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 51 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		e, first := strconv.ParseFloat(row[1], 64)
		a, second := strconv.ParseFloat(row[2], 64)
		if first != nil || second != nil {
			t.Fatalf("not numbers: %q", row)
		}
		examined, audited, difference = append(examined, e), append(audited, a), append(difference, e-a)
	}
	return examined, audited, difference
}

// Precisions of 1 to 25 % down, confidence of 80, 90, 95 and 99 % across. Where the manual
// prints a dash the size rounds to none, and is given as one. SMP-04: n = (z·CV/precision)², of
// the amounts overpaid.
func TestVariableSizesOfRATSTATS(t *testing.T) {
	tables := []struct {
		name  string
		probe sampling.Probe
		frame int64
		sizes [6][4]int64
	}{
		{"mean 400, sd 50", sampling.Probe{Mean: 400, SD: 50}, 100_000, [6][4]int64{
			{256, 421, 597, 1026}, {64, 106, 150, 259}, {10, 17, 24, 41}, {3, 4, 6, 10}, {1, 2, 3, 5}, {1, 1, 1, 2}}},
		{"error rate 15 %", sampling.Overpaid(0.15, sampling.Probe{Mean: 300, SD: 125}), 10_000, [6][4]int64{
			{9181, 9486, 9633, 9784}, {7370, 8219, 8676, 9188}, {3095, 4248, 5119, 6443},
			{1008, 1559, 2077, 3117}, {474, 758, 1044, 1675}, {176, 287, 403, 675}}},
	}
	for _, table := range tables {
		for i, precision := range []float64{0.01, 0.02, 0.05, 0.10, 0.15, 0.25} {
			for j, level := range []float64{0.80, 0.90, 0.95, 0.99} {
				got := sampling.ForTotal(table.probe, precision, level, table.frame)
				if got.Records != table.sizes[i][j] {
					t.Errorf("%s, %g at %g: %+v, want %d", table.name, precision, level, got, table.sizes[i][j])
				}
			}
		}
	}
	probe := sampling.Overpaid(0.15, sampling.Probe{Mean: 300, SD: 125})
	metrictest.Near(t, "mean overpaid", probe.Mean, 45, 5e-3)
	metrictest.Near(t, "its sd", probe.SD, 117.55, 5e-3)
}

// The exact limits cut off the tails that they say, by a sum of chances that is made of
// binomial coefficients one by one.
func TestExactLimitsCutOffTheirTails(t *testing.T) {
	for _, c := range []struct{ x, n, frame int64 }{{1, 12, 40}, {7, 12, 40}, {29, 30, 300}, {3, 50, 1200}, {11, 12, 13}} {
		e := sampling.Attribute(c.x, c.n, c.frame)
		lo, hi := int64(e.Lo*float64(c.frame)+0.5), int64(e.Hi*float64(c.frame)+0.5)
		tail := func(from, to, marked int64) (sum float64) {
			for k := from; k <= to; k++ {
				sum += choose(marked, k) * choose(c.frame-marked, c.n-k) / choose(c.frame, c.n)
			}
			return sum
		}
		name := fmt.Sprintf("%d of %d of %d: %d to %d", c.x, c.n, c.frame, lo, hi)
		if !(tail(c.x, c.n, lo) > 0.025 && tail(c.x, c.n, lo-1) <= 0.025) {
			t.Errorf("%s: P(X >= x) is %.6f at the lower limit and %.6f below", name, tail(c.x, c.n, lo), tail(c.x, c.n, lo-1))
		}
		if !(tail(0, c.x, hi) > 0.025 && tail(0, c.x, hi+1) <= 0.025) {
			t.Errorf("%s: P(X <= x) is %.6f at the upper limit and %.6f above", name, tail(0, c.x, hi), tail(0, c.x, hi+1))
		}
	}
}

func choose(n, k int64) float64 {
	if k < 0 || k > n {
		return 0
	}
	c := 1.0
	for i := int64(1); i <= k; i++ {
		c *= float64(n-k+i) / float64(i)
	}
	return c
}

// A frame that is very large is as good as endless: the limits are those of the binomial.
func TestLargeFramesAreBinomial(t *testing.T) {
	exact := metric.ProportionExact(82, 400)
	for _, frame := range []int64{900_000_000, 2_000_000_000} {
		e := sampling.Attribute(82, 400, frame)
		metrictest.Near(t, "lower", e.Lo, exact.Lo, 1e-6)
		metrictest.Near(t, "upper", e.Hi, exact.Hi, 1e-6)
	}
}
