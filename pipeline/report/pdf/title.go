package pdf

import (
	"strconv"

	"chartline/pipeline/report"
)

// titlePage prints what a reader who turns no page must know: what the report is about,
// the key figures, the findings, and where to find the rest.
func (s *sheet) titlePage(list []chapter) {
	s.newPage()
	s.y = margin - 8
	s.masthead()
	s.paragraph(display, margin, textWidth, s.doc.Title)
	s.y += 4
	if s.doc.Subtitle != "" {
		s.paragraph(lead, margin, proseWidth, s.doc.Subtitle)
	}
	s.paragraph(lead, margin, proseWidth, s.dates())
	s.y += 14
	s.tiles(s.doc.KeyFigures)
	if len(s.doc.Findings) > 0 {
		s.sectionHead("Findings")
		s.findings(s.doc.Findings)
	}
	s.contents(list)
}

// dates tells the period of the records and the instant to which they are known.
func (s *sheet) dates() string {
	as := s.doc.Instant()
	switch {
	case as == "":
		return s.doc.Period
	case s.doc.Period == "":
		return "As of " + as
	default:
		return s.doc.Period + ", as of " + as
	}
}

// masthead prints the maker's name, and who may see the report, over a heavy rule.
func (s *sheet) masthead() {
	s.line(brand, margin, s.y, 100, "Chartline")
	if s.doc.Sensitivity != "" {
		width := min(s.width(pill, s.doc.Sensitivity)+12, textWidth-120)
		s.box(pageWidth-margin-width, s.y, width, pill.leading+5, paler(red))
		s.line(pill, pageWidth-margin-width+6, s.y+2.5, width-11, s.doc.Sensitivity)
	}
	s.y += 20
	s.rule(margin, s.y, textWidth, 2, blue)
	s.y += 24
}

// sectionHead prints a small heading that stays with at least two lines of what follows.
func (s *sheet) sectionHead(text string) {
	s.need(section.leading + 40)
	s.line(section, margin, s.y, textWidth, text)
	s.y += section.leading + 2
	s.rule(margin, s.y, textWidth, 0.5, hairline)
	s.y += 7
}

// tiles prints the key figures in rows of three or four.
func (s *sheet) tiles(list []report.KeyFigure) {
	const gap = 10.0
	columns := 3
	if n := len(list); n == 4 || n > 6 {
		columns = 4
	}
	width := (textWidth - gap*float64(columns-1)) / float64(columns)
	for len(list) > 0 {
		row := list[:min(columns, len(list))]
		list = list[len(row):]
		height := 0.0
		for _, k := range row {
			height = max(height, s.tile(k, margin, width, 0, false))
		}
		s.need(height)
		for i, k := range row {
			s.tile(k, margin+float64(i)*(width+gap), width, height, true)
		}
		s.y += height + gap
	}
	s.y += 8
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
	y := s.y + pad + 5
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
	return y + pad - s.y
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

// findings prints sentences with their tones' marks in the margin of the text.
func (s *sheet) findings(list []report.Finding) {
	const indent = 20.0
	for _, f := range list {
		s.need(strong.leading + 2*body.leading)
		s.mark(f.Tone, margin, s.y+1.5, 11)
		badge := s.badge(f.Tone, margin+textWidth, s.y+1)
		s.paragraph(strong, margin+indent, textWidth-indent-badge-8, f.Headline)
		if f.Text != "" {
			s.paragraph(body, margin+indent, proseWidth, f.Text)
		}
		s.y += 7
	}
	s.y += 8
}

// contents lists the chapters with links and page numbers. It begins on the title page
// where at least six entries, or all, fit there.
func (s *sheet) contents(list []chapter) {
	if len(list) == 0 {
		return
	}
	s.need(section.leading + 9 + float64(min(len(list), 6))*(entry.leading+6))
	s.sectionHead("Contents")
	for i, c := range list {
		lines := s.wrap(entry, textWidth-60, c.title)
		height := float64(len(lines))*entry.leading + 4
		s.need(height)
		s.lines(entry, margin, s.y, textWidth-60, lines)
		if page := s.known.start(i); page > 0 {
			last := s.y + height - 4 - entry.leading
			s.lineRight(entry, margin+textWidth, last, 50, strconv.Itoa(page))
		}
		s.pdf.Link(margin, s.y, textWidth, height, c.link)
		s.rule(margin, s.y+height-1, textWidth, 0.4, hairline)
		s.y += height + 2
	}
}
