package block

import (
	"strconv"

	"chartline/pipeline/metric"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/wording"
)

// EstimateColumns head what EstimateCells fill.
func EstimateColumns() []report.Column {
	return append(Numeric("value", "lower", "upper", "n"), Textual("unit", "method")...)
}

// EstimateCells write an estimate in full for a data table.
func (e *Edition) EstimateCells(est metric.Estimate) []string {
	if !est.Defined() {
		word := e.Text("no data")
		if est.Missing == wording.Withheld {
			word = e.Hidden()
		}
		return []string{word, "", "", "", est.Unit, e.Reason(est.Method)}
	}
	cells := []string{Number(est.Value), "", "", strconv.FormatInt(est.N, 10), est.Unit, e.Reason(est.Method)}
	if est.Level > 0 {
		cells[1], cells[2] = Number(est.Lo), Number(est.Hi)
	}
	return cells
}

// Number writes a value for machines, in at most six significant digits after rounding.
func Number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
