package compose

import (
	"fmt"

	"chartline/pipeline/chart"
	"chartline/pipeline/report"
)

// population is a table of what the frequencies are counted on and what is left out.
func population(e *Edition, a answered, b report.BlockSpec) made {
	states := []string{"in_house", "voided", "outside_period", "discharged", "shifted", "coded"}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append([]report.Column{{Title: "Patient type"}},
		numeric("Encounters", "In house", "Voided", "Outside the period", "Discharged", "of these, shifted dates", "Coded", "Share coded")...)}
	var coded, discharged int64
	est := a.estimates(b.Metric)
	for i, kind := range a.Text("patient_type") {
		row := []string{patientType(kind), count(a.Int("encounters")[i])}
		for _, state := range states {
			row = append(row, count(a.Int(state)[i]))
		}
		t.Rows = append(t.Rows, append(row, value(est[i])))
		coded, discharged = coded+a.Int("coded")[i], discharged+a.Int("discharged")[i]
	}
	if b.Caption != "" {
		t.Notes = []string{b.Caption}
	}
	return made{
		block: report.Block{Table: t},
		key:   &report.KeyFigure{Value: count(coded), Basis: "of " + count(discharged) + " discharges and visits, " + span(e.From, e.To)},
		finding: &report.Finding{
			Headline: fmt.Sprintf("%s of %s discharges and visits are coded", count(coded), count(discharged)),
			Text: sentence("frequencies count the %s encounters that have a principal or first-listed diagnosis; the other %s are in none of them",
				count(coded), count(discharged-coded)),
		},
	}
}

// volumes draws how many encounters ended in each month. Its data keep facility and type.
func volumes(e *Edition, a answered, b report.BlockSpec) made {
	months, n := a.Date("month"), a.Int("encounters")
	var points []chart.Point
	var rows [][]string
	for i, at := range months {
		if len(points) == 0 || !points[len(points)-1].Start.Equal(at) {
			points = append(points, chart.Point{Start: at})
		}
		last := &points[len(points)-1]
		last.Value += float64(n[i])
		rows = append(rows, []string{at.Format("2006-01"), a.Text("facility_id")[i], a.Text("patient_type")[i], a.cell(i, n[i])})
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
	title := fmt.Sprintf("Between %s and %s %s a month", fixed(least.Value, 0), fixed(most.Value, 0), b.Noun)
	fig := chart.Series{Words: e.words(a, b, title, capital(b.Noun)+" by month, all facilities and types.", "Line by month."),
		Unit: chart.Count, Axis: capital(b.Noun), FromZero: true, Lines: []chart.Line{{Name: "All", Points: points}}}
	return made{block: figure(b, fig, twin(b, title, append(textual("month", "facility", "patient_type"), numeric("encounters")...), rows))}
}

// depth is a table of how many diagnoses records have, and how many records are as long as
// the format allows, so that some of theirs may be lost (FRQ-06).
func depth(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append([]report.Column{{Title: "Patient type"}},
		numeric("Records", "Mean diagnoses", "95% CI", "Most", "At the cap of "+a.given("cap"), "95% CI")...)}
	mean, full := a.estimates("mean_codes"), a.estimates("share_at_cap")
	var at, records int64
	for i, kind := range a.Text("patient_type") {
		at, records = at+a.Int("at_cap")[i], records+a.Int("encounters")[i]
		t.Rows = append(t.Rows, []string{patientType(kind), count(a.Int("encounters")[i]), plain(mean[i].Value, mean[i].Defined()),
			plainInterval(mean[i]), count(a.Int("most")[i]), value(full[i]), interval(full[i])})
	}
	if b.Caption != "" {
		t.Notes = []string{b.Caption}
	}
	m := made{block: report.Block{Table: t}}
	if at > 0 {
		m.finding = &report.Finding{
			Headline: fmt.Sprintf("%s records are at the cap of %s diagnoses", count(at), a.given("cap")),
			Text:     sentence("%s of %s records have as many diagnoses as the format has room for: any-listed frequencies are too low by what was cut off", count(at), count(records)),
			Tone:     report.Watch,
		}
	}
	return m
}
