package compare

import (
	"math"
	"testing"

	"chartline/pipeline/metric"
)

// Charts whose codes are all right or all wrong are worth one code each: forty charts
// of five codes have a design effect near five, and count as forty.
func TestEffectiveCountsAlikeCodesOnce(t *testing.T) {
	const charts, right, codes = 40, 30, 5
	r := metric.Ratio{X: right * codes, M: charts * codes, XX: right * codes * codes, MM: charts * codes * codes, XM: right * codes * codes, Charts: charts}
	units, deff := Effective([]string{"A"}, []metric.Ratio{r})
	if math.Abs(deff-codes) > 0.2 {
		t.Errorf("design effect %.3f, want about %d", deff, codes)
	}
	if u := units[0]; u.N < charts-2 || u.N > charts || math.Abs(float64(u.X)/float64(u.N)-0.75) > 0.02 {
		t.Errorf("unit %+v, want about 30 of 40", u)
	}
}

func TestEffectiveNeverAddsCodes(t *testing.T) {
	// One right and one wrong code in every chart: less spread than independent codes.
	r := metric.Ratio{X: 30, M: 60, XX: 30, MM: 120, XM: 60, Charts: 30}
	units, deff := Effective([]string{"A", "none"}, []metric.Ratio{r, {}})
	if deff != 1 || units[0] != (Unit{"A", 30, 60}) || units[1] != (Unit{"none", 0, 0}) {
		t.Errorf("units %+v, design effect %v", units, deff)
	}
}

// FUN-04: where the variation is the finding the limits are those of chance, and the warning
// says so.
func TestUnwidenedLimitsJudgeByChanceAlone(t *testing.T) {
	units := []Unit{{"a", 50, 100}, {"b", 60, 100}, {"c", 70, 100}, {"d", 80, 100}, {"e", 90, 100}, {"f", 95, 100}}
	f := Funnel(units, Pooled(units).Value)
	if f.Inflation <= 1 {
		t.Fatal("these units differ by more than chance")
	}
	plain := f.Unwidened()
	lo998, _, _, hi998 := FunnelLimits(100, plain.Theta)
	for i, u := range plain.Units {
		outside := u.Rate < lo998 || u.Rate > hi998
		if outside != (u.Verdict == Beyond998) {
			t.Errorf("%s at %.2f is %s, limits %.3f to %.3f", u.Label, u.Rate, u.Verdict, lo998, hi998)
		}
		if f.Units[i].Verdict == Beyond998 && u.Verdict != Beyond998 {
			t.Errorf("%s is beyond the widened limits and not beyond the narrower ones", u.Label)
		}
	}
	if len(plain.Warnings) == 0 || plain.Warnings[0] != notInflated || f.Warnings[0] != inflated {
		t.Errorf("warnings %q and %q", plain.Warnings, f.Warnings)
	}
}
