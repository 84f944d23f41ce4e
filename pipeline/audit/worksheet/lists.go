package worksheet

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// lists are the answers of which one is chosen, a column each of the hidden sheet.
const (
	caseResults = iota + 1
	codeResults
	freeResults
	freeKinds
	poaValues
	errorTypes
	rootCauses
	directions
	yesNo
)

var lists = map[int][]string{
	caseResults: {Reviewed, NotReviewable},
	codeResults: {Agree, Change, Remove},
	freeResults: {Add},
	freeKinds:   {"diagnosis", "procedure"},
	poaValues:   {"Y", "N", "U", "W", "exempt"},
	errorTypes:  ErrorTypes,
	directions:  Directions,
	yesNo:       {"yes", "no"},
}

// lists writes the answers; the root causes are the department's own.
func (w *writer) lists(causes []string) {
	for column := caseResults; column <= yesNo; column++ {
		values := lists[column]
		if column == rootCauses {
			values = causes
		}
		for i, v := range values {
			w.text(listSheet, column, i+1, v, "locked")
		}
	}
}

// validations let cells be filled from their lists only. Neighbouring cells of one list
// are one range, so that a large workbook opens fast.
func (w *writer) validations(lines []Line) {
	row, last := headRow, headRow
	for i, l := range lines {
		row++
		if l[Kind] == CaseLine {
			w.choose(Result, row, row, caseResults, len(lists[caseResults]))
			last = row
		}
		if i+1 < len(lines) && lines[i+1][Case] == l[Case] {
			continue
		}
		if row > last {
			w.choose(Result, last+1, row, codeResults, len(lists[codeResults]))
		}
		w.choose(Result, row+1, row+spareLines, freeResults, len(lists[freeResults]))
		w.choose(Kind, row+1, row+spareLines, freeKinds, len(lists[freeKinds]))
		row += spareLines
	}
	if row == headRow {
		return
	}
	for _, c := range []struct {
		column Column
		list   int
	}{{NewPOA, poaValues}, {ErrorType, errorTypes}, {RootCause, rootCauses}, {Direction, directions}, {DRGChanged, yesNo}} {
		w.choose(c.column, headRow+1, row, c.list, w.length(c.list))
	}
	w.dates(headRow+1, row)
}

// length is how many answers a list has.
func (w *writer) length(list int) int {
	rows, err := w.file.GetCols(listSheet)
	w.do(err)
	if len(rows) < list {
		return 0
	}
	n := 0
	for _, v := range rows[list-1] {
		if v != "" {
			n++
		}
	}
	return n
}

// choose lets the cells of a column, from one row to another, be filled from a list.
func (w *writer) choose(c Column, from, to, list, length int) {
	if length == 0 {
		return
	}
	name, err := excelize.ColumnNumberToName(list)
	w.do(err)
	v := excelize.NewDataValidation(true)
	v.SetSqref(cell(int(c)+1, from) + ":" + cell(int(c)+1, to))
	v.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%s$%d", listSheet, name, name, length))
	v.SetError(excelize.DataValidationErrorStyleStop, Heads[c], "Choose one of the list.")
	w.do(w.file.AddDataValidation(reviewSheet, v))
}

// dates wants dates from 1990 to 2199.
func (w *writer) dates(from, to int) {
	const first, last = 32874, 109574
	v := excelize.NewDataValidation(true)
	v.SetSqref(cell(int(NewDate)+1, from) + ":" + cell(int(NewDate)+1, to))
	w.do(v.SetRange(first, last, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween))
	v.SetError(excelize.DataValidationErrorStyleStop, Heads[NewDate], "Write a date, such as 2026-10-01.")
	w.do(w.file.AddDataValidation(reviewSheet, v))
}
