// Package quality shows what edits found in the data, and whether what was sent has arrived.
package quality

import (
	"cmp"
	"fmt"
	"slices"

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
func edits(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Edit", "Finds", "Action"),
		block.Numeric("Passed", "Failed", "Bypassed", "Not applicable", "Not judged", "Rate of failures")...)}
	ids, titles, actions, states := a.Text("edit"), a.Text("title"), a.Text("action"), a.Text("state")
	est := a.Estimates(b.Metric)
	counts := [][]int64{a.Int("passed"), a.Int("failed"), a.Int("bypassed"), a.Int("not_applicable"), a.Int("errors")}
	for i := range ids {
		if states[i] != stateRun {
			continue
		}
		row := []string{ids[i], e.Text(titles[i]), e.Text(actions[i])}
		for _, n := range counts {
			row = append(row, a.Grouped(i, n[i]))
		}
		t.Rows = append(t.Rows, append(row, e.SmallRange(est[i])))
	}
	t.Notes = []string{
		e.Text("Rate: failed of passed and failed, with its 95% interval. Not judged: something that the edit needs was not there, which is neither a pass nor a failure."),
		e.Text("Findings of action review are for a person to look at and no errors. A code that fails two edits counts in both."),
	}
	e.DropZeros(t, "Bypassed", "Not applicable", "Not judged")
	if a.AnyWithheld() {
		t.Notes = append(t.Notes, e.Text("Withheld: small counts of an edit that tells of patients."))
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
		return nothingFails(e, b, tried)
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(est[j].Value, est[i].Value) })
	finding := editFinding(e, a, order, est)
	var items []across.Bar
	var rows [][]string
	for _, i := range order {
		items = append(items, across.Bar{Code: ids[i], Label: e.Text(titles[i]), Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi,
			Text: e.PercentSmall(est[i]), Right: e.Count(failed[i]), Accent: actions[i] == "error"})
		rows = append(rows, append([]string{ids[i], e.Text(titles[i]), e.Text(actions[i]), fmt.Sprint(failed[i])}, e.EstimateCells(est[i])...))
	}
	words := e.Words(a, b, finding.Headline, e.Text("Failed records of those that passed or failed; whiskers: 95% intervals. Bold: errors; the others: warnings and flags for review."), e.Text("Horizontal bars with intervals."))
	fig := across.Bars{Words: words, Unit: chart.Percent, CodeHead: e.Text("Edit"), LabelHead: e.Text("Finds"), ValueHead: e.Text("Rate of failures"), RightHead: e.Text("Failed"), Items: items}
	columns := append(append(block.Textual("edit", "title", "action"), block.Numeric("failed")...), block.EstimateColumns()...)
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding}
}

// nothingFails stands for the rates of edits where none is above zero.
func nothingFails(e *block.Edition, b report.BlockSpec, tried int) block.Made {
	text := e.Sentence("%s that could judge anything found no fault", unitsOf(e, tried, "edit"))
	return block.Made{
		Block:   report.Block{Table: &report.Table{ID: b.ID, Title: b.Title, Columns: block.Textual("Edits"), Rows: [][]string{{text}}}},
		Finding: &report.Finding{Headline: e.Text("No edit that could judge anything fails"), Text: text, Tone: report.Good},
	}
}

// editFinding names the edits above their limits, or the error that fails most often.
func editFinding(e *block.Edition, a block.Answer, order []int, est []metric.Estimate) *report.Finding {
	ids, titles, actions, limits, unset := a.Text("edit"), a.Text("title"), a.Text("action"), a.Real("limit_share"), a.Null("limit_share")
	var above []string
	first := -1
	for _, i := range order {
		if !unset[i] && est[i].Lo > limits[i] {
			above = append(above, e.Say("%s (%s, limit %s)", ids[i], e.WithInterval(est[i]), e.Percent(limits[i])))
		}
		if first < 0 && actions[i] == "error" {
			first = i
		}
	}
	switch {
	case len(above) > 0:
		return &report.Finding{
			Headline: e.Say("%s above the limit of the site", wording.Capital(unitsOf(e, len(above), "edit"))),
			Text:     e.Sentence("the whole interval lies above the limit for %s", e.List(above)), Tone: report.Act,
		}
	case first < 0:
		return &report.Finding{Headline: e.Text("No edit of action error fails"), Text: e.Sentence("what the edits found is for review or a warning"), Tone: report.Good}
	}
	failed, judged := a.Int("failed")[first], a.Int("judged")[first]
	return &report.Finding{
		Headline: e.Say("%s: %s fail", e.Text(titles[first]), e.PercentSmall(est[first])),
		Text: e.Sentence("of the errors, %s (%s) fails most often: %s of %s (%s, %s)", wording.LowerFirst(e.Text(titles[first])), ids[first], e.Count(failed), e.Count(judged),
			e.PercentSmall(est[first]), e.Confidence()+e.IntervalSmall(est[first])),
		Tone: report.Watch,
	}
}

// unjudged is a table of the edits that judged nothing, by reason: what was not judged has
// not passed.
func unjudged(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	ids, titles, states, reasons := a.Text("edit"), a.Text("title"), a.Text("state"), a.Text("reason")
	var order []string
	of := map[string][]int{}
	missing := 0
	for i, state := range states {
		why := e.Text("There is no record that it applies to")
		switch state {
		case stateRun:
			continue
		case "off":
			why = e.Say("Switched off by the site: %s", reasons[i])
		case "not_run":
			why = wording.Capital(e.Text(reasons[i]))
			missing++
		}
		if of[why] == nil {
			order = append(order, why)
		}
		of[why] = append(of[why], i)
	}
	if len(order) == 0 {
		return block.Made{Empty: true}
	}
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: block.Textual("Why", "Edit", "Finds")}
	t.Columns[0].Grouped = true
	for _, why := range order {
		for _, i := range of[why] {
			t.Rows = append(t.Rows, []string{why, ids[i], e.Text(titles[i])})
		}
	}
	if missing == 0 {
		return block.Made{Block: report.Block{Table: t}}
	}
	return block.Made{Block: report.Block{Table: t}, Finding: &report.Finding{
		Headline: e.Say("%s of %d {edit|edits} could not be run", e.Spelled(missing), len(ids)),
		Text:     e.Sentence("%d of %d {edit|edits} judged no record, because what {[1]it needs|they need} is not loaded or not in force on the dates of the records; nothing is said about those faults", missing, len(ids)),
	}}
}

// editChanges is a table of findings since the check before.
func editChanges(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	t := &report.Table{ID: b.ID, Title: b.Title, Columns: append(block.Textual("Edit", "Finds", "Action"),
		block.Numeric("New", "Persisting", "Resolved", "No longer judged")...)}
	ids, titles, actions := a.Text("edit"), a.Text("title"), a.Text("action")
	counts := [][]int64{a.Int("new"), a.Int("persisting"), a.Int("resolved"), a.Int("not_judged")}
	var sums [4]int64
	for i := range ids {
		row, any := []string{ids[i], e.Text(titles[i]), e.Text(actions[i])}, false
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
		t.Rows = [][]string{{e.Text("None"), "", "", "", "", "", ""}}
	}
	e.DropZeros(t, "Persisting", "Resolved", "No longer judged")
	t.Notes = append(t.Notes, e.Text("Since the check before the last one. Resolved: the place no longer fails, because the record was corrected or is gone."))
	figure := func(n int64, basis string) *report.KeyFigure {
		return &report.KeyFigure{Value: e.Count(n), Basis: basis}
	}
	keys := map[string]*report.KeyFigure{
		"open":     figure(sums[0]+sums[1], e.Say("%s of them new", e.Count(sums[0]))),
		"resolved": figure(sums[2], e.Say("%s {persists|persist}", e.Count(sums[1]))),
	}
	return block.Made{Block: report.Block{Table: t}, Keys: keys, Finding: changesFinding(e, sums)}
}

// changesFinding says how many findings are new and resolved, of sums of new, persisting,
// resolved and no longer judged.
func changesFinding(e *block.Edition, sums [4]int64) *report.Finding {
	if sums[0] > 0 && sums[1]+sums[2]+sums[3] == 0 {
		return &report.Finding{
			Headline: e.Say("%s new {finding|findings}, and none from before", e.Count(sums[0])),
			Text:     e.Sentence("the %s open {finding|findings} that may be shown {is|are all} new: the check before found none, or this is the first check", e.Count(sums[0])),
		}
	}
	return &report.Finding{
		Headline: e.Say("%s new and %s resolved {finding|findings}", e.Count(sums[0]), e.Count(sums[2])),
		Text:     e.Sentence("of the findings that may be shown, %s {is|are} new since the check before, %s {persists|persist} and %s {is|are} resolved", e.Count(sums[0]), e.Count(sums[1]), e.Count(sums[2])),
	}
}
