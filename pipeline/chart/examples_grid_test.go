package chart_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/chart/grid"
)

var services = []string{"Cardiology", "General medicine", "General surgery", "Neurology", "Obstetrics", "Oncology", "Orthopaedics", "Paediatrics"}

// months of services, one of which becomes slower and one of which is too small in two months.
func serviceByMonth() grid.Heat {
	h := grid.Heat{
		Words: chart.Words{
			Title:    "Oncology waited longer in the last three months than all services together",
			Subtitle: "Mean days from discharge to final coding, by service and month of discharge.",
			Caption:  caption,
		},
		Unit: chart.Days, LabelHead: "Service", ValueHead: "Days to final coding", RightHead: "All months", Apart: "apart by more than chance",
		Breaks: []chart.Event{{At: time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), Label: "1 Oct 2025: FY2026 codes"}},
	}
	r := rand.New(rand.NewPCG(5, 5))
	for i, m := range months(2025, time.January, 12) {
		h.Periods = append(h.Periods, grid.Period{Start: m, Partial: i == 11})
	}
	for i, name := range services {
		row := grid.HeatRow{Label: name, Right: fmt.Sprintf("%.1f d", 4+.2*float64(i))}
		for k := range h.Periods {
			c := grid.Cell{Value: 4.4 - .1*float64(k) + .7*r.NormFloat64() + []float64{0, 1.2, .5, -1.2, 0, 0, 0, 0}[i], Note: "412 accounts"}
			if i == 5 && k > 7 {
				c.Value, c.Marked = 4.5+float64(k-7), true
			}
			row.Cells = append(row.Cells, c)
		}
		h.Rows = append(h.Rows, row)
	}
	h.Rows[7].Cells[1].Withheld, h.Rows[7].Cells[2].Withheld = true, true
	h.Rows[3].Cells[6].Value = math.NaN()
	return h
}

// weeks of facilities: half a year, a value in each cell.
func facilityByWeek() grid.Heat {
	h := grid.Heat{
		Words: chart.Words{Title: "Riverside coded fewer accounts in time in November", Subtitle: "Accounts coded within target, by facility and week of discharge.", Caption: caption},
		Unit:  chart.Percent, LabelHead: "Facility", ValueHead: "Coded within target, %", RightHead: "All weeks",
	}
	r := rand.New(rand.NewPCG(6, 6))
	start := time.Date(2025, 9, 29, 0, 0, 0, 0, time.UTC)
	for k := range 26 {
		h.Periods = append(h.Periods, grid.Period{Start: start.AddDate(0, 0, 7*k), Partial: k == 25})
	}
	for i := range 14 {
		row := grid.HeatRow{Label: fmt.Sprintf("Facility %02d", i+1), Right: "87.1% (86.0–88.1%)"}
		for k := range h.Periods {
			v := math.Min(1, .86+.04*r.NormFloat64())
			if i == 4 && k > 4 && k < 10 {
				v -= .25
			}
			row.Cells = append(row.Cells, grid.Cell{Value: v, Withheld: i == 9 && k%9 == 4})
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}

// sixteen units in two years, three of which changed.
func twoYears() grid.Slope {
	s := grid.Slope{
		Words:     chart.Words{Title: "Two facilities coded more in time than a year before, one less", Subtitle: "Accounts coded within target, the last twelve months beside the twelve before.", Caption: caption},
		Unit:      chart.Percent,
		ValueHead: "Coded within target", Before: "Oct 2024 – Sep 2025", After: "Oct 2025 – Sep 2026",
	}
	r := rand.New(rand.NewPCG(8, 8))
	for i := range 16 {
		v := .84 + .03*r.NormFloat64()
		row := grid.SlopeRow{Label: fmt.Sprintf("Facility %02d", i+1), Before: grid.Side{Value: v}, After: grid.Side{Value: v + .008*r.NormFloat64()}}
		switch i {
		case 3, 9:
			row.After.Value, row.Change = v+.06, grid.Better
		case 12:
			row.After.Value, row.Change = v-.09, grid.Worse
		case 14:
			row.After = grid.Side{Missing: "too few"}
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// services in panels, two of which are above the others.
func serviceFacets() grid.Facets {
	f := grid.Facets{
		Words: chart.Words{Title: "Cardiology and orthopaedics wait longer than the others", Subtitle: "Mean days from discharge to final coding, by month. Band: 95% interval, cut at the scale.", Caption: caption},
		Unit:  chart.Days, Axis: "Days to final coding", Target: chart.Target{Value: 5, Label: "Target 5 d"}, Breaks: codes[1:2],
		Names: map[grid.Change]string{grid.Worse: "longer than the others"}, FromZero: true,
	}
	for i, name := range services {
		panel := grid.Panel{Name: name, Basis: fmt.Sprintf("%d accounts", 400+77*i), Points: line(name, uint64(i+1), 4+[]float64{1.5, -.6, -.2, .3, 0, -.5, 1.2, .1}[i], .02, .5, .6).Points}
		if i == 0 || i == 6 {
			panel.Change = grid.Worse
		}
		panel.Points[len(panel.Points)-1].Partial = true
		f.Panels = append(f.Panels, panel)
	}
	f.Panels[3].Points[4].Withheld = true
	f.Panels[7].Points[9] = course.Point{Start: f.Panels[7].Points[9].Start, Value: math.NaN()}
	return f
}
