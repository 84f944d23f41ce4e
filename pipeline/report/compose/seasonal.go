package compose

import (
	"fmt"
	"math"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
)

// run is the series of one category: its rows in the answer, in the order of months.
type run struct {
	category, title string
	rows            []int
	test            metric.Test
}

// leastShown is the share of months that must not be withheld for a series to be drawn.
const leastShown = 0.5

// seasonal draws the category whose share moved most from month to month, by the
// chi-square test of one rate for all months, among those that can be shown.
func seasonal(e *Edition, a answered, b report.BlockSpec) made {
	runs := runsOf(a)
	moved := mostMoved(a, runs)
	if moved == nil {
		return made{empty: true}
	}
	est := a.estimates(b.Metric)
	months := a.Date("month")
	n, of := a.Int("encounters"), a.Int("discharges")
	var points []chart.Point
	var rows [][]string
	for _, i := range moved.rows {
		points = append(points, point(months[i], est[i], a.withheld[i]))
		rows = append(rows, append([]string{months[i].Format("2006-01"), a.cell(i, n[i]), fmt.Sprint(of[i])}, estimateCells(est[i])...))
	}
	finding := seasonalFinding(moved, est, months, b.Noun, len(runs))
	words := e.words(a.only(moved.rows), b, finding.Headline,
		fmt.Sprintf("%s (%s): principal diagnosis per 1,000 coded %s by month of discharge; band: 95%% Wilson intervals.", orUntitled(moved.title), moved.category, b.Noun),
		"Line by month with an interval band.")
	fig := chart.Series{Words: words, Unit: chart.Plain, Axis: "Per 1,000 " + b.Noun, FromZero: true,
		Lines: []chart.Line{{Name: moved.category, Points: points}}, Breaks: events(b)}
	data := twin(b, finding.Headline, append(append(textual("month"), numeric("encounters", "discharges")...), estimateColumns()...), rows)
	return made{block: figure(b, fig, data), finding: finding}
}

func runsOf(a answered) []run {
	var runs []run
	categories, titles := a.Text("category"), a.Text("title")
	for i, c := range categories {
		if len(runs) == 0 || runs[len(runs)-1].category != c {
			runs = append(runs, run{category: c, title: titles[i]})
		}
		last := &runs[len(runs)-1]
		last.rows = append(last.rows, i)
	}
	return runs
}

// mostMoved is the category with the smallest chance of so much movement where nothing
// changed; nil where none can be shown.
func mostMoved(a answered, runs []run) *run {
	n, of := a.Int("encounters"), a.Int("discharges")
	var best *run
	for r := range runs {
		var k, d []int64
		shown := 0
		for _, i := range runs[r].rows {
			k, d = append(k, n[i]), append(d, of[i])
			if !a.withheld[i] {
				shown++
			}
		}
		test := metric.ChiSquareSeries(k, d)
		if !test.Defined() || float64(shown) < leastShown*float64(len(k)) {
			continue
		}
		runs[r].test = test
		if best == nil || test.Statistic/float64(test.DF) > best.test.Statistic/float64(best.test.DF) {
			best = &runs[r]
		}
	}
	return best
}

func seasonalFinding(r *run, est []metric.Estimate, months []time.Time, noun string, tested int) *report.Finding {
	name := short(orUntitled(r.title))
	// As many categories were looked at as there are, so the level is shared among them.
	if r.test.P > 0.05/float64(tested) {
		return &report.Finding{
			Headline: "No category moved more than chance would",
			Text:     sentence("of %d categories none changed from month to month more than chance allows (chi-square, level 5%% shared among them)", tested),
		}
	}
	peak := -1
	for _, i := range r.rows {
		if est[i].Defined() && (peak < 0 || est[i].Value > est[peak].Value) {
			peak = i
		}
	}
	return &report.Finding{
		Headline: fmt.Sprintf("%s peaked in %s", name, month(months[peak])),
		Text: sentence("%s (%s) moved more from month to month than any other category: in %s it was the principal diagnosis of %s in 1,000 %s (%s)",
			name, r.category, month(months[peak]), value(est[peak]), noun, ci(est[peak])),
		Tone: report.Watch,
	}
}

// point is an estimate on a time axis; what is not known is a gap.
func point(at time.Time, est metric.Estimate, hidden bool) chart.Point {
	p := chart.Point{Start: at, Value: math.NaN(), Lo: math.NaN(), Hi: math.NaN(), Withheld: hidden}
	if est.Defined() {
		p.Value = est.Value
		if est.Level > 0 {
			p.Lo, p.Hi = est.Lo, est.Hi
		}
	}
	return p
}

// events are the marks that a block asks for.
func events(b report.BlockSpec) []chart.Event {
	var marks []chart.Event
	for _, ev := range b.Events {
		at, err := time.Parse(time.DateOnly, ev.On)
		if err == nil {
			marks = append(marks, chart.Event{At: at, Label: ev.Label})
		}
	}
	return marks
}
