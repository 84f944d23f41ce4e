package sampling_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/sampling"
)

// combined reduces strata of right and wrong charts as a query does.
func combined(strata []sampling.Stratum) (c sampling.Combined) {
	for _, s := range strata {
		frame, n := float64(s.Frame), float64(s.Sample)
		c.Frame += s.Frame
		c.Charts += s.Sample
		if s.Sample == 0 {
			c.Unseen++
			continue
		}
		scale, p := frame*(frame-n)/n, s.Sum/n
		c.X += frame * p
		c.M += frame
		c.Spread += scale
		switch {
		case s.Sample > 1:
			c.VarX += scale * n * p * (1 - p) / (n - 1)
		case s.Frame > 1:
			c.Lone++
			c.VarX += scale * s.Sum
			c.VarM += scale
			c.CovXM += scale * s.Sum
		}
	}
	return c
}

// Where every chart counts once the ratio is the stratified share, of standard 9.4 and of
// strata of one, none wrong and the whole frame.
func TestCombinedRatioOfChartsIsTheStratifiedShare(t *testing.T) {
	for name, strata := range map[string][]sampling.Stratum{
		"standard 9.4":     nineFour,
		"a stratum of one": append(slices.Clone(nineFour), sampling.Right(0, 1, 20)),
		"none wrong":       {sampling.Right(40, 40, 800), sampling.Right(30, 30, 150)},
		"the whole frame":  {sampling.Right(39, 40, 40), sampling.Right(1, 1, 1)},
		"not sampled":      append(slices.Clone(nineFour), sampling.Stratum{Frame: 7}),
	} {
		got, want := sampling.StratifiedRatio(combined(strata)), sampling.StratifiedShare(strata)
		if got.Missing != want.Missing || got.N != want.N && want.Defined() {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		metrictest.Near(t, name, got.Value, want.Value, 1e-12)
		metrictest.Near(t, name+" lower", got.Lo, want.Lo, 1e-9)
		metrictest.Near(t, name+" upper", got.Hi, want.Hi, 1e-9)
		if got.Lo < got.Hi {
			metrictest.Share(t, got, name)
		}
	}
}

// Of one stratum and an endless frame the error is that of standard 9.3: .0516.
func TestCombinedRatioOfOneStratumIsTheClusteredRatio(t *testing.T) {
	const n, frame, x, m, xx, mm, xm = 10., 1e7, 115., 128., 1453., 1788., 1590.
	scale := frame * (frame - n) / n
	e := sampling.StratifiedRatio(sampling.Combined{
		X: frame * x / n, M: frame * m / n, VarX: scale * (xx - x*x/n) / (n - 1), VarM: scale * (mm - m*m/n) / (n - 1),
		CovXM: scale * (xm - x*m/n) / (n - 1), Spread: scale, Frame: frame, Charts: n,
	})
	metrictest.Near(t, "share", e.Value, .8984, 5e-5)
	// Wilson's bounds lie 1.96 of their own errors from the share, which gives its error back.
	se := math.Abs(e.Hi-e.Value) / metric.NormalQuantile * math.Sqrt(e.Value*(1-e.Value)/(e.Hi*(1-e.Hi)))
	metrictest.Near(t, "se", se, .0516, 5e-5)
}

func TestCombinedRatioThatSaysNothing(t *testing.T) {
	good := combined(nineFour)
	for name, spoil := range map[string]func(*sampling.Combined){
		"nothing reviewed":    func(c *sampling.Combined) { *c = sampling.Combined{Frame: 9} },
		"no codes":            func(c *sampling.Combined) { c.X, c.M = 0, 0 },
		"more than the frame": func(c *sampling.Combined) { c.Charts = c.Frame + 1 },
		"more right than all": func(c *sampling.Combined) { c.X = c.M + 1 },
		"endless":             func(c *sampling.Combined) { c.VarX = math.Inf(1) },
		"wild covariance":     func(c *sampling.Combined) { c.CovXM = 1e9 },
	} {
		c := good
		spoil(&c)
		if e := sampling.StratifiedRatio(c); e.Defined() || e.Missing == "" {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
