package sampling_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/sampling"
)

// Standard SMP-03.
func TestSizesOfTheStandard(t *testing.T) {
	records := func(margin float64, frame int64) int64 {
		return sampling.ForShare(sampling.Precise{Share: .95, Margin: margin, Level: .95, Frame: frame, Effect: 1, PerRecord: 1}).Records
	}
	for margin, want := range map[float64][2]int64{.05: {73, 59}, .03: {203, 122}, .02: {457, 182}} {
		if got := [2]int64{records(margin, 0), records(margin, 300)}; got != want {
			t.Errorf("%g: %v, want %v", margin, got, want)
		}
	}
}

// Codes that depend on each other need more records, and a record has many codes. SMP-03
// multiplies by the design effect.
func TestSizesOfCodes(t *testing.T) {
	size := sampling.ForShare(sampling.Precise{Share: .95, Margin: .02, Level: .95, Effect: 3, PerRecord: 10})
	if want := int64(math.Ceil(456.19 * 3 / 10)); size.Records != want {
		t.Errorf("%+v, want %d", size, want)
	}
	// Standard 9.3: 128 codes in 10 charts, design effect 3.73.
	nineThree := metric.Ratio{X: 115, M: 128, XX: 1453, MM: 1788, XM: 1590, Charts: 10}
	effect, perRecord, ok := sampling.History([]metric.Ratio{nineThree, nineThree, {}})
	metrictest.Near(t, "design effect", effect, 3.73, 5e-3)
	metrictest.Near(t, "codes of a record", perRecord, 12.8, 1e-12)
	if !ok {
		t.Error("two audits tell nothing")
	}
	if effect, perRecord, ok := sampling.History(nil); effect != 1 || perRecord != 1 || ok {
		t.Errorf("no audits: %g, %g", effect, perRecord)
	}
}

func TestNoSizeSaysWhy(t *testing.T) {
	good := sampling.Precise{Share: .95, Margin: .05, Level: .95, Effect: 1, PerRecord: 1}
	change := func(f func(*sampling.Precise)) sampling.Size {
		p := good
		f(&p)
		return sampling.ForShare(p)
	}
	probe := sampling.Probe{Mean: 70, SD: 48}
	for name, s := range map[string]sampling.Size{
		"share of 1":        change(func(p *sampling.Precise) { p.Share = 1 }),
		"share of nothing":  change(func(p *sampling.Precise) { p.Share = math.NaN() }),
		"no margin":         change(func(p *sampling.Precise) { p.Margin = 0 }),
		"margin too narrow": change(func(p *sampling.Precise) { p.Margin = 1e-30 }),
		"no level":          change(func(p *sampling.Precise) { p.Level = 1 }),
		"negative frame":    change(func(p *sampling.Precise) { p.Frame = -1 }),
		"no effect":         change(func(p *sampling.Precise) { p.Effect = 0 }),
		"no codes":          change(func(p *sampling.Precise) { p.PerRecord = math.Inf(1) }),
		"nothing overpaid":  sampling.ForTotal(sampling.Probe{SD: 4}, .25, .9, 100),
		"no spread known":   sampling.ForTotal(sampling.Probe{Mean: 4, SD: math.NaN()}, .25, .9, 100),
		"no precision":      sampling.ForTotal(probe, 0, .9, 100),
		"level of 2":        sampling.ForTotal(probe, .25, 2, 100),
	} {
		if s.Defined() || s.Records != 0 || s.Method == "" {
			t.Errorf("%s: %+v", name, s)
		}
	}
	if s := sampling.ForTotal(probe, .01, .9, 5); s.Records != 5 || len(s.Warnings) == 0 {
		t.Errorf("frame of 5: %+v", s)
	}
}

// SMP-06: in proportion, two of each stratum at the least, and a warning below ten.
func TestProportionalAllocation(t *testing.T) {
	cases := []struct {
		name    string
		records int64
		frames  []int64
		want    []int64
		warned  int
	}{
		{"by size", 100, []int64{800, 150, 50}, []int64{80, 15, 5}, 1},
		{"remainders", 10, []int64{30, 30, 30}, []int64{4, 3, 3}, 1},
		{"a small stratum gets two", 50, []int64{990, 10}, []int64{48, 2}, 1},
		{"of one record gets one", 50, []int64{999, 1}, []int64{49, 1}, 0},
		{"an empty stratum gets none", 50, []int64{999, 0}, []int64{50, 0}, 0},
		{"the floor enlarges", 3, []int64{50, 50}, []int64{2, 2}, 2},
		{"no more than there are", 90, []int64{50, 20}, []int64{50, 20}, 1},
	}
	for _, c := range cases {
		parts := make([]sampling.Part, len(c.frames))
		for i, n := range c.frames {
			parts[i].Frame = n
		}
		a := sampling.Allocate(c.records, parts, sampling.Proportional)
		if !slices.Equal(a.Records, c.want) || len(a.Warnings) != c.warned || a.Missing != "" {
			t.Errorf("%s: %+v, want %v", c.name, a, c.want)
		}
	}
}

// No other way to share 40 records out to three strata has a smaller variance: all are tried.
// (SMP-06)
func TestNeymanIsTheMostPrecise(t *testing.T) {
	parts := []sampling.Part{{Frame: 500, Error: .02}, {Frame: 300, Error: .10}, {Frame: 200, Error: .40}}
	variance := func(records []int64) (sum float64) {
		for i, p := range parts {
			sum += float64(p.Frame*p.Frame) * p.Error * (1 - p.Error) / float64(records[i])
		}
		return sum
	}
	best := []int64{2, 2, 36}
	for i := int64(2); i <= 36; i++ {
		for j := int64(2); i+j <= 38; j++ {
			if other := []int64{i, j, 40 - i - j}; variance(other) < variance(best) {
				best = other
			}
		}
	}
	a := sampling.Allocate(40, parts, sampling.Neyman)
	if !slices.Equal(a.Records, best) || a.Total != 40 {
		t.Errorf("%+v, want %v", a, best)
	}
	if even := sampling.Allocate(40, parts, sampling.Proportional); variance(even.Records) <= variance(a.Records) {
		t.Errorf("proportional %v is as precise", even.Records)
	}
	// Where no error is expected some records are still drawn.
	sure := sampling.Allocate(400, []sampling.Part{{Frame: 500}, {Frame: 300, Error: .1}}, sampling.Neyman)
	if sure.Total != 400 || sure.Records[1] != 300 || sure.Records[0] != 100 {
		t.Errorf("%+v", sure)
	}
}

func TestNoAllocationSaysWhy(t *testing.T) {
	for name, a := range map[string]sampling.Allocation{
		"no strata":       sampling.Allocate(10, nil, sampling.Neyman),
		"no records":      sampling.Allocate(0, []sampling.Part{{Frame: 4}}, sampling.Neyman),
		"negative frame":  sampling.Allocate(10, []sampling.Part{{Frame: -4}, {Frame: 90}}, sampling.Neyman),
		"no error share":  sampling.Allocate(10, []sampling.Part{{Frame: 4, Error: math.NaN()}}, sampling.Neyman),
		"frame too large": sampling.Allocate(10, []sampling.Part{{Frame: math.MaxInt64}, {Frame: math.MaxInt64}}, sampling.Neyman),
	} {
		if a.Missing == "" || a.Records != nil || a.Total != 0 {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
