package xlsx

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/language"
	"chartline/pipeline/report"
)

// longestName is how many letters the name of a sheet has at most.
const longestName = 31

// sheetNames gives each table a name that a spreadsheet takes: its ID, or what stands for it in the
// language of the report, shortened, and told apart from others that differ in case alone. It stays the
// same from one issue to the next, as the title of a figure does not, so that formulas of others hold.
func (b *book) sheetNames(tables []*report.Table) []string {
	taken := map[string]bool{strings.ToLower(b.aboutSheet()): true, "history": true} // the latter is Excel's own
	names := make([]string, len(tables))
	for i, t := range tables {
		base := strings.Map(inName, clean(b.called(t.ID)))
		if base == "" {
			base = "table"
		}
		name := cut(base, longestName)
		for n := 2; taken[strings.ToLower(name)]; n++ {
			suffix := fmt.Sprintf("_%d", n)
			name = cut(base, longestName-len(suffix)) + suffix
		}
		taken[strings.ToLower(name)] = true
		names[i] = name
	}
	return names
}

// called is what stands for an ID in the language of the report.
func (b *book) called(id string) string {
	if text := b.said(id); text != id {
		return language.Capital(text)
	}
	return id
}

// inName leaves what the name of a sheet may hold.
func inName(r rune) rune {
	if strings.ContainsRune(`[]:*?/\'`, r) {
		return '_'
	}
	return r
}

// cut shortens a text to so many UTF-16 units, which is how spreadsheets count.
func cut(text string, most int) string {
	units := 0
	for i, r := range text {
		if units += 1 + utf16Extra(r); units > most {
			return text[:i]
		}
	}
	return text
}

func utf16Extra(r rune) int {
	if r > 0xFFFF {
		return 1
	}
	return 0
}

// clean is a text that XML can hold.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || r == utf8.RuneError || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// literal is a text in a header or footer, where & begins a command; Excel takes 255 letters in
// all, so that each has a part of them.
func literal(text string) string {
	return strings.ReplaceAll(cut(clean(text), 60), "&", "&&")
}

// at names a cell; column and row count from 1.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err) // the program counts columns and rows from 1
	}
	return name
}
