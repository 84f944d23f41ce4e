package xlsx

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"chartline/pipeline/report"
	"chartline/pipeline/theme"
)

// color is the colour of a role in the theme of the document, as workbooks write it.
func (b *book) color(r theme.Role) string {
	return strings.ToUpper(theme.Hex(b.doc.Theme.Day(r))[1:])
}

// asTyped is the number format of text: what is typed stays what it is, also when the cell is
// edited, so that no name becomes a formula.
const asTyped = "@"

// format is all that tells cells apart.
type format struct {
	code         string
	bold, shaded bool
	size         float64
	color        theme.Role // of its letters; empty is ink
	right, wrap  bool
	apart        bool // indented, so that a text does not touch the number before it
}

// styled is the style of a format, made once.
func (b *book) styled(f format) int {
	key := f
	if id, ok := b.styles[key]; ok {
		return id
	}
	if f.size == 0 {
		f.size = 10
	}
	if f.color == "" {
		f.color = theme.Ink
	}
	s := &excelize.Style{
		Font:      &excelize.Font{Family: "Arial", Size: f.size, Bold: f.bold, Color: b.color(f.color)},
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: f.wrap},
	}
	if f.code != "" {
		s.CustomNumFmt = &f.code
	}
	if f.right {
		s.Alignment.Horizontal = "right"
	}
	if f.apart {
		s.Alignment.Horizontal, s.Alignment.Indent = "left", 1
	}
	if f.shaded {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{b.color(theme.Pale)}}
		s.Border = []excelize.Border{{Type: "bottom", Color: b.color(theme.Rule), Style: 1}}
	}
	id, err := b.file.NewStyle(s)
	b.do(err)
	b.styles[key] = id
	return id
}

func (b *book) bold(size float64) int { return b.styled(format{code: asTyped, bold: true, size: size}) }
func (b *book) quiet() int            { return b.styled(format{code: asTyped, color: theme.Printed, size: 9}) }
func (b *book) text(right, apart bool) int {
	return b.styled(format{code: asTyped, right: right, apart: apart})
}
func (b *book) prose() int { return b.styled(format{code: asTyped, wrap: true}) }
func (b *book) term() int  { return b.styled(format{code: asTyped, bold: true, wrap: true}) }

func (b *book) head(right, apart bool) int {
	return b.styled(format{code: asTyped, bold: true, shaded: true, right: right, apart: apart, wrap: true})
}

// lineHeight is that of a line of 10 points, in points.
const lineHeight = 13.5

// tall is how high a row must be for a text that is wrapped in a column so many letters wide:
// programs other than Excel do not find it by themselves.
func tall(text string, width float64) float64 {
	lines, used := 1, 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case used == 0:
			used = n
		case float64(used+1+n) > width:
			lines, used = lines+1, n
		default:
			used += 1 + n
		}
	}
	return lineHeight * float64(lines)
}

// number is the style that prints a value as the page does; plain leaves its digits as they are.
func (b *book) number(v report.Value, plain bool) int {
	if plain {
		return b.styled(format{code: "General"})
	}
	return b.styled(format{code: numberCode(v)})
}

// numberCode is the format code of a number: what is printed for those above zero, and the same
// with a minus sign for those below.
func numberCode(v report.Value) string {
	digits := "0"
	if v.Grouped || v.Scale == report.Plain && v.Before == "$" {
		digits = "#,##0"
	}
	if v.Decimals > 0 {
		digits += "." + strings.Repeat("0", v.Decimals)
	}
	switch v.Scale {
	case report.Hundredth:
		digits += quoted(v.After) + "%"
	case report.Million:
		digits += ",," + quoted(v.After)
	default:
		digits += quoted(v.After)
	}
	below := quoted("−"+strings.TrimPrefix(v.Before, "+")) + digits
	return quoted(v.Before) + digits + ";" + below
}

// quoted is a text within a format code.
func quoted(text string) string {
	if text == "" {
		return ""
	}
	return `"` + text + `"`
}

// dateCode is the format code of a layout of dates, with the names of its months, if it has any, in
// the language of the report.
func (b *book) dateCode(layout string) string {
	if layout == time.DateOnly {
		return "yyyy-mm-dd"
	}
	code := ""
	for _, part := range dateParts.FindAllString(layout, -1) {
		if known, ok := dateCodes[part]; ok {
			code += known
		} else {
			code += quoted(part)
		}
	}
	if tag := b.doc.Language.Tag(); tag != "en" && strings.Contains(code, dateCodes["January"]) {
		if n, ok := numbered[strings.SplitN(tag, "-", 2)[0]]; ok {
			tag = fmt.Sprintf("%X", n)
		}
		return "[$-" + tag + "]" + code
	}
	return code
}

// numbered are the numbers of languages ([MS-LCID]), which programs read that know no tag such as es-US:
// to LibreOffice a date in the format of one is a plain number. Others are called by their tag.
var numbered = map[string]int{"de": 0x407, "es": 0xC0A, "fr": 0x40C, "pt": 0x416}

// dateCodes are the codes of what stands in layouts for parts of a date, and of a space.
var dateCodes = map[string]string{"2006": "yyyy", "January": "mmmm", "01": "mm", "2": "d", " ": " ", "-": "-"}

// dateParts takes a layout apart.
var dateParts = regexp.MustCompile(`2006|January|01|2| |-|[^ 0-9]+`)
