// Package frequency shows which diagnoses are coded how often, and on what they are counted.
package frequency

import (
	"fmt"
	"slices"
	"strings"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/across"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// ranking is a list of the most frequent diagnoses, or groups of them, as bars with
// intervals. It names a leader only where the intervals allow it, and prints a rank, or the
// ranks that are possible, for each (RTE-07). What is in no group, and what may not be
// principal, stands below the others (GRP-06).
//
// Diagnoses that are withheld are left out and counted: among them even the order would
// tell their size.
func ranking(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	names := a.Text(block.FirstOf(a.Query, query.Text))
	if slices.Equal(names, []string{SchemeNotLoaded}) {
		return NotLoaded()
	}
	order, below := ordinary(names, a.Shown())
	top := min(block.OrDefault(b.Top, block.DefaultTop), len(order))
	switch {
	case top == 0 && b.Optional:
		return block.Made{Empty: true}
	case top == 0:
		return block.Made{Block: e.AllWithheld(b), Finding: nothingFrequent(e)}
	}
	r := rankedOf(e, a, b, order)
	leaders := r.leaders(order[:top])
	finding := r.finding(e, leaders, top)
	fig := across.Bars{Unit: chart.Plain, CodeHead: e.Text(codeHead(r.thing)), LabelHead: e.Text(labelHead(r.thing)),
		ValueHead: e.Say("Per 1,000 %s", b.Noun), RightHead: wording.Capital(b.Noun)}
	if !ranksTell(a) {
		fig.RightHead = e.Say("%s (rank)", wording.Capital(b.Noun))
	}
	var all [][]string
	for at, i := range order {
		item, row := rankedBar(e, a, b, i, r.places[i])
		if item.Accent = at < leaders && leads(leaders, top); at < top {
			fig.Items = append(fig.Items, item)
		}
		all = append(all, row)
	}
	rows, beyond := e.FirstOf(top, &b, all)
	rows = slices.Clip(rows)
	for _, i := range below {
		item, row := rankedBar(e, a, b, i, r.places[i])
		fig.Items, rows = append(fig.Items, item), append(rows, row)
	}
	total := a.Int("discharges")[0]
	fig.Words = e.Words(a, b, finding.Headline,
		e.Say("%sNumber per 1,000 coded %s, n = %s; whiskers: 95%% Wilson intervals.", schemeOf(e, a), b.Noun, e.Count(total)),
		e.Text("Horizontal bars with intervals."))
	columns := append(append(block.Textual(block.FirstOf(a.Query, query.Text), "title"), block.Numeric(b.Noun)...), block.EstimateColumns()...)
	if !ranksTell(a) {
		columns = append(columns, block.Numeric("best_rank", "worst_rank")...)
	}
	data := block.Twin(b, finding.Headline, columns, rows)
	data.Beyond = beyond
	return block.Made{
		Block:   block.Figure(b, fig, data),
		Finding: finding,
		Key:     &report.KeyFigure{Value: e.Count(total), Basis: e.Say("coded %s", b.Noun)},
	}
}

// ranksTell reports whether ranks would tell of what is withheld: the ranks that are possible for
// a group count those whose intervals reach it, so that row by row they tell how many withheld
// groups have at least so many cases (SUP-06).
func ranksTell(a block.Answer) bool { return a.Leaves && a.AnyWithheld() }

// codeHead heads the column of codes by what is ranked.
func codeHead(thing string) string {
	if thing == diagnosis {
		return "Code"
	}
	return "Group"
}

// labelHead heads the column of titles by what is ranked.
func labelHead(thing string) string {
	if thing == externalCause {
		return "External cause"
	}
	return "Diagnosis"
}

// rankedBar is a row of a ranking and of its data.
func rankedBar(e *block.Edition, a block.Answer, b report.BlockSpec, row int, places compare.Places) (across.Bar, []string) {
	name, title := Named(e, a, row)
	est, n := a.Estimates(b.Metric)[row], a.Int("encounters")[row]
	bar := across.Bar{Code: name, Label: OrUntitled(e, title), Value: est.Value, Lo: est.Lo, Hi: est.Hi, Right: e.Count(n)}
	var ranks []string
	if !ranksTell(a) {
		ranks = []string{"", ""}
	}
	if places.Best > 0 {
		bar.Right += " (" + rankText(places) + ")"
		ranks = []string{fmt.Sprint(places.Best), fmt.Sprint(places.Worst)}
	}
	return bar, append(append([]string{name, title, fmt.Sprint(n)}, e.EstimateCells(est)...), ranks...)
}

// Named is a row's code or group and its title, as people read them.
func Named(e *block.Edition, a block.Answer, row int) (name, title string) {
	column := block.FirstOf(a.Query, query.Text)
	name, title = a.Text(column)[row], a.Text("title")[row]
	switch {
	case Special[name] != "":
		return "–", e.Text(Special[name])
	case column == "code":
		name = wording.Dotted(name, a.Given("code_system"))
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

// rankedOf finds the places of all that was counted, or of what is shown where those would tell more.
func rankedOf(e *block.Edition, a block.Answer, b report.BlockSpec, order []int) ranked {
	r := ranked{thing: thingOf(a), noun: b.Noun, listed: strings.HasSuffix(a.Query.Name, "any_listed"), places: make([]compare.Places, a.Len()), possible: make([]compare.Places, a.Len())}
	est := a.Estimates(b.Metric)
	for _, i := range order {
		name, title := Named(e, a, i)
		r.est, r.codes, r.titles = append(r.est, est[i]), append(r.codes, name), append(r.titles, title)
	}
	var counts []int64
	compared := order
	if !ranksTell(a) {
		compared, _ = ordinary(a.Text(block.FirstOf(a.Query, query.Text)), block.EveryRow(a))
	}
	for _, i := range compared {
		counts = append(counts, a.Int("encounters")[i])
	}
	places, ok := compare.RankShares(counts, a.Int("discharges")[0])
	for at, i := range compared {
		if ok {
			r.possible[i] = places[at]
		}
	}
	if !ranksTell(a) {
		r.places = r.possible
	}
	return r
}

// nothingFrequent is what a ranking says whose every count is withheld.
func nothingFrequent(e *block.Edition) *report.Finding {
	return &report.Finding{
		Headline: e.Text("No diagnosis is frequent enough to show"),
		Text:     e.Text("Every count is so small that it is withheld."),
	}
}

// leaders is how many of the rows that are shown share the lead: those whose possible ranks hold
// the first (RTE-07), or else those whose interval reaches that of the first.
func (r ranked) leaders(shown []int) int {
	if r.possible[shown[0]].Best == 0 {
		return block.Leaders(r.est[:len(shown)])
	}
	n := 1
	for n < len(shown) && r.possible[shown[n]].Best == 1 {
		n++
	}
	return n
}

// ranked are the diagnoses or groups that may be shown, the most frequent first, and the
// ranks of every row.
type ranked struct {
	est           []metric.Estimate
	codes, titles []string
	places        []compare.Places // that are printed, by row of the answer; zero where there is none
	possible      []compare.Places // that decide who leads: where ranks would tell of what is withheld, among what is shown
	thing, noun   string           // "diagnosis", or what the scheme calls its groups; "discharges"
	listed        bool             // each record counts with all its diagnoses, and not with the principal one alone
}

// mostLeaders are as many as a reader takes for a group that leads.
const mostLeaders = 6

// leads reports whether so many of those shown are a group that leads.
func leads(leaders, top int) bool { return leaders < top && leaders <= mostLeaders }

// name is a title with its code, or the code alone where no title is loaded.
func (r ranked) name(i int) string {
	if r.titles[i] == "" {
		return r.codes[i]
	}
	return Short(r.titles[i]) + " (" + r.codes[i] + ")"
}

func (r ranked) finding(e *block.Edition, leaders, top int) *report.Finding {
	switch {
	case leaders == 1:
		return r.led(e, top)
	case !leads(leaders, top):
		return &report.Finding{
			Headline: e.Say("No %s stands out from the others", e.Text(r.thing)),
			Text:     e.Sentence("chance may have set the order of the first %d: none can be called the most frequent", leaders),
		}
	}
	names := make([]string, min(leaders, 3))
	for i := range names {
		names[i] = r.name(i)
	}
	if leaders > 3 {
		names = append(names, e.Say("%d more", leaders-3))
	}
	headline := e.Say("%s %s share the lead", e.Spelled(leaders), e.Several(r.thing))
	if r.listed {
		headline = e.Say("%s %s share the lead of all that are listed", e.Spelled(leaders), e.Several(r.thing))
	}
	return &report.Finding{
		Headline: headline,
		Text: e.Sentence("%s lead, the first with %s of 1,000 %s (%s); chance may have set their order",
			e.List(names), e.Value(r.est[0]), r.noun, e.CI(r.est[0])),
	}
}

// led says who leads alone, and who comes next.
func (r ranked) led(e *block.Edition, top int) *report.Finding {
	text := e.Sentence("%s of 1,000 %s (%s) have %s", e.Value(r.est[0]), r.noun, e.CI(r.est[0]), r.name(0))
	if top > 1 {
		text = e.Sentence("%s of 1,000 %s (%s) have %s; the next is %s with %s",
			e.Value(r.est[0]), r.noun, e.CI(r.est[0]), r.name(0), r.name(1), e.Value(r.est[1]))
	}
	if r.thing == diagnosis {
		return &report.Finding{Headline: e.Say("%s is the most frequent", wording.Capital(r.name(0))), Text: text}
	}
	return &report.Finding{Headline: e.Say("%s is the most frequent %s", wording.Capital(r.name(0)), e.Text(r.thing)), Text: text}
}

// OrUntitled is the title of a code, or says that none is loaded.
func OrUntitled(e *block.Edition, title string) string {
	if title == "" {
		return e.Text("title not loaded")
	}
	return title
}

// Short cuts a title at the first comma or bracket beyond 24 letters, for sentences.
func Short(title string) string {
	if len(title) <= 44 {
		return title
	}
	if i := strings.IndexAny(title[24:], ",(["); i >= 0 {
		return strings.TrimSpace(title[:24+i])
	}
	return title
}
