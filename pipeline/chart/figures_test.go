package chart_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/chart/grid"
)

// A withheld number must not be found in the picture by any means: not by a length, a
// scale, a share or a text (standard SUP-03).
func TestWithheldNumbersLeaveNoTrace(t *testing.T) {
	month := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for name, figure := range map[string]func(v float64) chart.Figure{
		"bars": func(v float64) chart.Figure {
			return across.Bars{Items: []across.Bar{{Label: "A", Value: 5}, {Label: "B", Value: v, Lo: v / 2, Hi: v * 2, Text: "secret", Withheld: true}}}
		},
		"pareto": func(v float64) chart.Figure {
			return across.Pareto{Total: 100, Items: []across.ParetoItem{{Label: "A", Value: 50}, {Label: "B", Value: v, Text: "secret", Withheld: true}, {Label: "C", Value: 12}},
				Other: across.ParetoItem{Label: "All other", Value: 20}}
		},
		"series": func(v float64) chart.Figure {
			return course.Series{Lines: []course.Line{{Points: []course.Point{{Start: month, Value: 3}, {Start: month.AddDate(0, 1, 0), Value: v, Lo: v / 2, Hi: v * 2, Withheld: true}}}}}
		},
		"control": func(v float64) chart.Figure {
			return course.Control{Points: []course.ControlPoint{{Start: month, Value: 3, Centre: 4, Lower: 2, Upper: 6},
				{Start: month.AddDate(0, 1, 0), Value: v, Centre: 4, Lower: 2, Upper: 6, Withheld: true, Signal: course.Outside, Note: "secret"}}}
		},
		"ageing": func(v float64) chart.Figure {
			return across.Ageing{Buckets: []across.Bucket{{Label: "0–3", Count: 30, Amount: 1e6}, {Label: "4–7", Count: v, Amount: v * 1e6, CountText: "secret", AmountText: "secret", Withheld: true}}}
		},
		"dots": func(v float64) chart.Figure {
			return across.Dots{Items: []across.Dot{{Label: "A", Value: 5, Lo: 4, Hi: 6}, {Label: "B", Value: v, Lo: v / 2, Hi: v * 2, BandLo: v, Middle: v, BandHi: v, Text: "secret", Withheld: true}}}
		},
		"heat": func(v float64) chart.Figure {
			return grid.Heat{Periods: []grid.Period{{Start: month}, {Start: month.AddDate(0, 1, 0)}}, Rows: []grid.HeatRow{{Label: "A", Cells: []grid.Cell{{Value: 3}, {Value: v, Withheld: true, Note: "secret", Marked: true}}}}}
		},
		"slope": func(v float64) chart.Figure {
			return grid.Slope{Rows: []grid.SlopeRow{{Label: "A", Before: grid.Side{Value: 3}, After: grid.Side{Value: 4}}, {Label: "B", Before: grid.Side{Value: v, Missing: "withheld"}, After: grid.Side{Value: 4}, Note: "secret"}}}
		},
		"facets": func(v float64) chart.Figure {
			return grid.Facets{Panels: []grid.Panel{{Name: "A", Points: []course.Point{{Start: month, Value: 3}, {Start: month.AddDate(0, 1, 0), Value: v, Lo: v / 2, Hi: v * 2, Withheld: true}}}, {Name: "B", Points: []course.Point{{Start: month, Value: 4}}}}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			if a, b := transcript(figure(1)), transcript(figure(10)); a != b {
				t.Errorf("1 and 10 are drawn apart: %s", firstDifference(a, b))
			}
			if a, b := notes(figure(1)), notes(figure(10)); !slices.Equal(a, b) || strings.Contains(strings.Join(a, "\n"), "secret") {
				t.Errorf("the notes tell a withheld number: %q, %q", a, b)
			}
			if slices.Contains(texts(figure(1)), "secret") {
				t.Error("the text of a withheld number is drawn")
			}
		})
	}
}

// After a withheld item every cumulative share would give it away.
func TestParetoStopsAtWithheld(t *testing.T) {
	f := across.Pareto{Total: 100, Items: []across.ParetoItem{{Label: "A", Value: 50}, {Label: "B", Withheld: true}, {Label: "C", Value: 12}},
		Other: across.ParetoItem{Label: "All other", Value: 33}}
	var shares []string
	for _, s := range texts(f) {
		if strings.Contains(s, ".") && strings.HasSuffix(s, "%") {
			shares = append(shares, s)
		}
	}
	if !slices.Equal(shares, []string{"50.0%"}) {
		t.Errorf("shares %v, want only that of the first item", shares)
	}
}

func TestParetoShares(t *testing.T) {
	f := across.Pareto{Unit: chart.Count, Mark: 0.8, Items: []across.ParetoItem{{Label: "A", Value: 60}, {Label: "B", Value: 25}, {Label: "C", Value: 10}},
		Other: across.ParetoItem{Label: "All other", Value: 5}}
	got := texts(f)
	for _, want := range []string{"60.0%", "85.0%", "95.0%", "100.0%", "80%"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %s in %q", want, got)
		}
	}
	bold := map[string]bool{}
	for _, line := range strings.Split(transcript(f), "\n") {
		for _, value := range []string{`"60"`, `"25"`, `"10"`, `"5"`} {
			if strings.HasSuffix(line, value) {
				bold[value] = strings.Contains(line, " bold ")
			}
		}
	}
	if !bold[`"60"`] || !bold[`"25"`] || bold[`"10"`] || bold[`"5"`] {
		t.Errorf("the few that reach 80%% are A and B, bold are %v", bold)
	}
}

func TestEmptyFigureSaysSo(t *testing.T) {
	found := 0
	for name, f := range extremes() {
		if !strings.HasPrefix(name, "empty/") {
			continue
		}
		found++
		if !strings.Contains(strings.Join(texts(f), " "), "There are no records to show") {
			t.Errorf("%s says %q", name, texts(f))
		}
	}
	if found != 17 {
		t.Errorf("%d empty figures, want 17", found)
	}
}

// The numbers still open stand under the ticks that they belong to.
func TestOpenNumbersStandUnderTicks(t *testing.T) {
	f := course.Survival{OpenHead: "Still open", Limit: 20, Ticks: []float64{0, 5, 10, 20},
		Groups: []course.Curve{{Name: "Medicine", Steps: []course.Step{{Time: 4, Share: .5}, {Time: 20, Share: .2}}, Open: []string{"800", "612", "455", "<11"}}}}
	centre := map[string]float64{}
	for _, b := range boxes(record(f)) {
		centre[b.text] = (b.left + b.right) / 2
	}
	for tick, open := range map[string]string{"0": "800", "5": "612", "10": "455", "20": "<11"} {
		if math.Abs(centre[tick]-centre[open]) > 0.01 {
			t.Errorf("tick %s at %.2f, %s at %.2f", tick, centre[tick], open, centre[open])
		}
	}
}

func TestDayTicks(t *testing.T) {
	for limit, want := range map[float64][]float64{
		30: {0, 5, 10, 15, 20, 25, 30}, 14: {0, 2, 4, 6, 8, 10, 12, 14}, 7: {0, 1, 2, 3, 4, 5, 6, 7}, 0: {0}, -1: {0}, math.Inf(1): {0},
	} {
		if got := course.DayTicks(limit); !slices.Equal(got, want) {
			t.Errorf("DayTicks(%v) = %v, want %v", limit, got, want)
		}
	}
}

// Only units beyond the limits are named: the others are no finding.
func TestFunnelNamesUnitsBeyondLimits(t *testing.T) {
	got := texts(funnel())
	for _, want := range []string{"Coder 05 86.8%", "Coder 16 90.0%", "Coder 10 96.7%", "Coder 11 95.5%", "Coder 15 95.2%", "Coder 07 92.1%"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not named in %q", want, got)
		}
	}
	for _, s := range got {
		if strings.HasPrefix(s, "Coder 2") || strings.HasPrefix(s, "Coder 3") {
			t.Errorf("%s is named and lies within the limits or is not judged", s)
		}
	}
}

// Which side of the centre is the better one depends on the measure.
func TestFunnelSides(t *testing.T) {
	f := across.Funnel{Unit: chart.Percent, Centre: .1, Points: []across.FunnelPoint{{Label: "A", N: 100, Value: .3, Verdict: across.Beyond998}}}
	if got := strings.Join(texts(f), "|"); !strings.Contains(got, "better") || strings.Contains(got, "worse") {
		t.Errorf("above the centre, high is good: %s", got)
	}
	f.LowIsGood = true
	if got := strings.Join(texts(f), "|"); !strings.Contains(got, "worse") || strings.Contains(got, "better") {
		t.Errorf("above the centre, low is good: %s", got)
	}
}

// Each rule has a mark and a name, and a point outside the limits its date and value.
func TestControlNamesRules(t *testing.T) {
	got := texts(agreement())
	for _, want := range []string{"outside limits", "trend", "two of three near a limit", "baseline", "withheld", "Jul 2025: 79.0%", "Target 95%", "Mean 94.0%", "1 Oct 2025: FY2026 codes"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if slices.Contains(got, "run on one side") {
		t.Error("a rule that nothing breaks is in the key")
	}
}

// A gap is a gap: no line runs across a month without a value, or one that is absent.
func TestSeriesBreaksAtGaps(t *testing.T) {
	at := func(m int) time.Time { return time.Date(2026, time.Month(m), 1, 0, 0, 0, 0, time.UTC) }
	segments := func(points ...course.Point) int {
		f := course.Series{Lines: []course.Line{{Points: points}}}
		return strings.Count(transcript(f), "line #2F6690 1.8:")
	}
	for name, c := range map[string]struct {
		points []course.Point
		want   int
	}{
		"whole":    {[]course.Point{{Start: at(1), Value: 1}, {Start: at(2), Value: 2}, {Start: at(3), Value: 3}}, 2},
		"no data":  {[]course.Point{{Start: at(1), Value: 1}, {Start: at(2), Value: math.NaN()}, {Start: at(3), Value: 3}}, 0},
		"withheld": {[]course.Point{{Start: at(1), Value: 1}, {Start: at(2), Withheld: true}, {Start: at(3), Value: 3}, {Start: at(4), Value: 3}}, 1},
		"absent":   {[]course.Point{{Start: at(1), Value: 1}, {Start: at(2), Value: 1}, {Start: at(4), Value: 3}}, 1},
	} {
		if got := segments(c.points...); got != c.want {
			t.Errorf("%s: %d segments, want %d", name, got, c.want)
		}
	}
}
