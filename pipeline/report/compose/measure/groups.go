package measure

import (
	"cmp"

	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/block"
	"chartline/pipeline/report/compose/wording"
)

// groups is a table with a row a unit, such as a facility, in the order of their names
// and not of their results (FUN-05), and a column a measure. The last one counts what the first
// measure is made from, which are records unless the measure names them.
func groups(e *block.Edition, a block.Answer, b report.BlockSpec) block.Made {
	names := a.Text(block.FirstOf(a.Query, query.Text))
	table := &report.Table{ID: b.ID, Title: b.Title, Columns: []report.Column{{Title: wording.Capital(b.Noun)}}}
	rows, small := make([][]string, a.Len()), false
	types := a.Given("by") == "patient_type"
	for i := range rows {
		rows[i] = []string{e.Text(names[i])}
		if types {
			rows[i][0] = e.PatientType(names[i])
		}
	}
	for _, m := range b.Measures {
		table.Columns = append(table.Columns, report.Column{Title: m.Label, Numeric: true})
		for i, est := range a.Estimates(m.Metric) {
			small = small || block.Few(est)
			rows[i] = append(rows[i], e.OfUnit(est))
		}
	}
	table.Columns = append(table.Columns, report.Column{Title: cmp.Or(wording.Capital(b.Measures[0].Noun), "Records"), Numeric: true})
	for i, est := range a.Estimates(b.Measures[0].Metric) {
		rows[i] = append(rows[i], recordsOf(e, est))
	}
	few := make([]bool, 0, len(rows))
	for i, est := range a.Estimates(b.Measures[0].Metric) {
		if !noData(e, rows[i]) {
			table.Rows, few = append(table.Rows, rows[i]), append(few, block.Few(est))
		}
	}
	left := e.LeaveFew(table, few, b.Noun)
	if len(table.Rows) == 0 {
		return block.Made{Empty: true}
	}
	table.Notes = append(left, e.Text("In brackets: 95% intervals. Rows are in the order of names: intervals that overlap allow no ranking."))
	if small {
		table.Notes = append(table.Notes, e.Text("Of fewer than 30 records only the interval is shown (SMP-07)."))
	}
	if b.Caption != "" {
		table.Notes = append(table.Notes, b.Caption)
	}
	return block.Made{Block: report.Block{Table: table}}
}

// noData reports whether nothing is known of a unit, such as one with targeted reviews only.
func noData(e *block.Edition, row []string) bool {
	for _, cell := range row[1 : len(row)-1] {
		if cell != e.Text("no data") {
			return false
		}
	}
	return true
}
