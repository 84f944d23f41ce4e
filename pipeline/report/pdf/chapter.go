package pdf

import (
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"chartline/pipeline/chart"
	"chartline/pipeline/fault"
	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/lettering"
)

// chapter is a part, or a list of definitions, with a bookmark and a line in the contents. It
// begins on a page of its own unless a good beginning of it fits below what is there.
type chapter struct {
	title   string
	about   string // what it answers; of a part alone
	link    int    // fpdf's name of the place where it begins
	opening func() float64
	write   func(next float64) // next is the room that the chapter after it takes to begin, or negative
	matter  *glossary          // of a list of definitions
}

// chapters lists the parts, then the methods and the provenance where there are any.
func (s *sheet) chapters() []chapter {
	var list []chapter
	add := func(title string, opening func() float64, write func(next float64)) {
		list = append(list, chapter{title: title, link: s.pdf.AddLink(), opening: opening, write: write})
	}
	for i := range s.doc.Parts {
		if s.doc.OnePage {
			break // they stand on the first page
		}
		p := &s.doc.Parts[i]
		add(p.Title, func() float64 { return s.partOpening(p) }, func(next float64) { s.part(p, next) })
		list[len(list)-1].about = p.Lead
	}
	s.matter = s.endMatter()
	for i := range s.matter {
		g := &s.matter[i]
		add(g.title, func() float64 { return s.definitionsOpening(g) }, func(float64) { s.definitions(g) })
		list[len(list)-1].matter = g
	}
	return list
}

// chapterGap is the white space between a chapter and one above it on the page.
const chapterGap = 14.0

// chapter prints the heading and the rest, and notes the page on which it begins.
func (s *sheet) chapter(list []chapter, i int) {
	c, next := list[i], -1.0
	if i+1 < len(list) {
		next = s.opening(list[i+1])
	}
	if s.runsOn(c) {
		s.y += chapterGap
	} else {
		s.newPage()
	}
	s.seen.starts = append(s.seen.starts, s.seen.pages)
	s.pdf.SetLink(c.link, s.y-8, s.seen.pages)
	s.bookmark(c.title, 0, s.y-8)
	s.head(c)
	if c.matter != nil && i+1 < len(list) {
		s.bringTogether(c.matter, list[i+1])
	}
	c.write(next)
}

// head prints the heading of a chapter; that of one which is set as one text is small.
func (s *sheet) head(c chapter) {
	if c.matter != nil && c.matter.run {
		s.sectionHead(c.title)
		return
	}
	s.rule(s.margin, s.y, 28, 3, blue)
	s.y += 12
	s.paragraph(heading, s.margin, textWidth, c.title)
	s.y += 4
}

// runsOn tells whether a chapter begins below what is on the page. Nothing does so on a title
// page with contents.
func (s *sheet) runsOn(c chapter) bool {
	if s.seen.pages == 1 && !s.doc.OnePage {
		return false
	}
	return s.y+s.opening(c) <= s.bodyBottom
}

// opening is the room that a chapter takes to begin below another.
func (s *sheet) opening(c chapter) float64 {
	if c.matter != nil && c.matter.run {
		return chapterGap + max(sectionRoom+c.opening(), sectionNeed)
	}
	return chapterGap + 16 + s.tall(heading, textWidth, c.title) + c.opening()
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
	if text := s.commonText(common(p.Blocks)); text != "" {
		height += s.tall(note, textWidth, text) + 6
	}
	if len(p.Findings) == 0 && len(p.Blocks) > 0 {
		s.kin = s.related(p.Blocks)
		height += s.sized(p.Blocks[0]).Begins()
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

// part prints the lead, the findings and the blocks, with what follows the part in mind.
func (s *sheet) part(p *report.Part, next float64) {
	if p.Lead != "" {
		s.paragraph(lead, s.margin, proseWidth, p.Lead)
	}
	s.y += 12
	s.findings(p.Findings)
	s.commonNotes(p)
	s.kin = s.related(p.Blocks)
	s.blocks(p.Blocks, next)
	s.common = nil
}

// commonNotes prints once, above the tables of a part, the notes that most of them have.
func (s *sheet) commonNotes(p *report.Part) {
	s.common = common(p.Blocks)
	if len(s.common) == 0 {
		return
	}
	s.y -= 4
	s.paragraph(note, s.margin, textWidth, s.commonText(s.common))
	s.y += 10
}

func (s *sheet) commonText(notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	return s.doc.Language.Say("Of the tables of this part, unless they say otherwise: %s", strings.Join(notes, " "))
}

// common are the notes that three tables of a part have or more, and more than half of them, in the order of
// the first such table.
func common(list []report.Block) (notes []string) {
	tables, of := 0, map[string]int{}
	for _, b := range list {
		if b.Table == nil {
			continue
		}
		tables++
		for _, text := range b.Table.Notes {
			if of[text]++; of[text] == 1 {
				notes = append(notes, text)
			}
		}
	}
	return slices.DeleteFunc(notes, func(text string) bool { return of[text] < 3 || 2*of[text] <= tables })
}

// figureFoot is the room below a figure that stands with it: its line of data.
const figureFoot = 4 + 11

// figure draws a figure as wide as the text in a height. One whose marks give has type of its full size;
// another has smaller type, and one that is lower still is narrower.
func (s *sheet) figure(f *report.Figure, height float64) {
	if f.Chart == nil {
		s.pdf.SetError(fault.New(fault.Internal, "figure "+f.ID, "has no chart", ""))
		return
	}
	if !drawable(f.Chart) {
		s.pdf.SetError(fault.New(fault.Internal, "figure "+f.ID, "has no size", ""))
		return
	}
	w, h := f.Chart.Size()
	full := textWidth / w.Points()
	scale := min(full, height/h.Points())
	if _, gives := f.Chart.(chart.Elastic); gives && height >= squat*full*h.Points()-0.01 {
		scale, h = full, vg.Length(height/full)
	} else if scale >= smallest*full-1e-6 {
		w = vg.Length(textWidth / scale) // as wide as the text: its marks have more room
	}
	width := w.Points() * scale
	height = h.Points() * scale
	s.need(height + figureFoot - 0.01)
	s.arrive(f.ID)
	if title := f.Chart.Text().Title; title != "" {
		s.bookmark(title, 1, s.y)
	}
	s.pdf.ClipRect(s.margin, s.y, width, height, false)
	c := newCanvas(s.pdf, s.margin, s.pageHeight-s.y-height, scale)
	c.theme = s.doc.Theme
	f.Chart.Draw(draw.NewCanvas(c, w, h))
	s.seen.boxed = s.seen.boxed || c.boxed
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
