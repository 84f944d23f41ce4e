package backlog

import (
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
