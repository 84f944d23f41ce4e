package course

import (
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"chartline/pipeline/chart"
)

func month(i int) time.Time { return time.Date(2025, time.Month(i+1), 1, 0, 0, 0, 0, time.UTC) }

// words are the texts that a figure draws.
func words(f chart.Figure) (texts []string) {
	var c recorder.Canvas
	w, h := f.Size()
	f.Draw(draw.NewCanvas(&c, w, h))
	for _, a := range c.Actions {
		if s, ok := a.(*recorder.FillString); ok {
			texts = append(texts, s.String)
		}
	}
	return texts
}

// What colour tells apart, shape tells apart in grey as well.
func TestLinesAndSignalsHaveASecondCue(t *testing.T) {
	for i := range hues {
		for k := range i {
			if hues[i] == hues[k] || shapes[i] == shapes[k] {
				t.Errorf("lines %d and %d look alike", i, k)
			}
		}
	}
	for i, a := range signals {
		for _, b := range signals[:i] {
			if a.shape == b.shape || a.name == b.name {
				t.Errorf("%s and %s look alike", a.name, b.name)
			}
		}
	}
}

// Centre and limits are drawn by phase: they break where the centre changes, where a level is
// missing, and where a period is.
func TestPhases(t *testing.T) {
	at := func(i int, centre float64) ControlPoint {
		return ControlPoint{Start: month(i), Value: centre, Centre: centre, Lower: centre - 1, Upper: centre + 1}
	}
	for name, c := range map[string]struct {
		points []ControlPoint
		want   int
	}{
		"one process":     {[]ControlPoint{at(0, 4), at(1, 4), at(2, 4)}, 1},
		"another centre":  {[]ControlPoint{at(0, 4), at(1, 4), at(2, 6)}, 2},
		"a period absent": {[]ControlPoint{at(0, 4), at(1, 4), at(4, 4)}, 2},
		"a level missing": {[]ControlPoint{at(0, 4), at(1, math.NaN()), at(2, 4)}, 2},
		"none at all":     {[]ControlPoint{at(0, math.NaN())}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			figure := Control{Points: c.points}
			timeline := figure.timeline(chart.Natural(200))
			if got := len(figure.phases(timeline, lower, centre, upper)); got != c.want {
				t.Errorf("%d phases, want %d", got, c.want)
			}
		})
	}
}

// A curve keeps its step until the next, and says nothing after its last.
func TestCurveAt(t *testing.T) {
	c := Curve{Steps: []Step{{Time: 2, Share: .8}, {Time: 5, Share: .3}}}
	for day, want := range map[float64]float64{0: 1, 1.9: 1, 2: .8, 4.9: .8, 5: .3, 6: -1} {
		s, ok := c.at(day)
		if want < 0 && ok || want >= 0 && (!ok || s.Share != want) {
			t.Errorf("day %v: %v, %v; want %v", day, s.Share, ok, want)
		}
	}
}

// A line whose values are all equal still has a scale, and its last value stands beside its end.
func TestSeriesNamesItsLastValue(t *testing.T) {
	s := Series{Unit: chart.Percent, Lines: []Line{{Name: "North", Points: []Point{{Start: month(0), Value: .5, Lo: math.NaN(), Hi: math.NaN()}, {Start: month(1), Value: .5, Lo: math.NaN(), Hi: math.NaN()}}}}}
	found := false
	for _, text := range words(s) {
		found = found || text == "North 50.0%" || text == "50.0%"
	}
	if !found {
		t.Errorf("texts %q", words(s))
	}
}

// An interval without a value, as of few records, is drawn as one; it is no gap in the data.
func TestIntervalAloneIsDrawn(t *testing.T) {
	pt := Point{Start: month(0), Value: math.NaN(), Lo: .4, Hi: .8}
	if pt.Drawn() || !pt.Interval() {
		t.Errorf("drawn %v, interval %v", pt.Drawn(), pt.Interval())
	}
	scale := Series{Unit: chart.Percent, Lines: []Line{{Points: []Point{pt}}}}.scale()
	if !scale.Holds(.4) || !scale.Holds(.8) {
		t.Errorf("the scale spans %v to %v", scale.Lo, scale.Hi)
	}
	for _, text := range words(Series{Unit: chart.Percent, Lines: []Line{{Points: []Point{pt}}}}) {
		if text == "no data" {
			t.Error("it is said to have no data")
		}
	}
}

// The limits at the right are those of the last period that has some: the latest one may have no data yet.
func TestLimitsAreNamedWhereTheLastPeriodHasNone(t *testing.T) {
	none := math.NaN()
	c := Control{Unit: chart.Plain, Points: []ControlPoint{
		{Start: month(0), Value: 5, Centre: 5, Lower: 2, Upper: 8}, {Start: month(1), Value: 6, Centre: 5, Lower: 3, Upper: 7},
		{Start: month(2), Value: none, Centre: 5, Lower: none, Upper: none, Partial: true},
	}}
	texts := words(c)
	for _, want := range []string{"Upper 7.0", "Centre 5.0", "Lower 3.0"} {
		if !slices.Contains(texts, want) {
			t.Errorf("%q is not drawn: %q", want, texts)
		}
	}
}
