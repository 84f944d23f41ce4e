package turnaround

import (
	"fmt"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// attainment is a table of the share coded within the target of each patient type. Only
// accounts that were followed for the whole target count (CEN-02).
func attainment(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Patient type"}, {Title: "Target (days)", Numeric: true}, {Title: "Coded within", Numeric: true},
		{Title: "95% CI", Numeric: true}, {Title: "Accounts", Numeric: true}, {Title: "Too recent", Numeric: true},
	}}
	types, days, within, due, pending := a.Text("patient_type"), a.Int("target_days"), a.Int("coded_within"), a.Int("discharged"), a.Int("pending")
	est := a.Estimates(b.Metric)
	var x, n, recent int64
	for i, name := range types {
		t.Rows = append(t.Rows, []string{e.PatientType(name), fmt.Sprint(days[i]), e.Value(est[i]), e.Interval(est[i]), e.Count(due[i]), e.Count(pending[i])})
		x, n, recent = x+within[i], n+due[i], recent+pending[i]
	}
	all := metric.Proportion(x, n)
	t.Rows = append(t.Rows, []string{e.Text("All"), "", e.Value(all), e.Interval(all), e.Count(n), e.Count(recent)})
	t.Notes = []string{"An account counts once its whole target has passed; one that is not coded by then missed it. Left out are those put on legal, VIP or research hold within their target, and those that left uncoded. Intervals: Wilson."}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	finding := &report.Finding{
		Headline: e.Say("%s of accounts are coded within their target", e.Value(all)),
		Text:     e.Sentence("%s of %s {account|accounts} that could be judged {was|were} final-coded within the target of {its|their} patient type (%s)", e.Value(all), e.Count(n), e.CI(all)),
		Tone:     block.Against(all, b.Target),
	}
	if b.Target > 0 {
		finding.Headline = e.Say("%s of accounts are coded within their target; %s are aimed at", e.Value(all), e.Percent(b.Target))
	}
	if !all.Defined() {
		finding = nil
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding, Estimates: map[string]metric.Estimate{"": all},
		Key: &report.KeyFigure{Value: e.Value(all), Interval: e.CI(all), Basis: attained(e, x, n), Tone: block.Against(all, b.Target)}}
}

// attained is what the tile is based on.
func attained(e *block.Edition, x, n int64) string {
	if n == 0 {
		return e.OutOf(0, 0)
	}
	return e.Say("%s of %s {account|accounts}", e.Count(x), e.Count(n))
}

// completed is the age of the work that was finished, labelled as that: it is not how
// long coding takes (CEN-03).
func completed(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Patient type"}, {Title: "Accounts coded", Numeric: true}, {Title: "Median age, days", Numeric: true}, {Title: "95% CI", Numeric: true}, {Title: "Coded before discharge", Numeric: true},
	}}
	days, n, early := a.Int("day"), a.Int("accounts"), a.Int("early")
	types := a.Text("patient_type")
	for start := 0; start < len(types); {
		end := start
		var values []float64
		var counts []int64
		var total, before int64
		for ; end < len(types) && types[end] == types[start]; end++ {
			values, counts = append(values, float64(days[end])), append(counts, n[end])
			total, before = total+n[end], before+early[end]
		}
		median := metric.Quantile(values, counts, 0.5, "d")
		t.Rows = append(t.Rows, []string{e.PatientType(types[start]), e.Count(total), e.Value(median), e.Interval(median), e.Count(before)})
		start = end
	}
	t.Notes = []string{"Completed work: the age of accounts on the day they were coded. It rises while a backlog is worked down, so it does not say how long coding takes."}
	return block.Made{Block: report.Block{Table: t}}
}
