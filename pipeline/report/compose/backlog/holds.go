package backlog

import (
	"strings"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// ageBuckets are the ages of KPI-05, in the order of their numbers.
var ageBuckets = []string{"0–3 d", "4–7 d", "8–14 d", "15–30 d", "31–60 d", "61–90 d", "> 90 d"}

// holdsByAge is a table of accounts by what they wait for and by age; each account is in one
// cell (KPI-05). Beside them stand the dollars past the bill hold, where all cells of the row
// may be shown.
func holdsByAge(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Waits for"), append(block.Numeric(ageBuckets...), block.Numeric("Charges past hold")...)...)}
	bucket, n, over := a.Int("bucket"), a.Int("accounts"), a.Real("over_hold_dollars")
	last, sum, hidden := "", 0.0, false
	finish := func() {
		if last == "" {
			return
		}
		row := t.Rows[len(t.Rows)-1]
		row[len(row)-1] = e.Dollars(sum)
		if hidden {
			row[len(row)-1] = e.Hidden()
		}
	}
	for i, reason := range a.Text("reason") {
		if reason != last {
			finish()
			t.Rows = append(t.Rows, emptyRow(wording.Capital(e.ReasonWord(reason))))
			last, sum, hidden = reason, 0, false
		}
		t.Rows[len(t.Rows)-1][bucket[i]] = a.Cell(i, n[i])
		sum, hidden = sum+over[i], hidden || a.Withheld[i]
	}
	finish()
	t.Notes = []string{"Accounts by days since discharge. Coding: nothing holds them; billing: coded, past their bill hold and not billed."}
	if a.AnyWithheld() {
		t.Notes = append(t.Notes, "Small counts, and what would reveal them, are withheld.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}

// emptyRow has a name and no accounts in any bucket.
func emptyRow(name string) []string {
	row := make([]string, len(ageBuckets)+2)
	for i := range row {
		row[i] = "0"
	}
	row[0] = name
	return row
}

// workload is a table of how long the backlog takes to code, at the pace and with the hours
// of the last 90 days (KPI-07).
func workload(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Patient type"), block.Numeric("Uncoded", "Minutes a chart", "Hours of work", "Hours a day")...)}
	waiting, charts, hours, window := a.Int("accounts"), a.Int("charts"), a.Real("hours"), a.Int("window_days")
	var need, daily float64
	var all int64
	var unknown []string
	for i, name := range a.Text("patient_type") {
		daily, all = daily+hours[i]/float64(window[i]), all+waiting[i]
		row := []string{e.PatientType(name), e.Count(waiting[i]), e.Text("no pace"), "", e.Fixed(hours[i]/float64(window[i]), 1)}
		if charts[i] > 0 {
			each := hours[i] / float64(charts[i])
			need += each * float64(waiting[i])
			row[2], row[3] = e.Fixed(60*each, 0), e.Fixed(each*float64(waiting[i]), 1)
		} else if waiting[i] > 0 {
			unknown = append(unknown, strings.ToLower(e.PatientType(name)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{"Pace and hours are those of the 90 days up to the as-of date; hours a day are productive hours over all of its days, Sundays and holidays included."}
	if len(unknown) > 0 {
		t.Notes = append(t.Notes, e.Say("Without charts in the window, and in no sum: %s.", e.List(unknown)))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	if daily == 0 || need == 0 {
		return block.Made{Block: report.Block{Table: t}}
	}
	days := need / daily
	t.Rows = append(t.Rows, []string{e.Text("All"), e.Count(all), "", e.Fixed(need, 1), e.Fixed(daily, 1)})
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: e.Say("The backlog is %s days of work", e.Fixed(days, 1)),
		Text:     e.Sentence("%s hours of coding wait, and coders give %s productive hours a day: %s days, if nothing new came in", e.Fixed(need, 1), e.Fixed(daily, 1), e.Fixed(days, 1)),
	}, Key: &report.KeyFigure{Value: e.Say("%s\u00a0days", e.Fixed(days, 1)), Interval: e.Say("%s hours of work", e.Fixed(need, 1)), Basis: "at the pace of the last 90 days"}}
}
