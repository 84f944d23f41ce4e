package turnaround

import (
	"math"
	"slices"
	"strings"

	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// snapshots is a table of how long coding takes, by patient type, where only snapshots tell
// which accounts have codes (CEN-07).
func snapshots(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Patient type"), block.Numeric("Accounts", "Median days (95% CI)", "75% by day (95% CI)", "90% by day (95% CI)")...)}
	var finding *report.Finding
	var times block.Times
	for _, name := range typesIn(a) {
		curve := survival.Turnbull(seenOf(a, name))
		if !curve.Defined() {
			continue
		}
		median := curve.Quantile(0.5)
		t.Rows = append(t.Rows, append([]string{e.PatientType(name), e.Count(curve.N)}, times.Cells(e, curve, 0.5, 0.75, 0.9)...))
		if finding == nil && median.Defined() {
			finding = &report.Finding{
				Headline: e.Say("Snapshots show half of the %s accounts coded by %s", strings.ToLower(e.PatientType(name)), wholeDays(e, median)),
				Text:     e.Sentence("half of %s are known to be coded after %s days; on which day between two snapshots, they do not tell", e.Plural(curve.N, "accounts"), e.WholeTime(median)),
			}
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = append([]string{"Turnbull's estimate for accounts coded between two snapshots: days are the first by which a snapshot shows the share coded."}, times.Notes()...)
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding}
}

// typesIn are the patient types of an answer, inpatients first.
func typesIn(a block.Answer) []string {
	names := slices.Clone(a.Text("patient_type"))
	slices.Sort(names)
	names = slices.Compact(names)
	slices.SortStableFunc(names, func(x, y string) int { return rankType(x) - rankType(y) })
	return names
}

// seenOf are the accounts of a patient type between their snapshots.
func seenOf(a block.Answer, name string) []survival.Seen {
	var list []survival.Seen
	after, by, open, n := a.Int("after_day"), a.Int("by_day"), a.Null("by_day"), a.Int("accounts")
	for i, of := range a.Text("patient_type") {
		if of != name {
			continue
		}
		s := survival.Seen{After: float64(after[i]), By: float64(by[i]), Accounts: n[i]}
		if open[i] {
			s.By = math.Inf(1)
		}
		list = append(list, s)
	}
	return list
}
