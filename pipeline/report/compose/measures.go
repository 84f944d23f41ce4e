package compose

import (
	"fmt"
	"math"
	"strings"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// measures is a table of several measures of one population, each with its numerator,
// denominator, interval and method: "accuracy" alone is not a number.
func measures(_ *Edition, a answered, b report.BlockSpec) made { return measuresOf(a, b, 0) }

// measuresOf is the table of one row of an answer.
func measuresOf(a answered, b report.BlockSpec, row int) made {
	table := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Measure"}, {Title: "Value", Numeric: true}, {Title: "95% CI", Numeric: true},
		{Title: "Of", Numeric: true}, {Title: "Records", Numeric: true}, {Title: "Method"},
	}}
	warned := map[string]bool{}
	keys := map[string]*report.KeyFigure{}
	judged := false
	for _, m := range b.Measures {
		est := a.estimates(m.Metric)[row]
		judged = judged || est.Defined() || a.withheld[row]
		of := fraction(a, m.Metric, row)
		table.Rows = append(table.Rows, []string{m.Label, value(est), interval(est), of, recordsOf(est), methodOf(est)})
		keys[m.Metric] = &report.KeyFigure{Value: value(est), Interval: ci(est), Basis: of + " " + m.Noun, Tone: against(est, b.Target)}
		for _, w := range est.Warnings {
			if !warned[w] {
				warned[w] = true
				table.Notes = append(table.Notes, capital(w)+".")
			}
		}
	}
	table.Notes = append(shortened(table), table.Notes...)
	if b.Caption != "" {
		table.Notes = append(table.Notes, b.Caption)
	}
	if !judged {
		return made{block: notJudged(b), keys: keys}
	}
	main := a.estimates(b.Metric)[row]
	return made{
		block: report.Block{Table: table}, finding: measureFinding(main, labelOf(b), b.Target),
		key: keys[b.Metric], keys: keys,
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
	return count(est.N)
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
func fraction(a answered, name string, row int) string {
	if a.withheld[row] {
		return withheldText
	}
	m, _ := a.Query.Metric(name)
	var parts []string
	for _, arg := range m.Args[:2] {
		v := a.Number(arg)[row]
		decimals := 1
		if v == math.Trunc(v) {
			decimals = 0
		}
		parts = append(parts, fixed(v, decimals))
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

// against judges a share by its interval, never by its value alone.
func against(est metric.Estimate, target float64) report.Tone {
	switch {
	case target == 0 || !est.Defined() || est.Level == 0:
		return report.Neutral
	case est.Hi < target:
		return report.Act
	case est.Lo >= target:
		return report.Good
	default:
		return report.Watch
	}
}

// verdict says in words what against says as a tone.
func verdict(est metric.Estimate, target float64) string {
	switch against(est, target) {
	case report.Act:
		return "below the target of " + percent(target)
	case report.Good:
		return "on or above the target of " + percent(target)
	case report.Watch:
		return "not distinguishable from the target of " + percent(target)
	default:
		return ""
	}
}

func measureFinding(est metric.Estimate, label string, target float64) *report.Finding {
	if !est.Defined() {
		return nil
	}
	text := fmt.Sprintf("%s is %s, from %s", label, withInterval(est), plural(est.N, "records"))
	if v := verdict(est, target); v != "" {
		text += ": " + v
	}
	return &report.Finding{Headline: label + " is " + value(est), Text: sentence("%s", text), Tone: against(est, target)}
}

func ci(est metric.Estimate) string {
	if i := interval(est); i != "" {
		return confidence + i
	}
	return ""
}
