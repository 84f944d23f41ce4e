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
func bottlenecks(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Reason"), block.Numeric("Accounts held", "Share of accounts (95% CI)", "Mean days held (95% CI)", "Account-days")...)}
	reasons, held, days := a.Text("reason"), a.Int("affected"), a.Real("days")
	share, mean := a.Estimates("share"), a.Estimates("mean_time")
	order := a.Shown()
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(days[j], days[i]) })
	if len(order) == 0 {
		return block.Made{Block: e.AllWithheld(b)}
	}
	total := 0.0
	for _, i := range order {
		total += days[i]
		t.Rows = append(t.Rows, []string{wording.Capital(e.ReasonWord(reasons[i])), e.Count(held[i]), e.WithRange(share[i]), e.WithRange(mean[i]), e.Fixed(days[i], 0)})
	}
	t.Notes = []string{e.Say("Of %s {account that was|accounts that were} followed long enough. One held for two reasons at once counts in both rows. Elapsed days, weekends included.", e.Count(a.Int("accounts")[0]))}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	top := order[0]
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: wording.Capital(e.Say("%s holds cost the most days", e.ReasonWord(reasons[top]))),
		Text: e.Sentence("%s holds kept %s of accounts for %s each: %s of %s {account-day|account-days} behind holds",
			e.ReasonWord(reasons[top]), e.WithInterval(share[top]), e.WithInterval(mean[top]), e.Fixed(days[top], 0), e.Fixed(total, 0)),
	}}
}
