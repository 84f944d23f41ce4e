package chart_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/chart/grid"
)

// notebook is a canvas that keeps what regions show.
type notebook struct {
	recorder.Canvas
	regions []vg.Rectangle
	words   []string
}

func (n *notebook) Note(at vg.Rectangle, words string) {
	n.regions, n.words = append(n.regions, at), append(n.words, words)
}

// noted draws a figure and keeps its notes.
func noted(f chart.Figure) *notebook {
	var n notebook
	w, h := f.Size()
	f.Draw(draw.NewCanvas(&n, w, h))
	return &n
}

func notes(f chart.Figure) []string { return noted(f).words }

// Every kind of figure tells its values, each in a region of the canvas with some room for a
// pointer.
func TestEveryFigureTellsItsValues(t *testing.T) {
	for name, f := range examples() {
		t.Run(name, func(t *testing.T) {
			n := noted(f)
			if len(n.words) == 0 {
				t.Fatal("it tells nothing")
			}
			w, h := f.Size()
			for i, r := range n.regions {
				inside := r.Min.X >= -20 && r.Min.Y >= 0 && r.Max.X <= w+20 && r.Max.Y <= h
				if size := r.Size(); !inside || size.X < 1 || size.Y < 10 {
					t.Errorf("%q has the region %v of a canvas of %v × %v", n.words[i], r, w, h)
				}
				if strings.Contains(n.words[i], "NaN") || strings.TrimSpace(n.words[i]) == "" {
					t.Errorf("a note reads %q", n.words[i])
				}
			}
		})
	}
}

func TestNotesAreWhatIsDrawn(t *testing.T) {
	month := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	april := month.AddDate(0, 1, 0)
	for name, c := range map[string]struct {
		figure chart.Figure
		want   []string
	}{
		"bars": {
			across.Bars{ValueHead: "Per 1,000", RightHead: "n", Items: []across.Bar{{Code: "I10", Label: "Hypertension", Value: 4.25, Lo: 3, Hi: 5.5, Right: "48"}, {Label: "Rest", Withheld: true}}},
			[]string{"I10 Hypertension\nPer 1,000: 4.2 (3.0 to 5.5)\nn: 48", "Rest\nPer 1,000: withheld"},
		},
		"dots": {
			across.Dots{Unit: chart.Percent, ValueHead: "Codes", RightHead: "Of", BandName: "team", MiddleName: "median", Items: []across.Dot{
				{Label: "Accuracy", Value: .9, Lo: .85, Hi: .95, BandLo: .8, Middle: .85, BandHi: .88, Text: "90.0% (85.0–95.0%)", Right: "90 of 100"},
				{Label: "Few", Value: math.NaN(), Lo: .5, Hi: .75, BandLo: math.NaN(), Middle: math.NaN(), BandHi: math.NaN()}, {Label: "Hidden", Value: .3, Lo: .2, Hi: .4, Withheld: true}}},
			[]string{"Accuracy\nCodes: 90.0% (85.0–95.0%)\nOf: 90 of 100\nteam: 80.0% to 88.0%\nmedian: 85.0%", "Few\nCodes: 50.0% to 75.0%", "Hidden\nCodes: withheld"},
		},
		"gaps": {
			course.Gaps{Axis: "Records between", Points: []course.Gap{{On: month, Between: 4}, {On: month, Between: 70, Signal: course.Outside}}},
			[]string{"1 Mar 2026\nRecords between: 4", "1 Mar 2026\nRecords between: 70\noutside limits"},
		},
		"months side by side": {
			grid.Facets{Unit: chart.Percent, Panels: []grid.Panel{{Name: "North", Points: []axis.Point{{Start: month, Value: .9, Lo: .8, Hi: .95}, {Start: april, Withheld: true}}}}},
			[]string{"North\nMar 2026: 90.0% (80.0% to 95.0%)", "North\nApr 2026: withheld"},
		},
		"days side by side": {
			grid.Facets{Panels: []grid.Panel{{Points: []axis.Point{{Start: month, Value: 4}, {Start: month.AddDate(0, 0, 1), Value: 5}}}}},
			[]string{"1 Mar 2026: 4.0", "2 Mar 2026: 5.0"},
		},
		"scorecard": {
			across.Scorecard{Rows: []across.Measure{{Name: "DNFB", Latest: "11.2 d", Target: "7.0 d", Variation: across.Usual, Assurance: across.Misses}, {Name: "FBNS", Latest: "0.9 d", Target: "none"}}},
			[]string{"DNFB\nLatest: 11.2 d\nTarget: 7.0 d\nVariation: usual variation\nAssurance: misses target", "FBNS\nLatest: 0.9 d\nTarget: none\nVariation: too few periods"},
		},
		"pareto": {
			across.Pareto{Unit: chart.Count, ValueHead: "Findings", Total: 100, Items: []across.ParetoItem{{Code: "SP", Label: "Specificity", Value: 60}, {Label: "Rest", Withheld: true}}},
			[]string{"SP Specificity\nFindings: 60\nCumulative share: 60.0%", "Rest\nFindings: withheld"},
		},
		"series": {
			course.Series{Unit: chart.Percent, Lines: []course.Line{
				{Name: "North", Points: []course.Point{{Start: month, Value: .9, Lo: .8, Hi: .95}, {Start: april, Withheld: true, Partial: true}}},
				{Name: "South", Points: []course.Point{{Start: april, Value: .5}}}}},
			[]string{"Mar 2026\nNorth: 90.0% (80.0% to 95.0%)", "Apr 2026\nNorth: withheld, partial period\nSouth: 50.0%"},
		},
		"control": {
			course.Control{Unit: chart.Days, Points: []course.ControlPoint{{Start: month, Value: 9, Centre: 4, Lower: 2, Upper: 6, Signal: course.Outside}}},
			[]string{"Mar 2026: 9.0\u00a0d\nlimits 2.0\u00a0d to 6.0\u00a0d\noutside limits"},
		},
		"ageing": {
			across.Ageing{CountHead: "Accounts", AmountHead: "Charges", Buckets: []across.Bucket{{Label: "0–3", Count: 30, Amount: 2.5e6}, {Label: "4–7", Withheld: true}}},
			[]string{"0–3\nAccounts: 30\nCharges: $2.5M", "4–7\nAccounts: withheld\nCharges: withheld"},
		},
		"stack": {
			across.Stack{Unit: chart.Days, Parts: []string{"queue", "work", "hold"}, Items: []across.StackItem{{Label: "Inpatient", Text: "3.0 d", Values: []float64{2, 1, -1}}}},
			[]string{"Inpatient 3.0 d\nqueue: 2.0\u00a0d\nwork: 1.0\u00a0d"},
		},
		"fan": {
			course.Fan{Panels: []course.FanPanel{{Past: []course.Point{{Start: month, Value: 46}}, Ahead: []course.FanDay{{On: month.AddDate(0, 0, 1), Median: 40, Lo80: 30, Hi80: 50, Lo95: 20, Hi95: 60}}}}},
			[]string{"1 Mar 2026\ncounted: 46", "2 Mar 2026\nmedian: 40\n80% of futures: 30 to 50\n95%: 20 to 60"},
		},
		"funnel": {
			across.Funnel{Unit: chart.Percent, ValueTitle: "Accuracy", CountTitle: "Codes", Centre: .9, Points: []across.FunnelPoint{{Label: "C05", N: 200, Value: .8, Verdict: across.Beyond998}}},
			[]string{"C05\nAccuracy: 80.0%\nCodes: 200\nworse, beyond 99.8%"},
		},
		"survival": {
			course.Survival{TimeTitle: "Days", Limit: 2, Groups: []course.Curve{{Name: "IP", Steps: []course.Step{{Time: 1, Share: .5, Lo: .4, Hi: .6}}}}},
			[]string{"Days: 0\nIP: 100.0%", "Days: 1\nIP: 50.0% (40.0% to 60.0%)", "Days: 2"}, // The curve ends at its last step.
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := notes(c.figure); !slices.Equal(got, c.want) {
				t.Errorf("notes %q, want %q", got, c.want)
			}
		})
	}
}
