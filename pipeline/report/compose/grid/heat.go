package grid

import (
	"cmp"
	"math"
	"slices"
	"time"

	"chartline/pipeline/chart/grid"
	"chartline/pipeline/metric"
	"chartline/pipeline/metric/compare"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/variation"
	"chartline/pipeline/report/compose/wording"
)

// mostPeriods is how many periods a heat map shows where its specification does not say: as many as
// have room for the values in their cells.
const mostPeriods = 20

// cell is a unit in a period.
type cell struct {
	est     metric.Estimate
	partial bool
	score   float64 // of its difference to the whole
	apart   bool
}

// heat is a measure by unit and period.
type heat struct {
	units    []unit
	calendar calendar
	cells    [][]cell // by unit and period
	whole    metric.Estimate
}

// heatMap draws a measure by unit and period. Cells that differ from all cells together by more than
// chance are framed, and said.
func heatMap(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	h := heatOf(e, a, b)
	if len(h.calendar.starts) == 0 || !h.whole.Defined() && !a.AnyWithheld() {
		return block.Made{Empty: true}
	}
	all := len(h.units)
	finding := h.finding(e, b)
	kept, others := shown(h.units, block.OrDefault(b.Top, mostRows))
	beyond := h.only(others)
	h = h.only(kept)
	title := e.Say("%s: no %s differs from the rest by more than chance", b.Title, b.Noun)
	switch {
	case finding != nil:
		title = finding.Headline
	case all == 1:
		title = e.Say("%s: %s", b.Title, e.Value(h.whole))
	}
	if text := leftOut(e, kept, others, b); text != "" {
		b.Caption = text + " " + b.Caption
	}
	fig := grid.Heat{Words: e.Words(a, b, title, h.subtitle(e, b), "Heat map."), Unit: chartUnit(h.whole.Unit), LabelHead: wording.Capital(b.Noun),
		ValueHead: b.Title, RightHead: e.Text(heads[h.calendar.length]), Breaks: block.Events(b), Apart: e.Text("apart by more than chance")}
	for _, start := range h.calendar.starts {
		fig.Periods = append(fig.Periods, grid.Period{Start: start, Partial: h.calendar.cut(e, start)})
	}
	for i, u := range h.units {
		row := grid.HeatRow{Label: u.name, Right: e.WithRange(u.whole)}
		for _, c := range h.cells[i] {
			row.Cells = append(row.Cells, c.drawn(e))
		}
		fig.Rows = append(fig.Rows, row)
	}
	columns := append(append(block.Textual("unit", h.calendar.length), block.EstimateColumns()...), block.Textual("partial", "apart")...)
	data := block.Twin(b, title, columns, h.data(e))
	data.Beyond = beyond.data(e)
	return block.Made{Block: block.Figure(b, fig, data), Finding: finding}
}

// data are the rows of a data file: one a unit and period.
func (h heat) data(e *block.Edition) (rows [][]string) {
	for i, u := range h.units {
		for k, c := range h.cells[i] {
			rows = append(rows, append(append([]string{u.name, h.calendar.starts[k].Format(time.DateOnly)}, e.EstimateCells(c.est)...), e.Text(yesNo(c.partial)), e.Text(yesNo(c.apart))))
		}
	}
	return rows
}

// heads are those of the column with all periods of a unit.
var heads = map[string]string{"week": "All weeks (95% CI)", "month": "All months (95% CI)"}

// heatOf estimates every cell and judges those whose period is over.
func heatOf(e *block.Edition, a block.Answer, b report.BlockSpec) heat {
	h := heat{units: unitsOf(e, a), calendar: calendarOf(a, block.OrDefault(b.Limit, mostPeriods))}
	var judged []int
	for i := range h.units {
		cells, whole := make([]cell, len(h.calendar.starts)), []int(nil)
		for k, rows := range h.calendar.rows(a, h.units[i]) {
			cells[k] = cell{est: pooled(a, b.Metric, rows), partial: h.calendar.cut(e, h.calendar.starts[k]) || partial(a, rows), score: math.NaN()}
			if cells[k].est.Defined() && !cells[k].partial {
				whole = append(whole, rows...)
			}
		}
		h.cells = append(h.cells, cells)
		h.units[i].whole = pooled(a, b.Metric, whole)
		judged = append(judged, whole...)
	}
	h.whole = pooled(a, b.Metric, judged)
	h.judge()
	return h
}

// judge marks the cells that differ from all together by more than chance.
func (h *heat) judge() {
	var scores []float64
	for i := range h.cells {
		for k := range h.cells[i] {
			if c := &h.cells[i][k]; !c.partial && h.whole.Defined() {
				c.score = compare.Score(compare.FromValue(c.est, h.whole.Value))
			}
			scores = append(scores, h.cells[i][k].score)
		}
	}
	found := compare.Discoveries(scores, discovery)
	for i := range h.cells {
		for k := range h.cells[i] {
			if h.cells[i][k].apart = found[0]; found[0] {
				h.units[i].apart, h.units[i].score = true, max(math.Abs(h.cells[i][k].score), unjudgedAsNone(h.units[i].score))
			}
			found = found[1:]
		}
	}
}

func unjudgedAsNone(score float64) float64 {
	if math.IsNaN(score) {
		return 0
	}
	return score
}

// only is the same of the units of these places.
func (h heat) only(places []int) heat {
	h.units, h.cells = at(h.units, places), at(h.cells, places)
	return h
}

func (c cell) drawn(e *block.Edition) grid.Cell {
	out := grid.Cell{Value: math.NaN(), Partial: c.partial, Marked: c.apart}
	switch {
	case hidden(c.est):
		out.Withheld = true
	case c.est.Defined():
		out.Value = c.est.Value
		out.Note = e.Say("%s, n %s", e.CI(c.est), e.Count(c.est.N))
	}
	return out
}

func (h heat) subtitle(e *block.Edition, b report.BlockSpec) string {
	whole := e.WithInterval(h.whole)
	if h.whole.Defined() {
		whole = e.Say("%s, n = %s", whole, e.Count(h.whole.N))
	}
	if h.calendar.length == "week" {
		return e.Say("%s by %s and week, the last %s {week|weeks}. All together: %s.", b.Title, b.Noun, e.Count(int64(len(h.calendar.starts))), whole)
	}
	return e.Say("%s by %s and month, the last %s {month|months}. All together: %s.", b.Title, b.Noun, e.Count(int64(len(h.calendar.starts))), whole)
}

// finding names the unit with the most periods apart on one side; nil where no cell is.
func (h heat) finding(e *block.Edition, b report.BlockSpec) *report.Finding {
	count, best, above := 0, -1, false
	var at []int
	for i := range h.units {
		for _, side := range []bool{false, true} {
			if found := h.apart(i, side); len(found) > len(at) {
				best, above, at = i, side, found
			}
		}
		count += len(h.apart(i, false)) + len(h.apart(i, true))
	}
	if best < 0 {
		return nil
	}
	worst := slices.MaxFunc(at, func(x, y int) int {
		return cmp.Compare(math.Abs(h.cells[best][x].score), math.Abs(h.cells[best][y].score))
	})
	when, name := variation.When(e, h.calendar.starts, at, h.calendar.length), h.units[best].name
	headline := e.Say("%s was below all together in %s", name, when)
	if above {
		headline = e.Say("%s was above all together in %s", name, when)
	}
	return &report.Finding{Headline: headline, Tone: tone(b.Better, above),
		Text: e.Sentence("%s: %s in %s, all together %s; beyond chance: %s of %s by %s and %s (false discovery rate 5%%)", b.Title,
			e.WithInterval(h.cells[best][worst].est), variation.When(e, h.calendar.starts, []int{worst}, h.calendar.length), e.Value(h.whole),
			e.Count(int64(count)), e.Plural(h.judged(), "values"), b.Noun, e.Text(h.calendar.length))}
}

// apart are the periods of a unit that are apart on one side of the whole.
func (h heat) apart(i int, above bool) (at []int) {
	for k, c := range h.cells[i] {
		if c.apart && (c.score > 0) == above {
			at = append(at, k)
		}
	}
	return at
}

// judged is how many cells were judged.
func (h heat) judged() (n int64) {
	for _, cells := range h.cells {
		for _, c := range cells {
			if !math.IsNaN(c.score) {
				n++
			}
		}
	}
	return n
}
