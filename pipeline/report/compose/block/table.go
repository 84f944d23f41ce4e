package block

import (
	"slices"

	"chartline/pipeline/report"
	"chartline/pipeline/report/compose/wording"
)

// DropZeros leaves out the columns of these heads that are 0 in every row, and notes that they
// were: a column that says nothing takes room from those that do.
func (e *Edition) DropZeros(t *report.Table, heads ...string) {
	var gone []string
	for _, head := range heads {
		if dropSame(t, head, "0") {
			gone = append(gone, wording.LowerFirst(e.Text(head)))
		}
	}
	if len(gone) > 0 {
		t.Notes = append(t.Notes, e.Say("Left out, since they are 0 in every row: %s.", e.List(gone)))
	}
}

// mostFew is how many units of few records a table shows beside the others. More of them would fill
// pages on which nothing can be read.
const mostFew = 20

// LeaveFew leaves out the rows of units that have too few records for a value (SMP-07), where there
// are more of them than a reader looks at. It gives the note that says how many, or none.
func (e *Edition) LeaveFew(t *report.Table, few []bool, noun string) []string {
	var rows [][]string
	for i, row := range t.Rows {
		if !few[i] {
			rows = append(rows, row)
		}
	}
	left := len(t.Rows) - len(rows)
	if left <= mostFew {
		return nil
	}
	t.Rows = rows
	return []string{e.Say("Left out: %s with fewer than %d records each.", e.Plural(int64(left), e.Several(noun)), LeastRecords)}
}

// DropSame leaves out a column that has the same cell in every row, and notes a text in its place.
func (e *Edition) DropSame(t *report.Table, head, cell, note string) {
	if dropSame(t, head, cell) {
		t.Notes = append(t.Notes, e.Text(note))
	}
}

func dropSame(t *report.Table, head, cell string) bool {
	at := slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Title == head })
	if at < 0 || len(t.Rows) == 0 || slices.ContainsFunc(t.Rows, func(row []string) bool { return row[at] != cell }) {
		return false
	}
	t.Columns = slices.Delete(t.Columns, at, at+1)
	for i, row := range t.Rows {
		t.Rows[i] = slices.Delete(row, at, at+1)
	}
	return true
}
