package pdf

import (
	"slices"
	"strings"

	"chartline/pipeline/report"
	"chartline/pipeline/report/pdf/lettering"
)

// glossary is a list of definitions and how it is set.
type glossary struct {
	title         string
	list          []report.Definition
	term, meaning style
	pad           float64 // white space above and below each
	run           bool    // one text below a small heading, in which terms are bold
}

// endMatter lists what stands after the parts: the methods and the provenance, where there are any.
func (s *sheet) endMatter() (list []glossary) {
	provenance := s.doc.Provenance
	if s.known.boxed {
		provenance = append(slices.Clone(provenance), s.boxes())
	}
	for _, g := range []glossary{
		{title: s.said("Methods"), list: s.doc.Methods, term: term, meaning: meaning, pad: 5},
		{title: s.said("Provenance"), list: provenance, term: fineTerm, meaning: fineMeaning, pad: finePad},
	} {
		if len(g.list) > 0 {
			list = append(list, g)
		}
	}
	return list
}

// boxes says what boxes among letters stand for.
func (s *sheet) boxes() report.Definition {
	text := s.doc.Language.Say("%s stands for a letter or sign of a name that no font of these pages holds, such as an emoji.", lettering.Box)
	if !s.doc.Alone {
		text += " " + s.said("The HTML page, the workbook and the CSV files have it.")
	}
	return report.Definition{Term: s.said("Characters"), Text: text}
}

// finePad is the white space above and below definitions in small type.
const finePad = 3.2

// bringTogether sets definitions that are about to begin at the cursor, and those of the chapter after
// them, so that the latter do not stand alone on a last page where that can be helped: as one text,
// and if that does not do, below definitions in small type.
func (s *sheet) bringTogether(g *glossary, next chapter) {
	loose := *g
	small := loose
	small.term, small.meaning, small.pad = fineTerm, fineMeaning, finePad
	for _, try := range []struct {
		glossary
		run bool
	}{{loose, false}, {loose, true}, {small, true}} {
		*g, next.matter.run = try.glossary, try.run
		if s.definitionsEnd(g, s.y)+s.opening(next) <= s.bodyBottom {
			return
		}
	}
	*g, next.matter.run = loose, false
}

// Where a list of definitions breaks, company stand together at least on either side. One of no more than
// short does not break unless it is higher than half a page.
const (
	company = 3
	short   = 8
)

// definitionsOpening is the height of the first definitions, or of all where there are too few
// to break.
func (s *sheet) definitionsOpening(g *glossary) float64 {
	if g.run {
		return float64(len(s.runIn(g))) * g.meaning.leading
	}
	list := g.list
	if len(list) > short || s.definitionsHeight(g, list) > s.bodyHeight/2 {
		list = list[:min(company, len(list))]
	}
	return min(8+s.definitionsHeight(g, list), s.bodyHeight/2)
}

func (s *sheet) definitionsHeight(g *glossary, list []report.Definition) float64 {
	height := 0.0
	for _, d := range list {
		height += float64(s.definitionLines(g, d))*g.meaning.leading + 2*g.pad
	}
	return height
}

// The columns of definitions.
const (
	termWidth    = 132.0
	meaningWidth = textWidth - termWidth - 16
)

func (s *sheet) definitionLines(g *glossary, d report.Definition) int {
	return max(len(s.wrap(g.term, termWidth, d.Term)), len(s.wrap(g.meaning, meaningWidth, d.Text)))
}

// definitionRoom is the room that a definition takes with those that stand with it: the last ones.
func (s *sheet) definitionRoom(g *glossary, i int) float64 {
	together := g.list[i : i+1]
	if i == len(g.list)-company {
		together = g.list[i:]
	}
	return min(s.definitionsHeight(g, together)-g.pad, s.bodyHeight/2)
}

// definitions prints terms on the left and what they mean beside them.
func (s *sheet) definitions(g *glossary) {
	if g.run {
		s.printRun(g)
		return
	}
	s.y += 8
	for i, d := range g.list {
		s.need(s.definitionRoom(g, i))
		s.rule(s.margin, s.y, textWidth, 0.5, hairline)
		s.y += g.pad
		s.beside(g, s.wrap(g.term, termWidth, d.Term), s.wrap(g.meaning, meaningWidth, d.Text))
		s.y += g.pad
	}
	s.y += 8
}

// definitionsEnd is where definitions end that begin at y, on whatever page.
func (s *sheet) definitionsEnd(g *glossary, y float64) float64 {
	y += 8
	for i := range g.list {
		if y+s.definitionRoom(g, i) > s.bodyBottom {
			y = bodyTop
		}
		y += s.definitionsHeight(g, g.list[i:i+1])
	}
	return y + 8
}

// beside prints a term's lines and its text's lines next to each other, over as many
// pages as they take.
func (s *sheet) beside(g *glossary, names, text []string) {
	x := s.margin + textWidth - meaningWidth
	for i := range max(len(names), len(text)) {
		s.need(g.meaning.leading)
		if i < len(names) {
			s.line(g.term, s.margin, s.y, termWidth+1, names[i])
		}
		if i < len(text) {
			s.line(g.meaning, x, s.y, meaningWidth+1, text[i])
		}
		s.y += g.meaning.leading
	}
}

// stretch is a piece of a line in one style, and where it begins in it.
type stretch struct {
	style style
	x     float64
	text  string
}

// runIn breaks definitions into lines of one text, in which each term stands before what it means.
func (s *sheet) runIn(g *glossary) (lines [][]stretch) {
	var line []stretch
	x := 0.0
	add := func(st style, word string, before float64) {
		width := s.width(st, word)
		if x+before+width > textWidth && len(line) > 0 {
			lines, line, x, before = append(lines, line), nil, 0, 0
		}
		line = append(line, stretch{st, x + before, word})
		x += before + width
	}
	space := s.width(g.meaning, " ")
	for i, d := range g.list {
		before := 0.0
		if i > 0 {
			before = 3 * space
		}
		for _, part := range []struct {
			style style
			text  string
		}{{g.term, d.Term + ":"}, {g.meaning, d.Text}} {
			for _, word := range strings.Split(lettering.Printable(part.text), " ") {
				add(part.style, word, before)
				before = space
			}
		}
	}
	return append(lines, line)
}

// printRun prints definitions as one text, over as many pages as it takes.
func (s *sheet) printRun(g *glossary) {
	for _, line := range s.runIn(g) {
		s.need(g.meaning.leading)
		for _, part := range line {
			s.line(part.style, s.margin+part.x, s.y, textWidth-part.x+1, part.text)
		}
		s.y += g.meaning.leading
	}
}
