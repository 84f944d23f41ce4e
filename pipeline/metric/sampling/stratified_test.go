package sampling_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/sampling"
)

// Standard 9.4: correct records of three strata.
var nineFour = []sampling.Stratum{sampling.Right(39, 40, 800), sampling.Right(27, 30, 150), sampling.Right(24, 30, 50)}

// CI-05: each stratum has the weight of its frame and its own finite population correction.
func TestStratifiedShareOfTheStandard(t *testing.T) {
	a := sampling.AppraiseStrata(nineFour, "1")
	metrictest.Near(t, "share", a.Mean, .9550, 5e-5)
	metrictest.Near(t, "se", a.MeanError, .0210, 5e-5)
	e := sampling.StratifiedShare(nineFour)
	metrictest.Near(t, "share", e.Value, .9550, 5e-5)
	metrictest.Share(t, e, "9.4")
	// Wilson on n = p(1−p)/se², from the definition: both bounds lie 1.96 of their own errors
	// from the share.
	n := a.Mean * (1 - a.Mean) / (a.MeanError * a.MeanError)
	for _, bound := range []float64{e.Lo, e.Hi} {
		metrictest.Near(t, "distance", math.Abs(bound-a.Mean)/math.Sqrt(bound*(1-bound)/n), metric.NormalQuantile, 1e-9)
	}
}

// Strata that are samples of one and the same frame are one simple random sample.
func TestStrataInProportionAreOneSample(t *testing.T) {
	once := sampling.Attribute(27, 30, 300)
	twice := sampling.StratifiedShare([]sampling.Stratum{sampling.Right(27, 30, 150), sampling.Right(27, 30, 150)})
	metrictest.Near(t, "share", twice.Value, once.Value, 1e-12)
	if twice.N != 60 || twice.Hi-twice.Lo >= once.Hi-once.Lo {
		t.Errorf("%+v is no more precise than %+v", twice, once)
	}
}

func TestStrataOfOne(t *testing.T) {
	const lone = "a stratum has one record in the sample: its spread is taken from the mean of all strata"
	strata := append(slices.Clone(nineFour), sampling.Right(0, 1, 20))
	e := sampling.StratifiedShare(strata)
	metrictest.Share(t, e, "a stratum of one")
	if !slices.Contains(e.Warnings, lone) || e.N != 101 {
		t.Errorf("%+v", e)
	}
	// By hand: 20·19·(0 − mean)² is added to the variance of the totals of the others.
	a, others := sampling.AppraiseStrata(strata, "1"), sampling.AppraiseStrata(nineFour, "1")
	want := math.Sqrt(others.TotalError*others.TotalError + 20*19*a.Mean*a.Mean)
	metrictest.Near(t, "error", a.TotalError, want, 1e-9)
	// A stratum that has one record only is known.
	known := sampling.AppraiseStrata(append(slices.Clone(nineFour), sampling.Right(1, 1, 1)), "1")
	metrictest.Near(t, "error", known.TotalError, others.TotalError, 1e-12)
	if slices.Contains(known.Warnings, lone) {
		t.Errorf("%q", known.Warnings)
	}
	single := sampling.StratifiedShare([]sampling.Stratum{sampling.Right(1, 1, 20)})
	metrictest.Share(t, single, "one record of one stratum")
}

func TestStrataThatSayNothing(t *testing.T) {
	cases := []struct {
		name   string
		strata []sampling.Stratum
		why    string
	}{
		{"none", nil, "no records"},
		{"nothing sampled", []sampling.Stratum{sampling.Right(3, 4, 9), {Frame: 7}}, "a stratum of the frame has no record in the sample, so that nothing is known of it"},
		{"empty frame", []sampling.Stratum{{}}, "no records"},
		{"sample above frame", []sampling.Stratum{sampling.Right(3, 10, 9)}, "the sample is larger than its frame, or one of them is negative"},
		{"more right than sampled", []sampling.Stratum{sampling.Right(11, 10, 90)}, "the counts do not belong together: a part is negative or larger than its whole"},
		{"not counts", []sampling.Stratum{{Frame: 90, Sample: 10, Sum: 3, Squares: 9}}, "the counts do not belong together: a part is negative or larger than its whole"},
	}
	for _, c := range cases {
		if e := sampling.StratifiedShare(c.strata); e.Missing != c.why {
			t.Errorf("%s: missing %q, want %q", c.name, e.Missing, c.why)
		}
	}
	bad := sampling.AppraiseStrata([]sampling.Stratum{{Frame: 90, Sample: 10, Sum: 100, Squares: 9}}, "USD")
	if bad.Missing != "the sums of a stratum do not belong together: they give a negative variance" {
		t.Errorf("%+v", bad)
	}
}

func TestAllRightInEveryStratum(t *testing.T) {
	for _, x := range []int64{0, 30} {
		e := sampling.StratifiedShare([]sampling.Stratum{sampling.Right(x, 30, 600), sampling.Right(x, 30, 600)})
		metrictest.Share(t, e, x)
		// As 60 of 1,200, which is 60/(1 − 60/1200) records of an endless frame.
		lo, hi := metric.Wilson(float64(x)/30, 60/(1-0.05), metric.NormalQuantile)
		metrictest.Near(t, "lower", e.Lo, lo, 1e-12)
		metrictest.Near(t, "upper", e.Hi, hi, 1e-12)
	}
}

func TestSamplesOfAnyKind(t *testing.T) {
	for _, x := range metrictest.OddCounts {
		for _, n := range metrictest.OddCounts {
			for _, frame := range metrictest.OddCounts {
				e := sampling.Attribute(x, n, frame)
				metrictest.Sound(t, e, x, n, frame)
				if e.Lo < 0 || e.Hi > 1 {
					t.Fatalf("%d of %d of %d: %+v", x, n, frame, e)
				}
				if n <= 1_000_000 && frame < 1<<53 {
					soundAppraisal(t, sampling.AppraiseAttribute(x, n, frame), x, n, frame)
				}
				s := sampling.StratifiedShare([]sampling.Stratum{sampling.Right(x, n, frame), sampling.Right(1, 4, 90)})
				metrictest.Sound(t, s, x, n, frame)
				if s.Lo < 0 || s.Hi > 1 {
					t.Fatalf("%d of %d of %d: %+v", x, n, frame, s)
				}
			}
		}
	}
}

func TestAmountsOfAnyKind(t *testing.T) {
	for _, a := range metrictest.OddFloats {
		for _, b := range metrictest.OddFloats {
			for _, frame := range []int64{-1, 0, 1, 2, 3, 90, math.MaxInt64} {
				soundAppraisal(t, sampling.AppraiseVariable([]float64{a, b, 3}, frame, "USD"), a, b, frame)
				soundAppraisal(t, sampling.AppraiseVariable([]float64{a}, frame, "USD"), a, frame)
				soundAppraisal(t, sampling.AppraiseVariable(nil, frame, "USD"), frame)
				soundAppraisal(t, sampling.AppraiseCorrected(a, []float64{b, 3, 4}, frame, "USD"), a, b, frame)
				soundAppraisal(t, sampling.AppraiseStrata([]sampling.Stratum{{frame, 2, a, b}, {90, 1, b, b}}, "USD"), a, b, frame)
			}
		}
	}
}

func soundAppraisal(t *testing.T, a sampling.Appraisal, args ...any) {
	t.Helper()
	if a.Method == "" || a.Defined() != (len(a.Limits) == len(sampling.Levels)) {
		t.Fatalf("%v: %+v", args, a)
	}
	for _, v := range []float64{a.Mean, a.MeanError, a.Total, a.TotalError} {
		if !metrictest.Plain(v) {
			t.Fatalf("%v: %+v", args, a)
		}
	}
	for _, l := range a.Limits {
		if !metrictest.Plain(l.Lo) || !metrictest.Plain(l.Hi) || !(l.Lo <= l.Value && l.Value <= l.Hi) || !metrictest.Plain(l.Precision) {
			t.Fatalf("%v: %+v", args, a)
		}
	}
	if e := a.At(0.42); e.Defined() {
		t.Fatalf("%v: limits at 42 %%: %+v", args, e)
	}
}

// Errors and correct records are two sides of one thing.
func TestAttributesMirror(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	for range 300 {
		frame := 2 + random.Int64N(2000)
		n := 1 + random.Int64N(frame)
		x := random.Int64N(n + 1)
		e, mirror := sampling.Attribute(x, n, frame), sampling.Attribute(n-x, n, frame)
		metrictest.Near(t, "lower", e.Lo, 1-mirror.Hi, 1e-12)
		metrictest.Near(t, "upper", e.Hi, 1-mirror.Lo, 1e-12)
	}
}

// Whole numbers add up, no stratum gets more than it has, and each at least two.
func TestAllocationsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		parts := make([]sampling.Part, 1+random.IntN(8))
		var frame, floor int64
		for i := range parts {
			parts[i] = sampling.Part{Frame: random.Int64N(400), Error: random.Float64()}
			frame += parts[i].Frame
			floor += min(2, parts[i].Frame)
		}
		if frame == 0 {
			continue
		}
		records := 1 + random.Int64N(2*frame)
		a := sampling.Allocate(records, parts, sampling.Rule(random.IntN(2)))
		var sum int64
		for i, n := range a.Records {
			sum += n
			if n > parts[i].Frame || n < min(2, parts[i].Frame) {
				t.Fatalf("%d of %+v: %+v", records, parts, a)
			}
		}
		if sum != a.Total || sum != max(floor, min(records, frame)) {
			t.Fatalf("%d of %+v: %+v", records, parts, a)
		}
	}
}
