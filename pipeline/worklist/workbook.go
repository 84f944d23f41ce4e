package worklist

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/theme"
)

const (
	listSheet = "Worklist"
	ruleSheet = "Rule"
	headRow   = 2 // above it stands what the workbook is
)

// book writes a workbook and remembers its first error.
type book struct {
	file *excelize.File
	look *theme.Theme
	err  error
}

// WriteWorkbook writes a list as a workbook in a theme, nil for the built-in one: texts as texts, so
// that no account number is computed or loses its zeros, numbers as numbers. As-of says to when it holds.
func WriteWorkbook(out io.Writer, t *report.Table, asOf string, look *theme.Theme) error {
	b := &book{file: excelize.NewFile(), look: look}
	defer b.file.Close()
	b.do(b.file.SetSheetName("Sheet1", listSheet))
	_, err := b.file.NewSheet(ruleSheet)
	b.do(err)
	b.list(t, asOf)
	for row, note := range t.Notes {
		b.text(ruleSheet, 1, row+1, note)
	}
	b.do(b.file.SetColWidth(ruleSheet, "A", "A", 100))
	b.paint(ruleSheet, "A1", at(1, max(1, len(t.Notes))), &excelize.Style{Font: b.font(false, theme.Ink), Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	b.do(b.file.SetRowHeight(ruleSheet, 1, 5*lineHeight))
	b.do(b.file.SetDocProps(&excelize.DocProperties{Title: t.Title, Creator: look.Maker(), Description: Sensitivity}))
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
	b.dress(t)
	b.do(b.file.AutoFilter(listSheet, "A2:"+at(len(t.Columns), headRow+len(t.Rows)), nil))
	b.do(b.file.SetPanes(listSheet, &excelize.Panes{Freeze: true, YSplit: headRow, TopLeftCell: "A3", ActivePane: "bottomLeft"}))
	b.printed(t)
}

// lineHeight is that of a line of 10 points, in points.
const lineHeight = 13.5

// dress sets letters, widths and formats: numbers to the right under their heads, and texts apart
// from the numbers before them.
func (b *book) dress(t *report.Table) {
	last := headRow + len(t.Rows)
	for c, column := range t.Columns {
		place := &excelize.Alignment{Horizontal: "left", Vertical: "top", Indent: min(c, 1)}
		body := &excelize.Style{Font: b.font(false, theme.Ink), Alignment: place}
		if column.Numeric {
			place = &excelize.Alignment{Horizontal: "right", Vertical: "top"}
			code := numberCode(t, c)
			body.Alignment, body.CustomNumFmt = place, &code
		}
		b.paint(listSheet, at(c+1, headRow+1), at(c+1, last), body)
		b.paint(listSheet, at(c+1, headRow), at(c+1, headRow), &excelize.Style{
			Font: b.font(true, theme.Ink), Alignment: place,
			Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{b.look.Cell(theme.Pale)}},
			Border: []excelize.Border{{Type: "bottom", Color: b.look.Cell(theme.Rule), Style: 1}},
		})
		name, err := excelize.ColumnNumberToName(c + 1)
		b.do(err)
		b.do(b.file.SetColWidth(listSheet, name, name, widthOf(t, c)))
	}
	b.paint(listSheet, "A1", "A1", &excelize.Style{Font: b.font(true, theme.Act)})
}

// numberCode is the number format of a column: dollars have cents, and all else is whole.
func numberCode(t *report.Table, column int) string {
	if slices.ContainsFunc(t.Rows, func(row []string) bool { return strings.Contains(row[column], ".") }) {
		return "#,##0.00"
	}
	return "#,##0"
}

// widthOf is a width in letters that holds the head with the button of its filter, and every cell.
func widthOf(t *report.Table, column int) float64 {
	letters := utf8.RuneCountInString(t.Columns[column].Title) + 4
	for _, row := range t.Rows {
		letters = max(letters, utf8.RuneCountInString(row[column])+3)
	}
	return float64(letters)
}

// printed makes the list as wide as the paper, with its heads on every page and who may see it.
func (b *book) printed(t *report.Table) {
	yes, wide, high, across := true, 1, 0, "landscape"
	for _, sheet := range []string{listSheet, ruleSheet} {
		b.do(b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &yes}))
		b.do(b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &across, FitToWidth: &wide, FitToHeight: &high}))
		b.do(b.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + Sensitivity + "&R&P / &N"}))
	}
	b.do(b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: listSheet + "!$2:$2", Scope: listSheet}))
}

func (b *book) font(bold bool, color theme.Role) *excelize.Font {
	return &excelize.Font{Family: "Arial", Size: 10, Bold: bold, Color: b.look.Cell(color)}
}

// paint gives cells a style.
func (b *book) paint(sheet, from, to string, s *excelize.Style) {
	id, err := b.file.NewStyle(s)
	b.do(err)
	b.do(b.file.SetCellStyle(sheet, from, to, id))
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
