package compose

import (
	"fmt"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// measures is a table of several measures of one population, each with its numerator,
// denominator, interval and method: "accuracy" alone is not a number.
func measures(e *Edition, a answered, b report.BlockSpec) made {
	table := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{
		{Title: "Measure"}, {Title: "Value", Numeric: true}, {Title: "95% CI", Numeric: true},
		{Title: "Of", Numeric: true}, {Title: "Records", Numeric: true}, {Title: "Method"},
	}}
	warned := map[string]bool{}
	keys := map[string]*report.KeyFigure{}
	judged := false
	for _, m := range b.Measures {
		est := a.estimates(m.Metric)[0]
		judged = judged || est.Defined() || a.withheld[0]
		table.Rows = append(table.Rows, []string{m.Label, value(est), interval(est), fraction(a, m.Metric, 0), recordsOf(est), methodOf(est)})
		keys[m.Metric] = &report.KeyFigure{Value: value(est), Interval: ci(est), Basis: fraction(a, m.Metric, 0) + " " + m.Noun, Tone: against(est, b.Target)}
		for _, w := range est.Warnings {
			if !warned[w] {
				warned[w] = true
				table.Notes = append(table.Notes, capital(w)+".")
			}
		}
	}
	if b.Caption != "" {
		table.Notes = append(table.Notes, b.Caption)
	}
	if !judged {
		return made{block: notJudged(b), keys: keys}
	}
	main := a.estimates(b.Metric)[0]
	return made{
		block: report.Block{Table: table}, finding: measureFinding(main, labelOf(b), b.Target),
		key: keys[b.Metric], keys: keys,
	}
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

// fraction writes what a share is made of: "3,012 of 3,214".
func fraction(a answered, name string, row int) string {
	m, _ := a.Query.Metric(name)
	x, n := a.Int(m.Args[0])[row], a.Int(m.Args[1])[row]
	if a.withheld[row] {
		return withheldText
	}
	return count(x) + " of " + count(n)
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
