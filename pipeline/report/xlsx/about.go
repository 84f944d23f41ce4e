package xlsx

import (
	"strings"

	"chartline/pipeline/report"
	"chartline/pipeline/theme"
)

// aboutSheet is the first sheet.
func (b *book) aboutSheet() string { return cut(strings.Map(inName, b.said("Methods")), longestName) }

// said is a text of the workbook itself, in the language of the report.
func (b *book) said(text string) string { return b.doc.Language.Text(text) }

// page is the first sheet being written: terms in its first column, what they mean beside them.
type page struct {
	*book
	row int
}

// The widths of the first sheet in letters.
const (
	termWidth  = 34.0
	proseWidth = 100.0
)

// lettersOfProse is how many letters of a text fit where one figure of a number does: most are narrower.
const lettersOfProse = 1.1

// about writes what the report is: title, period, instant, who may see it, findings, key figures,
// the sheets that follow, methods and provenance.
func (b *book) about(tables []*report.Table, names []string) {
	b.do(b.file.SetSheetName("Sheet1", b.aboutSheet()))
	b.do(b.file.SetColWidth(b.aboutSheet(), "A", "A", termWidth))
	b.do(b.file.SetColWidth(b.aboutSheet(), "B", "B", proseWidth))
	p := &page{book: b, row: 1}
	p.put(1, b.doc.Title, b.bold(16))
	b.do(b.file.SetRowHeight(b.aboutSheet(), 1, 22))
	p.row++
	for _, d := range []report.Definition{
		{Term: b.said("About"), Text: b.doc.Subtitle}, {Term: b.said("Period"), Text: b.doc.Period},
		{Term: b.said("As of"), Text: b.doc.Instant()}, {Term: b.said("Sensitivity"), Text: b.doc.Sensitivity},
	} {
		if d.Text != "" {
			p.definition(d)
		}
	}
	p.section(b.said("Key figures"), keyFigures(b.doc))
	p.section(b.said("Findings"), findings(b.doc))
	p.sheets(tables, names)
	p.section(b.said("Methods"), b.doc.Methods)
	p.section(b.said("Provenance"), b.doc.Provenance)
	b.printed(b.aboutSheet(), "portrait")
}

// keyFigures are the tiles of the title page.
func keyFigures(d *report.Document) (list []report.Definition) {
	for _, k := range d.KeyFigures {
		text := k.Value
		for _, more := range []string{k.Interval, k.Basis, d.Language.Text(k.Tone.Word())} {
			if more != "" {
				text += "; " + more
			}
		}
		for _, m := range k.Marks {
			text += "; " + m.Word
		}
		list = append(list, report.Definition{Term: k.Label, Text: text})
	}
	return list
}

// findings are all of the report, part by part.
func findings(d *report.Document) (list []report.Definition) {
	for _, p := range d.Parts {
		for _, f := range p.Findings {
			text := f.Headline
			if f.Text != "" {
				text += ": " + f.Text
			}
			if word := d.Language.Text(f.Tone.Word()); word != "" {
				text = word + ". " + text
			}
			list = append(list, report.Definition{Term: p.Title, Text: text})
		}
	}
	return list
}

// section writes a heading and definitions; nothing where there are none.
func (p *page) section(heading string, list []report.Definition) {
	if len(list) == 0 {
		return
	}
	p.row++
	p.put(1, heading, p.styled(format{code: asTyped, bold: true, size: 12}))
	p.row++
	for _, d := range list {
		p.definition(d)
	}
}

func (p *page) definition(d report.Definition) {
	p.put(1, d.Term, p.term())
	p.put(2, d.Text, p.prose())
	p.do(p.file.SetRowHeight(p.aboutSheet(), p.row, max(tall(d.Term, termWidth), tall(d.Text, proseWidth*lettersOfProse))))
	p.row++
}

// sheets lists the sheets that follow, each with a link.
func (p *page) sheets(tables []*report.Table, names []string) {
	if len(tables) == 0 {
		return
	}
	p.row++
	p.put(1, p.said("Sheets"), p.bold(12))
	p.row++
	for i, t := range tables {
		link := at(1, p.row)
		p.put(1, names[i], p.styled(format{code: asTyped, color: theme.Accent, wrap: true}))
		p.do(p.file.SetCellHyperLink(p.aboutSheet(), link, "'"+names[i]+"'!A1", "Location"))
		p.put(2, title(t), p.prose())
		p.row++
	}
}

// put writes a text into a column of the row at hand.
func (p *page) put(column int, text string, style int) {
	cell := at(column, p.row)
	p.do(p.file.SetCellStr(p.aboutSheet(), cell, clean(text)))
	p.do(p.file.SetCellStyle(p.aboutSheet(), cell, cell, style))
}

// title is what a table is called, or its ID where it has no title.
func title(t *report.Table) string {
	if t.Title == "" {
		return t.ID
	}
	return t.Title
}

// banner says which report a sheet is of, to when it holds and who may see it.
func (b *book) banner() string {
	text := b.doc.Title
	for _, more := range []string{b.doc.Period, b.doc.Instant(), b.doc.Sensitivity} {
		if more != "" {
			text += " · " + more
		}
	}
	return text
}
