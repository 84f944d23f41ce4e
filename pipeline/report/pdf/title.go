package pdf

import (
	"slices"
	"strconv"

	"chartline/pipeline/report"
)

// titlePage prints what a reader who turns no page must know: what the report is about,
// the key figures, the findings, and where to find the rest.
func (s *sheet) titlePage(list []chapter) {
	s.newPage()
	s.y = titleTop
	s.masthead()
	s.paragraph(display, s.margin, textWidth, s.doc.Title)
	s.y += 4
	if s.doc.Subtitle != "" {
		s.paragraph(lead, s.margin, proseWidth, s.doc.Subtitle)
	}
	s.paragraph(lead, s.margin, proseWidth, s.doc.Dates())
	s.y += 10
	s.tiles(s.doc.KeyFigures)
	if len(s.doc.Findings) > 0 {
		s.sectionHead(s.said("Findings"))
		s.findings(s.doc.Findings)
	}
	s.contents(list)
}

// said is a text of the pages themselves, in the language of the document.
func (s *sheet) said(text string) string { return s.doc.Language.Text(text) }

// masthead prints the maker's logo or name, and who may see the report, over a heavy rule.
func (s *sheet) masthead() {
	s.maker()
	if s.doc.Sensitivity != "" {
		s.banner(min(s.width(pill, s.doc.Sensitivity)+12, textWidth-20-makerRoom))
	}
	s.y += 20
	s.rule(s.margin, s.y, textWidth, 2, blue)
	s.y += 20
}

// banner says at the right who may see the report: in a frame where it is for anyone, on a pale ground where
// it is for the house, and on a dark one where it tells of single persons, so that the three differ in grey too.
func (s *sheet) banner(width float64) {
	x, height, letters := s.pageWidth-s.margin-width, pill.leading+5, pill
	switch s.doc.Readers {
	case report.Anyone:
		s.draw(teal)
		s.pdf.SetLineWidth(1)
		s.pdf.Rect(x+0.5, s.y+0.5, width-1, height-1, "D")
	case report.Few:
		s.box(x, s.y, width, height, ink)
		letters.color = white
	default:
		s.box(x, s.y, width, height, mist)
	}
	s.line(letters, x+6, s.y+2.5, width-11, s.doc.Sensitivity)
}

// makerRoom is the width that the maker's logo or name has in the masthead.
const makerRoom = 200.0

// maker prints the logo on the rule of the masthead, or else the name.
func (s *sheet) maker() {
	if width, height := s.logoWithin(makerRoom, 30); width > 0 {
		s.logo(s.margin, s.y+15-height, width, height)
		return
	}
	s.line(brand, s.margin, s.y, makerRoom, s.doc.Theme.Maker())
}

// sectionRoom is the height of a small heading, and sectionNeed the room that it takes to begin.
const (
	sectionRoom = 16.0 + 9
	sectionNeed = 16.0 + 40
)

// sectionHead prints a small heading that stays with at least two lines of what follows.
func (s *sheet) sectionHead(text string) {
	s.need(sectionNeed)
	s.line(section, s.margin, s.y, textWidth, text)
	s.y += section.leading + 2
	s.rule(s.margin, s.y, textWidth, 0.5, hairline)
	s.y += 7
}

// tiles prints the key figures in rows of three or four, two of them in one.
func (s *sheet) tiles(list []report.KeyFigure) {
	const gap = 10.0
	columns := 3
	switch n := len(list); {
	case n == 4 || n > 6:
		columns = 4
	case n == 2:
		columns = 2
	}
	width := (textWidth - gap*float64(columns-1)) / float64(columns)
	for len(list) > 0 {
		row := list[:min(columns, len(list))]
		list = list[len(row):]
		height := 0.0
		for _, k := range row {
			height = max(height, s.tile(k, s.margin, width, 0, false))
		}
		s.need(height)
		for i, k := range row {
			s.tile(k, s.margin+float64(i)*(width+gap), width, height, true)
		}
		s.y += height + gap
	}
	s.y += 5
}

// tile sets one key figure at the cursor and gives the height that it needs; it prints
// only when told to, in the height of its row.
func (s *sheet) tile(k report.KeyFigure, x, width, height float64, print bool) float64 {
	const pad = 9.0
	if print {
		s.box(x, s.y, width, height, tint)
		s.box(x, s.y, 3, height, toneColor(k.Tone))
		s.badge(k.Tone, x+width, s.y)
	}
	y := s.y + pad + 3
	for _, part := range []struct {
		style style
		text  string
	}{
		{tileLabel, k.Label},
		{s.shrunk(tileValue, width-2*pad-2, k.Value), k.Value},
		{note, k.Interval},
		{note, k.Basis},
	} {
		if part.text == "" {
			continue
		}
		lines := s.wrap(part.style, width-2*pad-2, part.text)
		if print {
			s.lines(part.style, x+pad+3, y, width-2*pad-2, lines)
		}
		y += float64(len(lines)) * part.style.leading
	}
	return s.tileMarks(k.Marks, x+pad+3, y, width-2*pad-2, print) + pad - s.y
}

// shrunk is a style made smaller, to half at most, until a text fits on one line.
func (s *sheet) shrunk(st style, width float64, text string) style {
	if wide := s.width(st, text); wide > width {
		factor := max(width/wide, 0.5)
		st.size *= factor
		st.leading *= factor
	}
	return st
}

// findingIndent is the room of a finding's mark.
const findingIndent = 20.0

// findings prints sentences with their tones' marks in the margin of the text. Each leads to the
// figure or table that it is about, and names the page of that where it is another one.
func (s *sheet) findings(list []report.Finding) {
	for i, f := range list {
		room := min(s.findingHeight(f), strong.leading+2*body.leading)
		if i > 0 && i == len(list)-2 { // the last is not left alone on the next page
			room = min(s.findingsHeight(list[i:])-15, s.bodyHeight/2)
		}
		s.need(room)
		top, page := s.y, s.seen.pages
		s.mark(f.Tone, s.margin, s.y+1.5, 11)
		badge := s.badge(f.Tone, s.margin+textWidth, s.y+1)
		s.paragraph(strong, s.margin+findingIndent, textWidth-findingIndent-badge-8, f.Headline)
		if f.Text != "" {
			s.paragraph(body, s.margin+findingIndent, proseWidth, f.Text)
		}
		if s.seen.pages != page {
			top = bodyTop
		}
		if at := s.leadTo(f.Block, top, s.y-top); at > 0 && at != s.seen.pages {
			s.lineRight(reference, s.margin+textWidth, s.y-body.leading, pageRoom, s.doc.Language.Say("p. %d", at))
		}
		s.y += 7
	}
	s.y += 8
}

// findingHeight is the height of a finding, at least: a badge may make its headline longer.
func (s *sheet) findingHeight(f report.Finding) float64 {
	return s.tall(strong, textWidth-findingIndent-8, f.Headline) + s.tall(body, proseWidth, f.Text)
}

func (s *sheet) findingsHeight(list []report.Finding) float64 {
	height := 8.0
	for _, f := range list {
		height += s.findingHeight(f) + 7
	}
	return height
}

// fewChapters is how many chapters a reader finds without contents.
const fewChapters = 3

// contents lists the chapters with links and page numbers, and with what each is about where the page
// has room for that: in as few columns as let them fit on the page, or in two on the next one.
func (s *sheet) contents(list []chapter) {
	if len(list) <= fewChapters {
		return
	}
	brief := titlesOnly(list)
	columns := s.contentsColumns(brief)
	if columns > 1 || s.y+sectionRoom+s.contentsHeight(list, 1) > s.bodyBottom-contentsGap {
		list = brief
	}
	s.need(sectionRoom + min(s.contentsHeight(list, columns), s.bodyHeight-sectionRoom))
	s.sectionHead(s.said("Contents"))
	top, rows := s.y, (len(list)+columns-1)/columns
	for i, c := range list {
		height := s.entriesHeight(list, i%rows, columns)
		switch {
		case columns == 1:
			s.need(height)
		case i%rows == 0:
			s.y = top
		}
		s.contentsEntry(c, i, i/rows, columns, height)
		s.y += height
	}
	if columns > 1 {
		s.y = top + s.contentsHeight(list, columns)
	}
}

// titlesOnly are chapters without what they are about.
func titlesOnly(list []chapter) []chapter {
	brief := slices.Clone(list)
	for i := range brief {
		brief[i].about = ""
	}
	return brief
}

// contentsColumns is how many columns contents have.
func (s *sheet) contentsColumns(list []chapter) int {
	head := section.leading + 9
	for columns := 1; columns <= mostColumns; columns++ {
		if s.y+head+s.contentsHeight(list, columns) <= s.bodyBottom {
			return columns
		}
	}
	if head+s.contentsHeight(list, 2) < s.bodyHeight {
		return 2
	}
	return 1
}

// contentsGap is the white space between two columns of contents, of which there are three at most,
// and pageRoom that of a number.
const (
	contentsGap = 24.0
	mostColumns = 3
	pageRoom    = 30.0
)

// contentsWidth is the width of a column.
func contentsWidth(columns int) float64 {
	return (textWidth - contentsGap*float64(columns-1)) / float64(columns)
}

func (s *sheet) contentsHeight(list []chapter, columns int) float64 {
	height := 0.0
	for row := range (len(list) + columns - 1) / columns {
		height += s.entriesHeight(list, row, columns)
	}
	return height
}

// entriesHeight is the height of the entries that stand side by side.
func (s *sheet) entriesHeight(list []chapter, row, columns int) float64 {
	rows := (len(list) + columns - 1) / columns
	height := 0.0
	for i := row; i < len(list); i += rows {
		about := s.tall(entryAbout, contentsWidth(columns)-2*pageRoom, list[i].about)
		if about > 0 {
			about += 3
		}
		height = max(height, s.tall(entry, contentsWidth(columns)-pageRoom, list[i].title)+about)
	}
	return height + 5
}

// contentsEntry prints a title and its page, which lead there.
func (s *sheet) contentsEntry(c chapter, number, column, columns int, height float64) {
	width := contentsWidth(columns)
	x := s.margin + float64(column)*(width+contentsGap)
	lines := s.wrap(entry, width-pageRoom, c.title)
	s.lines(entry, x, s.y, width-pageRoom, lines)
	if page := s.known.start(number); page > 0 {
		s.lineRight(entry, x+width, s.y+float64(len(lines)-1)*entry.leading, pageRoom, strconv.Itoa(page))
	}
	if c.about != "" {
		s.lines(entryAbout, x, s.y+float64(len(lines))*entry.leading, width-2*pageRoom, s.wrap(entryAbout, width-2*pageRoom, c.about))
	}
	s.pdf.Link(x, s.y, width, height-2, c.link)
	s.rule(x, s.y+height-3, width, 0.4, hairline)
}
