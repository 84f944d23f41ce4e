// Package measure shows measures that a specification names, of one population, by group and by
// month, whatever their topic.
package measure

import (
	"strings"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// measures is a table of several measures of one population, each with its numerator,
// denominator, interval and method: "accuracy" alone is not a number.
func measures(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made { return Of(e, a, b, 0) }

// Of is the table of one row of an answer.
func Of(e *block.Edition, a block.Answer, b report.BlockSpec, row int) block.Made {
	table := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Measure"}, {Title: "Value", Numeric: true}, {Title: "95% CI", Numeric: true},
		{Title: "Of", Numeric: true}, {Title: "Records", Numeric: true}, {Title: "Method"},
	}}
	warned := map[string]bool{}
	keys, estimates := map[string]*report.KeyFigure{}, map[string]metric.Estimate{}
	judged := false
	for _, m := range b.Measures {
		est := a.Estimates(m.Metric)[row]
		judged = judged || est.Defined() || a.Withheld[row]
		of := fraction(e, a, m.Metric, row)
		table.Rows = append(table.Rows, []string{m.Label, e.Value(est), e.Interval(est), of, recordsOf(e, est), methodOf(e, est)})
		estimates[m.Metric] = est
		keys[m.Metric] = &report.KeyFigure{Value: e.Value(est), Interval: e.CI(est), Basis: basis(e, a, m, row), Tone: block.Against(est, b.Target)}
		for _, w := range est.Warnings {
			if !warned[w] {
				warned[w] = true
				table.Notes = append(table.Notes, e.Sentence("%s", e.Reason(w)))
			}
		}
	}
	table.Notes = append(shortened(e, table), table.Notes...)
	if b.Caption != "" {
		table.Notes = append(table.Notes, b.Caption)
	}
	if !judged {
		return block.Made{Empty: true, Absent: block.NotLoaded, Keys: keys}
	}
	main := a.Estimates(b.Metric)[row]
	estimates[""] = main
	return block.Made{
		Block: report.Block{Table: table}, Finding: measureFinding(e, main, labelOf(b), b.Target),
		Key: keys[b.Metric], Keys: keys, Estimates: estimates,
	}
}

// longMethod is how many letters of a method fit into its column on one line.
const longMethod = 24

// shortened leaves of each long method, the last column, its first words and a letter, and
// gives the notes that say it in full.
func shortened(e *block.Edition, t *report.Table) (notes []string) {
	letters := map[string]string{}
	last := len(t.Columns) - 1
	for _, row := range t.Rows {
		method := row[last]
		if len(method) <= longMethod {
			continue
		}
		if letters[method] == "" {
			letters[method] = string(rune('a' + len(letters)))
			notes = append(notes, e.Say("(%s) %s.", letters[method], wording.Capital(method)))
		}
		brief, _, _ := strings.Cut(method, " (")
		row[last] = brief + " (" + letters[method] + ")"
	}
	return notes
}

func recordsOf(e *block.Edition, est metric.Estimate) string {
	if !est.Defined() {
		return ""
	}
	return e.Count(est.N)
}

// methodOf names how an estimate was made, if it was.
func methodOf(e *block.Edition, est metric.Estimate) string {
	if !est.Defined() {
		return ""
	}
	return e.Reason(est.Method)
}

// fraction writes what a share is made of.
func fraction(e *block.Edition, a block.Answer, name string, row int) string {
	if a.Withheld[row] {
		return e.Hidden()
	}
	m, _ := a.Query.Metric(name)
	return e.OutOf(a.Number(m.Args[0])[row], a.Number(m.Args[1])[row])
}

// basis is what a tile is based on: the parts of its share, with what they count.
func basis(e *block.Edition, a block.Answer, m report.MeasureSpec, row int) string {
	of := fraction(e, a, m.Metric, row)
	switch {
	case a.Withheld[row]:
		return "" // the value says so
	case of == e.OutOf(0, 0):
		return of
	}
	return e.Say("%s %s", of, nounOf(e, a, m, row))
}

// nounOf is what a share is of, in the number of its whole: "1 of 1 code".
func nounOf(e *block.Edition, a block.Answer, m report.MeasureSpec, row int) string {
	metric, _ := a.Query.Metric(m.Metric)
	return e.Noun(a.Number(metric.Args[1])[row], m.Noun)
}

func labelOf(b report.BlockSpec) string {
	for _, m := range b.Measures {
		if m.Metric == b.Metric {
			return m.Label
		}
	}
	return b.Metric
}

func measureFinding(e *block.Edition, est metric.Estimate, label string, target float64) *report.Finding {
	if !est.Defined() {
		return nil
	}
	label = block.Unnumbered(label)
	f := &report.Finding{
		Headline: e.Say("%s is %s", label, e.Value(est)), Tone: block.Against(est, target),
		Text: e.Sentence("%s is %s, from %s", label, e.WithInterval(est), e.Plural(est.N, "records")),
	}
	if v := e.Verdict(est, target); v != "" {
		f.Headline = e.Say("%s is %s, %s", label, e.Value(est), v)
	}
	return f
}
