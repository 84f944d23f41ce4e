package pdf

import (
	"math"
	"slices"

	"chartline/pipeline/report"
)

// lookAhead is how many blocks may be overtaken by one that still fits on a page: figures and
// tables have titles of their own, so that a reader does not miss those that follow.
const lookAhead = 3

// blockGap is the white space below a block.
const blockGap = 20.0

// snug is the least part of its full size at which a figure is drawn to fit on a page.
const snug = 0.9

// blocks prints figures and tables so that little of a page stays empty: a figure is made a
// little smaller where that lets it, or it and the next block, stand on the page, and a later
// block goes first where the next one does not fit.
func (s *sheet) blocks(list []report.Block) {
	rest := slices.Clone(list)
	for len(rest) > 0 {
		i, scale := s.next(rest)
		if scale == 0 && s.y > bodyTop {
			s.newPage()
			continue
		}
		s.block(rest[i], max(scale, snug))
		s.y += blockGap
		rest = slices.Delete(rest, i, i+1)
	}
}

// next chooses the block that is printed next and the part of its full size that it has. The
// latter is 0 where none of them fits on this page.
func (s *sheet) next(list []report.Block) (block int, scale float64) {
	if len(list) > 1 {
		if scale = s.scale(list[:2]...); scale > 0 {
			return 0, scale
		}
	}
	for i := range min(len(list), lookAhead) {
		if scale = s.scale(list[i]); scale > 0 {
			return i, scale
		}
	}
	return 0, 0
}

// scale is the part of their full size at which blocks fit below the cursor one after another, or
// 0 where they do not at snug.
func (s *sheet) scale(list ...report.Block) float64 {
	room, flexible := s.room(list, blockGap)
	switch {
	case room < 0 || room < snug*flexible:
		return 0
	case room >= flexible:
		return 1
	default:
		return room / flexible
	}
}

// room is the height that is left below the cursor for what grows of some blocks, with white space
// between them, and the height that it has at its full size.
func (s *sheet) room(list []report.Block, gap float64) (room, flexible float64) {
	room = s.bodyBottom - s.y - gap*float64(len(list)-1)
	for _, b := range list {
		growing, fixed := s.extent(b)
		room -= fixed
		flexible += growing
	}
	return room, flexible
}

// extent is the height of a block: that of a figure at its full size, and what does not grow with
// it. Of a table that may break it is the beginning.
func (s *sheet) extent(b report.Block) (growing, fixed float64) {
	switch {
	case b.Table != nil && b.Table.Check() == nil && len(b.Table.Columns) <= maxColumns:
		return 0, s.keepTogether(s.measure(b.Table))
	case b.Figure != nil && b.Figure.Chart != nil:
		if w, h := b.Figure.Chart.Size(); w > 0 && h > 0 && !math.IsInf(h.Points(), 0) {
			return min(h.Points()*textWidth/w.Points(), s.bodyHeight-figureFoot), figureFoot
		}
	}
	return 0, 0
}

// block prints a figure at a part of its full size, or a table.
func (s *sheet) block(b report.Block, part float64) {
	if b.Figure != nil {
		s.figure(b.Figure, part)
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
	part := s.partToFit(list)
	for _, b := range list {
		s.block(b, part)
		s.y += tightGap
	}
}

// tightGap is the white space below a block of a report of one page.
const tightGap = 9.0

// smallest is the least part of the full size at which the type of a figure can be read.
const smallest = 0.8

// partToFit is the part of the full size at which figures fit below the cursor with all that
// stands between them.
func (s *sheet) partToFit(list []report.Block) float64 {
	room, flexible := s.room(list, tightGap)
	if flexible <= room || flexible == 0 {
		return 1
	}
	return max(smallest, room/flexible)
}

// allBlocks lists the figures and tables of all parts.
func (s *sheet) allBlocks() (list []report.Block) {
	for _, p := range s.doc.Parts {
		list = append(list, p.Blocks...)
	}
	return list
}
