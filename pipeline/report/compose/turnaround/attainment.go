package turnaround

import (
	"fmt"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// attainment is a table of the share coded within the target of each patient type. Only
// accounts that were followed for the whole target count (CEN-02).
func attainment(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Patient type"}, {Title: "Target (days)", Numeric: true}, {Title: "Coded within", Numeric: true},
		{Title: "95% CI", Numeric: true}, {Title: "Accounts", Numeric: true}, {Title: "Too recent", Numeric: true},
	}}
	types, days, within, due, pending := a.Text("patient_type"), a.Int("target_days"), a.Int("coded_within"), a.Int("discharged"), a.Int("pending")
	est := a.Estimates(b.Metric)
	var x, n int64
	for i, name := range types {
		t.Rows = append(t.Rows, []string{wording.PatientType(name), fmt.Sprint(days[i]), wording.Value(est[i]), wording.Interval(est[i]), wording.Count(due[i]), wording.Count(pending[i])})
		x, n = x+within[i], n+due[i]
	}
	all := metric.Proportion(x, n)
	t.Rows = append(t.Rows, []string{"All", "", wording.Value(all), wording.Interval(all), wording.Count(n), ""})
	t.Notes = []string{"An account counts once its whole target has passed; one that is not coded by then missed it. Intervals: Wilson."}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	finding := &report.Finding{
		Headline: wording.Value(all) + " of accounts are coded within their target",
		Text:     wording.Sentence("%s of %s accounts that could be judged were final-coded within the target of their patient type (%s)", wording.Value(all), wording.Count(n), wording.CI(all)),
		Tone:     block.Against(all, b.Target),
	}
	if !all.Defined() {
		finding = nil
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding,
		Key: &report.KeyFigure{Value: wording.Value(all), Interval: wording.CI(all), Basis: wording.Count(x) + " of " + wording.Count(n) + " accounts", Tone: block.Against(all, b.Target)}}
}

// completed is the age of the work that was finished, labelled as that: it is not how
// long coding takes (CEN-03).
func completed(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
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
		t.Rows = append(t.Rows, []string{wording.PatientType(types[start]), wording.Count(total), wording.Value(median), wording.Interval(median), wording.Count(before)})
		start = end
	}
	t.Notes = []string{"Completed work: the age of accounts on the day they were coded. It rises while a backlog is worked down, so it does not say how long coding takes."}
	return block.Made{Block: report.Block{Table: t}}
}
