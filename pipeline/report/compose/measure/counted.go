package measure

import (
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// counted is a table of shares of all rows that there are, such as how many records have a value: a row a
// group, with what a share is made of beside it. These are facts of the store, of which nothing was drawn
// and nothing is inferred (the variance of a sample that is the whole is 0, CI-04), so that they have no
// interval.
func counted(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	order := a.Shown()
	if len(order) == 0 {
		return block.Made{Block: e.AllWithheld(b)}
	}
	names := leadingTexts(a.Query)
	t := &report.Table{ID: b.ID, Title: b.Title}
	for i, name := range names {
		t.Columns = append(t.Columns, report.Column{Title: headOf(e, name, b.Noun, i)})
	}
	t.Columns[0].Grouped = repeats(a.Text(names[0]), len(names))
	for _, m := range b.Measures {
		t.Columns = append(t.Columns, report.Column{Title: wording.Capital(m.Noun), Numeric: true}, report.Column{Title: m.Label, Numeric: true})
	}
	for _, i := range order {
		var row []string
		for _, name := range names {
			row = append(row, wordOf(e, name, a.Text(name)[i]))
		}
		for _, m := range b.Measures {
			row = append(row, fraction(e, a, m.Metric, i), shareCounted(e, a, m.Metric, i))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{e.Text("Counted in all rows of the store: nothing is estimated, so that there is no interval.")}
	if a.AnyWithheld() {
		t.Notes = append(t.Notes, e.Text("Rows of so few cases that they must not be shown are left out too."))
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: t}}
}

// shareCounted writes a share with as many decimals as tell it from none and from all: 25,188 of 25,189
// are not 100.0%.
func shareCounted(e *block.Edition, a block.Answer, name string, row int) string {
	m, _ := a.Query.Metric(name)
	part, whole := a.Number(m.Args[0])[row], a.Number(m.Args[1])[row]
	if whole == 0 {
		return e.Text("no data")
	}
	for decimals := 1; ; decimals++ {
		shown := e.Fixed(100*part/whole, decimals)
		if part == 0 || part == whole || decimals == mostDecimals || shown != e.Fixed(0, decimals) && shown != e.Fixed(100, decimals) {
			return shown + "%"
		}
	}
}

// mostDecimals tell one of a hundred million from none.
const mostDecimals = 6

// unfit says why shares cannot be counted of what a query answers.
func unfit(q *query.Query, b report.BlockSpec) string {
	for _, name := range b.MetricNames() {
		if m, ok := q.Metric(name); ok && m.Estimator != "proportion" {
			return "shares are counted of a metric that is a share of two counts"
		}
	}
	return ""
}
