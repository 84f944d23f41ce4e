// Package axis turns values and dates into places on a canvas: round ticks, numbers as
// readers expect them, months that never collide, and what stands along an axis.
package axis

import (
	"math"
	"strconv"
	"strings"
)

// Unit says how a figure writes its numbers.
type Unit int

const (
	Plain   Unit = iota // 1,234.5: a rate, whatever the axis title says
	Count               // 1,234
	Percent             // a share between 0 and 1, written as 93.5%
	Days                // 3.8 d
	Dollars             // $1,234 or $1.2M
	Weight              // 1.16: a relative weight, which says little in one decimal
)

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

// Write writes a value with so many decimals, with commas between thousands, a real
// minus sign and no negative zero; counts and dollars have decimals of their own. What
// cannot be drawn is a dash.
func (u Unit) Write(v float64, decimals int) string {
	if !Drawable(v) {
		return "–"
	}
	if u == Dollars {
		return dollars(v)
	}
	return u.plain(v, decimals)
}

// WriteInterval writes a value with its interval, or alone where the ends are none.
func (u Unit) WriteInterval(value, lo, hi float64) string {
	text := u.Write(value, 1)
	if Drawable(lo, hi) && hi > lo {
		text += " (" + u.Write(lo, 1) + " to " + u.Write(hi, 1) + ")"
	}
	return text
}

func (u Unit) plain(v float64, decimals int) string {
	size := math.Abs(v)
	switch u {
	case Percent:
		return signed(v, group(size*100, decimals)+"%")
	case Days:
		return signed(v, group(size, decimals)+"\u00A0d")
	case Count:
		return signed(v, group(size, 0))
	case Weight:
		return signed(v, group(size, max(decimals, 2)))
	}
	return signed(v, group(size, decimals))
}

// dollars writes whole dollars, and a decimal of a million and more.
func dollars(v float64) string {
	size, suffix := magnitude(v)
	decimals := 0
	if suffix != "" {
		decimals = 1
	}
	return signed(v, "$"+group(math.Abs(v)/size, decimals)+suffix)
}

// signed puts the minus sign before what is negative after rounding.
func signed(v float64, body string) string {
	if v < 0 && strings.ContainsAny(body, "123456789") {
		return "−" + body
	}
	return body
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

// group writes a number that is not negative with commas between the thousands.
func group(v float64, decimals int) string {
	text := strconv.FormatFloat(v, 'f', max(decimals, 0), 64)
	whole, fraction, cut := strings.Cut(text, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if cut {
		b.WriteString("." + fraction)
	}
	return b.String()
}
