package compose

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// defaultTop is how many diagnoses a ranking shows.
const defaultTop = 12

// ranking is a list of the most frequent diagnoses, or groups of them, as bars with
// intervals. It names a leader only where the intervals allow it, and prints a rank, or the
// ranks that are possible, for each (RTE-07). What is in no group, and what may not be
// principal, stands below the others (GRP-06).
//
// Diagnoses that are withheld are left out and counted: among them even the order would
// tell their size.
func ranking(e *Edition, a answered, b report.BlockSpec) made {
	names := a.Text(firstOf(a.Query, query.Text))
	if slices.Equal(names, []string{schemeNotLoaded}) {
		return made{block: notLoaded(a, b)}
	}
	order, below := ordinary(names, a.shown())
	top := min(orDefault(b.Top, defaultTop), len(order))
	if top == 0 {
		return made{block: allWithheld(b), finding: nothingFrequent}
	}
	r := rankedOf(a, b, order)
	leaders := tiedLeaders(r.est[:top])
	finding := r.finding(leaders, top)
	fig := chart.Bars{Unit: chart.Plain, CodeHead: codeHead(r.thing), LabelHead: "Diagnosis",
		ValueHead: "Per 1,000 " + b.Noun, RightHead: capital(b.Noun) + " (rank)"}
	var rows [][]string
	for _, i := range append(order[:top:top], below...) {
		item, row := rankedBar(a, b, i, r.places[i])
		item.Accent = len(rows) < leaders && leaders < top
		fig.Items, rows = append(fig.Items, item), append(rows, row)
	}
	total := a.Int("discharges")[0]
	fig.Words = e.words(a, b, finding.Headline,
		fmt.Sprintf("%sNumber per 1,000 coded %s, n = %s; whiskers: 95%% Wilson intervals.", schemeOf(a), b.Noun, count(total)),
		"Horizontal bars with intervals.")
	columns := append(append(textual(firstOf(a.Query, query.Text), "title"), numeric(b.Noun)...), append(estimateColumns(), numeric("best_rank", "worst_rank")...)...)
	return made{
		block:   figure(b, fig, twin(b, finding.Headline, columns, rows)),
		finding: finding,
		key:     &report.KeyFigure{Value: count(total), Basis: "coded " + b.Noun + ", " + span(e.From, e.To)},
	}
}

// codeHead heads the column of codes by what is ranked.
func codeHead(thing string) string {
	if thing == "diagnosis" {
		return "Code"
	}
	return "Group"
}

// rankedBar is a row of a ranking and of its data.
func rankedBar(a answered, b report.BlockSpec, row int, places compare.Places) (chart.Bar, []string) {
	name, title := named(a, row)
	est, n := a.estimates(b.Metric)[row], a.Int("encounters")[row]
	bar := chart.Bar{Code: name, Label: orUntitled(title), Value: est.Value, Lo: est.Lo, Hi: est.Hi, Right: count(n)}
	ranks := []string{"", ""}
	if places.Best > 0 {
		bar.Right += " (" + rankText(places) + ")"
		ranks = []string{fmt.Sprint(places.Best), fmt.Sprint(places.Worst)}
	}
	return bar, append(append([]string{name, title, fmt.Sprint(n)}, estimateCells(est)...), ranks...)
}

// named is a row's code or group and its title, as people read them.
func named(a answered, row int) (name, title string) {
	column := firstOf(a.Query, query.Text)
	name, title = a.Text(column)[row], a.Text("title")[row]
	switch {
	case special[name] != "":
		return "–", special[name]
	case column == "code":
		name = dotted(name, a.given("code_system"))
	}
	return name, title
}

// rankText is a rank, or the ranks that the intervals leave possible.
func rankText(p compare.Places) string {
	if p.Sure() {
		return fmt.Sprint(p.Best)
	}
	return fmt.Sprintf("%d–%d", p.Best, p.Worst)
}

// ranked are the places of all that was counted, and the rows that may be shown.
func rankedOf(a answered, b report.BlockSpec, order []int) ranked {
	r := ranked{thing: thingOf(a), noun: b.Noun, places: make([]compare.Places, a.Len())}
	est := a.estimates(b.Metric)
	for _, i := range order {
		name, title := named(a, i)
		r.est, r.codes, r.titles = append(r.est, est[i]), append(r.codes, name), append(r.titles, title)
	}
	var counts []int64
	everything, _ := ordinary(a.Text(firstOf(a.Query, query.Text)), everyRow(a))
	for _, i := range everything {
		counts = append(counts, a.Int("encounters")[i])
	}
	places, ok := compare.RankShares(counts, a.Int("discharges")[0])
	for at, i := range everything {
		if ok {
			r.places[i] = places[at]
		}
	}
	return r
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

// tiedLeaders is how many of the first share the lead: those whose interval reaches
// that of the first.
func tiedLeaders(est []metric.Estimate) int {
	n := 1
	for n < len(est) && est[n].Defined() && est[0].Defined() && est[n].Hi >= est[0].Lo {
		n++
	}
	return n
}

// ranked are the diagnoses or groups that may be shown, the most frequent first, and the
// ranks of every row.
type ranked struct {
	est           []metric.Estimate
	codes, titles []string
	places        []compare.Places // by row of the answer; zero where there is none
	thing, noun   string           // "diagnosis", or what the scheme calls its groups; "discharges"
}

func (r ranked) name(i int) string { return short(orUntitled(r.titles[i])) + " (" + r.codes[i] + ")" }

// things are several of what is ranked.
func (r ranked) things() string {
	switch {
	case r.thing == "diagnosis":
		return "diagnoses"
	case strings.HasSuffix(r.thing, "y"):
		return strings.TrimSuffix(r.thing, "y") + "ies"
	}
	return r.thing + "s"
}

// among is what a leader leads, where that is no single diagnosis.
func (r ranked) among() string {
	if r.thing == "diagnosis" {
		return ""
	}
	return " " + r.thing
}

func (r ranked) finding(leaders, top int) *report.Finding {
	switch {
	case leaders == 1:
		text := fmt.Sprintf("%s stands on %s of 1,000 %s (%s)", r.name(0), value(r.est[0]), r.noun, ci(r.est[0]))
		if top > 1 {
			text += fmt.Sprintf("; the next is %s with %s", r.name(1), value(r.est[1]))
		}
		return &report.Finding{Headline: capital(r.name(0)) + " is the most frequent" + r.among(), Text: sentence("%s", text)}
	case leaders == top:
		return &report.Finding{
			Headline: "No " + r.thing + " stands out from the others",
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
		Headline: fmt.Sprintf("%s %s share the lead", spelled(leaders), r.things()),
		Text: sentence("%s lead, the first with %s of 1,000 %s (%s); their intervals overlap, so their order is not certain",
			list(names), value(r.est[0]), r.noun, ci(r.est[0])),
	}
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
