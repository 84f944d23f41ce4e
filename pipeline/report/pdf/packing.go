package pdf

import (
	"math"

	"chartline/pipeline/chart"
	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/makeup"
)

// blockGap is the white space below a block.
const blockGap = 20.0

// snug is the least part of its full size at which a figure is drawn whose marks do not give, and
// squat that of the height of one whose marks do.
const (
	snug  = 0.9
	squat = 0.72
)

// blocks prints figures and tables so that little of a page stays empty: see package makeup. Next is the
// room that what follows the part takes to begin on its last page, or negative where nothing does.
func (s *sheet) blocks(list []report.Block, next float64) {
	sized := make([]makeup.Block, len(list))
	for i, b := range list {
		sized[i] = s.sized(b)
	}
	for _, p := range makeup.Plan(sized, s.room(), s.y, next) {
		if p.NewPage && s.y > bodyTop {
			s.newPage()
		}
		s.y = p.Y
		s.block(list[p.Block], p.Height)
		s.y += blockGap
	}
}

// room is the room that every page has for blocks.
func (s *sheet) room() makeup.Page {
	return makeup.Page{Top: bodyTop, Bottom: s.bodyBottom, Gap: blockGap}
}

// sized is what make-up must know of a block.
func (s *sheet) sized(b report.Block) makeup.Block {
	switch {
	case b.Table != nil && b.Table.Check() == nil && len(b.Table.Columns) <= maxColumns:
		return makeup.Block{Rows: s.rows(s.measure(b.Table))}
	case b.Figure != nil && drawable(b.Figure.Chart):
		height := min(fullHeight(b.Figure.Chart), s.bodyHeight-figureFoot)
		least, most := snug*height, height
		if f, ok := b.Figure.Chart.(chart.Elastic); ok {
			give := textWidth / chartWidth(f) * f.Give().Points()
			least, most = max(height-give, squat*height), min(height+give, s.bodyHeight-figureFoot)
		}
		return makeup.Block{Least: least + figureFoot, Natural: height + figureFoot, Most: most + figureFoot}
	default:
		return makeup.Block{Least: figureFoot, Natural: figureFoot, Most: figureFoot}
	}
}

// drawable tells whether a figure has a chart with a size.
func drawable(f chart.Figure) bool {
	if f == nil {
		return false
	}
	w, h := f.Size()
	return w > 0 && h > 0 && !math.IsInf(w.Points(), 0) && !math.IsInf(h.Points(), 0)
}

func chartWidth(f chart.Figure) float64 {
	w, _ := f.Size()
	return w.Points()
}

// fullHeight is the height of a figure that is as wide as the text.
func fullHeight(f chart.Figure) float64 {
	w, h := f.Size()
	return h.Points() * textWidth / w.Points()
}

// block prints a figure in a height with its foot, or a table.
func (s *sheet) block(b report.Block, height float64) {
	if b.Figure != nil {
		s.figure(b.Figure, height-figureFoot)
	}
	if b.Table != nil {
		s.table(b.Table)
	}
}

// arrive notes that a block begins at the cursor: findings lead there.
func (s *sheet) arrive(id string) {
	s.seen.blocks[id] = s.seen.pages
	if link, ok := s.links[id]; ok {
		s.pdf.SetLink(link, s.y-8, s.seen.pages)
	}
}

// leadTo makes a part of the page lead to a block and gives the page of that, or 0 where it stands
// nowhere.
func (s *sheet) leadTo(id string, y, height float64) (page int) {
	page = s.known.blocks[id]
	if page == 0 || height <= 0 {
		return page
	}
	if _, ok := s.links[id]; !ok {
		s.links[id] = s.pdf.AddLink()
	}
	s.pdf.Link(s.margin, y, textWidth, height, s.links[id])
	return page
}

// onePage prints a whole report on its first page: findings, then figures and tables. Figures
// are made smaller, to four fifths at most, where that lets them fit; what still does not goes
// on to the next page, so that nothing is lost.
func (s *sheet) onePage() {
	s.newPage()
	s.y = titleTop
	s.masthead()
	s.y -= 8
	s.paragraph(heading, s.margin, textWidth, s.doc.Title)
	if s.doc.Subtitle != "" {
		s.paragraph(note, s.margin, textWidth, s.doc.Subtitle)
	}
	s.paragraph(note, s.margin, textWidth, s.doc.Dates())
	s.y += 8
	for i := range s.doc.Parts {
		s.findings(s.doc.Parts[i].Findings)
	}
	list := s.allBlocks()
	part, elastic := s.partsToFit(list)
	for _, b := range list {
		height := 0.0
		switch {
		case b.Figure == nil || !drawable(b.Figure.Chart):
		case gives(b):
			height = elastic*fullHeight(b.Figure.Chart) + figureFoot
		default:
			height = part*fullHeight(b.Figure.Chart) + figureFoot
		}
		s.block(b, height)
		s.y += tightGap
	}
}

// gives tells whether a block is a figure whose marks can be lower.
func gives(b report.Block) bool {
	_, ok := b.Figure.Chart.(chart.Elastic)
	return ok
}

// tightGap is the white space below a block of a report of one page.
const tightGap = 9.0

// smallest is the least part of the full size at which the type of a figure can be read.
const smallest = 0.8

// partsToFit are the parts of the full size at which figures fit below the cursor with all that stands
// between them: of those with type of one size first, which is made smaller last, and of those whose marks give.
func (s *sheet) partsToFit(list []report.Block) (part, elastic float64) {
	room, firm, soft := s.bodyBottom-s.y-tightGap*float64(len(list)-1), 0.0, 0.0
	for _, b := range list {
		switch {
		case b.Figure != nil && drawable(b.Figure.Chart):
			height := min(fullHeight(b.Figure.Chart), s.bodyHeight-figureFoot)
			room -= figureFoot
			if gives(b) {
				soft += height
			} else {
				firm += height
			}
		case b.Table != nil && b.Table.Check() == nil:
			room -= s.rows(s.measure(b.Table)).Whole()
		}
	}
	if firm+soft <= room {
		return 1, 1
	}
	part, elastic = 1, 1
	if firm > 0 {
		part = min(1, max(smallest, (room-squat*soft)/firm))
	}
	if soft > 0 {
		elastic = min(1, max(squat, (room-part*firm)/soft))
	}
	return part, elastic
}

// allBlocks lists the figures and tables of all parts.
func (s *sheet) allBlocks() (list []report.Block) {
	for _, p := range s.doc.Parts {
		list = append(list, p.Blocks...)
	}
	return list
}
