package xlsx

import (
	"slices"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/report"
)

// headRow is the row of a sheet that names its columns. Above it stand the table's title and who
// may see it.
const headRow = 3

// The sizes of paper as workbooks number them.
const (
	letterPaper = 1
	a4Paper     = 9
)

// table writes a sheet row by row, so that a long table takes no memory.
func (b *book) table(name string, t *report.Table) {
	_, err := b.file.NewSheet(name)
	b.do(err)
	columns, all := b.fieldsOf(t), t.All()
	b.layout(name, columns, len(all))
	rows, err := b.file.NewStreamWriter(name)
	if b.do(err); b.err != nil {
		return
	}
	b.do(rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: headRow, TopLeftCell: at(1, headRow+1), ActivePane: "bottomLeft"}))
	for i, f := range columns {
		b.do(rows.SetColWidth(i+1, i+1, f.width))
	}
	b.row(rows, 1, excelize.Cell{Value: clean(title(t)), StyleID: b.bold(12)})
	b.row(rows, 2, excelize.Cell{Value: clean(b.banner()), StyleID: b.quiet()})
	b.sized(rows, headRow, headHeight(columns), b.heads(columns)...)
	withheld := false
	for i, row := range all {
		withheld = withheld || slices.Contains(row, b.said("withheld"))
		b.row(rows, headRow+1+i, b.cells(columns, row)...)
	}
	b.notes(rows, headRow+2+len(all), t, withheld)
	b.do(rows.Flush())
}

// row writes cells from the first column on.
func (b *book) row(rows *excelize.StreamWriter, row int, cells ...excelize.Cell) {
	b.sized(rows, row, 0, cells...)
}

// sized writes cells into a row of so many points; 0 leaves the height to the program.
func (b *book) sized(rows *excelize.StreamWriter, row int, height float64, cells ...excelize.Cell) {
	values := make([]any, len(cells))
	for i, c := range cells {
		values[i] = c
	}
	b.do(rows.SetRow(at(1, row), values, excelize.RowOpts{Height: height}))
}

// notes stand below the rows, apart from them, so that filters leave them out.
func (b *book) notes(rows *excelize.StreamWriter, row int, t *report.Table, withheld bool) {
	list := t.Notes
	if withheld {
		list = append(list[:len(list):len(list)], b.said("withheld: a number so small that it must not be shown, or one that would reveal it."))
	}
	for i, note := range list {
		b.row(rows, row+i, excelize.Cell{Value: clean(note), StyleID: b.quiet()})
	}
}

// layout sets what does not depend on the rows: filters, and how the sheet prints.
func (b *book) layout(name string, columns []field, rows int) {
	if len(columns) > 0 {
		b.do(b.file.AutoFilter(name, at(1, headRow)+":"+at(len(columns), headRow+max(rows, 1)), nil))
	}
	b.printed(name, "landscape")
	b.do(b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + name + "'!$3:$3", Scope: name}))
}

// printed makes a sheet as wide as the paper, over as many pages as it takes, each with who may
// see it.
func (b *book) printed(name, orientation string) {
	yes, wide, high, paper := true, 1, 0, letterPaper
	if b.doc.Paper == report.A4 {
		paper = a4Paper
	}
	b.do(b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	b.do(b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &high}))
	b.do(b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + literal(b.doc.Title) + "&R" + literal(b.doc.Sensitivity),
		OddFooter: "&L" + literal(b.doc.Instant()) + "&R&P / &N",
	}))
}
