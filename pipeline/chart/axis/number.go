// Package axis turns values and dates into places on a canvas: round ticks, numbers as
// readers expect them, months that never collide, and what stands along an axis.
package axis

import (
	"math"
	"strings"

	"chartline/pipeline/language"
)

// Unit says how a figure writes its numbers: of what kind they are, and in which language.
type Unit struct {
	kind     kind
	language *language.Language
}

type kind int

const (
	plain kind = iota
	count
	percent
	days
	dollars
	weight
)

// The units, in the English of the program.
var (
	Plain   = Unit{kind: plain}   // 1,234.5: a rate, whatever the axis title says
	Count   = Unit{kind: count}   // 1,234
	Percent = Unit{kind: percent} // a share between 0 and 1, written as 93.5%
	Days    = Unit{kind: days}    // 3.8 d
	Dollars = Unit{kind: dollars} // $1,234 or $1.2M
	Weight  = Unit{kind: weight}  // 1.16: a relative weight, which says little in one decimal
)

// In is the unit as a language writes it.
func (u Unit) In(l *language.Language) Unit { return Unit{u.kind, l} }

// Is reports whether numbers are of the kind of another unit, whatever the language.
func (u Unit) Is(other Unit) bool { return u.kind == other.kind }

// largest is the greatest size that is drawn. No count, share, time or sum of money in
// a hospital comes near, and beyond it ticks are no longer apart in a float64.
const largest = 1e15

// Drawable reports whether all the values can be drawn: no NaN, no infinity and
// nothing beyond a thousand million million.
func Drawable(values ...float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.Abs(v) > largest {
			return false
		}
	}
	return true
}

// Write writes a value with so many decimals, with thousands apart, a real minus sign and
// no negative zero; counts and dollars have decimals of their own. What cannot be drawn is a
// dash.
func (u Unit) Write(v float64, decimals int) string {
	if !Drawable(v) {
		return "–"
	}
	switch u.kind {
	case dollars:
		return u.dollars(v)
	case percent:
		return u.language.Fixed(100*v, decimals) + "%"
	case days:
		return u.language.Fixed(v, decimals) + language.NoBreak + "d"
	case count:
		return u.language.Fixed(v, 0)
	case weight:
		return u.language.Fixed(v, max(decimals, 2))
	}
	return u.language.Fixed(v, decimals)
}

// WriteInterval writes a value with its interval, or alone where the ends are none.
func (u Unit) WriteInterval(value, lo, hi float64) string {
	text := u.Write(value, 1)
	if Drawable(lo, hi) && hi > lo {
		return u.language.Say("%s (%s to %s)", text, u.Write(lo, 1), u.Write(hi, 1))
	}
	return text
}

// WriteBetween writes a range.
func (u Unit) WriteBetween(lo, hi float64, decimals int) string {
	return u.language.Say("%s to %s", u.Write(lo, decimals), u.Write(hi, decimals))
}

// dollars writes whole dollars, and a decimal of a million and more.
func (u Unit) dollars(v float64) string {
	size, suffix := magnitude(v)
	decimals := 0
	if suffix != "" {
		decimals = 1
	}
	return u.money(v/size, decimals, suffix)
}

// money sets the sign before the dollar, and the thousands of thousands after the number.
func (u Unit) money(v float64, decimals int, suffix string) string {
	text, negative := strings.CutPrefix(u.language.Fixed(v, decimals), "−")
	text = "$" + text + u.language.Text(suffix)
	if negative {
		return "−" + text
	}
	return text
}

// magnitude is the thousands of thousands in which a large amount is written.
func magnitude(v float64) (float64, string) {
	switch v = math.Abs(v); {
	case v >= 1e12:
		return 1e12, "T"
	case v >= 1e9:
		return 1e9, "B"
	case v >= 1e6:
		return 1e6, "M"
	}
	return 1, ""
}
