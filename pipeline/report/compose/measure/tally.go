package measure

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// tally is a table with a row a group, its cases and a column a measure, in the order of
// the answer. Beyond the first so many, groups are counted and left out.
func tally(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	names := leadingTexts(a.Query)
	t := &report.Table{ID: b.ID, Title: b.Title}
	for i, name := range names {
		t.Columns = append(t.Columns, report.Column{Title: headOf(e, name, b.Noun, i)})
	}
	t.Columns[0].Grouped = repeats(a.Text(names[0]), len(names))
	t.Columns = append(t.Columns, report.Column{Title: casesHead(b), Numeric: true})
	order := a.Shown()
	top := min(block.OrDefault(b.Top, len(order)), len(order))
	cases := a.Int("cases")
	for _, i := range order[:top] {
		var row []string
		for _, name := range names {
			row = append(row, wordOf(e, name, a.Text(name)[i]))
		}
		t.Rows = append(t.Rows, append(row, e.Count(cases[i])))
	}
	for _, m := range b.Measures {
		t.Columns = append(t.Columns, report.Column{Title: m.Label, Numeric: true})
		est := a.Estimates(m.Metric)
		for at, i := range order[:top] {
			t.Rows[at] = append(t.Rows[at], e.WithRange(est[i]))
		}
	}
	t.Notes = []string{e.Text("In brackets: 95% intervals.")}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, e.Say("Left out: %s with fewer cases.", e.Plural(int64(left), "rows")))
	}
	if a.AnyWithheld() {
		t.Notes = append(t.Notes, e.Text("Rows of so few cases that they must not be shown are left out too."))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	switch {
	case top == 0:
		return block.Made{Block: e.AllWithheld(b)}
	case !slices.ContainsFunc(order, func(i int) bool { return cases[i] > 0 }):
		return block.Made{Finding: &report.Finding{Headline: e.Say("%s: none", b.Title), Text: e.Text("None was counted in the period and population of the report."), Tone: report.Good}}
	}
	return block.Made{Block: report.Block{Table: t}}
}

// repeats reports whether the first of several columns that name rows says the same name row after
// row, so that it is printed once for them.
func repeats(names []string, columns int) bool {
	return columns > 1 && len(slices.Compact(slices.Clone(names))) < len(names)
}

// casesHead heads the column of cases by what a case is.
func casesHead(b report.BlockSpec) string {
	if len(b.Measures) == 0 || b.Measures[0].Noun == "" {
		return "Cases"
	}
	return wording.Capital(b.Measures[0].Noun)
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

// wordOf says a word of an answer; names of tables and columns, and official titles of families of DRGs,
// stay as they are, also where a word of the program is spelled alike.
func wordOf(e *block.Edition, column, word string) string {
	switch {
	case strings.HasSuffix(column, "_name"):
		return word
	case column == "family":
		return wording.Unshouted(word)
	}
	return e.Text(wording.Unshouted(word))
}

// headOf is the head of a column that names rows: the first is what a row is.
func headOf(e *block.Edition, column, noun string, at int) string {
	if at == 0 {
		return wording.Capital(noun)
	}
	return e.Text(strings.ReplaceAll(wording.Capital(strings.ReplaceAll(column, "_", " ")), "Drg", "DRG"))
}

// ratios are bars of observed over expected, a bar a group with the most cases first.
// Dark are those whose interval does not hold 1.
func ratios(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	order := a.Shown()
	top := min(block.OrDefault(b.Top, block.DefaultTop), len(order))
	if top == 0 {
		return block.Made{Block: e.AllWithheld(b)}
	}
	name := block.FirstOf(a.Query, query.Text)
	est, names, cases := a.Estimates(b.Metric), a.Text(name), a.Int("cases")
	title := func(i int) string { return wording.Unshouted(names[i]) }
	var items []across.Bar
	var all [][]string
	var above, below []string
	for at, i := range order {
		apart := est[i].Level > 0 && (est[i].Lo > 1 || est[i].Hi < 1)
		all = append(all, append([]string{names[i], title(i), fmt.Sprint(cases[i])}, e.EstimateCells(est[i])...))
		if at >= top {
			continue
		}
		switch {
		case apart && est[i].Lo > 1:
			above = append(above, names[i])
		case apart:
			below = append(below, names[i])
		}
		items = append(items, across.Bar{Label: title(i), Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: e.Count(cases[i]), Accent: apart})
	}
	rows, beyond := e.FirstOf(top, &b, all)
	finding := ratioFinding(e, above, below, top, b)
	words := e.Words(a, b, finding.Headline, e.Say("%s; 100%% is as expected; whiskers: 95%% intervals. Bold: the interval does not hold 100%%.", b.Title),
		e.Text("Horizontal bars with intervals."))
	fig := across.Bars{Words: words, Unit: chart.Percent, LabelHead: wording.Capital(b.Noun), ValueHead: b.Title, RightHead: e.Text("Discharges"), Items: items}
	data := block.Twin(b, finding.Headline, append(append(block.Textual(name, "title"), block.Numeric("cases")...), block.EstimateColumns()...), rows)
	data.Beyond = beyond
	return block.Made{Block: block.Figure(b, fig, data), Finding: finding}
}

func ratioFinding(e *block.Edition, above, below []string, top int, b report.BlockSpec) *report.Finding {
	if len(above)+len(below) == 0 {
		return &report.Finding{
			Headline: e.Say("No %s stand apart from what is expected", b.Noun),
			Text:     e.Sentence("%s: the intervals of all %d %s with the most cases hold 100%%", b.Title, top, b.Noun),
		}
	}
	tone, headline := report.Neutral, e.Say("%s of %d %s {[1]lies|lie} above what is expected, %s below", e.Spelled(len(above)), top, b.Noun, strings.ToLower(e.Spelled(len(below))))
	switch {
	case compare.Misses(len(above)+len(below), top) > 1-metric.Level:
		headline = e.Say("No more %s stand apart than chance would have it", b.Noun)
	case len(above) > 0:
		tone = report.Watch
	}
	return &report.Finding{
		Headline: headline,
		Text: e.Sentence("%s: of the %d %s with the most cases, the intervals of %d lie above 100%% and those of %d below; one in twenty would lie apart by chance",
			b.Title, top, b.Noun, len(above), len(below)),
		Tone: tone,
	}
}
