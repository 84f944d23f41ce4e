package xlsx

import (
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
)

// field is a column of a sheet: one of the numbers that a column of the table is made of.
type field struct {
	head     string
	column   int                // of the table
	part     int                // of the values that the column reads as
	reading  report.Reading     // of the column
	language *language.Language // of its cells
	numeric  bool
	plain    bool // a number of the column is written for machines: all are shown with their digits
	width    float64
	apart    bool // a text that follows a number
}

// Column widths in letters: wide enough for the filter's button, and narrow enough for a screen.
const (
	narrowest = 9.0
	widest    = 60.0
)

// button is how many letters the filter's button takes beside a head.
const button = 3

// longestWord is how many letters the longest word of a text has: a head is wrapped between its words,
// and a word that is wider than its column is cut.
func longestWord(text string) (longest int) {
	for word := range strings.FieldsSeq(text) {
		longest = max(longest, utf8.RuneCountInString(word))
	}
	return longest
}

// fieldsOf lists the columns of a table's sheet.
func (b *book) fieldsOf(t *report.Table) []field {
	var list []field
	for i, c := range t.Columns {
		reading := t.Reading(i)
		for part, head := range reading.Heads(b.doc.Language, b.doc.Language.Text(c.Title)) {
			f := field{language: t.Language, head: head, column: i, part: part, reading: reading, numeric: c.Numeric}
			f.measure(t)
			f.apart = !f.numeric && len(list) > 0
			list = append(list, f)
		}
	}
	return list
}

// measure finds how wide the column must be and whether its numbers are rounded.
func (f *field) measure(t *report.Table) {
	letters := max(utf8.RuneCountInString(f.head)/2, longestWord(f.head)) + button
	for _, row := range t.All() {
		text := row[f.column]
		values := f.reading.Values(f.language, text)
		if v := values[f.part]; v.Kind == report.Numeral && v.Decimals == report.Unrounded {
			f.plain = true
		}
		letters = max(letters, utf8.RuneCountInString(text)/len(values)+2)
	}
	f.width = min(max(narrowest, float64(letters)), widest)
}

// cells writes a row of the table, a cell for each field.
func (b *book) cells(fields []field, row []string) []excelize.Cell {
	cells := make([]excelize.Cell, len(fields))
	for i, f := range fields {
		cells[i] = b.cell(f, row[f.column])
	}
	return cells
}

// cell writes the value where there is one. A text stands in the first of a column's fields only,
// as does a cell that does not read as its column.
func (b *book) cell(f field, text string) excelize.Cell {
	switch v := f.reading.Values(f.language, text)[f.part]; {
	case v.Kind == report.Numeral:
		return excelize.Cell{Value: v.Number, StyleID: b.number(v, f.plain)}
	case v.Kind == report.Calendar:
		return excelize.Cell{Value: v.Date, StyleID: b.styled(format{code: b.dateCode(v.Layout), apart: f.apart})}
	case f.part == 0:
		return excelize.Cell{Value: clean(text), StyleID: b.text(f.numeric, f.apart)}
	default:
		return excelize.Cell{}
	}
}

// headHeight is how high the row of heads must be.
func headHeight(fields []field) float64 {
	height := lineHeight
	for _, f := range fields {
		height = max(height, tall(f.head, f.width))
	}
	return height
}

// heads writes the titles of the columns.
func (b *book) heads(fields []field) []excelize.Cell {
	cells := make([]excelize.Cell, len(fields))
	for i, f := range fields {
		cells[i] = excelize.Cell{Value: clean(f.head), StyleID: b.head(f.numeric, f.apart)}
	}
	return cells
}
