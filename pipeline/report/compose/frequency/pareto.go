package frequency

import (
	"fmt"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// pareto shows how few categories make up most of a basis that sums to the whole.
func pareto(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	// A withheld category goes into the rest: beside a total, one bar that is missing
	// could be worked out.
	top := leadingShown(a, min(block.OrDefault(b.Top, block.DefaultTop), a.Len()))
	if top == 0 {
		return block.Made{Empty: true}
	}
	codes, titles, n := a.Text("code"), a.Text("title"), a.Int("encounters")
	total := a.Int("discharges")[0]
	items := make([]across.ParetoItem, top)
	rows := make([][]string, 0, top+1)
	rest, cumulative, few := total, int64(0), 0
	for i := range items {
		items[i] = across.ParetoItem{Code: codes[i], Label: OrUntitled(e, titles[i]), Value: float64(n[i])}
		rest -= n[i]
		cumulative += n[i]
		if few == 0 && 2*cumulative >= total {
			few = i + 1
		}
		rows = append(rows, []string{codes[i], titles[i], fmt.Sprint(n[i]), share(n[i], total), share(cumulative, total)})
	}
	other := across.ParetoItem{Value: float64(rest)}
	if rest > 0 {
		other.Label = e.Say("All other categories (%d)", a.Len()-top)
		rows = append(rows, []string{"", other.Label, fmt.Sprint(rest), share(rest, total), "1"})
	}
	finding := paretoFinding(e, few, top, cumulative, total, b.Noun)
	words := e.Words(a, b, finding.Headline, e.Say("Principal diagnoses by three-character category; each of %s counts once. Line: cumulative share.", e.Plural(total, b.Noun)),
		e.Text("Pareto chart."))
	fig := across.Pareto{Words: words, Unit: chart.Count, CodeHead: e.Text("Category"), LabelHead: e.Text("Diagnosis"), ValueHead: wording.Capital(b.Noun),
		Items: items, Other: other, Total: float64(total)}
	data := block.Twin(b, finding.Headline, append(block.Textual("category", "title"), block.Numeric(b.Noun, "share", "cumulative_share")...), rows)
	return block.Made{Block: block.Figure(b, fig, data), Finding: finding}
}

func paretoFinding(e *block.Edition, few, top int, cumulative, total int64, noun string) *report.Finding {
	if few == 0 {
		return &report.Finding{
			Headline: e.Say("The first %d categories hold %s of %s", top, e.Percent(float64(cumulative)/float64(total)), noun),
			Text:     e.Sentence("the %d most frequent categories stand for %s of %s", top, e.Percent(float64(cumulative)/float64(total)), e.Plural(total, noun)),
		}
	}
	return &report.Finding{
		Headline: halfOf(e, few, noun),
		Text:     e.Sentence("%d three-character {category holds|categories hold} half of %s; the first %d hold %s", few, e.Plural(total, noun), top, e.Percent(float64(cumulative)/float64(total))),
	}
}

// halfOf is the headline of how few make up half.
func halfOf(e *block.Edition, few int, noun string) string {
	if few == 1 {
		return e.Say("One category makes up half of all %s", noun)
	}
	return e.Say("%s categories make up half of all %s", e.Spelled(few), noun)
}

// leadingShown is how many of the first rows come before one that is withheld.
func leadingShown(a block.Answer, top int) int {
	for i := range top {
		if a.Withheld[i] {
			return i
		}
	}
	return top
}

func share(k, n int64) string { return block.Number(float64(k) / float64(n)) }
