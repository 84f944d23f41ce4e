package patientcopy

import (
	"bytes"
	"io"
	"slices"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"

	"chartline/pipeline/fault"
	"chartline/pipeline/language"
	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/lettering"
	"chartline/pipeline/theme"
)

// Measures of a page in points. Body text has 18: large print.
const (
	margin = 54.0
	family = "liberationsans"
	foot   = 42.0 // from the bottom to the baseline of the footer
	indent = 18.0 // of facts
)

// style is how a kind of paragraph is printed. Room is what must be left below it, so that no
// heading is the last of its page and a code mostly stands with what is said of it.
type style struct {
	weight        string
	size, leading float64
	before, room  float64
}

var styles = map[kind]style{
	title:   {"B", 32, 38, 0, 0},
	visit:   {"B", 24, 30, 30, 180},
	topic:   {"B", 20, 26, 20, 130},
	subject: {"B", 18, 24, 12, 78},
	text:    {"", 18, 25, 8, 25},
	fact:    {"", 18, 24, 2, 0},
}

// closer is a style with a part of its white space.
func (st style) closer(part float64) style {
	st.leading, st.before = part*st.leading, part*st.before
	return st
}

// sheet is a PDF being set.
type sheet struct {
	pdf           *fpdf.Fpdf
	width, height float64
	pages         int     // of a pass before, 0 on the first
	space         float64 // the part of the usual leading and white space that there is
	language      *language.Language
	theme         *theme.Theme
	y             float64
}

// PDF writes the copy in large print. The same record gives the same bytes. The file has an
// outline and a language and no tags: the page of HTML is for screen readers. It fails with
// fault.Internal where it cannot be set and with fault.Unavailable where w cannot take it.
func (r *Record) PDF(w io.Writer) error {
	second := r.fit()
	second.pdf.Close()
	if err := second.pdf.Error(); err != nil {
		return fault.Wrap(fault.Internal, err, "patient copy", "the pages cannot be set", "")
	}
	if err := second.pdf.Output(w); err != nil {
		return fault.Wrap(fault.Unavailable, err, "patient copy", "the pages cannot be written", "free space and try again")
	}
	return nil
}

// tightest is the least part of the usual white space between lines and paragraphs: with it lines are still a
// quarter farther apart than their type is high, as guidelines for large print ask.
const tightest = 0.94

// fit lays out all pages. Where the last one would hold little, lines stand as much closer, within what
// large print allows, as lets it be left out.
func (r *Record) fit() *sheet {
	usual := r.set(0, 1)
	pages := usual.pdf.PageNo()
	if usual.y < margin+(usual.bottom()-margin)/3 {
		for _, space := range []float64{0.98, 0.96, tightest} {
			if closer := r.set(0, space).pdf.PageNo(); closer < pages {
				return r.set(closer, space)
			}
		}
	}
	return r.set(pages, 1)
}

// set lays out all pages, with the number of pages that an earlier pass found and a part of the usual white space.
func (r *Record) set(pages int, space float64) *sheet {
	format := "Letter"
	if r.Paper == report.A4 {
		format = "A4"
	}
	s := &sheet{pdf: fpdf.New("P", "pt", format, ""), pages: pages, space: space, language: r.Language, theme: r.Theme}
	s.width, s.height = s.pdf.GetPageSize()
	s.prepare(r)
	s.newPage()
	s.logo()
	list := r.printed()
	for i, p := range list {
		s.paragraph(p, list[i+1:])
	}
	return s
}

// printed are the paragraphs with one that says what boxes stand for, where letters are printed as such.
func (r *Record) printed() []paragraph {
	list := r.written()
	if slices.ContainsFunc(list, func(p paragraph) bool { return lettering.Boxed(p.text) }) {
		list = append(list, paragraph{kind: text, text: r.Language.Say("%s stands for a letter or sign that we could not print.", lettering.Box)})
	}
	return list
}

// prepare fixes what fpdf would take from the clock.
func (s *sheet) prepare(r *Record) {
	s.pdf.SetCatalogSort(true)
	s.pdf.SetMargins(0, 0, 0)
	s.pdf.SetCellMargin(0)
	s.pdf.SetAutoPageBreak(false, 0)
	s.pdf.SetCreationDate(r.Made.UTC())
	s.pdf.SetModificationDate(r.Made.UTC())
	s.pdf.SetTitle(s.language.Text(heading), true)
	s.pdf.SetCreator("Chartline", true)
	s.pdf.SetProducer("Chartline", true)
	s.pdf.SetLang(report.Lang(r.Language))
	s.pdf.AddUTF8FontFromBytes(family, "", liberationsansregular.TTF)
	s.pdf.AddUTF8FontFromBytes(family, "B", liberationsansbold.TTF)
}

func (s *sheet) newPage() {
	s.pdf.AddPage()
	s.y = margin
	s.pdf.SetFont(family, "", 14)
	s.ink(theme.Ink)
	s.pdf.Text(margin, s.height-foot, s.language.Text(heading))
	number := s.language.Say("Page %d of %d", s.pdf.PageNo(), s.pages)
	s.pdf.Text(s.width-margin-s.pdf.GetStringWidth(number), s.height-foot, number)
}

// bottom is where the text of a page ends.
func (s *sheet) bottom() float64 { return s.height - foot - 30 }

// paragraph prints a paragraph, which begins a page where there is no room for it and what must stand below it
// of the rest.
func (s *sheet) paragraph(p paragraph, rest []paragraph) {
	st := styles[p.kind].closer(s.space)
	lines, left := s.wrapped(p)
	if s.y > margin {
		s.y += st.before
	}
	if s.y+float64(len(lines))*st.leading+min(st.room, s.below(p.kind, rest)) > s.bottom() && s.y > margin {
		s.newPage()
	}
	if p.kind == visit {
		s.rule()
		s.pdf.Bookmark(lettering.Plain(p.text), 0, s.y)
	}
	s.lines(lines, left, st, p.kind)
}

// wrapped are the lines of a paragraph, and where they begin from the left.
func (s *sheet) wrapped(p paragraph) (lines []string, left float64) {
	left = margin
	if p.kind == fact {
		left += indent
	}
	s.pdf.SetFont(family, styles[p.kind].weight, styles[p.kind].size)
	return lettering.Wrap(lettering.Printable(p.text), s.width-margin-left, s.measure), left
}

// below is the height of what stands below a heading before the next one of its kind or above.
func (s *sheet) below(k kind, rest []paragraph) (height float64) {
	for _, p := range rest {
		st := styles[p.kind].closer(s.space)
		if p.kind <= k || height > styles[k].room {
			break
		}
		lines, _ := s.wrapped(p)
		height += st.before + float64(len(lines))*st.leading
	}
	return height
}

// lines prints the lines of one paragraph, over several pages where it is that long.
func (s *sheet) lines(lines []string, left float64, st style, k kind) {
	for i, line := range lines {
		if s.y+st.leading > s.bottom() {
			s.newPage()
		}
		s.pdf.SetFont(family, st.weight, st.size)
		s.color(k)
		s.y += st.leading
		if k == fact && i == 0 {
			s.pdf.Text(margin, s.y-5, "•")
		}
		lettering.Print(s.pdf, left, s.y-5, lettering.Visual(line))
	}
}

// measure is the width of a printable text in the font in use.
func (s *sheet) measure(text string) float64 { return lettering.Width(s.pdf, text) }

func (s *sheet) color(k kind) {
	if k == topic {
		s.ink(theme.Accent)
		return
	}
	s.ink(theme.Ink)
}

// ink sets the colour of letters.
func (s *sheet) ink(r theme.Role) {
	c := s.theme.Day(r)
	s.pdf.SetTextColor(int(c.R), int(c.G), int(c.B))
}

// logo prints that of the theme at the head of the first page.
func (s *sheet) logo() {
	logo := s.theme.Mark()
	if logo == nil {
		return
	}
	width, height := logo.Fit(220, 54)
	options := fpdf.ImageOptions{ImageType: "PNG"}
	s.pdf.RegisterImageOptionsReader("logo", options, bytes.NewReader(logo.PNG))
	s.pdf.ImageOptions("logo", margin, margin, width, height, false, options, 0, "")
	s.y += height + 18
}

// rule divides visits.
func (s *sheet) rule() {
	c := s.theme.Day(theme.Accent)
	s.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
	s.pdf.SetLineWidth(3)
	s.pdf.Line(margin, s.y, s.width-margin, s.y)
	s.y += 10
}
