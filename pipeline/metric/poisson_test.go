package metric_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
)

// RTE-02: of 20 events the exact interval is 12.2165 to 30.8884 (standard.md 9.8), over the exposure and
// in whatever base.
func TestRateScalesWithItsBase(t *testing.T) {
	perDay, perThousand := metric.Rate(20, 4000, 1, "1/d"), metric.Rate(20, 4000, 1000, "1/(1000.d)")
	metrictest.Near(t, "value", perThousand.Value, 5, 1e-12)
	metrictest.Near(t, "lower", perThousand.Lo, 1000*perDay.Lo, 1e-12)
	metrictest.Near(t, "upper", perThousand.Hi, 1000*perDay.Hi, 1e-12)
	metrictest.Near(t, "lower of 20", perThousand.Lo*4, 12.2165, 5e-5)
	metrictest.Near(t, "upper of 20", perThousand.Hi*4, 30.8884, 5e-5)
	if perThousand.N != 20 || perThousand.Unit != "1/(1000.d)" {
		t.Errorf("%+v", perThousand)
	}
}

func TestRateNeedsExposure(t *testing.T) {
	cases := []struct {
		name          string
		k             int64
		exposure, per float64
		why           string
	}{
		{"none", 3, 0, 1000, "no exposure"},
		{"negative", 3, -1, 1000, "the exposure is negative or not a number"},
		{"unknown", 3, math.NaN(), 1000, "the exposure is negative or not a number"},
		{"endless", 3, math.Inf(1), 1000, "the exposure is negative or not a number"},
		{"negative events", -3, 10, 1000, "the number of events is negative"},
		{"no base", 3, 10, 0, "the rate has no base to be expressed in"},
		{"too small to divide by", 3, 5e-324, 1000, "the counts or sums are too large to compute with"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if e := metric.Rate(c.k, c.exposure, c.per, "1/d"); e.Missing != c.why {
				t.Errorf("missing %q, want %q", e.Missing, c.why)
			}
		})
	}
}
