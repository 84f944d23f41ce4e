package accuracy

import (
	"slices"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// education is what findings call for by kind of error and owner, and what came of it
// (EDU-03). In a document of one coder the owner is not named.
func education(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(block.Textual("Error", "Subtype", "Coder"), block.Numeric("Findings", "Of all coders’")...),
		block.Textual("Latest chart", "Educated", "Audited again", "State")...)}
	due := int64(0)
	for i, state := range a.Text("state") {
		if state != "done" {
			due++
		}
		t.Rows = append(t.Rows, []string{e.ErrorType(a.Text("error_type")[i]), e.CauseWords(a.Text("subtype")[i]), a.Text("coder_id")[i],
			e.Count(a.Int("coder_findings")[i]), e.Count(a.Int("findings")[i]),
			e.Day(a.Date("latest_on")[i]), dayOr(e, a, "educated_on", i), dayOr(e, a, "audited_on", i), e.Text(wording.Capital(state))})
	}
	if a.Subject != "" {
		t.Columns = append(t.Columns[:2], t.Columns[3:]...)
		for i, row := range t.Rows {
			t.Rows[i] = append(row[:2], row[3:]...)
		}
	}
	t.Rows, t.Notes = firstRows(e, t.Rows, b.Top)
	t.Columns[0].Grouped, t.Columns[1].Grouped = true, true
	withoutEmpty(t)
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: educationFinding(e, due, int64(a.Len()), a.Subject != "")}
}

// withoutEmpty takes out the columns of which no row says anything.
func withoutEmpty(t *report.Table) {
	for column := len(t.Columns) - 1; column >= 0; column-- {
		if slices.ContainsFunc(t.Rows, func(row []string) bool { return row[column] != noDate }) {
			continue
		}
		t.Columns = slices.Delete(t.Columns, column, column+1)
		for i := range t.Rows {
			t.Rows[i] = slices.Delete(t.Rows[i], column, column+1)
		}
	}
}

// noDate stands for a date that there is not.
const noDate = "–"

// firstRows are those that a table has room for, and a note of the others.
func firstRows(e *block.Edition, rows [][]string, top int) (kept [][]string, notes []string) {
	kept = rows[:min(block.OrDefault(top, len(rows)), len(rows))]
	if left := len(rows) - len(kept); left > 0 {
		notes = []string{e.Say("Left out: %s that {comes|come} after these.", e.Plural(int64(left), "rows"))}
	}
	return kept, notes
}

func dayOr(e *block.Edition, a block.Answer, column string, row int) string {
	if a.Null(column)[row] {
		return noDate
	}
	return e.Day(a.Date(column)[row])
}

// educationFinding says how much is to do: of one coder, or of everybody.
func educationFinding(e *block.Edition, due, all int64, own bool) *report.Finding {
	if due == 0 {
		return &report.Finding{Headline: e.Text("No education is due"), Tone: report.Good,
			Text: e.Text("Every kind of error that called for education has been taught and audited again.")}
	}
	if own {
		return &report.Finding{Headline: e.Say("Education to do: %s", e.Plural(due, "error types")), Tone: report.Watch,
			Text: wording.Capital(e.Say("of %s that {calls|call} for education, %s {waits|wait} for a session or for the audit after it.", e.Plural(all, "error types"), e.Count(due)))}
	}
	return &report.Finding{Headline: e.Say("Education to do: %s", e.Plural(due, "items")), Tone: report.Watch,
		Text: wording.Capital(e.Say("of %s, each a kind of error and a coder, %s {waits|wait} for a session or for the audit after it.", e.Plural(all, "items"), e.Count(due)))}
}

// beforeAfter is a table of educated coders, each against themselves, and the change of all
// together (EDU-02). Of fewer than 30 records the interval alone is shown (SMP-07).
func beforeAfter(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Coder", "Educated"),
		block.Numeric("Before (95% CI)", "Records", "After (95% CI)", "Records", "Change (95% CI)")...)}
	before, after := sides(a, "before"), sides(a, "after")
	coders := make([]compare.BeforeAfter, a.Len())
	for i, name := range a.Text("coder_id") {
		coders[i] = compare.BeforeAfter{Before: before[i], After: after[i]}
		was, is := metric.ClusterRatio(before[i]), metric.ClusterRatio(after[i])
		t.Rows = append(t.Rows, []string{name, e.Day(a.Date("educated_on")[i]), e.OfUnit(was), e.Count(before[i].Charts),
			e.OfUnit(is), e.Count(after[i].Charts), points(e, compare.ClusterChange(before[i], after[i]))})
	}
	all := compare.CoderChange(coders)
	t.Notes = []string{e.Text("Change: percentage points of after less before, each coder against themselves. What else changed on that day is in it too.")}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	made := block.Made{Block: report.Block{Table: t}}
	if all.Defined() && all.Level > 0 {
		t.Notes = append(t.Notes, e.Say("All coders together: %s.", points(e, all)))
		made.Finding = changeFinding(e, all)
	}
	return made
}

// sides are the sums of one side of an answer of education/before_after.
func sides(a block.Answer, side string) []metric.Ratio {
	at := func(name string) []int64 { return a.Int(side + "_" + name) }
	x, m, xx, mm, xm, charts := at("agreed"), at("auditor_codes"), at("agreed_sq"), at("auditor_sq"), at("agreed_auditor"), at("charts")
	all := make([]metric.Ratio, a.Len())
	for i := range all {
		all[i] = metric.Ratio{X: x[i], M: m[i], XX: xx[i], MM: mm[i], XM: xm[i], Charts: charts[i]}
	}
	return all
}

// points writes a change of shares in percentage points; of few records the interval alone.
func points(e *block.Edition, est metric.Estimate) string {
	switch {
	case !est.Defined():
		return e.Value(est)
	case est.Level == 0:
		return e.Text("too few")
	}
	between := e.Say("%s to %s", signed(e, est.Lo), signed(e, est.Hi))
	if block.Few(est) && est.Unit == "1" {
		return "(" + between + ")"
	}
	return signed(e, est.Value) + " (" + between + ")"
}

func signed(e *block.Edition, v float64) string {
	text := e.Fixed(100*v, 1)
	if v > 0 && text != e.Fixed(0, 1) {
		return "+" + text
	}
	return text
}

// changeFinding speaks of a change only where its interval leaves out 0.
func changeFinding(e *block.Edition, all metric.Estimate) *report.Finding {
	text := e.Say("accuracy of the educated coders changed by %s percentage points (95%% CI %s to %s), from %s",
		signed(e, all.Value), signed(e, all.Lo), signed(e, all.Hi), e.Plural(all.N, "coders"))
	switch {
	case all.Lo > 0:
		return &report.Finding{Headline: e.Text("Accuracy rose after education"), Text: e.Sentence("%s", text), Tone: report.Good}
	case all.Hi < 0:
		return &report.Finding{Headline: e.Text("Accuracy fell after education"), Text: e.Sentence("%s", text), Tone: report.Watch}
	}
	return &report.Finding{Headline: e.Text("No change after education is shown"), Text: e.Sentence("%s; the interval holds 0", text)}
}
