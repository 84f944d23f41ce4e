package turnaround

import (
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// intervalWords name the intervals after coding (TAT-07, TAT-08).
var intervalWords = map[string]string{
	"coded_to_billed": "Coded to billed (TAT-07)", "controllable": "Of these, after the bill hold (controllable)",
	"billed_to_submitted": "Billed to submitted (TAT-08)", "submitted_to_paid": "Submitted to paid (TAT-08)",
}

// billing is a table of how long accounts take from coding to the bill, the claim and the
// payment, those that wait counted for as long as they have.
func billing(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Interval"), block.Numeric("Accounts", "Ended", "Median days (95% CI)", "75% by day (95% CI)", "90% by day (95% CI)", "Mean within 30 days (95% CI)")...)}
	var finding *report.Finding
	var times block.Times
	var early int64
	short := false
	for _, n := range a.Int("early") {
		early += n
	}
	for _, g := range intervals(a) {
		km := survival.KaplanMeier(g.exits)
		if !km.Defined() {
			continue
		}
		mean := km.RestrictedMean(defaultLimit)
		t.Rows = append(t.Rows, slices.Concat([]string{e.Text(intervalWords[g.name]), e.Count(km.N), e.Count(km.Events)},
			times.Cells(e, km, 0.5, 0.75, 0.9), []string{meanOf(e, mean)}))
		short = short || !mean.Defined()
		if g.name == "controllable" && mean.Defined() {
			finding = &report.Finding{
				Headline: e.Say("A bill takes %s after coding and its hold", e.Value(mean)),
				Text:     e.Sentence("%s pass between the later of coding and the end of the bill hold, and the final bill, in the mean of those within 30 days (%s, %s)", e.Value(mean), e.CI(mean), e.Plural(km.N, "accounts")),
			}
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = append([]string{"Calendar days. Kaplan–Meier: an account whose interval has not ended counts for as long as it has lasted."}, times.Notes()...)
	if short {
		t.Notes = append(t.Notes, "Not followed: those that have not ended began less than 30 days ago, so that there is no mean within 30 days.")
	}
	if early > 0 {
		t.Notes = append(t.Notes, e.Sentence("%s with an end before the beginning, counted on day 0 (CLK-05)", e.Plural(early, "intervals")))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding}
}

// meanOf writes a mean, or says why there is none.
func meanOf(e *block.Edition, mean metric.Estimate) string {
	if !mean.Defined() {
		return e.Text("not followed")
	}
	return e.WithRange(mean)
}

// intervals splits an answer into its intervals, in the order of work.
func intervals(a block.Answer) []table {
	var all []table
	day, ended, censored := a.Int("day"), a.Int("ended"), a.Int("censored")
	for i, name := range a.Text("interval_name") {
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, table{name: name})
		}
		t := &all[len(all)-1]
		t.exits = append(t.exits, survival.Exit{Time: float64(day[i]), Events: ended[i], Censored: censored[i]})
	}
	return all
}
