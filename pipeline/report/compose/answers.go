package compose

import (
	"fmt"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// measuresBy is a table with a row for each group and measure, and the numerator and the
// denominator of each: measures of one name differ in what they divide by.
func measuresBy(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(textual(capital(b.Noun), "Measure"), numeric("Value", "95% CI", "Of")...), textual("Counted")...)}
	names := a.Text(firstOf(a.Query, query.Text))
	warned := false
	for i, name := range names {
		for _, m := range b.Measures {
			est := a.estimates(m.Metric)[i]
			shown, between := value(est), interval(est)
			of := fraction(a, m.Metric, i)
			if metric, _ := a.Query.Metric(m.Metric); metric.Estimator == "mean" {
				shown, between = perHundred(est)
				of = a.cell(i, a.Int(metric.Args[1])[i]) + " of " + a.cell(i, a.Int(metric.Args[0])[i])
			}
			warned = warned || len(est.Warnings) > 0
			t.Rows = append(t.Rows, []string{groupWord(name), m.Label, shown, between, of, m.Noun})
		}
	}
	if warned {
		t.Notes = append(t.Notes, "Where fewer than 30 are counted, read the interval and not the value.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return made{block: report.Block{Table: t}}
}

// groupWord writes the code of a patient type or a phase as a reader does.
func groupWord(name string) string {
	if name == "post_bill" {
		return "Post-bill"
	}
	return capital(patientType(name))
}

// perHundred writes a mean of counts a record as so many per 100.
func perHundred(est metric.Estimate) (shown, between string) {
	if !est.Defined() {
		return "no data", ""
	}
	shown = fixed(100*est.Value, 1) + " per 100"
	if est.Level > 0 {
		between = fixed(100*est.Lo, 1) + "–" + fixed(100*est.Hi, 1)
	}
	return shown, between
}

// answerHours is a table of how long providers take to answer, by phase, with queries that
// wait counted for as long as they have (QRY-03).
func answerHours(_ *Edition, a answered, b report.BlockSpec) made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(textual("Phase"), numeric("Queries", "Answered", "Median hours (95% CI)", "75% by hour", "90% by hour")...)}
	var finding *report.Finding
	for _, g := range hoursByPhase(a) {
		km := survival.KaplanMeier(g.exits)
		if !km.Defined() {
			continue
		}
		km.Unit = "h"
		median := km.Quantile(0.5)
		t.Rows = append(t.Rows, []string{groupWord(g.name), count(km.N), count(km.Events), hours(median), hoursAlone(km.Quantile(0.75)), hoursAlone(km.Quantile(0.9))})
		if finding == nil && median.Defined() {
			finding = &report.Finding{
				Headline: fmt.Sprintf("Half of the %s queries are answered within %s hours", g.name, fixed(median.Value, 0)),
				Text:     sentence("%s queries are answered after %s hours in the median, those that wait counted with the rest", g.name, hours(median)),
			}
		}
	}
	if len(t.Rows) == 0 {
		return made{empty: true}
	}
	t.Notes = []string{"Elapsed whole hours, weekends included. Kaplan–Meier: a query without an answer counts for as long as it was followed."}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return made{block: report.Block{Table: t}, finding: finding}
}

// hoursByPhase splits an answer into its phases.
func hoursByPhase(a answered) []table {
	var all []table
	hour, answers, censored := a.Int("hour"), a.Int("answered"), a.Int("censored")
	for i, phase := range a.Text("phase") {
		if len(all) == 0 || all[len(all)-1].name != phase {
			all = append(all, table{name: phase})
		}
		t := &all[len(all)-1]
		t.exits = append(t.exits, survival.Exit{Time: float64(hour[i]), Events: answers[i], Censored: censored[i]})
	}
	return all
}

func hours(est metric.Estimate) string {
	if !est.Defined() {
		return "not reached"
	}
	text := fixed(est.Value, 0)
	if est.Level > 0 {
		text += " (" + fixed(est.Lo, 0) + "–" + fixed(est.Hi, 0) + ")"
	}
	return text
}

func hoursAlone(est metric.Estimate) string {
	if !est.Defined() {
		return "not reached"
	}
	return fixed(est.Value, 0)
}
