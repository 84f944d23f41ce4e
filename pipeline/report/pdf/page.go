package pdf

import (
	"codeberg.org/go-pdf/fpdf"

	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/lettering"
)

// pagination is what one pass over a document learns for the next: how many pages there
// are, on which one each chapter begins and on which one each figure and table.
type pagination struct {
	pages  int
	starts []int
	blocks map[string]int // by ID
	boxed  bool           // whether a letter that no font holds is printed as a box
}

// start is the first page of a chapter, or 0 while it is unknown.
func (p pagination) start(chapter int) int {
	if chapter >= len(p.starts) {
		return 0
	}
	return p.starts[chapter]
}

// sheet is a document being set: the pages so far and the place where the next line
// goes.
type sheet struct {
	layout
	pdf    *fpdf.Fpdf
	doc    *report.Document
	known  pagination     // from the pass before; zero on the first
	seen   pagination     // of this pass
	links  map[string]int // fpdf's names of the places of blocks, by ID
	kin    kin            // of the tables of this part
	matter []glossary     // methods and provenance
	// common are the notes of this part that its tables do not repeat.
	common []string
	y      float64 // top of the next line, from the top of the page
}

// newPage begins a page with its running header and footer. The title page has no
// header.
func (s *sheet) newPage() {
	s.pdf.AddPage()
	s.paper()
	s.seen.pages = s.pdf.PageNo()
	s.y = bodyTop
	if s.seen.pages > 1 {
		s.header()
	}
	s.footer()
}

// paper covers a page whose ground is not white.
func (s *sheet) paper() {
	if s.doc.Theme.Paint(white) != white {
		s.box(0, 0, s.pageWidth, s.pageHeight, white)
	}
}

// need begins a new page unless height points are left on this one.
func (s *sheet) need(height float64) {
	if s.y+height > s.bodyBottom && s.y > bodyTop {
		s.newPage()
	}
}

// header prints "title · period" over a hairline.
func (s *sheet) header() {
	text := s.doc.Title
	if s.doc.Period != "" {
		text += " · " + s.doc.Period
	}
	width, height := s.logoWithin(90, 15)
	s.logo(s.margin+textWidth-width, headerLine-4-height, width, height)
	s.line(running, s.margin, headerLine-16, textWidth-width, text)
	s.rule(s.margin, headerLine, textWidth, 0.5, hairline)
}

// footer prints who may see the page, the as-of instant and "Page x of y".
func (s *sheet) footer() {
	s.rule(s.margin, s.footerLine, textWidth, 0.5, hairline)
	y := s.footerLine + 8
	s.line(running, s.margin, y, 165, s.doc.Sensitivity)
	if as := s.doc.Instant(); as != "" {
		text := s.doc.Language.Say("As of %s", as)
		s.line(running, s.pageWidth/2-s.width(running, text)/2, y, textWidth, text)
	}
	number := s.doc.Language.Say("Page %d of %d", s.seen.pages, s.known.pages)
	s.lineRight(running, s.pageWidth-s.margin, y, 120, number)
}

// use sets font and colour for the text that follows.
func (s *sheet) use(st style) {
	s.pdf.SetFont(family, st.weight, st.size)
	c := s.doc.Theme.Paint(st.color)
	s.pdf.SetTextColor(int(c.R), int(c.G), int(c.B))
}

// width is the width of a text in a style.
func (s *sheet) width(st style, text string) float64 {
	s.use(st)
	return s.widthOf(s.printable(text))
}

// printable makes a text fit for the fonts, and remembers whether that left boxes in it.
func (s *sheet) printable(text string) string {
	s.seen.boxed = s.seen.boxed || lettering.Boxed(text)
	return lettering.Printable(text)
}

// widthOf is the width of a printable text in the style in use.
func (s *sheet) widthOf(text string) float64 { return lettering.Width(s.pdf, text) }

// wrap breaks a text into lines that fit a width in a style. Prose is broken so that its last line is
// not a word or two, where other lines have them to spare.
func (s *sheet) wrap(st style, width float64, text string) []string {
	s.use(st)
	text = s.printable(text)
	lines := lettering.Wrap(text, width, s.widthOf)
	if width < prose || len(lines) < 2 {
		return lines
	}
	for narrower := width; s.widthOf(lines[len(lines)-1]) < lastLine*width && narrower > width*(1-lastLine); narrower -= 6 {
		again := lettering.Wrap(text, narrower, s.widthOf)
		if len(again) > len(lines) {
			break
		}
		lines = again
	}
	return lines
}

// prose is the least width of a text that is set as prose, and lastLine the part of it that its last
// line fills at least.
const (
	prose    = 300.0
	lastLine = 0.15
)

// line prints one line with its top at y, shortened to the width.
func (s *sheet) line(st style, x, y, width float64, text string) {
	s.use(st)
	text = lettering.Elide(s.printable(text), width, s.widthOf)
	// The middle of the capitals, 0.72 em high, stands in the middle of the line.
	lettering.Print(s.pdf, x, y+st.leading/2+0.36*st.size, lettering.Visual(text))
}

// lineRight prints one line that ends at right.
func (s *sheet) lineRight(st style, right, y, width float64, text string) {
	s.use(st)
	text = lettering.Elide(s.printable(text), width, s.widthOf)
	s.line(st, right-s.widthOf(text), y, width+1, text)
}

// lines prints lines one below another from y without looking at the page's end.
func (s *sheet) lines(st style, x, y, width float64, lines []string) {
	for i, text := range lines {
		// A point more than the lines were broken for keeps rounding from eliding them.
		s.line(st, x, y+float64(i)*st.leading, width+1, text)
	}
}

// paragraph prints a text at the cursor, over as many pages as it takes, and moves the
// cursor below it.
func (s *sheet) paragraph(st style, x, width float64, text string) {
	for _, line := range s.wrap(st, width, text) {
		s.need(st.leading)
		s.line(st, x, s.y, width+1, line)
		s.y += st.leading
	}
}

// rule draws a horizontal bar whose top is at y.
func (s *sheet) rule(x, y, width, height float64, c nrgba) {
	s.box(x, y, width, height, c)
}

// box fills a rectangle.
func (s *sheet) box(x, y, width, height float64, c nrgba) {
	s.fill(c)
	s.pdf.Rect(x, y, width, height, "F")
}

// fill sets the colour of areas, in the theme of the document.
func (s *sheet) fill(c nrgba) {
	c = s.doc.Theme.Paint(c)
	s.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
}

// draw sets the colour of lines, in the theme of the document.
func (s *sheet) draw(c nrgba) {
	c = s.doc.Theme.Paint(c)
	s.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
}

// wash fills a rectangle with a colour mixed with five times as much of the ground.
func (s *sheet) wash(x, y, width, height float64, c nrgba) {
	c, ground := s.doc.Theme.Paint(c), s.doc.Theme.Paint(white)
	mix := func(v, paper uint8) int { return (int(v) + 5*int(paper)) / 6 }
	s.pdf.SetFillColor(mix(c.R, ground.R), mix(c.G, ground.G), mix(c.B, ground.B))
	s.pdf.Rect(x, y, width, height, "F")
}

// outline draws a hairline around a rectangle.
func (s *sheet) outline(x, y, width, height float64) {
	s.draw(hairline)
	s.pdf.SetLineWidth(0.5)
	s.pdf.Rect(x, y, width, height, "D")
}
