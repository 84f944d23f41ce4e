package claim

import (
	"bytes"
	"time"

	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/moment"
)

// Cell is a field without the blanks around it: claims hold a single blank for nothing
// (standard.md 5.5, trap 2).
func Cell(r *delimited.Record, column int) []byte {
	b := r.Field(column)
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// ParseDay reads a date in one of the forms of claim files: DD-Mmm-YYYY, DDMmmYYYY,
// YYYYMMDD, YYYY-MM-DD with or without a time of day, which is not looked at, and
// MM/DD/YYYY. An empty text and one of zeros are no date; ok is false for anything else.
func ParseDay(text []byte) (day Day, ok bool) {
	if len(text) == 0 || len(bytes.Trim(text, "0")) == 0 {
		return Day{}, true
	}
	switch n := len(text); {
	case n == 11 && text[2] == '-' && text[6] == '-':
		return calendar(number(text[7:]), monthOf(text[3:6]), number(text[:2]))
	case n == 10 && text[1] == '-' && text[5] == '-':
		return calendar(number(text[6:]), monthOf(text[2:5]), number(text[:1]))
	case n == 9:
		return calendar(number(text[5:]), monthOf(text[2:5]), number(text[:2]))
	case n == 8:
		return calendar(number(text[:4]), number(text[4:6]), number(text[6:]))
	case n == 10 && text[2] == '/' && text[5] == '/':
		return calendar(number(text[6:]), number(text[:2]), number(text[3:5]))
	case n == 10 && text[4] == '-' && text[7] == '-':
		return calendar(number(text[:4]), number(text[5:7]), number(text[8:]))
	case n > 10 && n <= 40:
		m, ok := moment.ISO(string(text), time.UTC)
		return Day{On: m.On, Known: ok}, ok
	default:
		return Day{}, false
	}
}

func calendar(year, month, day int) (Day, bool) {
	on, ok := moment.Date(year, month, day)
	return Day{On: on, Known: ok}, ok
}

// number is what some digits say, -1 where they are none.
func number(digits []byte) (n int) {
	for _, c := range digits {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// monthOf is the month of a name of three letters, -1 where there is none.
func monthOf(name []byte) int {
	const names = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
	for m := range 12 {
		if upper(name[0]) == names[3*m] && upper(name[1]) == names[3*m+1] && upper(name[2]) == names[3*m+2] {
			return m + 1
		}
	}
	return -1
}

// Digits before and after the point of amounts, as the kinds of the schema have them.
const (
	moneyDigits, moneyScale = 12, 2
	unitDigits, unitScale   = 5, 4
)

// ParseMoney reads an amount of money, rounded to the cent. An empty text is none; ok is
// false for what is no number, and for one beyond the column.
func ParseMoney(text []byte) (Amount, bool) { return decimal(text, moneyDigits, moneyScale) }

// ParseUnits reads units of service, rounded to four digits, as ParseMoney does.
func ParseUnits(text []byte) (Amount, bool) { return decimal(text, unitDigits, unitScale) }

// decimal reads a decimal number with up to so many digits before the point, rounded
// half away from zero to the scale.
func decimal(text []byte, digits, scale int) (Amount, bool) {
	if len(text) == 0 {
		return Amount{}, true
	}
	negative := text[0] == '-'
	if negative || text[0] == '+' {
		text = text[1:]
	}
	whole, fraction, _ := bytes.Cut(text, []byte{'.'})
	whole = bytes.TrimLeft(whole, "0")
	if len(whole) > digits || len(text) == 0 || string(text) == "." {
		return Amount{}, false
	}
	n := int64(0)
	for _, c := range whole {
		if c < '0' || c > '9' {
			return Amount{}, false
		}
		n = 10*n + int64(c-'0')
	}
	for i := range max(scale+1, len(fraction)) {
		c := byte('0')
		if i < len(fraction) {
			c = fraction[i]
		}
		switch {
		case c < '0' || c > '9':
			return Amount{}, false
		case i < scale:
			n = 10*n + int64(c-'0')
		case i == scale && c >= '5':
			n++
		}
	}
	if n >= limit(digits+scale) {
		return Amount{}, false
	}
	if negative {
		n = -n
	}
	return Amount{Num: decimal128.FromI64(n), Known: true}, true
}

// limit is the first number that has more digits.
func limit(digits int) int64 {
	n := int64(1)
	for range digits {
		n *= 10
	}
	return n
}
