// Package quality shows what edits found in the data, and whether what was sent has arrived.
package quality

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// stateRun is the state of an edit that judged records.
const stateRun = "run"

// edits is a table of what became of the records of every edit that was tried: passed,
// failed, bypassed, not applicable and not judged stand apart and are never added up.
func edits(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Edit", "Finds", "Action"),
		block.Numeric("Passed", "Failed", "Bypassed", "Not applicable", "Not judged", "Rate of failures")...)}
	ids, titles, actions, states := a.Text("edit"), a.Text("title"), a.Text("action"), a.Text("state")
	est := a.Estimates(b.Metric)
	counts := [][]int64{a.Int("passed"), a.Int("failed"), a.Int("bypassed"), a.Int("not_applicable"), a.Int("errors")}
	for i := range ids {
		if states[i] != stateRun {
			continue
		}
		row := []string{ids[i], titles[i], actions[i]}
		for _, n := range counts {
			row = append(row, a.Grouped(i, n[i]))
		}
		t.Rows = append(t.Rows, append(row, wording.SmallRange(est[i])))
	}
	t.Notes = []string{
		"Rate: failed of passed and failed, with its 95% interval. Not judged: something that the edit needs was not there, which is neither a pass nor a failure.",
		"Findings of action review are for a person to look at and no errors. A code that fails two edits counts in both.",
	}
	if a.AnyWithheld() {
		t.Notes = append(t.Notes, "Withheld: small counts of an edit that tells of patients.")
	}
	if len(t.Rows) == 0 {
		return block.Made{Empty: true}
	}
	return block.Made{Block: report.Block{Table: t}}
}

// editRates are bars of the rates of the edits that found something, the highest first.
// Dark are errors; an edit is above its limit where its whole interval is.
func editRates(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	ids, titles, actions, failed := a.Text("edit"), a.Text("title"), a.Text("action"), a.Int("failed")
	est := a.Estimates(b.Metric)
	var order []int
	tried := 0
	for i := range ids {
		if est[i].Defined() {
			tried++
		}
		if failed[i] > 0 && !a.Withheld[i] && est[i].Defined() {
			order = append(order, i)
		}
	}
	switch {
	case tried == 0:
		return block.Made{Empty: true}
	case len(order) == 0 && a.AnyWithheld():
		return block.Made{Empty: true}
	case len(order) == 0:
		return nothingFails(b, tried)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(est[j].Value, est[i].Value) })
	finding := editFinding(a, order, est)
	var items []across.Bar
	var rows [][]string
	for _, i := range order {
		items = append(items, across.Bar{Code: ids[i], Label: titles[i], Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi,
			Text: wording.PercentSmall(est[i]), Right: wording.Count(failed[i]), Accent: actions[i] == "error"})
		rows = append(rows, append([]string{ids[i], titles[i], actions[i], fmt.Sprint(failed[i])}, block.EstimateCells(est[i])...))
	}
	words := e.Words(a, b, finding.Headline, "Failed records of those that passed or failed; whiskers: 95% intervals. Dark: errors; light: warnings and flags for review.", "Horizontal bars with intervals.")
	fig := across.Bars{Words: words, Unit: chart.Percent, CodeHead: "Edit", LabelHead: "Finds", ValueHead: "Rate of failures", RightHead: "Failed", Items: items}
	columns := append(append(block.Textual("edit", "title", "action"), block.Numeric("failed")...), block.EstimateColumns()...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding}
}

// nothingFails stands for the rates of edits where none is above zero.
func nothingFails(b report.BlockSpec, tried int) block.Made {
	text := wording.Sentence("%s that could judge anything found no fault", unitsOf(tried, "edit"))
	return block.Made{
		Block:   report.Block{Table: &report.Table{ID: b.ID, Title: b.Title, Columns: block.Textual("Edits"), Rows: [][]string{{text}}}},
		Finding: &report.Finding{Headline: "No edit that could judge anything fails", Text: text, Tone: report.Good},
	}
}

// editFinding names the edits above their limits, or the error that fails most often.
func editFinding(a block.Answer, order []int, est []metric.Estimate) *report.Finding {
	ids, titles, actions, limits, unset := a.Text("edit"), a.Text("title"), a.Text("action"), a.Real("limit_share"), a.Null("limit_share")
	var above []string
	first := -1
	for _, i := range order {
		if !unset[i] && est[i].Lo > limits[i] {
			above = append(above, fmt.Sprintf("%s (%s, limit %s)", ids[i], wording.WithInterval(est[i]), wording.Percent(limits[i])))
		}
		if first < 0 && actions[i] == "error" {
			first = i
		}
	}
	switch {
	case len(above) > 0:
		return &report.Finding{
			Headline: wording.Capital(unitsOf(len(above), "edit")) + " above the limit of the site",
			Text:     wording.Sentence("the whole interval lies above the limit for %s", wording.List(above)), Tone: report.Act,
		}
	case first < 0:
		return &report.Finding{Headline: "No edit of action error fails", Text: wording.Sentence("what the edits found is for review or a warning"), Tone: report.Good}
	}
	failed, judged := a.Int("failed")[first], a.Int("judged")[first]
	return &report.Finding{
		Headline: titles[first] + ": " + wording.PercentSmall(est[first]) + " fail",
		Text: wording.Sentence("of the errors, %s fails most often: %s of %s (%s, %s)", ids[first], wording.Count(failed), wording.Count(judged),
			wording.PercentSmall(est[first]), wording.Confidence+wording.IntervalSmall(est[first])),
		Tone: report.Watch,
	}
}

// unjudged is a table of the edits that judged nothing, by reason: what was not judged has
// not passed.
func unjudged(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	ids, titles, states, reasons := a.Text("edit"), a.Text("title"), a.Text("state"), a.Text("reason")
	var order []string
	of := map[string][]string{}
	missing := 0
	for i, state := range states {
		why := "There is no record that it applies to"
		switch state {
		case stateRun:
			continue
		case "off":
			why = "Switched off by the site: " + reasons[i]
		case "not_run":
			why = wording.Capital(reasons[i])
			missing++
		}
		if of[why] == nil {
			order = append(order, why)
		}
		of[why] = append(of[why], ids[i]+" "+titles[i])
	}
	if len(order) == 0 {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: block.Textual("Why", "Edits")}
	for _, why := range order {
		t.Rows = append(t.Rows, []string{why, strings.Join(of[why], "; ")})
	}
	if missing == 0 {
		return block.Made{Block: report.Block{Table: t}}
	}
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: fmt.Sprintf("%s of %d edits could not be run", wording.Spelled(missing), len(ids)),
		Text:     wording.Sentence("%d of %d edits judged no record, because what they need is not loaded or not in force on the dates of the records; nothing is said about those faults", missing, len(ids)),
	}}
}

// editChanges is a table of findings since the check before.
func editChanges(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Edit", "Finds", "Action"),
		block.Numeric("New", "Persisting", "Resolved", "No longer judged")...)}
	ids, titles, actions := a.Text("edit"), a.Text("title"), a.Text("action")
	counts := [][]int64{a.Int("new"), a.Int("persisting"), a.Int("resolved"), a.Int("not_judged")}
	var sums [4]int64
	for i := range ids {
		row, any := []string{ids[i], titles[i], actions[i]}, false
		for k, n := range counts {
			row = append(row, a.Grouped(i, n[i]))
			any = any || n[i] > 0
			if !a.Withheld[i] {
				sums[k] += n[i]
			}
		}
		if any {
			t.Rows = append(t.Rows, row)
		}
	}
	if len(t.Rows) == 0 {
		t.Rows = [][]string{{"None", "", "", "", "", "", ""}}
	}
	t.Notes = []string{"Since the check before the last one. Resolved: the place no longer fails, because the record was corrected or is gone."}
	figure := func(n int64, basis string) *report.KeyFigure {
		return &report.KeyFigure{Value: wording.Count(n), Basis: basis}
	}
	keys := map[string]*report.KeyFigure{
		"open":     figure(sums[0]+sums[1], fmt.Sprintf("%s of them new", wording.Count(sums[0]))),
		"resolved": figure(sums[2], fmt.Sprintf("%s persist", wording.Count(sums[1]))),
	}
	return block.Made{Block: report.Block{Table: t}, Keys: keys, Finding: &report.Finding{
		Headline: fmt.Sprintf("%s new and %s resolved findings", wording.Count(sums[0]), wording.Count(sums[2])),
		Text:     wording.Sentence("of the findings that may be shown, %s are new since the check before, %s persist and %s are resolved", wording.Count(sums[0]), wording.Count(sums[1]), wording.Count(sums[2])),
	}}
}
