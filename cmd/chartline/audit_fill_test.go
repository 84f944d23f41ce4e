package main

import (
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"
)

// worksheetOf is a workbook that a test fills, as an auditor would.
type worksheetOf struct {
	t    *testing.T
	file *excelize.File
	rows [][]string
}

func openWorkbook(t *testing.T, path string) *worksheetOf {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Review")
	if err != nil {
		t.Fatal(err)
	}
	return &worksheetOf{t, f, rows}
}

// column finds a column by its head, from 1.
func (w *worksheetOf) column(head string) int {
	return slices.Index(w.rows[1], head) + 1
}

// cell is the name of a cell of a row, from 1.
func (w *worksheetOf) cell(row int, head string) string {
	name, err := excelize.CoordinatesToCellName(w.column(head), row)
	if err != nil {
		w.t.Fatal(err)
	}
	return name
}

func (w *worksheetOf) get(row int, head string) string {
	cells := w.rows[row-1]
	if at := w.column(head) - 1; at < len(cells) {
		return cells[at]
	}
	return ""
}

func (w *worksheetOf) set(row int, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		if err := w.file.SetCellStr("Review", w.cell(row, pairs[i]), pairs[i+1]); err != nil {
			w.t.Fatal(err)
		}
	}
}

// find gives the row of a line; of a free line where no is empty.
func (w *worksheetOf) find(caseID, line, no string) int {
	for row := 3; row <= len(w.rows); row++ {
		if w.get(row, "Case") == caseID && w.get(row, "Line") == line && w.get(row, "No.") == no {
			return row
		}
	}
	w.t.Fatalf("no line %s %s of %s", line, no, caseID)
	return 0
}

// cases lists the cases of the workbook.
func (w *worksheetOf) cases() (ids []string) {
	for row := 3; row <= len(w.rows); row++ {
		if w.get(row, "Line") == "case" {
			ids = append(ids, w.get(row, "Case"))
		}
	}
	return ids
}

// agree fills a case in which everything is right.
func (w *worksheetOf) agree(caseID string) {
	w.set(w.find(caseID, "case", ""), "Result", "reviewed", "New date", "2026-10-01")
	for row := 3; row <= len(w.rows); row++ {
		if w.get(row, "Case") == caseID && w.get(row, "No.") != "" {
			w.set(row, "Result", "agree")
		}
	}
}

func (w *worksheetOf) save(path string) string {
	if err := w.file.SaveAs(path); err != nil {
		w.t.Fatal(err)
	}
	return path
}
