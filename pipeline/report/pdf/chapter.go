package pdf

import (
	"math"

	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
)

// chapter begins on a page of its own, with a bookmark and a line in the contents.
type chapter struct {
	title string
	link  int // fpdf's name of the chapter's first page
	write func()
}

// chapters lists the parts, then the methods and the provenance where there are any.
func (s *sheet) chapters() []chapter {
	var list []chapter
	add := func(title string, write func()) {
		list = append(list, chapter{title: title, link: s.pdf.AddLink(), write: write})
	}
	for i := range s.doc.Parts {
		if s.doc.OnePage {
			break // they stand on the first page
		}
		p := &s.doc.Parts[i]
		add(p.Title, func() { s.part(p) })
	}
	if len(s.doc.Methods) > 0 {
		add("Methods", func() { s.definitions(s.doc.Methods) })
	}
	if len(s.doc.Provenance) > 0 {
		add("Provenance", func() { s.definitions(s.doc.Provenance) })
	}
	return list
}

// chapter begins a page, notes its number and prints the heading and the rest.
func (s *sheet) chapter(c chapter) {
	s.newPage()
	s.seen.starts = append(s.seen.starts, s.seen.pages)
	s.pdf.SetLink(c.link, 0, s.seen.pages)
	s.bookmark(c.title, 0, 0)
	s.rule(margin, s.y, 28, 3, blue)
	s.y += 12
	s.paragraph(heading, margin, textWidth, c.title)
	s.y += 4
	c.write()
}

// bookmark adds a line to the reader's outline that leads to y on this page.
func (s *sheet) bookmark(title string, level int, y float64) {
	s.use(body) // fpdf encodes bookmarks as the current font asks.
	s.pdf.Bookmark(printable(title), level, y)
}

// part prints the lead, the findings and the blocks.
func (s *sheet) part(p *report.Part) {
	if p.Lead != "" {
		s.paragraph(lead, margin, proseWidth, p.Lead)
	}
	s.y += 12
	s.findings(p.Findings)
	for _, b := range p.Blocks {
		if b.Figure != nil {
			s.figure(b.Figure)
		}
		if b.Table != nil {
			s.table(b.Table)
		}
	}
}

// figure draws a figure as wide as the text.
func (s *sheet) figure(f *report.Figure) { s.figureOf(f, textWidth) }

// figureFoot is the room below a figure: its line of data and white space.
const figureFoot = 4 + 11 + 12

// figureOf draws a figure of a width, or as high as the page where it is tall, and never over
// a page's end.
func (s *sheet) figureOf(f *report.Figure, width float64) {
	if f.Chart == nil {
		s.pdf.SetError(fault.New(fault.Internal, "figure "+f.ID, "has no chart", ""))
		return
	}
	w, h := f.Chart.Size()
	if !(w > 0 && h > 0) || math.IsInf(float64(w), 0) || math.IsInf(float64(h), 0) {
		s.pdf.SetError(fault.New(fault.Internal, "figure "+f.ID, "has no size", ""))
		return
	}
	below := note.leading + 4
	scale := min(width/w.Points(), (bodyHeight-below)/h.Points())
	height := h.Points() * scale
	s.need(height + below)
	if title := f.Chart.Text().Title; title != "" {
		s.bookmark(title, 1, s.y)
	}
	s.pdf.ClipRect(margin, s.y, w.Points()*scale, height, false)
	c := newCanvas(s.pdf, margin, pageHeight-s.y-height, scale)
	f.Chart.Draw(draw.NewCanvas(c, w, h))
	s.pdf.ClipEnd()
	s.afterClip()
	s.outline(margin, s.y, w.Points()*scale, height)
	s.y += height + 4
	s.line(note, margin, s.y, textWidth, "Data of this figure: "+f.ID+".csv")
	s.y += note.leading + 18
}

// afterClip sets the state that a figure left: its colour has ended with its clipping
// path, but fpdf takes it to be still there and would not write the same one again.
func (s *sheet) afterClip() {
	s.pdf.SetFillColor(int(white.R), int(white.G), int(white.B))
	s.pdf.SetDashPattern(nil, 0)
}

// definitions prints terms on the left and what they mean beside them.
func (s *sheet) definitions(list []report.Definition) {
	const termWidth, gap = 132.0, 16.0
	x, width := margin+termWidth+gap, textWidth-termWidth-gap
	s.y += 8
	for _, d := range list {
		term := s.wrap(strong, termWidth, d.Term)
		text := s.wrap(body, width, d.Text)
		height := float64(max(len(term), len(text))) * strong.leading
		s.need(min(height+6, bodyHeight/2))
		s.rule(margin, s.y, textWidth, 0.5, hairline)
		s.y += 6
		s.beside(term, termWidth, text, x, width)
		s.y += 7
	}
}

// beside prints a term's lines and its text's lines next to each other, over as many
// pages as they take.
func (s *sheet) beside(term []string, termWidth float64, text []string, x, width float64) {
	for i := range max(len(term), len(text)) {
		s.need(strong.leading)
		if i < len(term) {
			s.line(strong, margin, s.y, termWidth+1, term[i])
		}
		if i < len(text) {
			s.line(body, x, s.y, width+1, text[i])
		}
		s.y += strong.leading
	}
}
