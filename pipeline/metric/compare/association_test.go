package compare_test

import (
	"math"
	"testing"

	"chartline/pipeline/metric/compare"
	"chartline/pipeline/metric/metrictest"
)

// Groups that are on no more records together than chance makes them.
func TestIndependentGroups(t *testing.T) {
	j := compare.Joint{Both: 20, First: 100, Second: 200, N: 1000}
	lift, phi := compare.Lift(j), compare.Phi(j)
	metrictest.Near(t, "lift", lift.Value, 1, 1e-12)
	metrictest.Near(t, "phi", phi.Value, 0, 1e-12)
	metrictest.Near(t, "phi, 1.96/√n", phi.Hi, math.Tanh(1.959963985/math.Sqrt(1000)), 1e-9)
	if !(lift.Lo < 1 && lift.Hi > 1) || lift.N != 1000 || phi.Unit != "1" {
		t.Errorf("%+v %+v", lift, phi)
	}
}

// Which of two groups comes first does not matter, and the large-sample variances are those
// of a numerical gradient.
func TestAssociationsAreSymmetrical(t *testing.T) {
	for _, j := range []compare.Joint{{30, 100, 60, 1000}, {11, 15, 13, 23}, {5, 400, 9, 70000}} {
		turned := compare.Joint{Both: j.Both, First: j.Second, Second: j.First, N: j.N}
		metrictest.Near(t, "lift", compare.Lift(j).Lo, compare.Lift(turned).Lo, 1e-12)
		metrictest.Near(t, "phi", compare.Phi(j).Lo, compare.Phi(turned).Lo, 1e-12)
	}
	e := compare.Lift(compare.Joint{Both: 30, First: 100, Second: 60, N: 1000})
	metrictest.Near(t, "lift", e.Value, 5, 1e-12)
	metrictest.Near(t, "lower", e.Lo, 3.912262970, 5e-10)
	metrictest.Near(t, "upper", e.Hi, 6.390163492, 5e-10)
	p := compare.Phi(compare.Joint{Both: 30, First: 100, Second: 60, N: 1000})
	metrictest.Near(t, "phi", p.Value, 0.3368607684, 5e-11)
	metrictest.Near(t, "phi lower", p.Lo, 0.2328138910, 5e-9)
	metrictest.Near(t, "phi upper", p.Hi, 0.4332833891, 5e-9)
}

// The spread of the logarithm of lift is the one that samples show: standard deviations of
// 400,000 draws of 200·N records by NumPy, times √200.
func TestTheSpreadOfLiftIsThatOfSamples(t *testing.T) {
	for _, c := range []struct {
		joint  compare.Joint
		spread float64
	}{
		{compare.Joint{Both: 11, First: 15, Second: 13, N: 23}, 0.12906},
		{compare.Joint{Both: 30, First: 100, Second: 60, N: 1000}, 0.12503},
		{compare.Joint{Both: 400, First: 700, Second: 600, N: 1000}, 0.01760},
	} {
		e := compare.Lift(c.joint)
		metrictest.Near(t, "standard deviation", math.Log(e.Hi/e.Lo)/2/1.959963985, c.spread, c.spread/100)
	}
}

func TestAssociationsWithoutANumber(t *testing.T) {
	const spread = "a group that is on every record, or on none, goes with nothing"
	const together = "the counts do not belong together: a part is negative or larger than its whole"
	cases := []struct {
		name      string
		joint     compare.Joint
		lift, phi string
	}{
		{"nothing", compare.Joint{}, "no records", "no records"},
		{"a group on no record", compare.Joint{Second: 3, N: 10}, spread, spread},
		{"a group on all records", compare.Joint{Both: 3, First: 10, Second: 3, N: 10}, "", spread},
		{"more together than alone", compare.Joint{Both: 4, First: 3, Second: 5, N: 10}, together, together},
		{"too many for the records", compare.Joint{Both: 1, First: 8, Second: 8, N: 10}, together, together},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if l, p := compare.Lift(c.joint), compare.Phi(c.joint); l.Missing != c.lift || p.Missing != c.phi {
				t.Errorf("missing %q and %q, want %q and %q", l.Missing, p.Missing, c.lift, c.phi)
			}
		})
	}
	never, always := compare.Joint{First: 3, Second: 4, N: 10}, compare.Joint{Both: 3, First: 3, Second: 3, N: 10}
	if e := compare.Lift(never); e.Value != 0 || e.Level != 0 {
		t.Errorf("%+v", e)
	}
	if e := compare.Phi(always); e.Value != 1 || e.Level != 0 {
		t.Errorf("%+v", e)
	}
}

func TestJointsOfAnyKind(t *testing.T) {
	for _, a := range metrictest.OddCounts {
		for _, b := range metrictest.OddCounts {
			for _, n := range metrictest.OddCounts {
				for _, both := range []int64{-1, 0, 1, 29} {
					j := compare.Joint{Both: both, First: a, Second: b, N: n}
					metrictest.Sound(t, compare.Lift(j), j)
					if e := compare.Phi(j); e.Lo < -1 || e.Hi > 1 {
						t.Fatalf("%+v: %+v", j, e)
					} else {
						metrictest.Sound(t, e, j)
					}
				}
			}
		}
	}
}
