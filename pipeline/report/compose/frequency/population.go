package frequency

import (
	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// population is a table of what the frequencies are counted on and what is left out.
func population(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	states := []string{"in_house", "voided", "outside_period", "discharged", "shifted", "coded"}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append([]report.Column{{Title: "Patient type"}},
		block.Numeric("Encounters", "In house", "Voided", "Outside the period", "Discharged", "Shifted dates", "Coded", "Share coded")...)}
	var coded, discharged int64
	est := a.Estimates(b.Metric)
	for i, kind := range a.Text("patient_type") {
		row := []string{e.PatientType(kind), e.Count(a.Int("encounters")[i])}
		for _, state := range states {
			row = append(row, e.Count(a.Int(state)[i]))
		}
		t.Rows = append(t.Rows, append(row, e.Value(est[i])))
		coded, discharged = coded+a.Int("coded")[i], discharged+a.Int("discharged")[i]
	}
	e.DropZeros(t, "In house", "Voided", "Outside the period", "Shifted dates")
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{
		Block: report.Block{Table: t},
		Key:   &report.KeyFigure{Value: e.Count(coded), Basis: e.Say("of %s {discharge or visit|discharges and visits}", e.Count(discharged))},
		Finding: &report.Finding{
			Headline: e.Say("%s of %s {discharge or visit|discharges and visits} {[1]is|are} coded", e.Count(coded), e.Count(discharged)),
			Text: e.Sentence("frequencies count the %s {encounter that has|encounters that have} a principal or first-listed diagnosis; the other %s {is|are} in none of them",
				e.Count(coded), e.Count(discharged-coded)),
		},
	}
}

// volumes draws how many encounters ended in each month. Its data keep facility and type.
func volumes(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	months, n := a.Date("month"), a.Int("encounters")
	var points []course.Point
	var rows [][]string
	for i, at := range months {
		if len(points) == 0 || !points[len(points)-1].Start.Equal(at) {
			points = append(points, course.Point{Start: at})
		}
		last := &points[len(points)-1]
		last.Value += float64(n[i])
		rows = append(rows, []string{at.Format("2006-01"), a.Text("facility_id")[i], a.Text("patient_type")[i], e.PatientType(a.Text("patient_type")[i]), a.Cell(i, n[i])})
	}
	least, most := points[0], points[0]
	for i := range points {
		points[i].Lo, points[i].Hi = points[i].Value, points[i].Value
		if points[i].Value < least.Value {
			least = points[i]
		}
		if points[i].Value > most.Value {
			most = points[i]
		}
	}
	title := e.Say("Between %s and %s %s a month", e.Fixed(least.Value, 0), e.Fixed(most.Value, 0), b.Noun)
	if least.Value == most.Value {
		title = e.Say("%s a month", e.Plural(int64(most.Value), b.Noun))
	}
	fig := course.Series{Words: e.Words(a.Only(nil), b, title, e.Say("%s by month, all facilities and types.", wording.Capital(b.Noun)), e.Text("Line by month.")),
		Unit: chart.Count, Axis: wording.Capital(b.Noun), FromZero: true, Lines: []course.Line{{Name: e.Text("All"), Points: points}}}
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, title, append(block.Textual("month", "facility", "patient_type", "patient_type_name"), block.Numeric("encounters")...), rows))}
}

// depth is a table of how many diagnoses records have, and how many records are as long as
// the format allows, so that some of theirs may be lost (FRQ-06).
func depth(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append([]report.Column{{Title: "Patient type"}},
		block.Numeric("Records", "Mean diagnoses", "95% CI", e.Say("At the cap of %s", a.Given("cap")), "95% CI")...)}
	mean, full := a.Estimates("mean_codes"), a.Estimates("share_at_cap")
	var at, records int64
	for i, kind := range a.Text("patient_type") {
		at, records = at+a.Int("at_cap")[i], records+a.Int("encounters")[i]
		t.Rows = append(t.Rows, []string{e.PatientType(kind), e.Count(a.Int("encounters")[i]), e.Plain(mean[i].Value, mean[i].Defined()),
			e.PlainInterval(mean[i]), e.Value(full[i]), e.Interval(full[i])})
	}
	if b.Caption != "" {
		t.Notes = []string{b.Caption}
	}
	m := block.Made{Block: report.Block{Table: t}}
	if at > 0 {
		m.Finding = &report.Finding{
			Headline: e.Say("%s {record is|records are} at the cap of %s diagnoses", e.Count(at), a.Given("cap")),
			Text:     e.Sentence("%s of %s {record|records} {[1]has|have} as many diagnoses as the format has room for: any-listed frequencies are too low by what was cut off", e.Count(at), e.Count(records)),
			Tone:     report.Watch,
		}
	}
	return m
}
