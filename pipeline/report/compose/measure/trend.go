package measure

import (
	"math"
	"slices"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/language"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// trend draws up to three measures by month as lines. The one that is judged has the band
// of its intervals: several bands would hide each other. Weights, GMLOS and lists of CCs
// change on 1 October, so that each one is marked.
func trend(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	if a.AllWithheld() {
		return withheldTrend(e, b)
	}
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
			rows[i] = append(rows[i], e.EstimateCells(est[i])...)
		}
		fig.Unit = unitOf(est[0])
		fig.Lines = append(fig.Lines, line)
		for _, c := range block.EstimateColumns() {
			columns = append(columns, report.Column{Name: m.Metric + "_" + c.Title, Title: e.Say("%s, %s", m.Label, e.Text(c.Title)), Numeric: c.Numeric})
		}
		all := a.Pooled(m.Metric, block.EveryRow(a))
		estimates[m.Metric] = all
		keys[m.Metric] = &report.KeyFigure{Value: e.Value(all), Interval: e.CI(all), Basis: e.Say("%s %s", recordsOf(e, all), e.Noun(float64(all.N), b.Noun))}
	}
	if !a.Pooled(b.Metric, block.EveryRow(a)).Defined() {
		return block.Made{Empty: true, Absent: block.NotLoaded, Keys: keys}
	}
	lines, hidden := distinct(e, fig.Lines)
	fig.Lines = lines
	finding := trendSays(e, a, b, months)
	fig.Words = e.Words(a, b, finding.Headline, e.Say("%s by month; band: 95%% intervals of the %s.%s", b.Title, wording.LowerFirst(labelOf(b)), hidden), e.Text("Lines by month, one with an interval band."))
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, finding.Headline, columns, rows)), Finding: finding, Key: keys[b.Metric], Keys: keys, Estimates: estimates}
}

// withheldTrend is a trend of which no month may be shown: a chart of nothing would say nothing.
func withheldTrend(e *block.Edition, b report.BlockSpec) block.Made {
	keys := map[string]*report.KeyFigure{}
	for _, m := range b.Measures {
		keys[m.Metric] = &report.KeyFigure{Value: e.Hidden()}
	}
	return block.Made{Block: e.AllWithheld(b), Key: keys[b.Metric], Keys: keys}
}

// trendSays is what the years and the months of a trend say.
func trendSays(e *block.Edition, a block.Answer, b report.BlockSpec, months []time.Time) *report.Finding {
	finding := trendFinding(e, yearsOf(e, a, b.Metric), labelOf(b))
	if a.AnyWithheld() {
		finding.Text = e.Say("%s Withheld months are in neither.", finding.Text)
	}
	judged := a.Estimates(b.Metric)
	if apart := monthsApart(months, judged, a.Pooled(b.Metric, block.EveryRow(a))); len(apart) > 0 {
		finding.Text = e.Say("%s Apart from all months together by more than chance: %s.", finding.Text, monthsNamed(e, months, judged, apart))
		if finding.Tone == report.Neutral {
			finding.Headline = e.Say("%s stands out in %s", block.Unnumbered(labelOf(b)), fewMonths(e, months, apart))
		}
		finding.Tone = report.Watch
	}
	return finding
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
func distinct(e *block.Edition, lines []course.Line) (drawn []course.Line, hidden string) {
	for _, l := range lines {
		at := slices.IndexFunc(drawn, func(d course.Line) bool { return slices.EqualFunc(d.Points, l.Points, sameValue) })
		if at < 0 {
			drawn = append(drawn, l)
			continue
		}
		if slices.ContainsFunc(l.Points, course.Point.Interval) {
			drawn[at], l = l, drawn[at]
		}
		hidden += e.Say(" The %s lies on the %s.", wording.LowerFirst(l.Name), wording.LowerFirst(drawn[at].Name))
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
			marks = append(marks, chart.Event{At: at, Label: e.Date(at, language.ShortDayLayout) + ": " + fiscalYear(e, at)})
		}
	}
	return marks
}

// fiscalYear is the federal fiscal year of a date, which begins on 1 October.
func fiscalYear(e *block.Edition, at time.Time) string {
	return e.Say("FY%s", at.AddDate(0, 3, 0).Format("2006"))
}

// year is a measure over the months of one fiscal year that may be shown: with those that are
// withheld it would give them away.
type year struct {
	name     string
	estimate metric.Estimate
}

func yearsOf(e *block.Edition, a block.Answer, name string) []year {
	var years []year
	months := a.Date("month")
	for start := 0; start < len(months); {
		end := start
		var rows []int
		for ; end < len(months) && fiscalYear(e, months[end]) == fiscalYear(e, months[start]); end++ {
			if !a.Withheld[end] {
				rows = append(rows, end)
			}
		}
		if len(rows) > 0 {
			years = append(years, year{fiscalYear(e, months[start]), a.Pooled(name, rows)})
		}
		start = end
	}
	return years
}

// trendFinding compares the last two fiscal years, and speaks of a change only where the interval
// of their difference does not hold 0.
func trendFinding(e *block.Edition, years []year, label string) *report.Finding {
	last := years[len(years)-1]
	label = block.Unnumbered(label)
	now := e.Say("%s in %s", withInterval(e, last.estimate), last.name)
	if len(years) < 2 || !years[len(years)-2].estimate.Defined() || !last.estimate.Defined() {
		return &report.Finding{Headline: e.Say("%s is %s", label, e.Value(last.estimate)), Text: e.Sentence("%s is %s", label, now)}
	}
	before := years[len(years)-2]
	from := e.Say("%s in %s", withInterval(e, before.estimate), before.name)
	difference := compare.Apart(last.estimate, before.estimate)
	if !difference.Defined() || difference.Lo <= 0 && difference.Hi >= 0 {
		return &report.Finding{
			Headline: e.Say("%s shows no clear change between years", label),
			Text:     e.Sentence("%s is %s, after %s: the interval of the difference holds 0", label, now, from),
		}
	}
	headline, text := "%s rose from %s to %s", "%s rose from %s to %s: the interval of the difference lies above 0"
	if difference.Hi < 0 {
		headline, text = "%s fell from %s to %s", "%s fell from %s to %s: the interval of the difference lies below 0"
	}
	return &report.Finding{
		Headline: e.Say(headline, label, valueOf(e, before.estimate), valueOf(e, last.estimate)),
		Text:     e.Sentence(text, label, from, now),
		Tone:     report.Watch,
	}
}

// smallShare is a share below which one decimal of a percent says too little.
const smallShare = 0.01

// small reports whether an estimate is a share so small that it takes two decimals.
func small(est metric.Estimate) bool {
	return est.Defined() && est.Unit == "1" && est.Value < smallShare
}

func valueOf(e *block.Edition, est metric.Estimate) string {
	if small(est) {
		return e.PercentSmall(est)
	}
	return e.Value(est)
}

func withInterval(e *block.Edition, est metric.Estimate) string {
	if small(est) && est.Level > 0 {
		return e.Say("%s (%s)", e.PercentSmall(est), e.Confidence()+e.IntervalSmall(est))
	}
	return e.WithInterval(est)
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
