package compose

import (
	"fmt"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// defaultTop is how many diagnoses a ranking shows.
const defaultTop = 12

// ranking is a list of the most frequent diagnoses as bars with intervals. It names a
// leader only where the intervals allow it (RTE-07).
//
// Diagnoses that are withheld are left out and counted: among them even the order would
// tell their size.
func ranking(e *Edition, a answered, b report.BlockSpec) made {
	order := a.shown()
	top := min(orDefault(b.Top, defaultTop), len(order))
	if top == 0 {
		return made{block: allWithheld(b), finding: nothingFrequent}
	}
	est, codes, titles := a.estimates(b.Metric), a.Text("code"), a.Text("title")
	n, total := a.Int("encounters"), a.Int("discharges")[0]
	system := systemOf(e, a, b)
	r := ranked{est: pick(est, order), codes: pick(codes, order), titles: pick(titles, order), system: system, noun: b.Noun}
	leaders := tiedLeaders(r.est[:top])
	items := make([]chart.Bar, top)
	rows := make([][]string, top)
	for at, i := range order[:top] {
		items[at] = chart.Bar{
			Code: dotted(codes[i], system), Label: orUntitled(titles[i]), Accent: at < leaders && leaders < top,
			Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: count(n[i]),
		}
		rows[at] = append([]string{dotted(codes[i], system), titles[i], fmt.Sprint(n[i])}, estimateCells(est[i])...)
	}
	finding := r.finding(leaders, top)
	words := e.words(a, b, finding.Headline,
		fmt.Sprintf("Number per 1,000 coded %s, n = %s; whiskers: 95%% Wilson intervals.", b.Noun, count(total)),
		"Horizontal bars with intervals.")
	fig := chart.Bars{Words: words, Unit: chart.Plain, CodeHead: "Code", LabelHead: "Diagnosis",
		ValueHead: "Per 1,000 " + b.Noun, RightHead: capital(b.Noun), Items: items}
	data := twin(b, finding.Headline, append(append(textual("code", "title"), numeric(b.Noun)...), estimateColumns()...), rows)
	return made{
		block:   figure(b, fig, data),
		finding: finding,
		key:     &report.KeyFigure{Value: count(total), Basis: "coded " + b.Noun + ", " + span(e.From, e.To)},
	}
}

// nothingFrequent is what a ranking says whose every count is withheld.
var nothingFrequent = &report.Finding{
	Headline: "No diagnosis is frequent enough to show",
	Text:     "Every count is so small that it is withheld.",
}

// allWithheld stands for a figure of which nothing may be shown.
func allWithheld(b report.BlockSpec) report.Block {
	return report.Block{Table: &report.Table{ID: b.ID, Title: capital(titleOf(b)), Columns: textual("Diagnosis"),
		Rows: [][]string{{"Every count is withheld: each is smaller than may be shown."}}}}
}

func pick[T any](from []T, order []int) []T {
	out := make([]T, len(order))
	for at, i := range order {
		out[at] = from[i]
	}
	return out
}

// tiedLeaders is how many of the first share the lead: those whose interval reaches
// that of the first.
func tiedLeaders(est []metric.Estimate) int {
	n := 1
	for n < len(est) && est[n].Defined() && est[0].Defined() && est[n].Hi >= est[0].Lo {
		n++
	}
	return n
}

// ranked are the diagnoses that may be shown, the most frequent first.
type ranked struct {
	est           []metric.Estimate
	codes, titles []string
	system, noun  string
}

func (r ranked) name(i int) string {
	return short(orUntitled(r.titles[i])) + " (" + dotted(r.codes[i], r.system) + ")"
}

func (r ranked) finding(leaders, top int) *report.Finding {
	switch {
	case leaders == 1:
		text := fmt.Sprintf("%s stands on %s of 1,000 %s (%s)", r.name(0), value(r.est[0]), r.noun, ci(r.est[0]))
		if top > 1 {
			text += fmt.Sprintf("; the next is %s with %s", r.name(1), value(r.est[1]))
		}
		return &report.Finding{Headline: capital(r.name(0)) + " is the most frequent", Text: sentence("%s", text)}
	case leaders == top:
		return &report.Finding{
			Headline: "No diagnosis stands out from the others",
			Text:     sentence("the intervals of the first %d overlap: none can be called the most frequent", top),
		}
	}
	names := make([]string, min(leaders, 3))
	for i := range names {
		names[i] = r.name(i)
	}
	if leaders > 3 {
		names = append(names, fmt.Sprintf("%d more", leaders-3))
	}
	return &report.Finding{
		Headline: fmt.Sprintf("%s diagnoses share the lead", spelled(leaders)),
		Text: sentence("%s lead, the first with %s of 1,000 %s (%s); their intervals overlap, so their order is not certain",
			list(names), value(r.est[0]), r.noun, ci(r.est[0])),
	}
}

// pareto shows how few categories make up most of a basis that sums to the whole.
func pareto(e *Edition, a answered, b report.BlockSpec) made {
	// A withheld category goes into the rest: beside a total, one bar that is missing
	// could be worked out.
	top := leadingShown(a, min(orDefault(b.Top, defaultTop), a.Len()))
	if top == 0 {
		return made{empty: true}
	}
	codes, titles, n := a.Text("code"), a.Text("title"), a.Int("encounters")
	total := a.Int("discharges")[0]
	items := make([]chart.ParetoItem, top)
	rows := make([][]string, 0, top+1)
	rest, cumulative, few := total, int64(0), 0
	for i := range items {
		items[i] = chart.ParetoItem{Code: codes[i], Label: orUntitled(titles[i]), Value: float64(n[i])}
		rest -= n[i]
		cumulative += n[i]
		if few == 0 && 2*cumulative >= total {
			few = i + 1
		}
		rows = append(rows, []string{codes[i], titles[i], fmt.Sprint(n[i]), share(n[i], total), share(cumulative, total)})
	}
	other := chart.ParetoItem{Value: float64(rest)}
	if rest > 0 {
		other.Label = fmt.Sprintf("All other categories (%d)", a.Len()-top)
		rows = append(rows, []string{"", other.Label, fmt.Sprint(rest), share(rest, total), "1"})
	}
	finding := paretoFinding(few, top, cumulative, total, b.Noun)
	words := e.words(a, b, finding.Headline, fmt.Sprintf("Principal diagnoses by three-character category; each of %s %s counts once. Line: cumulative share.", count(total), b.Noun),
		"Pareto chart.")
	fig := chart.Pareto{Words: words, Unit: chart.Count, CodeHead: "Category", LabelHead: "Diagnosis", ValueHead: capital(b.Noun),
		Items: items, Other: other, Total: float64(total)}
	data := twin(b, finding.Headline, append(textual("category", "title"), numeric(b.Noun, "share", "cumulative_share")...), rows)
	return made{block: figure(b, fig, data), finding: finding}
}

func paretoFinding(few, top int, cumulative, total int64, noun string) *report.Finding {
	if few == 0 {
		return &report.Finding{
			Headline: fmt.Sprintf("The first %d categories hold %s of %s", top, percent(float64(cumulative)/float64(total)), noun),
			Text:     sentence("the %d most frequent categories stand for %s of %s %s", top, percent(float64(cumulative)/float64(total)), count(total), noun),
		}
	}
	return &report.Finding{
		Headline: halfOf(few, noun),
		Text:     sentence("%d three-character categories hold half of %s %s; the first %d hold %s", few, count(total), noun, top, percent(float64(cumulative)/float64(total))),
	}
}

// halfOf is the headline of how few make up half.
func halfOf(few int, noun string) string {
	if few == 1 {
		return "One category makes up half of all " + noun
	}
	return spelled(few) + " categories make up half of all " + noun
}

// leadingShown is how many of the first rows come before one that is withheld.
func leadingShown(a answered, top int) int {
	for i := range top {
		if a.withheld[i] {
			return i
		}
	}
	return top
}

func share(k, n int64) string { return number(float64(k) / float64(n)) }

// systemOf is the code system that a block asked for.
func systemOf(e *Edition, a answered, b report.BlockSpec) string {
	for _, given := range []string{e.Parameters["code_system"], b.Parameters["code_system"]} {
		if given != "" {
			return given
		}
	}
	p, _ := a.Query.Param("code_system")
	return p.Default
}

func orDefault(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

func orUntitled(title string) string {
	if title == "" {
		return "title not loaded"
	}
	return title
}

// short cuts a title at the first comma or bracket beyond 24 letters, for sentences.
func short(title string) string {
	if len(title) <= 44 {
		return title
	}
	if i := strings.IndexAny(title[24:], ",(["); i >= 0 {
		return strings.TrimSpace(title[:24+i])
	}
	return title
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
