package chart_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/chart/grid"
)

// addGrids makes figures of units and periods: as many units as values, and of each several periods.
func addGrids(out map[string]chart.Figure, w chart.Words, u chart.Unit, values []float64, name func(int) string) {
	head := name(0)
	heat := grid.Heat{Words: w, Unit: u, LabelHead: head, ValueHead: head, RightHead: head, Apart: head}
	slope := grid.Slope{Words: w, Unit: u, ValueHead: head, Before: head, After: head}
	facets := grid.Facets{Words: w, Unit: u, Axis: head, Target: chart.Target{Value: values[0], Label: head},
		Names: map[grid.Change]string{grid.Worse: head, grid.Better: head, grid.Different: head}}
	for k := range 14 {
		heat.Periods = append(heat.Periods, grid.Period{Start: time.Date(2026, 1, 5+7*k, 0, 0, 0, 0, time.UTC), Partial: k == 13})
		heat.Breaks = append(heat.Breaks, chart.Event{At: heat.Periods[k].Start, Label: head})
	}
	facets.Breaks = heat.Breaks
	for i := range values {
		row, panel := grid.HeatRow{Label: name(i), Right: name(i)}, grid.Panel{Name: name(i), Basis: name(i), Change: grid.Change(i % 4)}
		for k, period := range heat.Periods {
			v := values[(i+k)%len(values)]
			row.Cells = append(row.Cells, grid.Cell{Value: v, Withheld: k%5 == 4, Marked: k%3 == 0, Note: name(i)})
			panel.Points = append(panel.Points, course.Point{Start: period.Start, Value: v, Lo: v * .9, Hi: v * 1.1, Withheld: k%7 == 3, Partial: period.Partial})
		}
		heat.Rows, facets.Panels = append(heat.Rows, row), append(facets.Panels, panel)
		before := grid.Side{Value: values[(i+1)%len(values)]}
		if i%6 == 5 {
			before.Missing = name(i)
		}
		slope.Rows = append(slope.Rows, grid.SlopeRow{Label: name(i), Before: before, After: grid.Side{Value: values[i]}, Change: grid.Change(i % 4), Note: name(i)})
	}
	out["heat"], out["slope"], out["facets"] = heat, slope, facets
}

// addHidden makes figures of which every value is withheld.
func addHidden(out map[string]chart.Figure) {
	w, nan := long("Nothing of this can be shown"), math.NaN()
	heat, facets, dots := grid.Heat{Words: w}, grid.Facets{Words: w}, across.Dots{Words: w}
	pareto, ageing, slope := across.Pareto{Words: w}, across.Ageing{Words: w}, grid.Slope{Words: w}
	control, panels := course.Control{Words: w}, course.Series{Words: w, Panels: true}
	for k, m := range months(2025, time.January, 12) {
		heat.Periods = append(heat.Periods, grid.Period{Start: m})
		control.Points = append(control.Points, course.ControlPoint{Start: m, Value: nan, Centre: nan, Lower: nan, Upper: nan, Withheld: true})
		name := fmt.Sprintf("Unit %d", k)
		row := grid.HeatRow{Label: name}
		for range 12 {
			row.Cells = append(row.Cells, grid.Cell{Value: 3, Withheld: true})
		}
		heat.Rows = append(heat.Rows, row)
		line := withheldLine(line(name, 3, 4, 0, 1, 1))
		facets.Panels = append(facets.Panels, grid.Panel{Name: name, Points: line.Points})
		panels.Lines = append(panels.Lines, line)
		dots.Items = append(dots.Items, across.Dot{Label: name, Value: 3, Withheld: true})
		pareto.Items = append(pareto.Items, across.ParetoItem{Label: name, Value: 3, Withheld: true})
		ageing.Buckets = append(ageing.Buckets, across.Bucket{Label: name, Count: 3, Withheld: true})
		slope.Rows = append(slope.Rows, grid.SlopeRow{Label: name, Before: grid.Side{Missing: "withheld"}, After: grid.Side{Missing: "withheld"}})
	}
	for kind, f := range map[string]chart.Figure{"heat": heat, "facets": facets, "dots": dots, "pareto": pareto, "ageing": ageing, "slope": slope, "control": control, "panels": panels} {
		out["hidden/"+kind] = f
	}
}

// Of three thousand units every figure keeps its labels apart, however long it becomes; the kinds of
// reports show as many as a page holds.
func TestLayoutOfThousands(t *testing.T) {
	values := make([]float64, 3000)
	for i := range values {
		values[i] = math.Abs(math.Sin(float64(i)))
	}
	for kind, f := range figuresOf(chart.Percent, values, func(i int) string { return fmt.Sprintf("Facility %04d", i) }) {
		t.Run(kind, func(t *testing.T) { checkBoxes(t, f) })
	}
}
