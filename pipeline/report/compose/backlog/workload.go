package backlog

import (
	"strings"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// waiting is what waits of one patient type, and the hours that coders have for it.
type waiting struct {
	accounts int64
	hours    float64 // that coding it takes, by the standards and else at the department's own pace
	unknown  int64   // accounts with neither a standard nor a pace, in no hours
	daily    float64 // productive hours a day
}

// workload is a table of how long the backlog takes to code, in minutes of the standards and in
// productive hours of the last 90 days (KPI-07).
func workload(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Patient type"), block.Numeric("Uncoded", "Minutes a chart", "Hours of work", "Hours a day")...)}
	var all waiting
	var unknown []string
	for i, name := range a.Text("patient_type") {
		w := waitingOf(a, i)
		all.accounts, all.hours, all.daily = all.accounts+w.accounts, all.hours+w.hours, all.daily+w.daily
		row := []string{e.PatientType(name), e.Count(w.accounts), "–", e.Fixed(w.hours, 1), e.Fixed(w.daily, 2)}
		if known := w.accounts - w.unknown; known > 0 {
			row[2] = e.Fixed(60*w.hours/float64(known), 0)
		} else if w.unknown > 0 {
			row[2], row[3] = e.Text("no standard"), ""
		}
		if w.unknown > 0 {
			unknown = append(unknown, strings.ToLower(e.PatientType(name)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = workloadNotes(e, unknown, b.Caption)
	if all.daily == 0 || all.hours == 0 {
		return block.Made{Block: report.Block{Table: t}}
	}
	days := all.hours / all.daily
	t.Rows = append(t.Rows, []string{e.Text("All"), e.Count(all.accounts), "", e.Fixed(all.hours, 1), e.Fixed(all.daily, 2)})
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: e.Say("The backlog is %s days of work", e.Fixed(days, 1)),
		Text:     e.Sentence("%s hours of coding wait, and coders give %s productive hours a day: %s days, if nothing new came in", e.Fixed(all.hours, 1), e.Fixed(all.daily, 2), e.Fixed(days, 1)),
	}, Key: &report.KeyFigure{Value: e.Say("%s\u00a0days", e.Fixed(days, 1)), Interval: e.Say("%s hours of work", e.Fixed(all.hours, 1)), Basis: "in the hours of the last 90 days"}}
}

// waitingOf is what waits of the patient type of a row.
func waitingOf(a block.Answer, row int) waiting {
	charts, hours := a.Int("charts")[row], a.Real("hours")[row]
	w := waiting{accounts: a.Int("accounts")[row], hours: a.Real("standard_minutes")[row] / 60, daily: hours / float64(a.Int("window_days")[row])}
	switch rest := a.Int("without_standard")[row]; {
	case rest > 0 && charts > 0:
		w.hours += float64(rest) * hours / float64(charts)
	default:
		w.unknown = rest
	}
	return w
}

func workloadNotes(e *block.Edition, unknown []string, caption string) []string {
	notes := []string{"Minutes are the department's standards for what waits, by patient type and length of stay; where there is none, its own pace of the 90 days before the as-of date. Hours a day are productive hours over all of these days, Sundays and holidays included."}
	if len(unknown) > 0 {
		notes = append(notes, e.Say("Without a standard, and without charts in the window, and in no sum: %s.", e.List(unknown)))
	}
	if caption != "" {
		notes = append(notes, caption)
	}
	return notes
}
