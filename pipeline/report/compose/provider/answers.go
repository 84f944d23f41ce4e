package provider

import (
	"chartline/pipeline/metric/survival"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// answerHours is a table of how long providers take to answer, by phase, with queries that
// wait counted for as long as they have (QRY-03).
func answerHours(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Phase"), block.Numeric("Queries", "Answered", "Median hours (95% CI)", "75% by hour (95% CI)", "90% by hour (95% CI)")...)}
	var finding *report.Finding
	var times block.Times
	for _, g := range hoursByPhase(a) {
		km := survival.KaplanMeier(g.exits)
		if !km.Defined() {
			continue
		}
		km.Unit = "h"
		median := km.Quantile(0.5)
		t.Rows = append(t.Rows, append([]string{e.GroupWord(g.name), e.Count(km.N), e.Count(km.Events)}, times.Cells(e, km, 0.5, 0.75, 0.9)...))
		if finding == nil && median.Defined() {
			finding = &report.Finding{
				Headline: e.Say("Half of the %s queries are answered within %s {hour|hours}", e.Text(g.name), e.Fixed(median.Value, 0)),
				Text:     e.Sentence("%s queries are answered after %s {hour|hours} in the median, those that wait counted with the rest", e.Text(g.name), e.WholeTime(median)),
			}
		}
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = append([]string{"Elapsed whole hours, weekends included. Kaplan–Meier: a query without an answer counts for as long as it was followed."}, times.Notes()...)
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: finding}
}

// phase is the queries of one phase by how long they took.
type phase struct {
	name  string
	exits []survival.Exit
}

// hoursByPhase splits an answer into its phases.
func hoursByPhase(a block.Answer) []phase {
	var all []phase
	hour, answers, censored := a.Int("hour"), a.Int("answered"), a.Int("censored")
	for i, name := range a.Text("phase") {
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, phase{name: name})
		}
		t := &all[len(all)-1]
		t.exits = append(t.exits, survival.Exit{Time: float64(hour[i]), Events: answers[i], Censored: censored[i]})
	}
	return all
}
