package turnaround

import (
	"slices"

	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// quantiles is a table of the days by which half, three quarters and nine tenths of the accounts of
// a patient type are coded, and of the share coded within its target: open accounts count for as
// long as they were followed (CEN-01).
func quantiles(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Patient type"),
		block.Numeric("Accounts", "Coded", "Median days (95% CI)", "75% by day (95% CI)", "90% by day (95% CI)", "Target (days)", "Coded by then (95% CI)")...)}
	targets, times := targetDays(a), block.Times{}
	for _, g := range lifeTables(a) {
		km := survival.FollowUp{Exits: g.exits, Entries: g.late}.KaplanMeier()
		if !km.Defined() {
			continue
		}
		t.Rows = append(t.Rows, slices.Concat([]string{e.PatientType(g.name), e.Count(km.N), e.Count(km.Events)},
			times.Cells(e, km, 0.5, 0.75, 0.9), byTarget(e, km, targets[g.name])))
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = append([]string{"Kaplan–Meier with log-log intervals: an account that is not coded counts for as long as it was followed."}, times.Notes()...)
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}

// byTarget writes a target and the share coded by then, or that there is none.
func byTarget(e *block.Edition, km survival.Curve, days *int64) []string {
	if days == nil {
		return []string{e.Text("none"), ""}
	}
	within := km.Within(float64(*days))
	if !within.Defined() {
		return []string{e.Count(*days), e.Text("not followed")}
	}
	return []string{e.Count(*days), e.WithRange(within)}
}

// targetDays are the targets of the patient types that have one.
func targetDays(a block.Answer) map[string]*int64 {
	targets := map[string]*int64{}
	days, none := a.Int("target_days"), a.Null("target_days")
	for i, name := range a.Text("patient_type") {
		if !none[i] {
			targets[name] = &days[i]
		}
	}
	return targets
}
