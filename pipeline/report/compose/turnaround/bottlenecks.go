package turnaround

import (
	"cmp"
	"slices"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// bottlenecks is a table of what holds accounts, with the reason that cost the most days
// first.
func bottlenecks(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Reason"), block.Numeric("Accounts held", "Share of accounts (95% CI)", "Mean days held (95% CI)", "Account-days")...)}
	reasons, held, days := a.Text("reason"), a.Int("affected"), a.Real("days")
	share, mean := a.Estimates("share"), a.Estimates("mean_time")
	order := a.Shown()
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(days[j], days[i]) })
	if len(order) == 0 {
		return block.Made{Block: block.AllWithheld(b)}
	}
	total := 0.0
	for _, i := range order {
		total += days[i]
		t.Rows = append(t.Rows, []string{wording.Capital(wording.ReasonWord(reasons[i])), wording.Count(held[i]), wording.WithRange(share[i]), wording.WithRange(mean[i]), wording.Fixed(days[i], 0)})
	}
	t.Notes = []string{"Of " + wording.Count(a.Int("accounts")[0]) + " accounts that were followed for the whole horizon. One held for two reasons at once counts in both rows. Elapsed days, weekends included."}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	top := order[0]
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: wording.Capital(wording.ReasonWord(reasons[top])) + " holds cost the most days",
		Text: wording.Sentence("%s holds kept %s of accounts for %s each: %s of %s account-days behind holds",
			wording.ReasonWord(reasons[top]), wording.WithInterval(share[top]), wording.WithInterval(mean[top]), wording.Fixed(days[top], 0), wording.Fixed(total, 0)),
	}}
}
