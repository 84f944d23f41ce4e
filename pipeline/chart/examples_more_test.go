package chart_test

import (
	"math"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/course"
)

// ownMeasures has a measure with few records, which has no dot, and one without a team.
func ownMeasures() across.Dots {
	none := math.NaN()
	return across.Dots{
		Words: chart.Words{
			Title:    "Below the middle half of the team: secondary diagnoses",
			Subtitle: "Your measures with their 95% intervals, of codes reviewed, beside the team.",
			Caption:  "Of fewer than 30 codes the interval is shown without a value (SMP-07). " + caption,
			Alt:      "Dots with intervals.",
		},
		Unit: chart.Percent, LabelHead: "Measure", ValueHead: "Diagnosis codes", TextHead: "Yours (95% CI)", BandHead: "Team’s median (half)", RightHead: "Of",
		Name: "yours", BandName: "middle half of the team", MiddleName: "its median",
		Items: []across.Dot{
			{Label: "Code-over-code (ACC-01)", Value: .931, Lo: .908, Hi: .949, BandLo: .918, Middle: .932, BandHi: .947, BandText: "93.2% (91.8–94.7%)", Text: "93.1% (90.8–94.9%)", Right: "546 of 586"},
			{Label: "Precision (ACC-02)", Value: .962, Lo: .944, Hi: .975, BandLo: .941, Middle: .951, BandHi: .963, BandText: "95.1% (94.1–96.3%)", Text: "96.2% (94.4–97.5%)", Right: "546 of 568"},
			{Label: "Secondary diagnoses (ACC-07)", Value: .871, Lo: .842, Hi: .896, BandLo: .905, Middle: .92, BandHi: .938, BandText: "92.0% (90.5–93.8%)", Text: "87.1% (84.2–89.6%)", Right: "500 of 574"},
			{Label: "Procedures (ACC-08)", Value: none, Lo: .807, Hi: .983, BandLo: .92, Middle: .94, BandHi: .96, BandText: "94.0% (92.0–96.0%)", Text: "(80.7–98.3%)", Right: "of 26"},
			{Label: "POA, codes not exempt (ACC-09)", Value: .95, Lo: .92, Hi: .97, BandLo: none, Middle: none, BandHi: none, BandText: "too few", Text: "95.0% (92.0–97.0%)", Right: "240 of 253"},
		},
	}
}

// rareErrors has two findings on one day, one gap beyond the limit and a run that comes close.
func rareErrors() course.Gaps {
	g := course.Gaps{
		Words: chart.Words{
			Title:    "DRG-changing findings came closer together",
			Subtitle: "Records reviewed between two with DRG-changing findings, in order. Low points mean that these come close together.",
			Caption:  caption,
			Alt:      "Control chart.",
		},
		Axis: "Records between", Order: "In order, by the day on which the codes were final", Centre: 13.4, Upper: 55, Middle: 11,
	}
	between := []float64{12, 31, 8, 17, 22, 15, 61, 14, 19, 27, 11, 16, 5, 3, 6, 2, 4, 0, 5, 12}
	at := time.Date(2025, 10, 3, 0, 0, 0, 0, time.UTC)
	for i, n := range between {
		signal := course.InControl
		switch {
		case n > g.Upper:
			signal = course.Outside
		case i >= 12 && i < 19:
			signal = course.Run
		}
		g.Points = append(g.Points, course.Gap{On: at, Between: n, Signal: signal})
		at = at.AddDate(0, 0, int(n)) // A gap of 0 shares its day with the event before.
	}
	return g
}
