package metric_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// Where every case counts whole, the weighted mean is the mean, interval and all.
func TestWeightedMeanOfWholeCasesIsTheMean(t *testing.T) {
	weights := []float64{0.6140, 0.1844, 1.9898, 1.3167, 0.8686}
	var p metric.Parts
	for _, w := range weights {
		p.X, p.XX, p.XM = p.X+w, p.XX+w*w, p.XM+w
		p.M, p.MM, p.Cases = p.M+1, p.MM+1, p.Cases+1
	}
	got, want := metric.WeightedMean(p, "1"), metric.Mean(p.Cases, p.X, p.XX, "1")
	metrictest.Near(t, "value", got.Value, want.Value, 1e-12)
	metrictest.Near(t, "lower", got.Lo, want.Lo, 1e-12)
	metrictest.Near(t, "upper", got.Hi, want.Hi, 1e-12)
}

func TestWeightedMeanAtTheEdges(t *testing.T) {
	for name, c := range map[string]struct {
		parts   metric.Parts
		level   float64
		missing string
	}{
		"none":                {metric.Parts{}, 0, "no records"},
		"one case":            {metric.Parts{X: 1, M: .5, XX: 1, MM: .25, XM: .5, Cases: 1}, 0, ""},
		"alike":               {metric.Parts{X: 6, M: 3, XX: 12, MM: 3, XM: 6, Cases: 3}, 0, ""},
		"not of one set":      {metric.Parts{X: 6, M: 3, XX: 1, MM: 3, XM: 6, Cases: 3}, 0, "the sums do not belong together: they give a negative variance"},
		"negative parts":      {metric.Parts{X: 6, M: -3, XX: 12, MM: 3, XM: 6, Cases: 3}, 0, "the count, the parts or a sum of squares is negative"},
		"not a number":        {metric.Parts{X: math.NaN(), M: 3, XX: 12, MM: 3, XM: 6, Cases: 3}, 0, "a sum is not a number"},
		"cases of no parts":   {metric.Parts{Cases: 3}, 0, "no records"},
		"two, one of it half": {metric.Parts{X: 2.5, M: 1.5, XX: 4.25, MM: 1.25, XM: 2.25, Cases: 2}, metric.Level, ""},
	} {
		e := metric.WeightedMean(c.parts, "{weight}")
		if e.Missing != c.missing || e.Level != c.level || e.Unit != "{weight}" || e.Method == "" {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
