package accuracy

import (
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// stageWords are the stages of a review in the order of the table; the range is shown while a
// rebuttal is pending.
var stageWords = []struct {
	name, words string
	ranged      bool
}{
	{"initial", "As the auditors found", false},
	{"final", "As decided", false},
	{"worst", "At worst: all that is pending is upheld", true},
	{"best", "At best: all that is pending is overturned", true},
}

// stages is a table of accuracy before rebuttals and after them (REB-03), and of its range while
// some are pending (REB-04).
func stages(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	rows := map[string]int{}
	for i, unit := range a.Text("unit") {
		if unit == everything {
			rows[a.Text("stage")[i]] = i
		}
	}
	initial, ok := rows["initial"]
	if !ok {
		return block.Made{Empty: true}
	}
	pending := a.Int("pending")[initial]
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Stage"),
		block.Numeric("Diagnoses (95% CI)", "Procedures (95% CI)", "DRG (95% CI)", "Records")...)}
	codes, procedures, drgs := a.Estimates("code_accuracy"), a.Estimates("procedure_accuracy"), a.Estimates("drg_accuracy")
	for _, s := range stageWords {
		i, ok := rows[s.name]
		if !ok || s.ranged && pending == 0 {
			continue
		}
		t.Rows = append(t.Rows, []string{e.Text(s.words), e.OfUnit(codes[i]), e.OfUnit(procedures[i]), e.OfUnit(drgs[i]), e.Count(a.Int("charts")[i])})
	}
	t.Notes = append(t.Notes, pendingNote(e, a, initial))
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: stageFinding(e, a, rows)}
}

// pendingNote tells how many reviews a rebuttal can still change.
func pendingNote(e *block.Edition, a block.Answer, initial int) string {
	pending := a.Int("pending")[initial]
	if pending == 0 {
		return e.Text("No rebuttal is pending.")
	}
	return e.Say("Not closed or not decided: %s, with %s that can still change. They are in no figure as decided.",
		e.Plural(pending, "records"), e.Plural(a.Int("pending_findings")[initial], "findings"))
}

// stageFinding tells what rebuttals did to code accuracy, and what they still can do.
func stageFinding(e *block.Edition, a block.Answer, rows map[string]int) *report.Finding {
	codes := a.Estimates("code_accuracy")
	final, ok := rows["final"]
	first := codes[rows["initial"]]
	if !ok || !codes[final].Defined() || !first.Defined() || block.Few(codes[final]) {
		return nil
	}
	f := &report.Finding{
		Headline: e.Say("Code accuracy is %s after rebuttals", e.Value(codes[final])),
		Text:     e.Sentence("before them it was %s", e.WithInterval(first)),
	}
	if worst, best := e.Value(codes[rows["worst"]]), e.Value(codes[rows["best"]]); worst != best {
		f.Text = e.Sentence("before them it was %s; with the records that are pending it is between %s and %s", e.WithInterval(first), worst, best)
	}
	return f
}

// decided is a table of what became of findings, by auditor: an overturned one counts against
// the auditor (REB-01, REB-02).
func decided(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Auditor"),
		block.Numeric("Issued", "Rebutted", "Overturned", "In part", "Pending", "Rebutted (95% CI)", "Overturned (95% CI)")...)}
	rebutted, overturned := a.Estimates("rebuttal_rate"), a.Estimates("overturn_rate")
	for i, auditor := range a.Text("unit") {
		n := func(column string) string { return e.Count(a.Int(column)[i]) }
		t.Rows = append(t.Rows, []string{auditor, n("issued"), n("rebutted"), n("overturned"), n("partially_overturned"), n("pending"),
			e.OfUnit(rebutted[i]), e.OfUnit(overturned[i])})
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	t.Notes = []string{e.Text("Of findings that coders were told of. Those of one record are not independent, so that the intervals are on the narrow side. No order but that of names (FUN-05).")}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}
