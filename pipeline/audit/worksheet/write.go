package worksheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Sheets of a workbook.
const (
	reviewSheet   = "Review"
	guideSheet    = "Instructions"
	listSheet     = "Lists"
	identitySheet = "Chartline"
)

// headRow is the row of the column heads; above it stands what the workbook is.
const headRow = 2

// writer writes a workbook and remembers its first error.
type writer struct {
	file   *excelize.File
	styles map[string]int
	err    error
}

// Write writes the workbook of one auditor.
func Write(out io.Writer, b Book) error {
	w := &writer{file: excelize.NewFile()}
	defer w.file.Close()
	w.do(w.file.SetSheetName("Sheet1", guideSheet))
	for _, sheet := range []string{reviewSheet, listSheet, identitySheet} {
		_, err := w.file.NewSheet(sheet)
		w.do(err)
	}
	w.makeStyles(b.Theme)
	w.lists(b.RootCauses)
	w.guide(b)
	w.review(b)
	w.identity(b.Identity)
	w.do(w.file.SetDocProps(&excelize.DocProperties{Title: title(b), Creator: b.Theme.Maker(), Description: Sensitivity}))
	w.file.SetActiveSheet(0)
	if w.err == nil {
		_, w.err = w.file.WriteTo(out)
	}
	return w.err
}

// WriteCSV writes the lines of one auditor as CSV, for whoever has no spreadsheet. What can
// be chosen and what is locked it cannot say; which draw it belongs to is told by its cases.
func WriteCSV(out io.Writer, b Book) error {
	w := csv.NewWriter(out)
	err := w.Write(Heads[:])
	for i := 0; i < len(b.Lines) && err == nil; i++ {
		err = w.Write(b.Lines[i][:])
	}
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}

// do keeps the first error of a step.
func (w *writer) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

// cell names a cell; row and column count from 1.
func cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // the program counts rows and columns from 1
	}
	return name
}

func (w *writer) text(sheet string, column, row int, text, style string) {
	at := cell(column, row)
	if text != "" {
		w.do(w.file.SetCellStr(sheet, at, text))
	}
	w.do(w.file.SetCellStyle(sheet, at, at, w.styles[style]))
}

// review writes the lines of the cases, each followed by free ones.
func (w *writer) review(b Book) {
	w.text(reviewSheet, 1, 1, title(b)+" · "+Sensitivity, "banner")
	for c := Case; c < Columns; c++ {
		w.text(reviewSheet, int(c)+1, headRow, Heads[c], "head")
	}
	row := headRow
	for i, l := range b.Lines {
		row++
		w.line(row, l)
		if i+1 == len(b.Lines) || b.Lines[i+1][Case] != l[Case] {
			for range spareLines {
				row++
				w.line(row, Line{Case: l[Case], Account: l[Account]})
			}
		}
	}
	w.validations(b.Lines)
	w.layout(row)
}

// line writes a line and says what of it is locked.
func (w *writer) line(row int, l Line) {
	isCase, free := l[Kind] == CaseLine, l[Kind] == ""
	for c := Case; c < Columns; c++ {
		style := "locked"
		switch {
		case c >= Result && c == NewDate:
			style = "date"
		case c >= Result || free && c == Kind:
			style = "open"
		}
		if isCase && style == "locked" {
			style = "case"
		}
		w.text(reviewSheet, int(c)+1, row, l[c], style)
	}
	if lines := math.Ceil(float64(utf8.RuneCountInString(l[Title])) / lettersOfTitle); lines > 1 {
		w.do(w.file.SetRowHeight(reviewSheet, row, lines*lineHeight))
	}
}

// lettersOfTitle is how many letters of a title stand on one line of its column, words being whole. A
// title of more needs a higher row: programs other than Excel would print it over the line below.
const lettersOfTitle = 40

// widths of the columns, in characters.
var widths = [Columns]float64{16, 14, 16, 5, 10, 44, 8, 12, 15, 11, 9, 9, 12, 24, 18, 26, 11, 9, 26, 30}

// layout freezes the heads, fits a page's width and protects what is locked. There is no
// password: protection is against slips, and what was changed nevertheless is found when
// the workbook comes back.
func (w *writer) layout(last int) {
	f := w.file
	for c, width := range widths {
		name, err := excelize.ColumnNumberToName(c + 1)
		w.do(err)
		w.do(f.SetColWidth(reviewSheet, name, name, width))
	}
	w.do(f.SetPanes(reviewSheet, &excelize.Panes{
		Freeze: true, XSplit: int(Kind) + 1, YSplit: headRow, TopLeftCell: cell(int(Kind)+2, headRow+1), ActivePane: "bottomRight",
	}))
	w.do(f.AutoFilter(reviewSheet, cell(1, headRow)+":"+cell(int(Columns), last), nil))
	for _, sheet := range []string{reviewSheet, guideSheet} {
		w.page(sheet)
		w.do(f.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
			SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true,
		}))
	}
	w.do(f.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$%d:$%d", reviewSheet, headRow, headRow), Scope: reviewSheet,
	}))
}

func (w *writer) page(sheet string) {
	landscape, one, any := "landscape", 1, 0
	fit := true
	w.do(w.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	w.do(w.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &one, FitToHeight: &any}))
	w.do(w.file.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddHeader: "&C&B" + Sensitivity, OddFooter: "&L&A&RPage &P of &N"}))
}

// identity hides what says which draw the workbook belongs to.
func (w *writer) identity(id Identity) {
	for i, pair := range identityPairs(id) {
		w.text(identitySheet, 1, i+1, pair[0], "locked")
		w.text(identitySheet, 2, i+1, pair[1], "locked")
	}
	for _, sheet := range []string{listSheet, identitySheet} {
		w.do(w.file.SetSheetVisible(sheet, false, true))
	}
}

// identityPairs are the cells of the hidden sheet.
func identityPairs(id Identity) [][2]string {
	return [][2]string{
		{"form", formVersion}, {"audit", id.Audit}, {"auditor", id.Auditor}, {"frame_sha256", id.FrameHash}, {"chartline", id.Version},
	}
}

// formVersion is that of the columns and words of the form.
const formVersion = "1"
