package spc_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"chartline/pipeline/metric/spc"
)

// readTable reads a numeric CSV of testdata by the names of its columns.
func readTable(t *testing.T, name string) []map[string]float64 {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]float64
	for _, record := range records[1:] {
		row := map[string]float64{}
		for i, cell := range record {
			if row[records[0][i]], err = strconv.ParseFloat(cell, 64); err != nil {
				t.Fatal(err)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func counts(rows []map[string]float64) (x, n []int64) {
	for _, r := range rows {
		x, n = append(x, int64(r["count"])), append(n, int64(r["size"]))
	}
	return x, n
}

// ruled gives the signals of a series against fixed limits: a long baseline that alternates
// between −1 and 1 sets centre 0 and limits ±5.32, near-limit lines at ±3.55.
func ruled(values ...float64) []spc.Signal {
	const baseline = 24
	all := make([]float64, baseline, baseline+len(values))
	for i := range all {
		all[i] = float64(1 - 2*(i%2))
	}
	c := spc.XmR(append(all, values...), spc.Options{Baseline: baseline})
	found := make([]spc.Signal, len(values))
	for i := range found {
		found[i] = c.Points[baseline+i].Signal
	}
	return found
}

// NHSRplotthedots tests/testthat/test-ptd_calculate_point_type.R, each case as a series; the
// last point of the baseline before them is −1.
func TestRulesMarkEveryMember(t *testing.T) {
	const (
		none  = spc.CommonCause
		shift = spc.Shift
		near  = spc.NearLimit
		trend = spc.Trend
		out   = spc.Outside
	)
	cases := []struct {
		name   string
		values []float64
		want   []spc.Signal
	}{
		{"six on one side", []float64{1, 2, 1, 2, 1, 2, -1}, slices.Repeat([]spc.Signal{none}, 7)},
		{"eight on one side", []float64{1, 2, 1, 2, 1, 2, 1, 2, -1}, append(slices.Repeat([]spc.Signal{shift}, 8), none)},
		{"a point on the centre breaks a run", []float64{1, 2, 1, 0, 1, 2, 1, 2}, slices.Repeat([]spc.Signal{none}, 8)},
		{"seven falling", []float64{2, 1.5, 1, .5, 0, -.5, -1, 1}, append(slices.Repeat([]spc.Signal{trend}, 7), none)},
		{"seven rising", []float64{-1.5, -1, -.5, 0, .5, 1, 1.5, 1}, append(slices.Repeat([]spc.Signal{trend}, 7), none)},
		{"six rising", []float64{-1.5, -1, -.5, 0, .5, 1, -2}, slices.Repeat([]spc.Signal{none}, 7)},
		{"a tie breaks a trend", []float64{-1.5, -1, -.5, -.5, 0, .5, 1, 0}, slices.Repeat([]spc.Signal{none}, 8)},
		{"two of three near", []float64{1, 1, 4, 1, 4, 1, -1}, []spc.Signal{none, none, near, none, near, none, none}},
		{"two in a row near", []float64{1, 4, 4, 1, -1}, []spc.Signal{none, near, near, none, none}},
		{"near, three apart", []float64{4, 1, 1, 4}, []spc.Signal{none, none, none, none}},
		{"near, three apart, and again", []float64{4, 1, 1, 4, 4}, []spc.Signal{none, none, none, near, near}},
		{"near on opposite sides", []float64{4, 1, -4, 1}, []spc.Signal{none, none, none, none}},
		{"near, with one across the centre", []float64{4, -1, 4, -1}, []spc.Signal{none, none, none, none}},
		{"outside", []float64{5.4, -5.4}, []spc.Signal{out, out}},
		{"on a line is not beyond it", []float64{5.32, 1, -5.32}, []spc.Signal{none, none, none}},
		{"outside does not count as near", []float64{5.4, 4, 1}, []spc.Signal{out, none, none}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := ruled(c.values...); !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// Outside limits > trend of seven > two of three > seven on one side.
func TestRulesTakePrecedence(t *testing.T) {
	values := []float64{-3, -2, -1, 1, 2, 4, 6, 4, 2, 1, 2, 1}
	want := []spc.Signal{spc.Trend, spc.Trend, spc.Trend, spc.Trend, spc.Trend, spc.Trend,
		spc.Outside, spc.NearLimit, spc.Shift, spc.Shift, spc.Shift, spc.Shift}
	if got := ruled(values...); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	both := []float64{1, 2, 1, 4, 4, 2, 1, 2}
	if got := ruled(both...); got[3] != spc.NearLimit || got[4] != spc.NearLimit || got[5] != spc.Shift {
		t.Errorf("%v: two of three outranks seven on one side", got)
	}
}

// NHSRplotthedots: fourteen alternating points and then 5.5, −5.5 leave common cause, which
// a screened mean moving range of the whole series makes near-limit on opposite sides.
func TestOppositeExtremesAreCommonCause(t *testing.T) {
	values := make([]float64, 16)
	for i := range values {
		values[i] = float64(1 - 2*(i%2))
	}
	values[14], values[15] = 5.5, -5.5
	for i, p := range spc.XmR(values, spc.Options{}).Points {
		if p.Signal != spc.CommonCause {
			t.Errorf("point %d: %v", i, p.Signal)
		}
	}
}

// Rules read past a month without data.
func TestRulesSkipMissingMonths(t *testing.T) {
	x := []int64{5, 5, 5, 5, 5, 5, 5, 0, 5, 9, 9, 9, 9, 0, 9, 9, 9}
	n := slices.Repeat([]int64{50}, len(x))
	n[7], n[13] = 0, 0
	c := spc.P(x, n, spc.Options{})
	for i, p := range c.Points {
		if want := spc.Shift; (p.Signal == want) != (p.N > 0) {
			t.Errorf("point %d: %v", i, p.Signal)
		}
	}
}

// Equal values whose mean is not exactly one of them are on the centre, not outside limits
// of no width.
func TestConstantSeriesIsCommonCause(t *testing.T) {
	for i, p := range spc.XmR(slices.Repeat([]float64{0.1}, 10), spc.Options{}).Points {
		if p.Signal != spc.CommonCause {
			t.Errorf("point %d: %v", i, p.Signal)
		}
	}
}

func TestSignalsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for s := spc.CommonCause; s <= spc.Outside; s++ {
		if seen[s.String()] || s.String() == "unknown signal" {
			t.Errorf("signal %d is called %q", int(s), s)
		}
		seen[s.String()] = true
	}
	for _, s := range []spc.Signal{-1, spc.Outside + 1} {
		if got := s.String(); got != "unknown signal" {
			t.Errorf("signal %d is called %q", int(s), got)
		}
	}
}

// A period that is not over is drawn and judges nothing: it is no signal itself, it completes no
// run, and limits are made without it.
func TestPendingPeriodsJudgeNothing(t *testing.T) {
	// Seven below the median of twenty, the last of them far below and pending.
	values := append([]float64{10, 12, 11, 13, 12, 11, 13, 10, 12, 13, 12, 11, 13}, 9, 8.5, 9, 8.5, 9, 8.5, 0)
	last := len(values) - 1
	whole := spc.XmR(values, spc.Options{})
	if whole.Points[last].Signal == spc.CommonCause || whole.Points[last-1].Signal == spc.CommonCause {
		t.Fatalf("over, the last seven are a signal: %v", whole.Points)
	}
	c, without := spc.XmR(values, spc.Options{Pending: []int{last}}), spc.XmR(values[:last], spc.Options{})
	for i, p := range c.Points[:last] {
		if p.Signal != without.Points[i].Signal || p.Upper != without.Points[i].Upper {
			t.Errorf("point %d: %+v, without the last %+v", i, p, without.Points[i])
		}
	}
	if p := c.Points[last]; p.Signal != spc.CommonCause || p.Value != 0 {
		t.Errorf("pending: %+v", p)
	}
}
