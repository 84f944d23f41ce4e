package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// errorTypes is a Pareto chart of what auditors found: findings sum to the whole.
func errorTypes(e *Edition, a answered, b report.BlockSpec) made {
	codes, meanings, n := a.Text("error_type"), a.Text("meaning"), a.Int("findings")
	theirs, overturned := a.Bool("coder_attributable"), a.Int("overturned")
	var total, coders, lost int64
	var items []chart.ParetoItem
	var rows [][]string
	for _, i := range falling(n) {
		lost += overturned[i]
		if n[i] == 0 {
			continue
		}
		total += n[i]
		who := "no"
		if theirs[i] {
			coders += n[i]
			who = "yes"
		}
		items = append(items, chart.ParetoItem{Code: codes[i], Label: capital(meanings[i]), Value: float64(n[i])})
		rows = append(rows, []string{codes[i], meanings[i], who, fmt.Sprint(n[i])})
	}
	if total == 0 {
		return made{empty: true}
	}
	first := strings.ToLower(items[0].Label)
	finding := &report.Finding{
		Headline: capital(first) + " is the most frequent finding",
		Text: sentence("of %s findings that stand, %s are of the type %s; %s lie with the coder, and %s more were overturned on rebuttal and count nowhere",
			count(total), percent(items[0].Value/float64(total)), first, percent(float64(coders)/float64(total)), count(lost)),
	}
	words := e.words(a, b, finding.Headline, fmt.Sprintf("%s findings of %s random reviews that stand after rebuttal, by type. Line: cumulative share.", count(total), count(a.Int("reviewed")[0])), "Pareto chart.")
	fig := chart.Pareto{Words: words, Unit: chart.Count, CodeHead: "Type", LabelHead: "Error", ValueHead: "Findings", Items: items, Total: float64(total)}
	return made{block: figure(b, fig, twin(b, finding.Headline, append(textual("type", "meaning", "coder_attributable"), numeric("findings")...), rows)), finding: finding}
}

// falling gives the places of values from the largest to the smallest.
func falling(n []int64) []int {
	order := make([]int, len(n))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(n[j], n[i]) })
	return order
}

// percentSmall writes small shares with two decimals.
func percentSmall(est metric.Estimate) string {
	if !est.Defined() {
		return value(est)
	}
	return fixed(100*est.Value, 2) + "%"
}

func intervalSmall(est metric.Estimate) string {
	if !est.Defined() || est.Level == 0 {
		return ""
	}
	return fixed(100*est.Lo, 2) + "–" + fixed(100*est.Hi, 2) + "%"
}
