package measure

import (
	"fmt"
	"math"
	"slices"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// trend draws up to three measures by month as lines. The one that is judged has the band
// of its intervals: several bands would hide each other. Weights, GMLOS and lists of CCs
// change on 1 October, so that each one is marked.
func trend(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	months := a.Date("month")
	fig := course.Series{Axis: b.Title, Breaks: fiscalYears(e, b)}
	columns, rows := block.Textual("month"), make([][]string, len(months))
	for i, at := range months {
		rows[i] = []string{at.Format("2006-01")}
	}
	keys, estimates := map[string]*report.KeyFigure{}, map[string]metric.Estimate{}
	for _, m := range b.Measures {
		est := a.Estimates(m.Metric)
		line := course.Line{Name: m.Label}
		for i, at := range months {
			line.Points = append(line.Points, trendPoint(at, est[i], a.Withheld[i], m.Metric == b.Metric))
			rows[i] = append(rows[i], block.EstimateCells(est[i])...)
		}
		fig.Unit = unitOf(est[0])
		fig.Lines = append(fig.Lines, line)
		for _, c := range block.EstimateColumns() {
			columns = append(columns, report.Column{Title: m.Metric + "_" + c.Title, Numeric: c.Numeric})
		}
		all := a.Pooled(m.Metric, block.EveryRow(a))
		estimates[m.Metric] = all
		keys[m.Metric] = &report.KeyFigure{Value: wording.Value(all), Interval: wording.CI(all), Basis: recordsOf(all) + " " + b.Noun + ", " + wording.Span(e.From, e.To)}
	}
	if !a.Pooled(b.Metric, block.EveryRow(a)).Defined() {
		return block.Made{Block: block.NotJudged(b), Keys: keys}
	}
	lines, hidden := distinct(fig.Lines)
	fig.Lines = lines
	finding := trendFinding(yearsOf(a, b.Metric), labelOf(b))
	fig.Words = e.Words(a, b, finding.Headline, fmt.Sprintf("%s by month of discharge; band: 95%% intervals of the %s.%s", b.Title, wording.LowerFirst(labelOf(b)), hidden), "Lines by month, one with an interval band.")
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding, Key: keys[b.Metric], Keys: keys, Estimates: estimates}
}

// trendPoint is a point with or without its interval.
func trendPoint(at time.Time, est metric.Estimate, hidden, banded bool) course.Point {
	p := block.Point(at, est, hidden)
	if !banded {
		p.Lo, p.Hi = math.NaN(), math.NaN()
	}
	return p
}

// distinct leaves out lines that lie on another one in every month, which would hide them,
// and gives a sentence that says so. The line with the band stays.
func distinct(lines []course.Line) (drawn []course.Line, hidden string) {
	for _, l := range lines {
		at := slices.IndexFunc(drawn, func(d course.Line) bool { return slices.EqualFunc(d.Points, l.Points, sameValue) })
		if at < 0 {
			drawn = append(drawn, l)
			continue
		}
		if slices.ContainsFunc(l.Points, course.Point.Interval) {
			drawn[at], l = l, drawn[at]
		}
		hidden += fmt.Sprintf(" The %s lies on the %s.", wording.LowerFirst(l.Name), wording.LowerFirst(drawn[at].Name))
	}
	return drawn, hidden
}

// lineWidth is a difference, as a share of a value, that is thinner than a line.
const lineWidth = 0.002

// sameValue reports whether two points cannot be told apart in a figure.
func sameValue(a, b course.Point) bool {
	if !a.Drawn() || !b.Drawn() {
		return a.Drawn() == b.Drawn() && a.Withheld == b.Withheld
	}
	return math.Abs(a.Value-b.Value) <= lineWidth*math.Abs(a.Value)
}

// fiscalYears marks what the specification asks for, and else each 1 October inside the
// period.
func fiscalYears(e *block.Edition, b report.BlockSpec) []chart.Event {
	if len(b.Events) > 0 {
		return block.Events(b)
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

func yearsOf(a block.Answer, name string) []year {
	var years []year
	months := a.Date("month")
	for start := 0; start < len(months); {
		end := start
		var rows []int
		for ; end < len(months) && fiscalYear(months[end]) == fiscalYear(months[start]); end++ {
			rows = append(rows, end)
		}
		years = append(years, year{fiscalYear(months[start]), a.Pooled(name, rows)})
		start = end
	}
	return years
}

// trendFinding compares the last two fiscal years, and speaks of a change only where their
// intervals lie apart.
func trendFinding(years []year, label string) *report.Finding {
	last := years[len(years)-1]
	now := fmt.Sprintf("%s in %s", wording.WithInterval(last.estimate), last.name)
	if len(years) < 2 || !years[len(years)-2].estimate.Defined() || !last.estimate.Defined() {
		return &report.Finding{Headline: label + " is " + wording.Value(last.estimate), Text: wording.Sentence("%s is %s", label, now)}
	}
	before := years[len(years)-2]
	from := fmt.Sprintf("%s in %s", wording.WithInterval(before.estimate), before.name)
	verb := "rose"
	switch {
	case last.estimate.Hi < before.estimate.Lo:
		verb = "fell"
	case last.estimate.Lo <= before.estimate.Hi:
		return &report.Finding{
			Headline: label + " shows no clear change between years",
			Text:     wording.Sentence("%s is %s, after %s; the intervals overlap, so that a change is not shown", label, now, from),
		}
	}
	return &report.Finding{
		Headline: fmt.Sprintf("%s %s from %s to %s", label, verb, wording.Value(before.estimate), wording.Value(last.estimate)),
		Text:     wording.Sentence("%s %s from %s to %s; the intervals lie apart", label, verb, from, now),
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
