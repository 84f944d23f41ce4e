package chart_test

import (
	"math"
	"math/rand/v2"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/course"
)

func months(year int, first time.Month, n int) []time.Time {
	out := make([]time.Time, n)
	for i := range out {
		out[i] = time.Date(year, first+time.Month(i), 1, 0, 0, 0, 0, time.UTC)
	}
	return out
}

func line(name string, seed uint64, level, slope, noise, half float64) course.Line {
	r := rand.New(rand.NewPCG(seed, 7))
	l := course.Line{Name: name}
	for i, m := range months(2024, time.October, 24) {
		v := level + slope*float64(i) + noise*r.NormFloat64()
		h := half * (0.8 + 0.4*r.Float64())
		l.Points = append(l.Points, course.Point{Start: m, Value: v, Lo: v - h, Hi: v + h})
	}
	return l
}

var codes = []chart.Event{
	{At: time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), Label: "1 Apr 2025: mid-year codes"},
	{At: time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), Label: "1 Oct 2025: FY2026 codes"},
	{At: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Label: "1 Apr 2026: mid-year codes"},
}

func accuracyByMonth() course.Series {
	s := course.Series{
		Words: chart.Words{
			Title:    "Coding accuracy has risen by three points since the education of March 2025",
			Subtitle: "Auditor-agreed codes per code audited (ACC-01), by month of final coding, 1,412 audited charts. Band: 95% interval, clustered by chart.",
			Caption:  caption,
		},
		Unit: chart.Percent, Axis: "Codes agreed", Lines: []course.Line{line("All facilities", 3, .905, .0014, .007, .014)},
		Target: chart.Target{Value: .95, Label: "Target 95%"}, Breaks: codes,
	}
	pts := s.Lines[0].Points
	pts[5].Withheld = true
	pts[14].Value, pts[14].Lo, pts[14].Hi = math.NaN(), math.NaN(), math.NaN()
	pts[23].Partial = true
	return s
}

func byFacility() course.Series {
	return course.Series{
		Words: chart.Words{Title: "Sepsis discharges rise at North and fall at West", Subtitle: "Encounters with A41.9, any-listed, per 1,000 discharges, by month. Band: 95% interval (Wilson).", Caption: caption},
		Unit:  chart.Plain, Axis: "Per 1,000 discharges", FromZero: true,
		Lines:  []course.Line{line("North Campus", 1, 62, .8, 3, 7), line("Riverside", 2, 68, .1, 3, 7), line("West Valley Medical Center", 5, 80, -.9, 3, 7)},
		Breaks: codes[1:2],
	}
}

func panels() course.Series {
	s := byFacility()
	s.Panels, s.Breaks = true, codes[1:2]
	s.Lines[1].Points[8].Withheld = true
	s.Lines[2].Points[23].Partial = true
	return s
}

func turnaround() course.Control {
	c := course.Control{
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
		pt := course.ControlPoint{Start: m, Value: values[i], Centre: 5.8, Lower: 4.1, Upper: 7.5, Baseline: i < 12}
		if i >= 22 {
			pt.Centre, pt.Lower, pt.Upper = 3.8, 2.3, 5.3
		}
		if i == 13 {
			pt.Signal = course.Outside
		}
		if i >= 14 && i < 22 {
			pt.Signal = course.Run
		}
		pt.Partial = i == len(values)-1
		c.Points = append(c.Points, pt)
	}
	return c
}

func agreement() course.Control {
	c := course.Control{
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
		pt := course.ControlPoint{Start: m, Value: math.Round(float64(n)*(.94+.02*r.NormFloat64())) / float64(n),
			Centre: .94, Lower: .94 - h, Upper: min(1, .94+h), Baseline: i < 12}
		pt.Value = min(pt.Value, 1)
		switch i {
		case 9:
			pt.Value, pt.Signal = .79, course.Outside
		case 15, 16, 17, 18, 19, 20:
			pt.Signal, pt.Value = course.Trend, .90+.012*float64(i-15)
		case 4, 6:
			pt.Signal = course.TwoOfThree
			pt.Value = pt.Centre - 0.8*h
		case 12:
			pt.Withheld = true
		}
		c.Points = append(c.Points, pt)
	}
	return c
}

// ahead is eight weeks of a backlog and thirty days to come, in so many panels.
func ahead(panels int) course.Fan {
	f := course.Fan{
		Words: chart.Words{
			Title:    "The backlog will shrink",
			Subtitle: "Accounts discharged and not final-coded at the end of each day; 2,000 simulated futures from 182 days of history.",
			Caption:  caption,
		},
		Axis: "Uncoded accounts",
	}
	for i := range panels {
		r, p := rand.New(rand.NewPCG(uint64(i), 9)), course.FanPanel{Name: []string{"Inpatient", "Observation", "Emergency", "Same-day surgery"}[i], OtherName: "with extra coders"}
		for d := range 86 {
			on := time.Date(2026, 8, 6+d, 0, 0, 0, 0, time.UTC)
			level := 410 - 2*float64(d) + 30*math.Sin(2*math.Pi*float64(d)/7)
			if d < 56 {
				p.Past = append(p.Past, course.Point{Start: on, Value: math.Round(level + 9*r.NormFloat64())})
				continue
			}
			wide := 12 * math.Sqrt(float64(d-55))
			p.Ahead = append(p.Ahead, course.FanDay{On: on, Median: level, Lo80: level - wide, Hi80: level + wide, Lo95: level - 1.6*wide, Hi95: level + 1.6*wide})
			p.Other = append(p.Other, course.Point{Start: on, Value: level - 25})
		}
		f.Panels = append(f.Panels, p)
	}
	return f
}

func daysOfAccounts() across.Stack {
	return across.Stack{
		Words: chart.Words{
			Title:    "Waiting for a coder takes 2.6 of 6.4 days",
			Subtitle: "Mean elapsed days from discharge to the final bill, 3,777 accounts followed for 30 days, coded or not.",
			Caption:  caption,
		},
		Unit: chart.Days, LabelHead: "Patient type", ValueHead: "Days since discharge", RightHead: "Accounts",
		Parts: []string{"record", "queue", "work", "query", "hold", "edit", "bill hold", "billing"},
		Items: []across.StackItem{
			{Label: "Inpatient", Values: []float64{.9, 2.6, .2, .3, .8, .2, .9, .6}, Text: "6.5 d", Right: "1,682"},
			{Label: "Same-day surgery", Values: []float64{.6, 2.2, .1, .1, .8, .3, 1.3, .6}, Text: "6.0 d", Right: "553"},
			{Label: "Recurring", Values: []float64{math.NaN(), 0, -1}, Text: "0.0 d", Right: "1"},
		},
	}
}

// glance has a row for each mark of a scorecard.
func glance() across.Scorecard {
	nan, r := math.NaN(), rand.New(rand.NewPCG(4, 4))
	s := across.Scorecard{Words: chart.Words{Title: "DNFB is worse than usual", Subtitle: "Days are dollars over revenue a day. Band: usual variation. Dashed: target.", Caption: caption}}
	for i, row := range []across.Measure{
		{Name: "DNFB, days of revenue", Latest: "9.8\u00a0d", Target: "7.0\u00a0d", TargetAt: 7, Lower: 5.4, Upper: 8.6, Variation: across.Concerning, Assurance: across.HitOrMiss},
		{Name: "DNFC, days of revenue", Latest: "2.1\u00a0d", Target: "4.0\u00a0d", TargetAt: 4, Lower: 2.4, Upper: 3.8, Variation: across.Improving, Assurance: across.Reaches},
		{Name: "Coded within target", Latest: "78.1%", Target: "90.0%", TargetAt: .9, Lower: .7, Upper: .85, Variation: across.Usual, Assurance: across.Misses},
		{Name: "FBNS, days of revenue", Latest: "1.0\u00a0d", Target: "none", TargetAt: nan, Lower: nan, Upper: nan, Variation: across.TooFew, Assurance: across.NoTarget},
	} {
		middle := []float64{7, 3, .78, 1}[i]
		for range 13 {
			row.Values = append(row.Values, middle*(1+.05*r.NormFloat64()))
		}
		row.Values[12] = []float64{9.8, 2.1, .781, 1}[i]
		s.Rows = append(s.Rows, row)
	}
	s.Rows[3].Values[4] = nan
	return s
}
