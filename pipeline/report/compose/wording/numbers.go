// Package wording writes numbers, estimates and sentences as a reader of a report meets them, each
// in one way.
package wording

import (
	"math"
	"strconv"
	"strings"
)

// NoBreak keeps a number and what belongs to it on one line.
const NoBreak = "\u00a0"

// Withheld stands for a number that is too small to show.
const Withheld = "withheld"

// Percent writes a share with one decimal: 0.9312 is "93.1%".
func Percent(v float64) string { return Fixed(100*v, 1) + "%" }

// Fixed writes a number with so many decimals, thousands apart, and no minus before a
// zero.
func Fixed(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, rest, dot := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + rest
	}
	if v < 0 && strings.Trim(text, "0.") != "" {
		return "−" + whole
	}
	return whole
}

// Count writes a whole number with its thousands apart.
func Count(n int64) string { return Fixed(float64(n), 0) }

// Dollars writes an amount for a reader: "$12,345", "−$12" or "$1.23 million".
func Dollars(v float64) string {
	if v < 0 && math.Round(v) != 0 {
		return "−" + Dollars(-v)
	}
	if math.Abs(v) >= 1e6 {
		return "$" + Fixed(v/1e6, 2) + NoBreak + "million"
	}
	return "$" + Fixed(v, 0)
}
