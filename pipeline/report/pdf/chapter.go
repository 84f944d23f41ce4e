package pdf

import (
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/lettering"
)

// chapter is a part, or a list of definitions, with a bookmark and a line in the contents. It
// begins on a page of its own unless a good beginning of it fits below what is there.
type chapter struct {
	title   string
	link    int // fpdf's name of the place where it begins
	opening func() float64
	write   func()
}

// chapters lists the parts, then the methods and the provenance where there are any.
func (s *sheet) chapters() []chapter {
	var list []chapter
	add := func(title string, opening func() float64, write func()) {
		list = append(list, chapter{title: title, link: s.pdf.AddLink(), opening: opening, write: write})
	}
	for i := range s.doc.Parts {
		if s.doc.OnePage {
			break // they stand on the first page
		}
		p := &s.doc.Parts[i]
		add(p.Title, func() float64 { return s.partOpening(p) }, func() { s.part(p) })
	}
	for _, d := range []struct {
		title string
		list  []report.Definition
	}{{s.said("Methods"), s.doc.Methods}, {s.said("Provenance"), s.doc.Provenance}} {
		if len(d.list) > 0 {
			add(d.title, func() float64 { return s.definitionsOpening(d.list) }, func() { s.definitions(d.list) })
		}
	}
	return list
}

// chapterGap is the white space between a chapter and one above it on the page.
const chapterGap = 14.0

// chapter prints the heading and the rest, and notes the page on which it begins.
func (s *sheet) chapter(c chapter) {
	if s.runsOn(c) {
		s.y += chapterGap
	} else {
		s.newPage()
	}
	s.seen.starts = append(s.seen.starts, s.seen.pages)
	s.pdf.SetLink(c.link, s.y-8, s.seen.pages)
	s.bookmark(c.title, 0, s.y-8)
	s.rule(s.margin, s.y, 28, 3, blue)
	s.y += 12
	s.paragraph(heading, s.margin, textWidth, c.title)
	s.y += 4
	c.write()
}

// runsOn tells whether a chapter begins below what is on the page. Nothing does so on a title
// page with contents.
func (s *sheet) runsOn(c chapter) bool {
	if s.seen.pages == 1 && !s.doc.OnePage {
		return false
	}
	return s.y+chapterGap+16+s.tall(heading, textWidth, c.title)+c.opening() <= s.bodyBottom
}

// tall is the height of a paragraph.
func (s *sheet) tall(st style, width float64, text string) float64 {
	if text == "" {
		return 0
	}
	return float64(len(s.wrap(st, width, text))) * st.leading
}

// bookmark adds a line to the reader's outline that leads to y on this page.
func (s *sheet) bookmark(title string, level int, y float64) {
	s.use(body) // fpdf encodes bookmarks as the current font asks.
	s.pdf.Bookmark(lettering.Plain(title), level, y)
}

// partOpening is the height of a part's words: its lead and its findings, of many the first, or
// what stands first where there are none.
func (s *sheet) partOpening(p *report.Part) float64 {
	height := s.tall(lead, proseWidth, p.Lead) + 12 + s.findingsHeight(p.Findings[:begin(len(p.Findings))])
	if len(p.Findings) == 0 && len(p.Blocks) > 0 {
		growing, fixed := s.extent(p.Blocks[0])
		height += snug*growing + fixed
	}
	return height
}

// begin is how many findings of a list stand together at its beginning: all, or two where two more
// can go on to the next page.
func begin(findings int) int {
	if findings >= 4 {
		return 2
	}
	return findings
}

// part prints the lead, the findings and the blocks.
func (s *sheet) part(p *report.Part) {
	if p.Lead != "" {
		s.paragraph(lead, s.margin, proseWidth, p.Lead)
	}
	s.y += 12
	s.findings(p.Findings)
	s.blocks(p.Blocks)
}

// figureFoot is the room below a figure that stands with it: its line of data.
const figureFoot = 4 + 11

// figure draws a figure at a part of its full size, or as high as the page where it is tall, and
// never over a page's end.
func (s *sheet) figure(f *report.Figure, part float64) {
	if f.Chart == nil {
		s.pdf.SetError(fault.New(fault.Internal, "figure "+f.ID, "has no chart", ""))
		return
	}
	w, h := f.Chart.Size()
	if !(w > 0 && h > 0) || math.IsInf(float64(w), 0) || math.IsInf(float64(h), 0) {
		s.pdf.SetError(fault.New(fault.Internal, "figure "+f.ID, "has no size", ""))
		return
	}
	full := textWidth / w.Points()
	scale := min(part*full, (s.bodyHeight-figureFoot)/h.Points())
	if scale >= smallest*full {
		w = vg.Length(textWidth / scale) // as wide as the text: its marks have more room
	}
	width, height := w.Points()*scale, h.Points()*scale
	s.need(height + figureFoot - 0.01)
	s.arrive(f.ID)
	if title := f.Chart.Text().Title; title != "" {
		s.bookmark(title, 1, s.y)
	}
	s.pdf.ClipRect(s.margin, s.y, width, height, false)
	c := newCanvas(s.pdf, s.margin, s.pageHeight-s.y-height, scale)
	c.theme = s.doc.Theme
	f.Chart.Draw(draw.NewCanvas(c, w, h))
	s.pdf.ClipEnd()
	s.afterClip()
	s.outline(s.margin, s.y, width, height)
	s.y += height + 4
	if !s.doc.Alone {
		s.line(note, s.margin, s.y, textWidth, s.doc.Language.Say("Data of this figure: %s", f.ID+".csv"))
	}
	s.y += note.leading
}

// afterClip sets the state that a figure left: its colour has ended with its clipping
// path, but fpdf takes it to be still there and would not write the same one again.
func (s *sheet) afterClip() {
	s.fill(white)
	s.pdf.SetDashPattern(nil, 0)
}

// company is how many definitions stand together at least where their list breaks.
const company = 3

// definitionsOpening is the height of the first definitions, or of all where there are too few
// to break.
func (s *sheet) definitionsOpening(list []report.Definition) float64 {
	if len(list) >= 2*company {
		list = list[:company]
	}
	return min(8+s.definitionsHeight(list), s.bodyHeight/2)
}

func (s *sheet) definitionsHeight(list []report.Definition) float64 {
	height := 0.0
	for _, d := range list {
		height += s.definitionHeight(d)
	}
	return height
}

// The columns of definitions.
const (
	termWidth      = 132.0
	meaningWidth   = textWidth - termWidth - 16
	definitionRoom = 6 + 7 // above and below
)

func (s *sheet) definitionHeight(d report.Definition) float64 {
	term, text := s.wrap(strong, termWidth, d.Term), s.wrap(body, meaningWidth, d.Text)
	return float64(max(len(term), len(text)))*strong.leading + definitionRoom
}

// definitions prints terms on the left and what they mean beside them.
func (s *sheet) definitions(list []report.Definition) {
	s.y += 8
	for i, d := range list {
		together := list[i : i+1]
		if i == len(list)-company {
			together = list[i:]
		}
		s.need(min(s.definitionsHeight(together)-7, s.bodyHeight/2))
		s.rule(s.margin, s.y, textWidth, 0.5, hairline)
		s.y += 6
		s.beside(s.wrap(strong, termWidth, d.Term), s.wrap(body, meaningWidth, d.Text))
		s.y += 7
	}
	s.y += 8
}

// beside prints a term's lines and its text's lines next to each other, over as many
// pages as they take.
func (s *sheet) beside(term, text []string) {
	x := s.margin + textWidth - meaningWidth
	for i := range max(len(term), len(text)) {
		s.need(strong.leading)
		if i < len(term) {
			s.line(strong, s.margin, s.y, termWidth+1, term[i])
		}
		if i < len(text) {
			s.line(body, x, s.y, meaningWidth+1, text[i])
		}
		s.y += strong.leading
	}
}
