package accuracy

import (
	"fmt"

	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// education is what findings call for by kind of error and owner, and what came of it
// (EDU-03). In a document of one coder the owner is not named.
func education(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(append(block.Textual("Error", "Subtype", "Coder"), block.Numeric("Findings", "Of all coders’")...),
		block.Textual("Latest chart", "Educated", "Audited again", "State")...)}
	due := int64(0)
	for i, state := range a.Text("state") {
		if state != "done" {
			due++
		}
		t.Rows = append(t.Rows, []string{a.Text("error_type")[i], wording.CauseWords(a.Text("subtype")[i]), a.Text("coder_id")[i],
			wording.Count(a.Int("coder_findings")[i]), wording.Count(a.Int("findings")[i]),
			wording.Day(a.Date("latest_on")[i]), dayOr(a, "educated_on", i), dayOr(a, "audited_on", i), wording.Capital(state)})
	}
	if a.Subject != "" {
		t.Columns = append(t.Columns[:2], t.Columns[3:]...)
		for i, row := range t.Rows {
			t.Rows[i] = append(row[:2], row[3:]...)
		}
	}
	t.Rows, t.Notes = firstRows(t.Rows, b.Top)
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}, Finding: educationFinding(due, int64(a.Len()))}
}

// firstRows are those that a table has room for, and a note of the others.
func firstRows(rows [][]string, top int) (kept [][]string, notes []string) {
	kept = rows[:min(block.OrDefault(top, len(rows)), len(rows))]
	if left := len(rows) - len(kept); left > 0 {
		notes = []string{"Left out: " + wording.Plural(int64(left), "rows") + " that come after these."}
	}
	return kept, notes
}

func dayOr(a block.Answer, column string, row int) string {
	if a.Null(column)[row] {
		return "–"
	}
	return wording.Day(a.Date(column)[row])
}

func educationFinding(due, all int64) *report.Finding {
	if due == 0 {
		return &report.Finding{Headline: "No education is due", Tone: report.Good,
			Text: "Every kind of error that called for education has been taught and audited again."}
	}
	return &report.Finding{Headline: "Education to do: " + wording.Plural(due, "items"), Tone: report.Watch,
		Text: wording.Sentence("of %s, each a kind of error and a coder, %s for a session or for the audit after it", wording.Plural(all, "items"), waits(due))}
}

func waits(n int64) string {
	if n == 1 {
		return "1 waits"
	}
	return wording.Count(n) + " wait"
}

// beforeAfter is a table of educated coders, each against themselves, and the change of all
// together (EDU-02). Of fewer than 30 records the interval alone is shown (SMP-07).
func beforeAfter(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Coder", "Educated"),
		block.Numeric("Before (95% CI)", "Records", "After (95% CI)", "Records", "Change (95% CI)")...)}
	before, after := sides(a, "before"), sides(a, "after")
	coders := make([]compare.BeforeAfter, a.Len())
	for i, name := range a.Text("coder_id") {
		coders[i] = compare.BeforeAfter{Before: before[i], After: after[i]}
		was, is := metric.ClusterRatio(before[i]), metric.ClusterRatio(after[i])
		t.Rows = append(t.Rows, []string{name, wording.Day(a.Date("educated_on")[i]), block.OfUnit(was), wording.Count(before[i].Charts),
			block.OfUnit(is), wording.Count(after[i].Charts), points(compare.ClusterChange(before[i], after[i]))})
	}
	all := compare.CoderChange(coders)
	t.Notes = []string{"Change: percentage points of after less before, each coder against themselves. What else changed on that day is in it too."}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	made := block.Made{Block: report.Block{Table: t}}
	if all.Defined() && all.Level > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("All coders together: %s.", points(all)))
		made.Finding = changeFinding(all)
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
func points(est metric.Estimate) string {
	switch {
	case !est.Defined():
		return "no data"
	case est.Level == 0:
		return "too few"
	}
	between := signed(est.Lo) + " to " + signed(est.Hi)
	if block.Few(est) && est.Unit == "1" {
		return "(" + between + ")"
	}
	return signed(est.Value) + " (" + between + ")"
}

func signed(v float64) string {
	text := wording.Fixed(100*v, 1)
	if v > 0 && text != "0.0" {
		return "+" + text
	}
	return text
}

// changeFinding speaks of a change only where its interval leaves out 0.
func changeFinding(all metric.Estimate) *report.Finding {
	text := fmt.Sprintf("accuracy of the educated coders changed by %s percentage points (95%% CI %s to %s), from %s",
		signed(all.Value), signed(all.Lo), signed(all.Hi), wording.Plural(all.N, "coders"))
	switch {
	case all.Lo > 0:
		return &report.Finding{Headline: "Accuracy rose after education", Text: wording.Sentence("%s", text), Tone: report.Good}
	case all.Hi < 0:
		return &report.Finding{Headline: "Accuracy fell after education", Text: wording.Sentence("%s", text), Tone: report.Watch}
	}
	return &report.Finding{Headline: "No change after education is shown", Text: wording.Sentence("%s; the interval holds 0", text)}
}
