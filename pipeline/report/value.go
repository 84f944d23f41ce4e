package report

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"chartline/pipeline/language"
)

// Value is what one number or date of a printed cell means to a machine, with the manner in
// which it is printed, so that a workbook shows what the page shows. The zero Value is a text
// that holds neither.
type Value struct {
	Kind     Kind
	Number   float64   // of Numeral, in the unit of Scale: the share 0.931 of "93.1%"
	Date     time.Time // of Calendar, at midnight UTC
	Before   string    // printed before the digits: "$", or "+" where a rise says so
	After    string    // printed after them: " d"; not the percent sign
	Decimals int       // or Unrounded
	Grouped  bool      // thousands are apart
	Scale    Scale
	Layout   string // of Calendar, as time.Format takes it
}

// Kind says which field of a Value holds what it means.
type Kind int

// The kinds of values.
const (
	Words    Kind = iota // neither
	Numeral              // a number
	Calendar             // a date or a month
)

// Scale is how the printed digits relate to the number.
type Scale int

// The scales.
const (
	Plain     Scale = iota
	Hundredth       // "93.1%" is 0.931
	Million         // "$1.23 million" is 1,230,000
)

// numeral is a number as reports print it and as data tables hold it: sign, currency, digits,
// exponent, percent sign or unit. A unit may be a word and a number, as in "per 1,000".
var numeral = regexp.MustCompile(`^([−+-]?)(\$?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(e[+-]\d+)?(%|[ \x{00A0}]%|[ \x{00A0}](\p{L}+)([ \x{00A0}][\d,]+)?)?$`)

// Unrounded marks a number that is written for machines, with all its digits.
const Unrounded = -1

// mostDecimals is how many decimals a page prints at most.
const mostDecimals = 3

// ReadNumber reads a number that is printed in a language, such as "−1,234.5 d" or "93.1%".
func ReadNumber(l *language.Language, text string) (Value, bool) {
	m := numeral.FindStringSubmatch(withEnglishSeparators(l, text))
	if m == nil || m[8] != "" && m[7] != l.Text("per") {
		return Value{}, false
	}
	digits := strings.ReplaceAll(m[3], ",", "")
	if m[4] != "" {
		digits += "." + m[4]
	}
	number, err := strconv.ParseFloat(digits+m[5], 64)
	if err != nil {
		return Value{}, false
	}
	v := Value{Kind: Numeral, Number: number, Before: m[2], After: m[6], Decimals: len(m[4]), Grouped: strings.Contains(m[3], ",")}
	if m[5] != "" || len(m[4]) > mostDecimals {
		v.Decimals = Unrounded
	}
	v.scale(l, digits)
	switch m[1] {
	case "+":
		v.Before = "+" + v.Before
	case "−", "-":
		v.Number = -v.Number
	}
	return v, true
}

// withEnglishSeparators is a text with the separators of numbers that it would have in English.
func withEnglishSeparators(l *language.Language, text string) string {
	decimal, group := l.Separators()
	if decimal == "." {
		return text
	}
	if group == "" {
		group = decimal
	}
	return strings.NewReplacer(decimal, ".", group, ",").Replace(text)
}

// scale turns what the digits say into the number itself. The digits are read again with an
// exponent, since a division would leave 0.9310000000000001.
func (v *Value) scale(l *language.Language, digits string) {
	var exponent string
	switch {
	case strings.HasSuffix(v.After, "%"):
		v.Scale, exponent = Hundredth, "e-2"
		v.After = strings.TrimSuffix(v.After, "%")
	case strings.TrimLeft(v.After, " \u00a0") == l.Text("million"):
		v.Scale, exponent = Million, "e6"
	default:
		return
	}
	if scaled, err := strconv.ParseFloat(digits+exponent, 64); err == nil {
		v.Number = scaled
	}
}

// layouts are the ways in which reports and data tables write dates.
var layouts = []string{time.DateOnly, "2006-01", language.DayLayout, language.MonthLayout}

// ReadDate reads a date or a month that is printed in a language, such as "2026-10-01" or
// "1 October 2026".
func ReadDate(l *language.Language, text string) (Value, bool) {
	for _, layout := range layouts {
		if at, ok := l.ParseDate(text, layout); ok {
			return Value{Kind: Calendar, Date: at, Layout: l.Text(layout)}, true
		}
	}
	return Value{}, false
}
