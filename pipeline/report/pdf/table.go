package pdf

import (
	"slices"

	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/makeup"
)

// rowPad is the white space of a row above and below its text together.
const rowPad = 5.0

// table prints a table over as many pages as it takes, its head on every one of them.
// Rows stay whole unless they are higher than a page.
func (s *sheet) table(t *report.Table) {
	if err := t.Check(); err != nil {
		s.pdf.SetError(err)
		return
	}
	if len(t.Columns) > maxColumns {
		s.tooWide(t)
		return
	}
	g := s.measure(t)
	before, _, ok := s.rows(g).Breaks(s.room(), s.y)
	if !ok {
		s.newPage()
		before, _, _ = s.rows(g).Breaks(s.room(), s.y)
	}
	s.arrive(t.ID)
	s.tableTitle(t.Title)
	s.tableHead(g)
	for i, row := range t.Rows {
		s.tableRow(g, row, slices.Contains(before, i))
	}
	if len(t.Rows) == 0 {
		s.line(aside, s.margin, s.y+3, textWidth, s.said("No rows."))
		s.y += aside.leading + emptyRoom
	}
	s.rule(s.margin, s.y-0.4, textWidth, 0.8, ink)
	s.notes(s.own(t.Notes))
}

// tooWide says where a table is that no page can hold.
func (s *sheet) tooWide(t *report.Table) {
	s.need(section.leading + 3 + 2*aside.leading)
	s.arrive(t.ID)
	s.tableTitle(t.Title)
	text := s.doc.Language.Say("This table has %d columns, more than a page can hold. Its data: %s.csv", len(t.Columns), t.ID)
	s.paragraph(aside, s.margin, textWidth, text)
}

// tableTitle prints the title, which has a bookmark.
func (s *sheet) tableTitle(title string) {
	if title == "" {
		return
	}
	s.bookmark(title, 1, s.y)
	s.paragraph(section, s.margin, textWidth, title)
	s.y += 3
}

// tableHead prints the column titles between two rules, aligned as their columns are.
func (s *sheet) tableHead(g *grid) {
	g.above = nil
	s.rule(s.margin, s.y, textWidth, 0.8, ink)
	s.y += 4
	height := headLines(g) * cellHead.leading
	for i, lines := range g.head {
		top := s.y + height - float64(len(lines))*cellHead.leading
		s.cellLines(g, i, cellHead, top, lines)
	}
	s.y += height + 4
	s.rule(s.margin, s.y-0.5, textWidth, 0.5, slate)
	s.y += 1
}

// headLines is the number of lines of the highest column title.
func headLines(g *grid) float64 {
	n := 0
	for _, lines := range g.head {
		n = max(n, len(lines))
	}
	return float64(n)
}

// repeats tells whether a cell of a grouped column says what the one above it says.
func (g *grid) repeats(row []string, column int) bool {
	return g.table.Columns[column].Grouped && g.above != nil && g.above[column] == row[column]
}

// rowLines breaks the cells of a row into lines and counts those of the highest. What the row above
// says already has none.
func (s *sheet) rowLines(g *grid, row []string) (cells [][]string, height int) {
	height = 1
	cells = make([][]string, len(row))
	for i, text := range row {
		if g.repeats(row, i) {
			continue
		}
		cells[i] = s.wrap(cell, g.width[i], text)
		height = max(height, len(cells[i]))
	}
	return cells, height
}

// rowHeight is the height of a row below the one that stands above it.
func (s *sheet) rowHeight(g *grid, row []string) float64 {
	_, lines := s.rowLines(g, row)
	return float64(lines)*cell.leading + rowPad
}

// tableRow prints a row, on a new page where it is told to or must. A row that is nearly as high as a page
// breaks.
func (s *sheet) tableRow(g *grid, row []string, breaks bool) {
	cells, height := s.rowLines(g, row)
	if breaks || s.breaksBefore(float64(height)*cell.leading+rowPad) {
		s.continueTable(g)
		cells, height = s.rowLines(g, row)
	}
	s.y += rowPad / 2
	for from := 0; from < height; {
		fits := max(1, int((s.bodyBottom-s.y)/cell.leading))
		to := min(height, from+fits)
		for i, lines := range cells {
			s.cellLines(g, i, cell, s.y, lines[min(from, len(lines)):min(to, len(lines))])
		}
		s.y += float64(to-from) * cell.leading
		if from = to; from < height {
			s.continueTable(g)
		}
	}
	g.above = row
	s.y += rowPad / 2
	s.rule(s.margin, s.y-0.4, textWidth, 0.4, hairline)
}

// breaksBefore tells whether a row begins on a new page: it does not fit here, and it
// fits there or has no room here for three lines.
func (s *sheet) breaksBefore(height float64) bool {
	left := s.bodyBottom - s.y
	return height > left+0.01 && (height < s.bodyHeight*0.8 || left < 3*cell.leading+rowPad)
}

// continueTable begins a page with the table's title and head.
func (s *sheet) continueTable(g *grid) {
	s.newPage()
	if g.table.Title != "" {
		s.line(note, s.margin, s.y, textWidth, s.doc.Language.Say("%s (continued)", g.table.Title))
		s.y += note.leading + 4
	}
	s.tableHead(g)
}

// cellLines prints lines in a column, numbers to the right.
func (s *sheet) cellLines(g *grid, column int, st style, y float64, lines []string) {
	if !g.table.Columns[column].Numeric {
		s.lines(st, g.x[column], y, g.width[column], lines)
		return
	}
	for i, text := range lines {
		s.lineRight(st, g.x[column]+g.width[column], y+float64(i)*st.leading, g.width[column]+1, text)
	}
}

// notes prints a table's notes beneath it.
func (s *sheet) notes(list []string) {
	s.y += 5
	for _, text := range list {
		s.paragraph(note, s.margin, textWidth, text)
	}
}

// own are the notes that stand with a table: all but those that are common to the part.
func (s *sheet) own(notes []string) (list []string) {
	for _, text := range notes {
		if !slices.Contains(s.common, text) {
			list = append(list, text)
		}
	}
	return list
}

// notesHeight is the height of the notes, at most a third of a page, so that they stay
// with the table's last row.
func (s *sheet) notesHeight(list []string) float64 {
	height := 5.0
	for _, text := range list {
		height += float64(len(s.wrap(note, textWidth, text))) * note.leading
	}
	return min(height, s.bodyHeight/3)
}

// emptyRoom is the white space about the line of a table without rows.
const emptyRoom = 6.0

// rows is what make-up must know of a table.
func (s *sheet) rows(g *grid) *makeup.Rows {
	head := headLines(g)*cellHead.leading + 9
	r := &makeup.Rows{Head: head, Again: head, Foot: s.notesHeight(s.own(g.table.Notes)), Tied: tied(g.table)}
	if g.table.Title != "" {
		r.Head += s.tall(section, textWidth, g.table.Title) + 3
		r.Again += note.leading + 4
	}
	if len(g.table.Rows) == 0 {
		r.Head += aside.leading + emptyRoom
	}
	for _, row := range g.table.Rows {
		r.Heights = append(r.Heights, s.rowHeight(g, row))
		g.above = nil
		r.Leading = append(r.Leading, s.rowHeight(g, row))
		g.above = row
	}
	g.above = nil
	return r
}

// tied are the rows that stand on the page of the one before: the second and the last of a group, so
// that no row of it is alone.
func tied(t *report.Table) []bool {
	by := slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Grouped })
	if by < 0 {
		return nil
	}
	alike := func(i, j int) bool {
		return i >= 0 && j < len(t.Rows) && t.Rows[i][by] == t.Rows[j][by]
	}
	list := make([]bool, len(t.Rows))
	for i := range list {
		list[i] = alike(i-1, i) && (!alike(i-2, i-1) || !alike(i, i+1))
	}
	return list
}
