package spc_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/metric/spc"
)

// Montgomery, example 7.1, by qicharts2: two parts with limits of their own, one chart.
func TestRebasingGivesPublishedParts(t *testing.T) {
	rows := readTable(t, "montgomery_example_7_1.csv")
	x, n := counts(rows)
	c := spc.P(x, n, spc.Options{Exclude: []int{14, 22}, Rebase: []spc.Rebase{{At: 30, Event: "the machine was adjusted"}}})
	comparePoints(t, c.Points, rows)
	if len(c.Phases) != 2 || c.Phases[0].Baseline != 28 || c.Phases[1].Baseline != 64 || c.Baseline != 64 ||
		c.Phases[1].From != 30 || c.Phases[1].Event != "the machine was adjusted" || c.Points[29].Phase != 0 || c.Points[30].Phase != 1 {
		t.Errorf("%+v", c.Phases)
	}
	metrictest.Near(t, "centre", c.Phases[1].Centre, .1096875, 5e-8)
}

// NHSRplotthedots' facets are two halves; with twelve points after the event the second has
// its own limits, and moving ranges do not reach across.
func TestMovingRangesDoNotReachAcrossAnEvent(t *testing.T) {
	values := append(slices.Clone(normals), 100, 101, 100, 101, 100, 101, 100, 101, 100, 101, 100, 101)
	c := spc.XmR(values, spc.Options{Rebase: []spc.Rebase{{At: 20, Event: "go-live"}}})
	alone := spc.XmR(normals, spc.Options{})
	metrictest.Near(t, "upper before", c.Points[0].Upper, alone.Points[0].Upper, 1e-12)
	metrictest.Near(t, "upper after", c.Points[31].Upper, 100.5+2.66, 1e-12)
	for i, p := range c.Points {
		if i >= 20 && p.Signal != spc.CommonCause {
			t.Errorf("point %d: %v", i, p.Signal)
		}
	}
	if w := c.Warnings; !slices.Equal(w, []string{"limits from 12 points since go-live: provisional until there are 20"}) {
		t.Errorf("warnings %q", w)
	}
}

func TestRebasingWaitsForTwelvePoints(t *testing.T) {
	values := append(slices.Clone(normals), 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4)
	c := spc.XmR(values, spc.Options{Baseline: 20, Rebase: []spc.Rebase{{At: 20, Event: "go-live"}}})
	metrictest.Near(t, "centre", c.Points[30].Centre, 0.1416238, 5e-8)
	if len(c.Phases) != 1 || c.Points[30].Signal != spc.Outside ||
		!slices.Equal(c.Warnings, []string{"limits go on unchanged after go-live: 11 points since then, 12 are needed"}) {
		t.Errorf("%+v, warnings %q", c.Phases, c.Warnings)
	}
}

func TestEventsLieInsideTheSeries(t *testing.T) {
	const why = "limits cannot be made anew at the ends of a series, nor twice at one point"
	for name, events := range map[string][]spc.Rebase{
		"first": {{At: 0}}, "negative": {{At: -1}}, "past the last": {{At: 40}}, "twice": {{At: 20}, {At: 20}},
	} {
		if c := spc.XmR(append(normals[:20:20], normals...), spc.Options{Rebase: events}); c.Missing != why {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestEightOnOneSide(t *testing.T) {
	values := append(slices.Clone(normals), 1, 1.1, 1, 1.1, 1, 1.1, 1, 0)
	c := spc.XmR(values, spc.Options{Baseline: 20, Rules: spc.HealthCareDataGuide})
	seven := spc.XmR(values, spc.Options{Baseline: 20})
	if c.Points[22].Signal != spc.CommonCause || seven.Points[22].Signal != spc.Shift {
		t.Errorf("seven above the centre: %v and %v", c.Points[22].Signal, seven.Points[22].Signal)
	}
	values[27] = 1.2
	if got := spc.XmR(values, spc.Options{Baseline: 20, Rules: spc.HealthCareDataGuide}).Points[22].Signal; got != spc.Shift {
		t.Errorf("eight above the centre: %v", got)
	}
	if got := c.Rules.String(); got != "outside the limits, trend of 6, two of three near a limit, 8 on one side" {
		t.Errorf("rules %q", got)
	}
	only := spc.XmR([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, spc.Options{Rules: spc.Rules{Shift: 8}})
	for i, p := range only.Points {
		if p.Signal == spc.Trend || math.IsNaN(p.Upper) {
			t.Errorf("point %d: %v, and trends are not read", i, p.Signal)
		}
	}
}
