package trends

import (
	"fmt"
	"time"

	"chartline/pipeline/chart"
	"chartline/pipeline/chart/course"
	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/frequency"
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
func seasonal(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	runs := runsOf(a)
	moved := mostMoved(a, runs)
	if moved == nil {
		return block.Made{Empty: true}
	}
	est := a.Estimates(b.Metric)
	months := a.Date("month")
	n, of := a.Int("encounters"), a.Int("discharges")
	var points []course.Point
	var rows [][]string
	for _, i := range moved.rows {
		points = append(points, block.Point(months[i], est[i], a.Withheld[i]))
		rows = append(rows, append([]string{months[i].Format("2006-01"), a.Cell(i, n[i]), fmt.Sprint(of[i])}, e.EstimateCells(est[i])...))
	}
	finding := seasonalFinding(e, moved, est, months, b.Noun, len(runs))
	words := e.Words(a.Only(moved.rows), b, finding.Headline,
		e.Say("%s (%s): principal diagnosis per 1,000 coded %s by month of discharge; band: 95%% Wilson intervals.", frequency.OrUntitled(e, moved.title), moved.category, b.Noun),
		e.Text("Line by month with an interval band."))
	fig := course.Series{Words: words, Unit: chart.Plain, Axis: e.Say("Per 1,000 %s", b.Noun), FromZero: true,
		Lines: []course.Line{{Name: moved.category, Points: points}}, Breaks: block.Events(b)}
	data := block.Twin(b, finding.Headline, append(append(block.Textual("month"), block.Numeric("encounters", "discharges")...), block.EstimateColumns()...), rows)
	return block.Made{Block: block.Figure(b, fig, data), Finding: finding}
}

func runsOf(a block.Answer) []run {
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
func mostMoved(a block.Answer, runs []run) *run {
	n, of := a.Int("encounters"), a.Int("discharges")
	var best *run
	for r := range runs {
		var k, d []int64
		shown := 0
		for _, i := range runs[r].rows {
			k, d = append(k, n[i]), append(d, of[i])
			if !a.Withheld[i] {
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

func seasonalFinding(e *block.Edition, r *run, est []metric.Estimate, months []time.Time, noun string, tested int) *report.Finding {
	name := frequency.Short(frequency.OrUntitled(e, r.title))
	// As many categories were looked at as there are, so the level is shared among them.
	if r.test.P > 0.05/float64(tested) {
		return &report.Finding{
			Headline: e.Text("No category moved more than chance would"),
			Text:     e.Sentence("of %d {category|categories} none changed from month to month more than chance allows (chi-square, level 5%% shared among them)", tested),
		}
	}
	peak := -1
	for _, i := range r.rows {
		if est[i].Defined() && (peak < 0 || est[i].Value > est[peak].Value) {
			peak = i
		}
	}
	return &report.Finding{
		Headline: e.Say("%s peaked in %s", name, e.Month(months[peak])),
		Text: e.Sentence("%s (%s) moved more from month to month than any other category: in %s it was the principal diagnosis of %s in 1,000 %s (%s)",
			name, r.category, e.Month(months[peak]), e.Value(est[peak]), noun, e.CI(est[peak])),
		Tone: report.Watch,
	}
}
