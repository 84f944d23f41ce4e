package compose

import (
	"fmt"
	"math"
	"strings"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
)

// trend draws up to three measures by month as lines. The one that is judged has the band
// of its intervals: several bands would hide each other. Weights, GMLOS and lists of CCs
// change on 1 October, so that each one is marked.
func trend(e *Edition, a answered, b report.BlockSpec) made {
	months := a.Date("month")
	fig := chart.Series{Axis: b.Title, Breaks: e.fiscalYears(b)}
	columns, rows := textual("month"), make([][]string, len(months))
	for i, at := range months {
		rows[i] = []string{at.Format("2006-01")}
	}
	keys := map[string]*report.KeyFigure{}
	for _, m := range b.Measures {
		est := a.estimates(m.Metric)
		line := chart.Line{Name: m.Label}
		for i, at := range months {
			line.Points = append(line.Points, trendPoint(at, est[i], a.withheld[i], m.Metric == b.Metric))
			rows[i] = append(rows[i], estimateCells(est[i])...)
		}
		fig.Unit = unitOf(est[0])
		fig.Lines = append(fig.Lines, line)
		for _, c := range estimateColumns() {
			columns = append(columns, report.Column{Title: m.Metric + "_" + c.Title, Numeric: c.Numeric})
		}
		all := a.pooled(m.Metric, everyRow(a))
		keys[m.Metric] = &report.KeyFigure{Value: value(all), Interval: ci(all), Basis: recordsOf(all) + " " + b.Noun + ", " + span(e.From, e.To)}
	}
	if !a.pooled(b.Metric, everyRow(a)).Defined() {
		return made{block: notJudged(b), keys: keys}
	}
	finding := trendFinding(yearsOf(a, b.Metric), labelOf(b))
	fig.Words = e.words(a, b, finding.Headline, fmt.Sprintf("%s by month of discharge; band: 95%% intervals of the %s.", b.Title, lowerFirst(labelOf(b))), "Lines by month, one with an interval band.")
	return made{block: figure(b, fig, twin(b, finding.Headline, columns, rows)), finding: finding, key: keys[b.Metric], keys: keys}
}

// trendPoint is a point with or without its interval.
func trendPoint(at time.Time, est metric.Estimate, hidden, banded bool) chart.Point {
	p := point(at, est, hidden)
	if !banded {
		p.Lo, p.Hi = math.NaN(), math.NaN()
	}
	return p
}

// notJudged stands for a figure of a measure that no record allows, such as a rate of
// severities where families of DRGs are not loaded.
func notJudged(b report.BlockSpec) report.Block {
	return report.Block{Table: &report.Table{ID: b.ID, Title: b.Title, Columns: textual(capital(b.Noun)),
		Rows: [][]string{{"None can be judged: what this measure needs is not loaded."}}}}
}

// lowerFirst writes a label inside a sentence; abbreviations stay as they are.
func lowerFirst(s string) string {
	if len(s) < 2 || strings.ToUpper(s[:2]) == s[:2] {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// fiscalYears marks what the specification asks for, and else each 1 October inside the
// period.
func (e *Edition) fiscalYears(b report.BlockSpec) []chart.Event {
	if len(b.Events) > 0 {
		return events(b)
	}
	var marks []chart.Event
	for year := e.From.Year(); year <= e.To.Year(); year++ {
		at := time.Date(year, time.October, 1, 0, 0, 0, 0, time.UTC)
		if at.After(e.From) && at.Before(e.To) {
			marks = append(marks, chart.Event{At: at, Label: fmt.Sprintf("1 Oct %d: %s", year, fiscalYear(at))})
		}
	}
	return marks
}

// fiscalYear is the federal fiscal year of a date, which begins on 1 October.
func fiscalYear(at time.Time) string {
	return "FY" + at.AddDate(0, 3, 0).Format("2006")
}

// year is a measure over the months of one fiscal year.
type year struct {
	name     string
	estimate metric.Estimate
}

func yearsOf(a answered, name string) []year {
	var years []year
	months := a.Date("month")
	for start := 0; start < len(months); {
		end := start
		var rows []int
		for ; end < len(months) && fiscalYear(months[end]) == fiscalYear(months[start]); end++ {
			rows = append(rows, end)
		}
		years = append(years, year{fiscalYear(months[start]), a.pooled(name, rows)})
		start = end
	}
	return years
}

// pooled estimates a metric over several rows together: what it is made from are sums.
func (a answered) pooled(name string, rows []int) metric.Estimate {
	m, _ := a.Query.Metric(name)
	estimator, _ := metric.Lookup(m.Estimator)
	sums := make([]float64, len(m.Args))
	for i, arg := range m.Args {
		values := a.Number(arg)
		for _, row := range rows {
			sums[i] += values[row]
		}
	}
	return estimator.Apply(sums)
}

func everyRow(a answered) []int {
	rows := make([]int, a.Len())
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// trendFinding compares the last two fiscal years, and speaks of a change only where their
// intervals lie apart.
func trendFinding(years []year, label string) *report.Finding {
	last := years[len(years)-1]
	now := fmt.Sprintf("%s in %s", withInterval(last.estimate), last.name)
	if len(years) < 2 || !years[len(years)-2].estimate.Defined() || !last.estimate.Defined() {
		return &report.Finding{Headline: label + " is " + value(last.estimate), Text: sentence("%s is %s", label, now)}
	}
	before := years[len(years)-2]
	from := fmt.Sprintf("%s in %s", withInterval(before.estimate), before.name)
	verb := "rose"
	switch {
	case last.estimate.Hi < before.estimate.Lo:
		verb = "fell"
	case last.estimate.Lo <= before.estimate.Hi:
		return &report.Finding{
			Headline: label + " shows no clear change between years",
			Text:     sentence("%s is %s, after %s; the intervals overlap, so that a change is not shown", label, now, from),
		}
	}
	return &report.Finding{
		Headline: fmt.Sprintf("%s %s from %s to %s", label, verb, value(before.estimate), value(last.estimate)),
		Text:     sentence("%s %s from %s to %s; the intervals lie apart", label, verb, from, now),
		Tone:     report.Watch,
	}
}

// unitOf is how a figure writes what an estimate writes.
func unitOf(est metric.Estimate) chart.Unit {
	switch est.Unit {
	case "1":
		return chart.Percent
	case "d":
		return chart.Days
	case "{weight}":
		return chart.Weight
	default:
		return chart.Plain
	}
}

// tally is a table with a row a group, its cases and a column a measure, in the order of
// the answer. Beyond the first so many, groups are counted and left out.
func tally(_ *Edition, a answered, b report.BlockSpec) made {
	names := leadingTexts(a.Query)
	t := &report.Table{ID: b.ID, Title: b.Title}
	for i, name := range names {
		t.Columns = append(t.Columns, report.Column{Title: headOf(name, b.Noun, i)})
	}
	t.Columns = append(t.Columns, report.Column{Title: "Cases", Numeric: true})
	order := a.shown()
	top := min(orDefault(b.Top, len(order)), len(order))
	cases := a.Int("cases")
	for _, i := range order[:top] {
		var row []string
		for _, name := range names {
			row = append(row, a.Text(name)[i])
		}
		t.Rows = append(t.Rows, append(row, count(cases[i])))
	}
	for _, m := range b.Measures {
		t.Columns = append(t.Columns, report.Column{Title: m.Label, Numeric: true})
		est := a.estimates(m.Metric)
		for at, i := range order[:top] {
			t.Rows[at] = append(t.Rows[at], visibleRange(est[i]))
		}
	}
	t.Notes = []string{"In brackets: 95% intervals."}
	if left := len(order) - top; left > 0 {
		t.Notes = append(t.Notes, "Left out: "+plural(int64(left), "rows")+" with fewer cases.")
	}
	if a.anyWithheld() {
		t.Notes = append(t.Notes, "Rows of so few cases that they must not be shown are left out too.")
	}
	if b.Caption != "" {
		t.Notes = append(t.Notes, b.Caption)
	}
	if top == 0 {
		return made{block: allWithheld(b)}
	}
	return made{block: report.Block{Table: t}}
}

// visibleRange leaves out an interval that is narrower than the digits shown.
func visibleRange(est metric.Estimate) string {
	if est.Level > 0 && inUnit(est.Lo, est.Unit) == inUnit(est.Hi, est.Unit) {
		return value(est)
	}
	return withRange(est)
}

// leadingTexts are the columns that name a row: the texts before the first number.
func leadingTexts(q *query.Query) []string {
	var names []string
	for _, c := range q.Columns {
		if c.Type != query.Text {
			break
		}
		names = append(names, c.Name)
	}
	return names
}

// headOf is the head of a column that names rows: the first is what a row is.
func headOf(column, noun string, at int) string {
	if at == 0 {
		return capital(noun)
	}
	return strings.ReplaceAll(capital(strings.ReplaceAll(column, "_", " ")), "Drg", "DRG")
}

// ratios are bars of observed over expected, a bar a group with the most cases first.
// Dark are those whose interval does not hold 1.
func ratios(e *Edition, a answered, b report.BlockSpec) made {
	order := a.shown()
	top := min(orDefault(b.Top, defaultTop), len(order))
	if top == 0 {
		return made{block: allWithheld(b)}
	}
	name := firstOf(a.Query, query.Text)
	est, names, cases := a.estimates(b.Metric), a.Text(name), a.Int("cases")
	var items []chart.Bar
	var rows [][]string
	var above, below []string
	for _, i := range order[:top] {
		apart := est[i].Level > 0 && (est[i].Lo > 1 || est[i].Hi < 1)
		switch {
		case apart && est[i].Lo > 1:
			above = append(above, names[i])
		case apart:
			below = append(below, names[i])
		}
		items = append(items, chart.Bar{Label: names[i], Value: est[i].Value, Lo: est[i].Lo, Hi: est[i].Hi, Right: count(cases[i]), Accent: apart})
		rows = append(rows, append([]string{names[i], fmt.Sprint(cases[i])}, estimateCells(est[i])...))
	}
	finding := ratioFinding(above, below, top, b)
	words := e.words(a, b, finding.Headline, fmt.Sprintf("%s; 100%% is as expected; whiskers: 95%% intervals. Dark: the interval does not hold 100%%.", b.Title),
		"Horizontal bars with intervals.")
	fig := chart.Bars{Words: words, Unit: chart.Percent, LabelHead: capital(b.Noun), ValueHead: b.Title, RightHead: "Cases", Items: items}
	return made{block: figure(b, fig, twin(b, finding.Headline, append(append(textual(name), numeric("cases")...), estimateColumns()...), rows)), finding: finding}
}

func ratioFinding(above, below []string, top int, b report.BlockSpec) *report.Finding {
	if len(above)+len(below) == 0 {
		return &report.Finding{
			Headline: "No " + b.Noun + " stand apart from what is expected",
			Text:     sentence("%s: the intervals of all %d %s with the most cases hold 100%%", b.Title, top, b.Noun),
		}
	}
	tone := report.Neutral
	if len(above) > 0 {
		tone = report.Watch
	}
	return &report.Finding{
		Headline: fmt.Sprintf("%s of %d %s lie above what is expected, %s below", spelled(len(above)), top, b.Noun, strings.ToLower(spelled(len(below)))),
		Text: sentence("%s: of the %d %s with the most cases, the intervals of %d lie above 100%% and those of %d below; one in twenty would lie apart by chance",
			b.Title, top, b.Noun, len(above), len(below)),
		Tone: tone,
	}
}
