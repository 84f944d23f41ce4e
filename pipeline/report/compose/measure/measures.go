// Package measure shows measures that a specification names, of one population, by group and by
// month, whatever their topic.
package measure

import (
	"fmt"
	"math"
	"strings"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// measures is a table of several measures of one population, each with its numerator,
// denominator, interval and method: "accuracy" alone is not a number.
func measures(_ *block.Edition, a block.Answer, b report.BlockSpec) block.Made { return Of(a, b, 0) }

// Of is the table of one row of an answer.
func Of(a block.Answer, b report.BlockSpec, row int) block.Made {
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
		of := fraction(a, m.Metric, row)
		table.Rows = append(table.Rows, []string{m.Label, wording.Value(est), wording.Interval(est), of, recordsOf(est), methodOf(est)})
		estimates[m.Metric] = est
		keys[m.Metric] = &report.KeyFigure{Value: wording.Value(est), Interval: wording.CI(est), Basis: of + " " + m.Noun, Tone: block.Against(est, b.Target)}
		for _, w := range est.Warnings {
			if !warned[w] {
				warned[w] = true
				table.Notes = append(table.Notes, wording.Capital(w)+".")
			}
		}
	}
	table.Notes = append(shortened(table), table.Notes...)
	if b.Caption != "" {
		table.Notes = append(table.Notes, b.Caption)
	}
	if !judged {
		return block.Made{Block: block.NotJudged(b), Keys: keys}
	}
	main := a.Estimates(b.Metric)[row]
	estimates[""] = main
	return block.Made{
		Block: report.Block{Table: table}, Finding: measureFinding(main, labelOf(b), b.Target),
		Key: keys[b.Metric], Keys: keys, Estimates: estimates,
	}
}

// longMethod is how many letters of a method fit into its column on one line.
const longMethod = 24

// shortened leaves of each long method, the last column, a letter and its first words, and
// gives the notes that say it in full.
func shortened(t *report.Table) (notes []string) {
	letters := map[string]string{}
	last := len(t.Columns) - 1
	for _, row := range t.Rows {
		method := row[last]
		if len(method) <= longMethod {
			continue
		}
		if letters[method] == "" {
			letters[method] = string(rune('a' + len(letters)))
			notes = append(notes, "Method "+letters[method]+": "+method+".")
		}
		brief, _, _ := strings.Cut(method, " (")
		row[last] = letters[method] + ": " + brief
	}
	return notes
}

func recordsOf(est metric.Estimate) string {
	if !est.Defined() {
		return ""
	}
	return wording.Count(est.N)
}

// methodOf names how an estimate was made, if it was.
func methodOf(est metric.Estimate) string {
	if !est.Defined() {
		return ""
	}
	return est.Method
}

// fraction writes what a share is made of: "3,012 of 3,214". Sums of fractions have one
// decimal.
func fraction(a block.Answer, name string, row int) string {
	if a.Withheld[row] {
		return wording.Withheld
	}
	m, _ := a.Query.Metric(name)
	var parts []string
	for _, arg := range m.Args[:2] {
		v := a.Number(arg)[row]
		decimals := 1
		if v == math.Trunc(v) {
			decimals = 0
		}
		parts = append(parts, wording.Fixed(v, decimals))
	}
	return strings.Join(parts, " of ")
}

func labelOf(b report.BlockSpec) string {
	for _, m := range b.Measures {
		if m.Metric == b.Metric {
			return m.Label
		}
	}
	return b.Metric
}

func measureFinding(est metric.Estimate, label string, target float64) *report.Finding {
	if !est.Defined() {
		return nil
	}
	text := fmt.Sprintf("%s is %s, from %s", label, wording.WithInterval(est), wording.Plural(est.N, "records"))
	if v := block.Verdict(est, target); v != "" {
		text += ": " + v
	}
	return &report.Finding{Headline: label + " is " + wording.Value(est), Text: wording.Sentence("%s", text), Tone: block.Against(est, target)}
}
