package grid

import (
	"cmp"
	"math"
	"slices"
	"time"

	drawn "chartline/pipeline/chart"
	"chartline/pipeline/chart/grid"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// mostLong is how many periods small multiples show: two years of months.
const mostLong = 104

// panels is a measure over time by unit.
type panels struct {
	units    []unit
	calendar calendar
	whole    metric.Estimate
}

// multiples draws a measure over time, a panel a unit, all with one scale. A unit is judged by all
// its periods: against the target where there is one, and else against all units together.
func multiples(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	m := panelsOf(e, a, b)
	if len(m.calendar.starts) == 0 || !m.whole.Defined() && !a.AnyWithheld() {
		return block.Made{Empty: true}
	}
	finding := m.finding(e, b)
	kept, others := shown(m.units, min(block.OrDefault(b.Top, grid.MostPanels), grid.MostPanels))
	if text := leftOut(e, kept, others, b); text != "" {
		b.Caption = text + " " + b.Caption
	}
	title := b.Title
	if finding != nil {
		title = finding.Headline
	}
	fig := grid.Facets{Unit: chartUnit(m.whole.Unit), Axis: b.Title, Breaks: append(block.Events(b), codeBreaks(e, a)...), Names: m.names(e, b),
		Words: e.Words(a, b, title, e.Say("%s by %s and %s; one scale for all. Band: 95%% interval, cut at the ends of the scale.", b.Title, b.Noun, e.Text(m.calendar.length)), "Small multiples.")}
	if b.Target > 0 {
		fig.Target = drawn.Target{Value: b.Target, Label: e.Say("Target %s", e.Percent(b.Target))}
	}
	for _, u := range at(m.units, kept) {
		panel := grid.Panel{Name: u.name, Basis: e.Say("%s, n %s", e.WithRange(u.whole), e.Count(u.whole.N))}
		if u.apart {
			panel.Change = change(better(b), u.score > 0)
		}
		for k, rows := range m.calendar.rows(a, u) {
			est := pooled(a, b.Metric, rows)
			pt := block.Point(m.calendar.starts[k], est, hidden(est))
			pt.Partial = m.open(e, a, k, rows)
			panel.Points = append(panel.Points, pt)
		}
		fig.Panels = append(fig.Panels, panel)
	}
	columns := append(append(block.Textual("unit", m.calendar.length), block.EstimateColumns()...), block.Textual("partial")...)
	data := block.Twin(b, title, columns, m.data(e, a, b, kept))
	data.Beyond = m.data(e, a, b, others)
	return block.Made{Block: block.Figure(b, fig, data), Finding: finding}
}

// open reports whether a period of a unit is not over.
func (m panels) open(e *block.Edition, a block.Answer, period int, rows []int) bool {
	return m.calendar.cut(e, m.calendar.starts[period]) || partial(a, rows)
}

// data are the rows of a data file of the units of some places: one a unit and period.
func (m panels) data(e *block.Edition, a block.Answer, b report.BlockSpec, places []int) (data [][]string) {
	for _, u := range at(m.units, places) {
		for k, rows := range m.calendar.rows(a, u) {
			data = append(data, append(append([]string{u.name, m.calendar.starts[k].Format(time.DateOnly)}, e.EstimateCells(pooled(a, b.Metric, rows))...), e.Text(yesNo(m.open(e, a, k, rows)))))
		}
	}
	return data
}

// better is what is better of a measure: more, where a target is set and nothing else is said.
func better(b report.BlockSpec) string {
	if b.Better == "" && b.Target > 0 {
		return report.Higher
	}
	return b.Better
}

// panelsOf estimates every unit over all periods that are over, and judges it.
func panelsOf(e *block.Edition, a block.Answer, b report.BlockSpec) panels {
	m := panels{units: unitsOf(e, a), calendar: calendarOf(a, mostLong)}
	var judged []int
	over := make([][]int, len(m.units))
	for i, u := range m.units {
		for k, rows := range m.calendar.rows(a, u) {
			if !m.calendar.cut(e, m.calendar.starts[k]) && !partial(a, rows) && !hidden(pooled(a, b.Metric, rows)) {
				over[i] = append(over[i], rows...)
			}
		}
		judged = append(judged, over[i]...)
	}
	m.whole = pooled(a, b.Metric, judged)
	beside := m.whole.Value
	if b.Target > 0 {
		beside = b.Target
	}
	for i := range m.units {
		m.units[i].whole = pooled(a, b.Metric, over[i])
		m.units[i].score = compare.Score(compare.FromValue(m.units[i].whole, beside))
	}
	judge(m.units)
	return m
}

// names say what the colours of panels are.
func (m panels) names(e *block.Edition, b report.BlockSpec) map[grid.Change]string {
	switch {
	case b.Target > 0:
		return map[grid.Change]string{grid.Better: e.Text("reaches the target"), grid.Worse: e.Text("misses the target")}
	case b.Better != "":
		return map[grid.Change]string{grid.Better: e.Text("better than all together"), grid.Worse: e.Text("worse than all together")}
	}
	return map[grid.Change]string{grid.Different: e.Text("apart from all together")}
}

// codeBreaks are the periods in which the answer says that a code set changed (VER-08).
func codeBreaks(e *block.Edition, a block.Answer) []drawn.Event {
	if _, ok := a.Query.Column("code_set"); !ok {
		return nil
	}
	var breaks []drawn.Event
	dates := a.Date(calendarOf(a, 0).column)
	for row, state := range a.Text("code_set") {
		at := drawn.Event{At: dates[row], Label: e.Text("new codes")}
		if state == "break" && !slices.Contains(breaks, at) {
			breaks = append(breaks, at)
		}
	}
	return breaks
}

// finding names the units apart on the side where more of them lie; nil where none is.
func (m panels) finding(e *block.Edition, b report.BlockSpec) *report.Finding {
	var low, high []unit
	for _, u := range m.units {
		switch {
		case !u.apart:
		case u.score < 0:
			low = append(low, u)
		default:
			high = append(high, u)
		}
	}
	side, above := low, false
	if worse := better(b) != report.Lower; len(low) == 0 || !worse && len(high) > 0 {
		side, above = high, true
	}
	if len(side) == 0 {
		return nil
	}
	slices.SortStableFunc(side, func(x, y unit) int { return cmp.Compare(math.Abs(y.score), math.Abs(x.score)) })
	var names, words []string
	for _, u := range side {
		names = append(names, u.name)
		words = append(words, e.Say("%s %s", u.name, e.WithInterval(u.whole)))
	}
	return &report.Finding{Headline: m.headline(e, b, above, named(e, names)), Tone: tone(better(b), above),
		Text: e.Sentence("%s, %s: %s; %s of %s {[4]is|are} apart on this side by more than chance, and all together are at %s",
			b.Title, e.Text(wholePeriods[m.calendar.length]), named(e, words), e.Count(int64(len(side))), e.Plural(int64(len(m.units)), e.Several(b.Noun)), e.Value(m.whole))}
}

// wholePeriods say that periods which are not over do not count, so that a sentence is not held to one of
// all records.
var wholePeriods = map[string]string{"week": "in whole weeks", "month": "in whole months"}

func (m panels) headline(e *block.Edition, b report.BlockSpec, above bool, names string) string {
	switch {
	case b.Target > 0 && above:
		return e.Say("Above the target of %s: %s", e.Percent(b.Target), names)
	case b.Target > 0:
		return e.Say("Below the target of %s: %s", e.Percent(b.Target), names)
	case above:
		return e.Say("Above all together: %s", names)
	}
	return e.Say("Below all together: %s", names)
}
