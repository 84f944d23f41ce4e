package compose

import (
	"fmt"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// attainment is a table of the share coded within the target of each patient type. Only
// accounts that were followed for the whole target count (CEN-02).
func attainment(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Patient type"}, {Title: "Target (days)", Numeric: true}, {Title: "Coded within", Numeric: true},
		{Title: "95% CI", Numeric: true}, {Title: "Accounts", Numeric: true}, {Title: "Too recent", Numeric: true},
	}}
	types, days, within, due, pending := a.Text("patient_type"), a.Int("target_days"), a.Int("coded_within"), a.Int("discharged"), a.Int("pending")
	est := a.estimates(b.Metric)
	var x, n int64
	for i, name := range types {
		t.Rows = append(t.Rows, []string{patientType(name), fmt.Sprint(days[i]), value(est[i]), interval(est[i]), count(due[i]), count(pending[i])})
		x, n = x+within[i], n+due[i]
	}
	all := metric.Proportion(x, n)
	t.Rows = append(t.Rows, []string{"All", "", value(all), interval(all), count(n), ""})
	t.Notes = []string{"An account counts once its whole target has passed; one that is not coded by then missed it. Intervals: Wilson."}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	finding := &report.Finding{
		Headline: value(all) + " of accounts are coded within their target",
		Text:     sentence("%s of %s accounts that could be judged were final-coded within the target of their patient type (%s)", value(all), count(n), ci(all)),
		Tone:     against(all, b.Target),
	}
	if !all.Defined() {
		finding = nil
	}
	return made{block: report.Block{Table: t}, finding: finding,
		key: &report.KeyFigure{Value: value(all), Interval: ci(all), Basis: count(x) + " of " + count(n) + " accounts", Tone: against(all, b.Target)}}
}

// completed is the age of the work that was finished, labelled as that: it is not how
// long coding takes (CEN-03).
func completed(_ *Edition, a answered, b report.BlockSpec) made {
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
		t.Rows = append(t.Rows, []string{patientType(types[start]), count(total), value(median), interval(median), count(before)})
		start = end
	}
	t.Notes = []string{"Completed work: the age of accounts on the day they were coded. It rises while a backlog is worked down, so it does not say how long coding takes."}
	return made{block: report.Block{Table: t}}
}
