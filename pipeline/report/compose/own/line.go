package own

import (
	"maps"
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

// line draws the reader's quarters with their intervals as a band, beside the line of the whole team
// together. Of a quarter with fewer than 30 records the band alone is drawn (SMP-07).
func line(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	own := rowsOfOwn(e, a)
	if len(own) == 0 {
		return block.Made{Empty: true}
	}
	quarters, everybody := byQuarter(a, own), byQuarter(a, block.EveryRow(a))
	yours, team := course.Line{Name: e.Text("Yours")}, course.Line{Name: e.Text("Team together")}
	var rows [][]string
	apart, judged := 0, 0
	for _, q := range slices.Sorted(maps.Keys(everybody)) {
		mine, all := a.Pooled(b.Metric, quarters[q]), a.Pooled(b.Metric, everybody[q])
		yours.Points = append(yours.Points, quarterPoint(e, q, mine))
		together := block.Point(q.start(), all, false)
		together.Lo, together.Hi, together.Partial = math.NaN(), math.NaN(), q.open(e)
		team.Points = append(team.Points, together)
		if mine.Defined() && mine.Level > 0 && all.Defined() {
			judged++
			if all.Value < mine.Lo || all.Value > mine.Hi {
				apart++
			}
		}
		rows = append(rows, append([]string{q.name(e)}, append(ownCells(e, mine), e.EstimateCells(all)...)...))
	}
	title := besideTeam(e, apart, judged, b)
	columns := append(append(block.Textual("quarter"), block.EstimateColumns()...), teamColumns()...)
	fig := course.Series{Unit: chart.Percent, Axis: wording.Capital(b.Noun), Lines: []course.Line{yours, team}, Months: monthsOfQuarter,
		Words: e.Words(a, b, title, e.Say("%s by quarter. Band: your 95%% interval; of fewer than %d records there is no value (SMP-07). Line with squares: team together.", wording.Capital(b.Noun), block.LeastRecords), e.Text("Line with a band, by quarter."))}
	return block.Made{Block: block.Figure(b, fig, block.Twin(b, title, columns, rows))}
}

// besideTeam says in how many quarters the reader's interval does not hold what the team together
// has; the title of the block where none can be judged.
func besideTeam(e *block.Edition, apart, judged int, b report.BlockSpec) string {
	switch {
	case judged == 0:
		return b.Title
	case apart == 0:
		return e.Say("In every quarter your interval holds the team’s %s", b.Noun)
	}
	return e.Say("In %d of %d quarters your interval does not hold the team’s %s", apart, judged, b.Noun)
}

const monthsOfQuarter = 3

// teamColumns head the estimate of the team.
func teamColumns() []report.Column {
	return append(block.Numeric("team_value", "team_lower", "team_upper", "team_n"), block.Textual("team_unit", "team_method")...)
}

// ownCells are the data of an own quarter: of few records its interval without a value.
func ownCells(e *block.Edition, est metric.Estimate) []string {
	cells := e.EstimateCells(est)
	if block.Few(est) {
		cells[0] = e.Text("too few")
	}
	return cells
}

// start is the first day of a quarter.
func (q quarter) start() time.Time {
	return time.Date(int(q)/4, time.Month(int(q)%4*monthsOfQuarter+1), 1, 0, 0, 0, 0, time.UTC)
}

// open reports whether a quarter is not wholly within the dates of the report.
func (q quarter) open(e *block.Edition) bool {
	end := q.start().AddDate(0, monthsOfQuarter, 0)
	return q.start().Before(e.From) || end.After(e.To) || end.After(e.LocalDate())
}

// quarterPoint is the reader's own quarter: of few records its interval alone.
func quarterPoint(e *block.Edition, q quarter, est metric.Estimate) course.Point {
	pt := block.Point(q.start(), est, est.Missing == wording.Withheld)
	pt.Partial = q.open(e)
	if block.Few(est) {
		pt.Value = math.NaN()
	}
	return pt
}
