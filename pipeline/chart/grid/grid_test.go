package grid

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/axis"
	"chartline/pipeline/chart/pen"
	"chartline/pipeline/theme/sight"
)

func week(i int) time.Time { return time.Date(2026, 1, 5+7*i, 0, 0, 0, 0, time.UTC) }

// drawn is what a figure draws.
func drawn(f chart.Figure) []recorder.Action {
	var c recorder.Canvas
	w, h := f.Size()
	f.Draw(draw.NewCanvas(&c, w, h))
	return c.Actions
}

// words are the texts of a figure with the colour in which each is set.
func words(f chart.Figure) (texts []string, inks []any) {
	var ink any
	for _, a := range drawn(f) {
		switch a := a.(type) {
		case *recorder.SetColor:
			ink = a.Color
		case *recorder.FillString:
			texts, inks = append(texts, a.String), append(inks, ink)
		}
	}
	return texts, inks
}

// The steps are round, no more than there are colours, hold every value, and darken with it; a value
// far from the others does not make these all alike.
func TestRampDivides(t *testing.T) {
	many := func(n int, of func(int) float64) (values []float64) {
		for i := range n {
			values = append(values, of(i))
		}
		slices.Sort(values)
		return values
	}
	for name, c := range map[string]struct {
		unit   chart.Unit
		values []float64
		least  int // steps
	}{
		"shares":       {chart.Percent, many(200, func(i int) float64 { return .5 + .4*math.Sin(float64(i)) }), 4},
		"one far away": {chart.Days, append(many(100, func(i int) float64 { return 2 + float64(i)/25 }), 900), 4},
		"equal":        {chart.Days, many(9, func(int) float64 { return 4 }), 1},
		"two counts":   {chart.Count, []float64{0, 1}, 2},
		"none":         {chart.Days, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := rampOf(c.unit, c.values)
			if steps := len(r.between) + 1; steps < c.least || steps > len(pen.Sequential) || !slices.IsSorted(r.between) {
				t.Fatalf("steps between %v", r.between)
			}
			last := 101.0
			for _, v := range c.values {
				light := sight.Of(r.color(v)).Lab()[0]
				if light > last {
					t.Errorf("%v is lighter than a smaller value", v)
				}
				last = light
			}
		})
	}
}

// Values stand in their cells where there is room, in a colour with the contrast of small text; what
// is withheld, absent or partial is hatched, crossed or hatched the other way, and said in the key.
func TestHeatWritesItsValues(t *testing.T) {
	h := Heat{Unit: chart.Percent, Apart: "apart", Rows: []HeatRow{
		{Label: "North", Cells: []Cell{{Value: .1}, {Value: .5}, {Value: .93, Marked: true}, {Value: math.NaN()}}},
		{Label: "South", Cells: []Cell{{Value: .2}, {Value: .4, Withheld: true}, {Value: .8}, {Value: .7}}}}}
	for i := range 4 {
		h.Periods = append(h.Periods, Period{Start: week(i), Partial: i == 3})
	}
	texts, inks := words(h)
	for _, want := range []string{"10", "50", "93", "20", "80", "70", "apart", "no data", "withheld", "partial period"} {
		if !slices.Contains(texts, want) {
			t.Errorf("no %q in %q", want, texts)
		}
	}
	if slices.Contains(texts, "40") {
		t.Error("a withheld value is written")
	}
	for _, c := range []struct {
		value float64
		text  string
	}{{.1, "10"}, {.93, "93"}, {.5, "50"}} {
		if got := inks[slices.Index(texts, c.text)]; got != pen.Small.Upon(h.ramp().color(c.value)).Color {
			t.Errorf("%s is set in %v", c.text, got)
		}
	}
	for range 90 {
		h.Periods = append(h.Periods, Period{Start: week(len(h.Periods))})
	}
	if texts, _ := words(h); slices.Contains(texts, "93") {
		t.Error("values are written into cells that are too narrow")
	}
}

// Dates under the columns stand clear of each other, and each year is named once.
func TestColumnsNameTheirDates(t *testing.T) {
	for n := 1; n < 120; n += 7 {
		h := Heat{Rows: []HeatRow{{Label: "A", Cells: []Cell{{Value: 1}}}}}
		for i := range n {
			h.Periods = append(h.Periods, Period{Start: week(i)})
		}
		texts, _ := words(h)
		years := 0
		for _, text := range texts {
			if text == "2026" {
				years++
			}
		}
		if years != 1 {
			t.Errorf("%d weeks name 2026 %d times", n, years)
		}
	}
}

// Every change has a colour and a shape of its own, so that it is told in grey as well.
func TestChangesHaveASecondCue(t *testing.T) {
	for a, one := range looks {
		for b, other := range looks {
			if a != b && (one.shape == other.shape || one.color == other.color || one.name == other.name) {
				t.Errorf("%q and %q look alike", one.name, other.name)
			}
		}
	}
}

// A unit without one of its values has no line and is named under them; others have both values.
func TestSlopeNamesWhoIsMissing(t *testing.T) {
	s := Slope{Unit: chart.Percent, Before: "2025", After: "2026", Rows: []SlopeRow{
		{Label: "North", Before: Side{Value: .8}, After: Side{Value: .9}, Change: Better},
		{Label: "South", Before: Side{Missing: "withheld"}, After: Side{Value: .7}},
		{Label: "West", Before: Side{Value: .7}, After: Side{Value: math.NaN()}}}}
	texts, _ := words(s)
	if !slices.Contains(texts, "80.0%") || !slices.Contains(texts, "90.0%") || slices.Contains(texts, "70.0%") {
		t.Errorf("values %q", texts)
	}
	if want := "Without a line: South (withheld), West (no data)"; !slices.Contains(texts, want) {
		t.Errorf("no %q in %q", want, texts)
	}
}

// All panels have one scale: equal values lie equally high in each.
func TestFacetsShareTheirScale(t *testing.T) {
	f := Facets{Unit: chart.Plain}
	for i := range 8 {
		panel := Panel{Name: fmt.Sprint("Unit ", i), Basis: "n 10"}
		for k := range 6 {
			panel.Points = append(panel.Points, axis.Point{Start: week(k), Value: float64(i + k), Lo: math.NaN(), Hi: math.NaN()})
		}
		f.Panels = append(f.Panels, panel)
	}
	heights := map[float64]bool{}
	area := chart.Natural(300)
	for i := range f.Panels {
		box := f.box(area, i%f.columns())
		box.Min.Y, box.Max.Y = 0, 100
		heights[float64(f.timeline(box, i%f.columns() == 0).Point(week(1), 5).Y)] = true
	}
	if len(heights) != 1 {
		t.Errorf("5 lies at %v", heights)
	}
	f.Panels = append(f.Panels, make([]Panel, 30)...)
	if texts, _ := words(f); !slices.Contains(texts, "Unit 7") || len(f.panels()) != MostPanels {
		t.Errorf("%d panels are drawn", len(f.panels()))
	}
}
