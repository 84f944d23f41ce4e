package worklist

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

const (
	listSheet = "Worklist"
	ruleSheet = "Rule"
	headRow   = 2 // above it stands what the workbook is
)

// book writes a workbook and remembers its first error.
type book struct {
	file *excelize.File
	err  error
}

// WriteWorkbook writes a list as a workbook: texts as texts, so that no account number is
// computed or loses its zeros, numbers as numbers. As-of says to when it holds.
func WriteWorkbook(out io.Writer, t *report.Table, asOf string) error {
	b := &book{file: excelize.NewFile()}
	defer b.file.Close()
	b.do(b.file.SetSheetName("Sheet1", listSheet))
	_, err := b.file.NewSheet(ruleSheet)
	b.do(err)
	b.list(t, asOf)
	for row, note := range t.Notes {
		b.text(ruleSheet, 1, row+1, note)
	}
	b.do(b.file.SetColWidth(ruleSheet, "A", "A", 140))
	b.do(b.file.SetDocProps(&excelize.DocProperties{Title: t.Title, Creator: "Chartline", Description: Sensitivity}))
	if b.err == nil {
		_, b.err = b.file.WriteTo(out)
	}
	if b.err != nil {
		return fault.Wrap(fault.Unavailable, b.err, "worklist", "the workbook cannot be written", "free space and try again")
	}
	return nil
}

func (b *book) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

// list writes banner, heads and rows, the heads kept in sight and with filters.
func (b *book) list(t *report.Table, asOf string) {
	b.text(listSheet, 1, 1, t.Title+" · as of "+asOf+" · "+Sensitivity)
	for c, column := range t.Columns {
		b.text(listSheet, c+1, headRow, column.Title)
	}
	for r, row := range t.Rows {
		for c, cell := range row {
			b.cell(c+1, headRow+1+r, cell, t.Columns[c].Numeric)
		}
	}
	bold, err := b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	b.do(err)
	last := at(len(t.Columns), headRow)
	b.do(b.file.SetCellStyle(listSheet, "A1", last, bold))
	b.do(b.file.SetColWidth(listSheet, "A", "L", 15))
	b.do(b.file.AutoFilter(listSheet, "A2:"+at(len(t.Columns), headRow+len(t.Rows)), nil))
	b.do(b.file.SetPanes(listSheet, &excelize.Panes{Freeze: true, YSplit: headRow, TopLeftCell: "A3", ActivePane: "bottomLeft"}))
}

// cell writes a number as a number, and everything else as text.
func (b *book) cell(column, row int, value string, numeric bool) {
	v, err := strconv.ParseFloat(value, 64)
	if !numeric || err != nil {
		b.text(listSheet, column, row, value)
		return
	}
	b.do(b.file.SetCellFloat(listSheet, at(column, row), v, -1, 64))
}

func (b *book) text(sheet string, column, row int, value string) {
	if value != "" {
		b.do(b.file.SetCellStr(sheet, at(column, row), value))
	}
}

// at names a cell; column and row count from 1.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // the program counts columns and rows from 1
	}
	return name
}
