package compose

import (
	"cmp"
	"slices"
	"strings"

	"chartline/pipeline/report"
)

// bottlenecks is a table of what holds accounts, with the reason that cost the most days
// first.
func bottlenecks(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(textual("Reason"), numeric("Accounts held", "Share of accounts (95% CI)", "Mean days held (95% CI)", "Account-days")...)}
	reasons, held, days := a.Text("reason"), a.Int("affected"), a.Real("days")
	share, mean := a.estimates("share"), a.estimates("mean_time")
	order := a.shown()
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(days[j], days[i]) })
	if len(order) == 0 {
		return made{block: allWithheld(b)}
	}
	total := 0.0
	for _, i := range order {
		total += days[i]
		t.Rows = append(t.Rows, []string{capital(reasonWord(reasons[i])), count(held[i]), withRange(share[i]), withRange(mean[i]), fixed(days[i], 0)})
	}
	t.Notes = []string{"Of " + count(a.Int("accounts")[0]) + " accounts that were followed for the whole horizon. One held for two reasons at once counts in both rows. Elapsed days, weekends included."}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	top := order[0]
	return made{block: report.Block{Table: t}, finding: &report.Finding{
		Headline: capital(reasonWord(reasons[top])) + " holds cost the most days",
		Text: sentence("%s holds kept %s of accounts for %s each: %s of %s account-days behind holds",
			reasonWord(reasons[top]), withInterval(share[top]), withInterval(mean[top]), fixed(days[top], 0), fixed(total, 0)),
	}}
}

// reasonWord writes the code of a hold as a reader does.
func reasonWord(code string) string {
	switch code {
	case "VIP":
		return code
	case "bill_hold":
		return "bill hold"
	}
	return strings.ToLower(code)
}
