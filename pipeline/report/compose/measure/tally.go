package measure

import (
	"fmt"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// tally is a table with a row a group, its cases and a column a measure, in the order of
// the answer. Beyond the first so many, groups are counted and left out.
func tally(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	names := leadingTexts(a.Query)
	t := &report.Table{ID: b.ID, Title: b.Title}
	for i, name := range names {
		t.Columns = append(t.Columns, report.Column{Title: headOf(name, b.Noun, i)})
	}
	t.Columns = append(t.Columns, report.Column{Title: "Cases", Numeric: true})
	order := a.Shown()
	top := min(block.OrDefault(b.Top, len(order)), len(order))
	cases := a.Int("cases")
	for _, i := range order[:top] {
		var row []string
		for _, name := range names {
			row = append(row, a.Text(name)[i])
		}
		t.Rows = append(t.Rows, append(row, wording.Count(cases[i])))
	}
	for _, m := range b.Measures {
		t.Columns = append(t.Columns, report.Column{Title: m.Label, Numeric: true})
		est := a.Estimates(m.Metric)
		for at, i := range order[:top] {
			t.Rows[at] = append(t.Rows[at], visibleRange(est[i]))
		}
	}
	t.Notes = []string{"In brackets: 95% intervals."}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, "Left out: "+wording.Plural(int64(left), "rows")+" with fewer cases.")
	}
	if a.AnyWithheld() {
		t.Notes = append(t.Notes, "Rows of so few cases that they must not be shown are left out too.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	if top == 0 {
		return block.Made{Block: block.AllWithheld(b)}
	}
	return block.Made{Block: report.Block{Table: t}}
}

// visibleRange leaves out an interval that is narrower than the digits shown.
func visibleRange(est metric.Estimate) string {
	if est.Level > 0 && wording.InUnit(est.Lo, est.Unit) == wording.InUnit(est.Hi, est.Unit) {
		return wording.Value(est)
	}
	return wording.WithRange(est)
}

// leadingTexts are the columns that name a row: the texts before the first number.
func leadingTexts(q *query.Query) []string {
	var names []string
	for _, c := range q.Columns {
		if c.Type != query.Text {
			break
		}
		names = append(names, c.Name)
	}
	return names
}

// headOf is the head of a column that names rows: the first is what a row is.
func headOf(column, noun string, at int) string {
	if at == 0 {
		return wording.Capital(noun)
	}
	return strings.ReplaceAll(wording.Capital(strings.ReplaceAll(column, "_", " ")), "Drg", "DRG")
}

// ratios are bars of observed over expected, a bar a group with the most cases first.
// Dark are those whose interval does not hold 1.
func ratios(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	order := a.Shown()
	top := min(block.OrDefault(b.Top, block.DefaultTop), len(order))
	if top == 0 {
		return block.Made{Block: block.AllWithheld(b)}
	}
	name := block.FirstOf(a.Query, query.Text)
	est, names, cases := a.Estimates(b.Metric), a.Text(name), a.Int("cases")
	var items []across.Bar
	var rows [][]string
	var above, below []string
	for _, i := range order[:top] {
		apart := est[i].Level > 0 && (est[i].Lo > 1 || est[i].Hi < 1)
		switch {
		case apart && est[i].Lo > 1:
			above = append(above, names[i])
		case apart:
			below = append(below, names[i])
		}
		items = append(items, across.Bar{Label: names[i], Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: wording.Count(cases[i]), Accent: apart})
		rows = append(rows, append([]string{names[i], fmt.Sprint(cases[i])}, block.EstimateCells(est[i])...))
	}
	finding := ratioFinding(above, below, top, b)
	words := e.Words(a, b, finding.Headline, fmt.Sprintf("%s; 100%% is as expected; whiskers: 95%% intervals. Dark: the interval does not hold 100%%.", b.Title),
		"Horizontal bars with intervals.")
	fig := across.Bars{Words: words, Unit: chart.Percent, LabelHead: wording.Capital(b.Noun), ValueHead: b.Title, RightHead: "Cases", Items: items}
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, append(append(block.Textual(name), block.Numeric("cases")...), block.EstimateColumns()...), rows)), Finding: finding}
}

func ratioFinding(above, below []string, top int, b report.BlockSpec) *report.Finding {
	if len(above)+len(below) == 0 {
		return &report.Finding{
			Headline: "No " + b.Noun + " stand apart from what is expected",
			Text:     wording.Sentence("%s: the intervals of all %d %s with the most cases hold 100%%", b.Title, top, b.Noun),
		}
	}
	tone := report.Neutral
	if len(above) > 0 {
		tone = report.Watch
	}
	return &report.Finding{
		Headline: fmt.Sprintf("%s of %d %s lie above what is expected, %s below", wording.Spelled(len(above)), top, b.Noun, strings.ToLower(wording.Spelled(len(below)))),
		Text: wording.Sentence("%s: of the %d %s with the most cases, the intervals of %d lie above 100%% and those of %d below; one in twenty would lie apart by chance",
			b.Title, top, b.Noun, len(above), len(below)),
		Tone: tone,
	}
}
