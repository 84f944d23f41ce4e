package chart_test

import (
	"math"
	"math/rand/v2"
	"time"

	"chartline/pipeline/chart"
)

func months(year int, first time.Month, n int) []time.Time {
	out := make([]time.Time, n)
	for i := range out {
		out[i] = time.Date(year, first+time.Month(i), 1, 0, 0, 0, 0, time.UTC)
	}
	return out
}

func line(name string, seed uint64, level, slope, noise, half float64) chart.Line {
	r := rand.New(rand.NewPCG(seed, 7))
	l := chart.Line{Name: name}
	for i, m := range months(2024, time.October, 24) {
		v := level + slope*float64(i) + noise*r.NormFloat64()
		h := half * (0.8 + 0.4*r.Float64())
		l.Points = append(l.Points, chart.Point{Start: m, Value: v, Lo: v - h, Hi: v + h})
	}
	return l
}

var codes = []chart.Event{
	{At: time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), Label: "1 Apr 2025: mid-year codes"},
	{At: time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), Label: "1 Oct 2025: FY2026 codes"},
	{At: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Label: "1 Apr 2026: mid-year codes"},
}

func accuracyByMonth() chart.Series {
	s := chart.Series{
		Words: chart.Words{
			Title:    "Coding accuracy has risen by three points since the education of March 2025",
			Subtitle: "Auditor-agreed codes per code audited (ACC-01), by month of final coding, 1,412 audited charts. Band: 95% interval, clustered by chart.",
			Caption:  caption,
		},
		Unit: chart.Percent, Axis: "Codes agreed", Lines: []chart.Line{line("All facilities", 3, .905, .0014, .007, .014)},
		Target: chart.Target{Value: .95, Label: "Target 95%"}, Breaks: codes,
	}
	pts := s.Lines[0].Points
	pts[5].Withheld = true
	pts[14].Value = math.NaN()
	pts[23].Partial = true
	return s
}

func byFacility() chart.Series {
	return chart.Series{
		Words: chart.Words{Title: "Sepsis discharges rise at North and fall at West", Subtitle: "Encounters with A41.9, any-listed, per 1,000 discharges, by month. Band: 95% interval (Wilson).", Caption: caption},
		Unit:  chart.Plain, Axis: "Per 1,000 discharges", FromZero: true,
		Lines:  []chart.Line{line("North Campus", 1, 62, .8, 3, 7), line("Riverside", 2, 68, .1, 3, 7), line("West Valley Medical Center", 5, 80, -.9, 3, 7)},
		Breaks: codes[1:2],
	}
}

func panels() chart.Series {
	s := byFacility()
	s.Panels, s.Breaks = true, codes[1:2]
	s.Lines[1].Points[8].Withheld = true
	s.Lines[2].Points[23].Partial = true
	return s
}

func turnaround() chart.Control {
	c := chart.Control{
		Words: chart.Words{
			Title:    "Coding turnaround fell 1.7 days and stayed down after the new query workflow",
			Subtitle: "Mean days from discharge to final coding, by month. XmR chart; limits: mean ± 2.66 × mean moving range of each phase.",
			Caption:  caption,
		},
		Unit: chart.Days, Axis: "Days, discharge to final coding", CentreLabel: "Mean",
		Target: chart.Target{Value: 5, Label: "Target 5 d"},
		Events: []chart.Event{
			{At: time.Date(2024, 2, 10, 0, 0, 0, 0, time.UTC), Label: "Encoder outage"},
			{At: time.Date(2024, 11, 1, 0, 0, 0, 0, time.UTC), Label: "New query workflow"},
		},
	}
	values := []float64{5.7, 4.9, 6.5, 5.6, 6.1, 6.1, 5.8, 5.7, 5.9, 6.0, 5.4, 6.1, 5.6, 8.1, 5.6, 5.4, 5.5, 5.2, 5.6, 5.5, 5.5, 4.9,
		3.7, 3.9, 4.8, 3.3, 3.7, 3.5, 4.6, 3.8, 3.2, 3.9, 3.3, 3.7, 3.9, 3.8}
	for i, m := range months(2023, time.January, len(values)) {
		pt := chart.ControlPoint{Start: m, Value: values[i], Centre: 5.8, Lower: 4.1, Upper: 7.5, Baseline: i < 12}
		if i >= 22 {
			pt.Centre, pt.Lower, pt.Upper = 3.8, 2.3, 5.3
		}
		if i == 13 {
			pt.Signal = chart.Outside
		}
		if i >= 14 && i < 22 {
			pt.Signal = chart.Run
		}
		pt.Partial = i == len(values)-1
		c.Points = append(c.Points, pt)
	}
	return c
}

func agreement() chart.Control {
	c := chart.Control{
		Words: chart.Words{
			Title:    "One month of MS-DRG agreement was below what chance would explain",
			Subtitle: "Share of audited encounters whose MS-DRG was kept. p chart; limits: exact binomial at 99.8%, by month's size.",
			Caption:  caption,
		},
		Unit: chart.Percent, Axis: "MS-DRG kept", CentreLabel: "Mean", Target: chart.Target{Value: .95, Label: "Target 95%"},
		Events: codes[1:2],
	}
	r := rand.New(rand.NewPCG(9, 9))
	for i, m := range months(2024, time.October, 24) {
		n := 40 + r.IntN(80)
		h := 3 * math.Sqrt(.94*.06/float64(n))
		pt := chart.ControlPoint{Start: m, Value: math.Round(float64(n)*(.94+.02*r.NormFloat64())) / float64(n),
			Centre: .94, Lower: .94 - h, Upper: min(1, .94+h), Baseline: i < 12}
		pt.Value = min(pt.Value, 1)
		switch i {
		case 9:
			pt.Value, pt.Signal = .79, chart.Outside
		case 15, 16, 17, 18, 19, 20:
			pt.Signal, pt.Value = chart.Trend, .90+.012*float64(i-15)
		case 4, 6:
			pt.Signal = chart.TwoOfThree
			pt.Value = pt.Centre - 0.8*h
		case 12:
			pt.Withheld = true
		}
		c.Points = append(c.Points, pt)
	}
	return c
}
