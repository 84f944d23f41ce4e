package accuracy

import (
	"fmt"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// errorTypes is a Pareto chart of what auditors found: findings sum to the whole.
func errorTypes(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	codes, meanings, n := a.Text("error_type"), a.Text("meaning"), a.Int("findings")
	theirs, overturned := a.Bool("coder_attributable"), a.Int("overturned")
	var total, coders, lost int64
	var items []across.ParetoItem
	var rows [][]string
	for _, i := range block.Falling(n) {
		lost += overturned[i]
		if n[i] == 0 {
			continue
		}
		total += n[i]
		who := e.Text("no")
		if theirs[i] {
			coders += n[i]
			who = e.Text("yes")
		}
		items = append(items, across.ParetoItem{Code: codes[i], Label: wording.Capital(e.Text(meanings[i])), Value: float64(n[i])})
		rows = append(rows, []string{codes[i], e.Text(meanings[i]), who, fmt.Sprint(n[i])})
	}
	if total == 0 {
		return block.Made{Empty: true}
	}
	first := strings.ToLower(items[0].Label)
	finding := &report.Finding{
		Headline: leadingTypes(e, items),
		Text: e.Sentence("of %s {finding that stands|findings that stand}, %s are of the type %s; %s lie with the coder, and %s more {was|were} overturned on rebuttal and {counts|count} nowhere",
			e.Count(total), e.Percent(items[0].Value/float64(total)), first, e.Percent(float64(coders)/float64(total)), e.Count(lost)),
	}
	words := e.Words(a, b, finding.Headline, e.Say("%s {finding|findings} of %s random {review|reviews} that {[1]stands|stand} after rebuttal, by type. Line: cumulative share.", e.Count(total), e.Count(a.Int("reviewed")[0])), e.Text("Pareto chart."))
	fig := across.Pareto{Words: words, Unit: chart.Count, CodeHead: e.Text("Type"), LabelHead: e.Text("Error"), ValueHead: e.Text("Findings"), Items: items, Total: float64(total)}
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, append(block.Textual("type", "meaning", "coder_attributable"), block.Numeric("findings")...), rows)), Finding: finding}
}

// leadingTypes names the type of error with the most findings, with those that have no fewer but
// by chance: of the findings of both together the first must have more than half, by exact limits
// that all types share (Bonferroni).
func leadingTypes(e *block.Edition, items []across.ParetoItem) string {
	names := []string{strings.ToLower(items[0].Label)}
	first, each := int64(items[0].Value), (1-metric.Level)/2/float64(max(1, len(items)-1))
	for _, item := range items[1:] {
		if lo, _ := metric.ExactBounds(first, first+int64(item.Value), each); lo > 0.5 {
			break
		}
		names = append(names, strings.ToLower(item.Label))
	}
	switch {
	case len(names) == 1:
		return e.Say("%s is the most frequent finding", wording.Capital(names[0]))
	case len(names) > 3:
		return e.Say("%s types of error share the lead", e.Spelled(len(names)))
	}
	return e.Say("%s are the most frequent findings", wording.Capital(e.List(names)))
}
