package language

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// NoBreak keeps a number and what belongs to it on one line.
const NoBreak = "\u00a0"

// Separators are what stands before the decimals and between the thousands.
func (l *Language) Separators() (decimal, group string) {
	if l == nil || l.decimal == "" {
		return ".", ","
	}
	return l.decimal, l.group
}

// separatorsOf takes the separators of a language from the tables of CLDR.
func separatorsOf(tag language.Tag) (decimal, group string) {
	between := strings.FieldsFunc(message.NewPrinter(tag).Sprintf("%.1f", 1234567.5), unicode.IsDigit)
	if len(between) == 0 {
		return ".", ","
	}
	if len(between) > 1 {
		group = between[0]
	}
	return between[len(between)-1], group
}

// quantity is a number within a text that has thousands, a per cent sign, or a part in a formula. Others
// with a point are sections and versions, such as 45 CFR 164.514.
var quantity = regexp.MustCompile(`\b\d{1,3}(?:,\d{3})+\b|\b\d+\.\d+(?: ?%| ×)|/\d+\.\d+`)

// separated gives the numbers within a row, which are written as in English, the separators of the
// language: a row of es says 99,8% in es-ES and 99.8% in es-US.
func (l *Language) separated(row string) string {
	return quantity.ReplaceAllStringFunc(row, l.renumbered)
}

// renumbered gives an English number the separators of the language.
func (l *Language) renumbered(number string) string {
	decimal, group := l.Separators()
	return strings.NewReplacer(",", group, ".", decimal).Replace(number)
}

// plainNumber is a number as files and estimators have it, and exponential one that they write so.
var (
	plainNumber = regexp.MustCompile(`^-?\d[\d,]*(\.\d+)?$`)
	exponential = regexp.MustCompile(`^-?\d(\.\d+)?e[+-]\d+$`)
)

// Number writes a number of a file, such as 0.0674 or 1.05e+06, with the separators of the language and
// without an exponent; other text stays.
func (l *Language) Number(text string) string {
	if v, err := strconv.ParseFloat(text, 64); err == nil && exponential.MatchString(text) {
		text = strconv.FormatFloat(v, 'f', -1, 64)
	}
	if !plainNumber.MatchString(text) {
		return text
	}
	return l.renumbered(text)
}

// Fixed writes a number with so many decimals, thousands apart, and no minus before a
// zero.
func (l *Language) Fixed(v float64, decimals int) string {
	decimal, group := l.Separators()
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, rest, dot := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if dot {
		whole += decimal + rest
	}
	if v < 0 && strings.Trim(text, "0.") != "" {
		return "−" + whole
	}
	return whole
}

// Count writes a whole number with its thousands apart.
func (l *Language) Count(n int64) string { return l.Fixed(float64(n), 0) }

// Percent writes a share with one decimal: 0.9312 is "93.1%".
func (l *Language) Percent(v float64) string { return l.Fixed(100*v, 1) + "%" }

// Dollars writes an amount for a reader: "$12,345", "−$12" or "$1.23 million".
func (l *Language) Dollars(v float64) string {
	if v < 0 && math.Round(v) != 0 {
		return "−" + l.Dollars(-v)
	}
	if math.Abs(v) >= 1e6 {
		return "$" + l.Fixed(v/1e6, 2) + NoBreak + l.Text("million")
	}
	return "$" + l.Fixed(v, 0)
}
