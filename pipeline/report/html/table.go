package html

import (
	"strconv"
	"strings"
	"unicode"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
)

// head is a column as the page heads it.
type head struct {
	Title   string
	Numeric bool
	ByValue bool // sorted by number or date, and not as words
	reading report.Reading
}

// heads says how the columns of a table are headed and sorted. A table whose rows are not as
// long as its head is refused.
func heads(t report.Table) ([]head, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	list := make([]head, len(t.Columns))
	for i, c := range t.Columns {
		reading := t.Reading(i)
		list[i] = head{Title: c.Title, Numeric: c.Numeric, ByValue: c.Numeric || reading != report.AsText, reading: reading}
	}
	return list, nil
}

// cell is one cell of a row.
type cell struct {
	Text          string
	Numeric, Head bool   // Head: it names the row
	Own           bool   // it may run from right to left, and has a direction of its own
	Value         string // by which it is sorted; empty where it holds neither number nor date
	Plain         bool   // a number as a file has it: of the data of a figure
}

// rows are the cells of a table. A first column of text names the rows.
func rows(t report.Table, heads []head) [][]cell {
	list := make([][]cell, len(t.Rows))
	for i, row := range t.Rows {
		list[i] = make([]cell, len(row))
		for j, text := range row {
			list[i][j] = cell{Text: text, Numeric: heads[j].Numeric, Head: j == 0 && !heads[j].Numeric && text != "", Own: strings.IndexFunc(text, rightToLeft) >= 0, Value: heads[j].value(t.Language, text), Plain: t.Language == nil && heads[j].Numeric}
		}
	}
	return list
}

// rightToLeft tells letters of the scripts in use that run from right to left.
func rightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko)
}

// value is the first number of a cell, or its date in days since 1970.
func (h head) value(l *language.Language, text string) string {
	if h.reading == report.AsText {
		return ""
	}
	switch v := h.reading.Values(l, text)[0]; v.Kind {
	case report.Numeral:
		return strconv.FormatFloat(v.Number, 'f', -1, 64)
	case report.Calendar:
		return strconv.FormatInt(v.Date.Unix()/86400, 10)
	default:
		return ""
	}
}
