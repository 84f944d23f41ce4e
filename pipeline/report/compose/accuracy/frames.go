package accuracy

import (
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// frames is a table of what each random draw says of all accounts that it was drawn from, its
// strata weighed by their accounts (CI-05): the reviews alike would say it of themselves only.
func frames(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Audit"),
		block.Numeric("Accounts", "Strata", "Reviewed", "Diagnoses (95% CI)", "Records (95% CI)", "DRG (95% CI)")...)}
	codes, records, drgs := a.Estimates("code_accuracy"), a.Estimates("codes_accuracy"), a.Estimates("drg_accuracy")
	unseen := int64(0)
	for i, audit := range a.Text("audit_id") {
		n := func(column string) string { return e.Count(a.Int(column)[i]) }
		t.Rows = append(t.Rows, []string{audit, n("frame_count"), n("strata"), n("charts"), e.OfUnit(codes[i]), e.OfUnit(records[i]), e.OfUnit(drgs[i])})
		if a.Int("unseen")[i] > 0 {
			unseen++
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	if unseen > 0 {
		t.Notes = append(t.Notes, e.Say("%s with a stratum of which nothing was reviewed yet: nothing is said of {its frame|their frames}.", e.Plural(unseen, "audits")))
	}
	return noted(t, b)
}
