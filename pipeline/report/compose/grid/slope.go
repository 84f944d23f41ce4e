package grid

import (
	"cmp"
	"slices"
	"time"

	drawn "chartline/pipeline/chart"
	"chartline/pipeline/chart/grid"
	"chartline/pipeline/language"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
)

// pair is a unit at two times.
type pair struct {
	unit
	before, after, difference metric.Estimate
}

// slope draws units at two times: by two metrics of a row, such as before and after education, or by
// one metric in the latest year of the report and in the same months a year before. Units that
// changed by more than chance are drawn in colour, and said.
func slope(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	all, heads := pairsOf(e, a, b)
	if !slices.ContainsFunc(all, func(p pair) bool { return p.before.Defined() || p.after.Defined() || hidden(p.before) }) {
		return block.Made{Empty: true}
	}
	finding := slopeFinding(e, all, heads, b)
	places, others := shown(unitsOfPairs(all), block.OrDefault(b.Top, mostRows))
	kept := at(all, places)
	if text := leftOut(e, places, others, b); text != "" {
		b.Caption = text + " " + b.Caption
	}
	fig := grid.Slope{Unit: unitOf(all), ValueHead: b.Title, Before: counted(e, heads[0], kept, pair.first), After: counted(e, heads[1], kept, pair.second),
		Words: e.Words(a, b, finding.Headline, e.Say("%s by %s. In colour: changed by more than chance, of all that were compared (false discovery rate 5%%).", b.Title, b.Noun), "Lines from one period to the next.")}
	for _, p := range kept {
		fig.Rows = append(fig.Rows, p.row(e, b))
	}
	columns := append(append(block.Textual("unit", "period"), block.EstimateColumns()...), block.Textual("apart")...)
	data := block.Twin(b, finding.Headline, columns, slopeData(e, kept))
	data.Beyond = slopeData(e, at(all, others))
	return block.Made{Block: block.Figure(b, fig, data), Finding: finding}
}

// slopeData are the rows of a data file: three a unit.
func slopeData(e *block.Edition, pairs []pair) (rows [][]string) {
	for _, p := range pairs {
		for k, est := range []metric.Estimate{p.before, p.after, p.difference} {
			rows = append(rows, append(append([]string{p.name, e.Text([]string{"before", "after", "change"}[k])}, e.EstimateCells(est)...), e.Text(yesNo(p.apart))))
		}
	}
	return rows
}

// pairsOf estimates every unit at both times, names the times, and judges the changes.
func pairsOf(e *block.Edition, a block.Answer, b report.BlockSpec) (all []pair, heads [2]string) {
	units, names := unitsOf(e, a), [2]string{b.Metric, b.Metric}
	split := func(rows []int) [2][]int { return byYear(e, a, rows) }
	heads = [2]string{months(e, yearBefore(e), e.To.AddDate(-1, 0, 0)), months(e, yearOf(e), e.To)}
	if len(b.Measures) == 2 {
		names = [2]string{b.Measures[0].Metric, b.Measures[1].Metric}
		heads = [2]string{b.Measures[0].Label, b.Measures[1].Label}
		split = func(rows []int) [2][]int { return [2][]int{rows, rows} }
	}
	for i := range units {
		sides := split(units[i].rows)
		p := pair{before: ofSide(a, names[0], sides[0]), after: ofSide(a, names[1], sides[1])}
		p.difference = compare.Apart(p.after, p.before)
		units[i].whole, units[i].score = p.difference, compare.Score(p.difference)
		all = append(all, p)
	}
	judge(units)
	for i := range all {
		all[i].unit = units[i]
	}
	return all, heads
}

// ofSide is the estimate of a unit at one time: with fewer than 30 records a change says nothing
// (SMP-07).
func ofSide(a block.Answer, name string, rows []int) metric.Estimate {
	est := pooled(a, name, rows)
	if block.Few(est) {
		return metric.Missing(est.Unit, est.Method, few)
	}
	return est
}

// yearOf is where the latest year of a report begins, or the report where it is shorter.
func yearOf(e *block.Edition) time.Time {
	if year := e.To.AddDate(-1, 0, 0); year.After(e.From) {
		return year
	}
	return e.From
}

// yearBefore is where the same dates a year earlier begin: a slope reads its query from there.
func yearBefore(e *block.Edition) time.Time { return yearOf(e).AddDate(-1, 0, 0) }

// byYear are the rows of the year before and of the latest year. Periods count by their first day.
func byYear(e *block.Edition, a block.Answer, rows []int) (sides [2][]int) {
	c := calendarOf(a, 0)
	if c.column == "" {
		return sides
	}
	dates, later, end := a.Date(c.column), yearOf(e), e.To.AddDate(-1, 0, 0)
	for _, row := range rows {
		switch at := dates[row]; {
		case !at.Before(later):
			sides[1] = append(sides[1], row)
		case !at.Before(yearBefore(e)) && at.Before(end):
			sides[0] = append(sides[0], row)
		}
	}
	return sides
}

// months names a span by its first month and its last.
func months(e *block.Edition, from, to time.Time) string {
	return e.Say("%s to %s", e.Date(from, language.ShortMonthLayout), e.Date(to.AddDate(0, 0, -1), language.ShortMonthLayout))
}

// unitsOfPairs are the units that changed or not.
func unitsOfPairs(all []pair) []unit {
	units := make([]unit, len(all))
	for i, p := range all {
		units[i] = p.unit
	}
	return units
}

func (p pair) row(e *block.Edition, b report.BlockSpec) grid.SlopeRow {
	row := grid.SlopeRow{Label: p.name, Before: side(e, p.before), After: side(e, p.after)}
	if p.difference.Defined() {
		row.Note = e.Say("change %s", e.WithRange(p.difference))
	}
	if p.apart {
		row.Change = change(b.Better, p.score > 0)
	}
	return row
}

func side(e *block.Edition, est metric.Estimate) grid.Side {
	if est.Defined() {
		return grid.Side{Value: est.Value}
	}
	if hidden(est) || est.Missing == few {
		return grid.Side{Missing: e.Reason(est.Missing)}
	}
	return grid.Side{Missing: e.Text("no data")}
}

// first and second are the two sides of a pair.
func (p pair) first() metric.Estimate  { return p.before }
func (p pair) second() metric.Estimate { return p.after }

// counted heads a side with the records of all that is drawn on it, unless some of it must not be told.
func counted(e *block.Edition, head string, pairs []pair, side func(pair) metric.Estimate) string {
	var n int64
	for _, p := range pairs {
		if hidden(side(p)) {
			return head
		}
		n += side(p).N
	}
	return e.Say("%s, n = %s", head, e.Count(n))
}

// slopeFinding names the units that changed by more than chance, the farthest first.
func slopeFinding(e *block.Edition, all []pair, heads [2]string, b report.BlockSpec) *report.Finding {
	var changed []pair
	compared := int64(0)
	for _, p := range all {
		if p.difference.Defined() {
			compared++
		}
		if p.apart {
			changed = append(changed, p)
		}
	}
	slices.SortStableFunc(changed, func(x, y pair) int { return cmp.Compare(-max(x.score, -x.score), -max(y.score, -y.score)) })
	if len(changed) == 0 {
		return &report.Finding{Headline: e.Say("%s: no %s changed by more than chance", b.Title, b.Noun),
			Text: e.Sentence("of %s none differs between %s and %s beyond what chance allows (false discovery rate 5%%)", e.Plural(compared, e.Several(b.Noun)), heads[0], heads[1])}
	}
	top, words := changed[0], []string{}
	for _, p := range changed {
		words = append(words, e.Say("%s from %s to %s", p.name, e.WithInterval(p.before), e.WithInterval(p.after)))
	}
	headline := e.Say("%s fell: %s", b.Title, top.name)
	if top.score > 0 {
		headline = e.Say("%s rose: %s", b.Title, top.name)
	}
	return &report.Finding{Headline: headline, Tone: tone(b.Better, top.score > 0),
		Text: e.Sentence("%s of %s changed by more than chance between %s and %s: %s", e.Count(int64(len(changed))), e.Plural(compared, e.Several(b.Noun)), heads[0], heads[1], named(e, words))}
}

// unitOf is how the figure writes its values.
func unitOf(all []pair) drawn.Unit {
	for _, p := range all {
		for _, est := range []metric.Estimate{p.before, p.after} {
			if est.Defined() {
				return chartUnit(est.Unit)
			}
		}
	}
	return drawn.Plain
}

// mostNamed is how many units a sentence names, and one more rather than to say "1 more".
const mostNamed = 3

// named lists units in a sentence, and says how many more there are.
func named(e *block.Edition, words []string) string {
	if left := len(words) - mostNamed; left > 1 {
		words = append(slices.Clone(words[:mostNamed]), e.Say("%d more", left))
	}
	return e.List(words)
}
