package chart_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/chart/course"
)

// The figures of this file have realistic, made-up values; the tests draw them, and
// with -png they are written to a folder to be looked at.
func examples() map[string]chart.Figure {
	return map[string]chart.Figure{
		"bars": frequency(), "bars_interval": accuracyByService(), "pareto": principal(),
		"pareto_errors": errorTypes(), "series": accuracyByMonth(), "series_lines": byFacility(),
		"series_panels": panels(), "control": turnaround(), "control_p": agreement(),
		"survival": open(), "survival_one": openOne(), "funnel": funnel(), "ageing": backlog(),
		"stack": daysOfAccounts(), "fan": ahead(1), "scorecard": glance(), "fan_panels": ahead(4),
		"dots": ownMeasures(), "gaps": rareErrors(),
		"heat": serviceByMonth(), "heat_weeks": facilityByWeek(), "slope": twoYears(), "facets": serviceFacets(),
	}
}

const caption = "Synthetic hospital group. Data as of 30 Sep 2026 06:00 CDT. Excluded: 212 voided encounters, 31 without a discharge date."

func frequency() across.Bars {
	b := across.Bars{
		Words: chart.Words{
			Title:    "Hypertension leads, but sepsis and respiratory failure rose most",
			Subtitle: "Most frequent diagnoses, any-listed, 120,342 inpatient discharges, October 2025 to September 2026. Dark bars: up more than 10% on the year before.",
			Caption:  caption,
			Alt:      "Horizontal bars of the twelve most frequent diagnoses.",
		},
		Unit: chart.Count, CodeHead: "ICD-10-CM", LabelHead: "Diagnosis", ValueHead: "Encounters", RightHead: "Per 1,000",
	}
	for _, r := range []struct {
		code, name string
		n          float64
		accent     bool
	}{
		{"I10", "Essential (primary) hypertension", 48210, true},
		{"E78.5", "Hyperlipidemia, unspecified", 39877, false},
		{"E11.9", "Type 2 diabetes mellitus without complications", 31045, false},
		{"N17.9", "Acute kidney failure, unspecified", 22390, false},
		{"I25.10", "Atherosclerotic heart disease of native coronary artery without angina pectoris", 21870, false},
		{"Z87.891", "Personal history of nicotine dependence", 20114, false},
		{"J96.01", "Acute respiratory failure with hypoxia", 17260, true},
		{"K21.9", "Gastro-esophageal reflux disease without esophagitis", 16922, false},
		{"A41.9", "Sepsis, unspecified organism", 13555, true},
		{"I50.33", "Acute on chronic diastolic (congestive) heart failure", 12807, false},
	} {
		b.Items = append(b.Items, across.Bar{Code: r.code, Label: r.name, Value: r.n, Accent: r.accent,
			Right: fmt.Sprintf("%.1f", r.n/120.342)})
	}
	b.Items = append(b.Items, across.Bar{Code: "Q21.3", Label: "Tetralogy of Fallot", Withheld: true})
	return b
}

func accuracyByService() across.Bars {
	b := across.Bars{
		Words: chart.Words{
			Title:    "Orthopaedics keeps the fewest of its MS-DRGs after audit",
			Subtitle: "Share of audited encounters whose MS-DRG was kept (ACC-05), by service line. Whiskers: 95% interval (Wilson).",
			Caption:  caption,
		},
		Unit: chart.Percent, LabelHead: "Service line", ValueHead: "MS-DRG kept", RightHead: "Audited",
	}
	for _, r := range []struct {
		name       string
		p, lo, hi  float64
		n          int
		accent, no bool
	}{
		{"Obstetrics", .971, .942, .986, 241, false, false},
		{"Cardiology", .953, .921, .973, 276, false, false},
		{"General medicine", .941, .917, .958, 512, false, false},
		{"General surgery", .934, .897, .958, 257, false, false},
		{"Neurology", .921, .861, .957, 127, false, false},
		{"Orthopaedics", .862, .812, .901, 233, true, false},
		{"Burns", 0, 0, 0, 0, false, true},
	} {
		b.Items = append(b.Items, across.Bar{Label: r.name, Value: r.p, Lo: r.lo, Hi: r.hi, Accent: r.accent,
			Withheld: r.no, Right: map[bool]string{true: "–", false: fmt.Sprint(r.n)}[r.no]})
	}
	return b
}

func principal() across.Pareto {
	f := across.Pareto{
		Words: chart.Words{
			Title:    "Ten principal diagnoses make up 44% of discharges",
			Subtitle: "Principal diagnosis, 3,204 inpatient discharges, October 2024 to September 2026.",
			Caption:  caption,
		},
		Unit: chart.Count, CodeHead: "ICD-10-CM", LabelHead: "Principal diagnosis", ValueHead: "Discharges",
		Total: 3204, Other: across.ParetoItem{Label: "All other (318 codes)", Value: 1794},
	}
	for _, r := range []struct {
		code, name string
		n          float64
	}{
		{"A41.9", "Sepsis, unspecified organism", 264}, {"Z38.00", "Single liveborn infant, delivered vaginally", 231},
		{"I13.0", "Hypertensive heart and chronic kidney disease with heart failure and stage 1 through stage 4 chronic kidney disease", 187},
		{"I21.4", "Non-ST elevation (NSTEMI) myocardial infarction", 152}, {"N17.9", "Acute kidney failure, unspecified", 128},
		{"J18.9", "Pneumonia, unspecified organism", 117}, {"J44.1", "Chronic obstructive pulmonary disease with (acute) exacerbation", 101},
		{"M17.11", "Unilateral primary osteoarthritis, right knee", 88}, {"I48.91", "Unspecified atrial fibrillation", 74}, {"K80.00", "Calculus of gallbladder with acute cholecystitis without obstruction", 68},
	} {
		f.Items = append(f.Items, across.ParetoItem{Code: r.code, Label: r.name, Value: r.n})
	}
	return f
}

func errorTypes() across.Pareto {
	f := across.Pareto{
		Words: chart.Words{
			Title:    "Four error types cause 84% of audit findings",
			Subtitle: "Audit findings by type (ACC-13), 1,190 findings in 12,480 audited codes. Dashed: 80% of findings.",
			Caption:  caption,
		},
		Unit: chart.Count, LabelHead: "Error type", ValueHead: "Findings", Mark: 0.8,
		Other: across.ParetoItem{Label: "All other", Value: 36},
	}
	for _, r := range []struct {
		name string
		n    float64
	}{{"Wrong specificity", 412}, {"Missed CC or MCC", 298}, {"POA indicator", 171}, {"Sequencing of the principal diagnosis", 122},
		{"Not documented", 74}, {"Laterality", 51}, {"Excludes1 conflict", 26}} {
		f.Items = append(f.Items, across.ParetoItem{Label: r.name, Value: r.n})
	}
	return f
}

func curve(name string, rate float64, n int, open ...string) course.Curve {
	c := course.Curve{Name: name, Median: math.Ln2 / rate, MedianText: fmt.Sprintf("%.1f d", math.Ln2/rate), Open: open}
	for t := 0.5; t <= 30; t += 0.5 {
		s := math.Exp(-rate * t)
		h := 1.96 * math.Sqrt(s*(1-s)/float64(n))
		c.Steps = append(c.Steps, course.Step{Time: t, Share: s, Lo: max(0, s-h), Hi: min(1, s+h)})
	}
	return c
}

func open() course.Survival {
	return course.Survival{
		Words: chart.Words{
			Title:    "Half of surgical accounts are still uncoded 11.8 days after discharge",
			Subtitle: "Share of accounts not final-coded by days since discharge (CEN-01), Kaplan–Meier, discharges April to September 2026. Bands: 95% interval.",
			Caption:  caption,
		},
		TimeTitle: "Days since discharge", ShareTitle: "Accounts not final-coded", OpenHead: "Still open",
		Limit: 30, Target: chart.Target{Value: 7, Label: "Target 7 days"},
		Groups: []course.Curve{
			curve("Surgery", .059, 420, "420", "313", "233", "173", "129", "96", "72"),
			curve("Medicine", .085, 380, "380", "248", "162", "106", "69", "45", "30"),
			curve("Obstetrics", .17, 640, "640", "273", "117", "50", "21", "<11", "<11"),
			curve("Emergency", .3, 900, "900", "201", "45", "<11", "0", "0", "0"),
		},
	}
}

func openOne() course.Survival {
	s := open()
	s.Groups = s.Groups[1:2]
	s.Groups[0].Name = "All inpatient accounts"
	return s
}

func funnel() across.Funnel {
	f := across.Funnel{
		Words: chart.Words{
			Title:    "Coders 05 and 16 code below what chance would explain",
			Subtitle: "Auditor-agreed codes per code audited (ACC-01), by coder, against the number audited. Limits: exact binomial about the group's rate.",
			Caption:  caption,
		},
		Unit: chart.Percent, CountTitle: "Codes audited", ValueTitle: "Coding accuracy", Centre: .935, CentreLabel: "All coders",
		Target: chart.Target{Value: .95, Label: "Target 95%"},
	}
	for n := 10.0; n <= 2600; n *= 1.08 {
		s := math.Sqrt(.935 * .065 / n)
		f.Limits = append(f.Limits, across.FunnelLimit{N: n, Lo998: .935 - 3.09*s, Lo95: .935 - 1.96*s, Hi95: min(1, .935+1.96*s), Hi998: min(1, .935+3.09*s)})
	}
	r := rand.New(rand.NewPCG(4, 4))
	for i := range 20 {
		n := 150 + 2000*r.Float64()*r.Float64()
		f.Points = append(f.Points, across.FunnelPoint{Label: fmt.Sprintf("Coder %02d", i+20), N: n, Value: .935 + math.Sqrt(.935*.065/n)*r.NormFloat64()*.9})
	}
	f.Points = append(f.Points,
		across.FunnelPoint{Label: "Coder 05", N: 1450, Value: .868, Verdict: across.Beyond998}, across.FunnelPoint{Label: "Coder 16", N: 702, Value: .90, Verdict: across.Beyond998},
		across.FunnelPoint{Label: "Coder 10", N: 2100, Value: .967, Verdict: across.Beyond998}, across.FunnelPoint{Label: "Coder 11", N: 1795, Value: .9555, Verdict: across.Beyond998},
		across.FunnelPoint{Label: "Coder 15", N: 1145, Value: .952, Verdict: across.Beyond95}, across.FunnelPoint{Label: "Coder 07", N: 2260, Value: .921, Verdict: across.Beyond95},
		across.FunnelPoint{Label: "Coder 31", N: 14, Value: .93, Verdict: across.NotJudged}, across.FunnelPoint{Label: "Coder 32", N: 11, Value: .91, Verdict: across.NotJudged})
	return f
}

func backlog() across.Ageing {
	a := across.Ageing{
		Words:      chart.Words{Title: "A third of the backlog, and half of its charges, is over target", Subtitle: "Accounts discharged and not final-coded (KPI-05), 1,284 accounts, as of 30 September 2026.", Caption: caption},
		BucketHead: "Days since discharge", CountHead: "Accounts", AmountHead: "Charges", OverLabel: "Over the 7-day target",
	}
	a.Buckets = []across.Bucket{
		{Label: "0–3", Count: 512, Amount: 7.2e6}, {Label: "4–7", Count: 341, Amount: 5.9e6},
		{Label: "8–14", Count: 233, Amount: 6.4e6, Over: true}, {Label: "15–30", Count: 121, Amount: 4.1e6, Over: true},
		{Label: "31–60", Count: 58, Amount: 2.2e6, Over: true}, {Label: "61–90", Withheld: true, Over: true}, {Label: "Over 90", Count: 19, Amount: 880000, Over: true}}
	return a
}
