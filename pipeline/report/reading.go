package report

import (
	"strings"

	"chartline/pipeline/language"
)

// Reading is how the cells of a column are made of numbers: each cell of a column reads alike.
type Reading int

// The readings.
const (
	AsText     Reading = iota // words, codes and names
	AsDate                    // one date
	AsNumber                  // one number
	AsRange                   // "90.6–92.8%": two numbers, lower and upper
	AsEstimate                // "91.7% (90.6–92.8%)": three numbers, value, lower and upper
	AsShare                   // "2,483 of 2,707": two numbers
)

// Reading says how a column reads. A column of words reads as dates where it holds nothing else;
// codes that look like numbers stay words.
func (t *Table) Reading(column int) Reading {
	found := map[Reading]int{}
	filled := 0
	for _, row := range t.All() {
		if row[column] != "" {
			filled++
			found[readingOf(t.Language, row[column])]++
		}
	}
	if filled > 0 && found[AsDate] == filled {
		return AsDate
	}
	if t.Columns[column].Numeric {
		for _, r := range []Reading{AsEstimate, AsRange, AsShare, AsNumber} {
			if found[r] > 0 {
				return r
			}
		}
	}
	return AsText
}

// readingOf says what one cell is.
func readingOf(l *language.Language, text string) Reading {
	for _, r := range []Reading{AsDate, AsNumber, AsEstimate, AsRange, AsShare} {
		if _, ok := r.parse(l, text); ok {
			return r
		}
	}
	return AsText
}

// Heads gives the titles of the numbers that a column of this reading is made of, in the language
// of its own title.
func (r Reading) Heads(l *language.Language, title string) []string {
	switch r {
	case AsRange:
		return []string{l.Say("%s, lower", title), l.Say("%s, upper", title)}
	case AsEstimate:
		return []string{title, l.Say("%s, lower", title), l.Say("%s, upper", title)}
	case AsShare:
		return []string{l.Say("%s, numerator", title), l.Say("%s, denominator", title)}
	default:
		return []string{title}
	}
}

// Values reads a cell, printed in a language, into as many values as Heads has titles. What does not read, such as
// "withheld", gives values of the kind Words. One number among ranges is both of their ends, and
// among estimates one without an interval.
func (r Reading) Values(l *language.Language, text string) []Value {
	values := make([]Value, len(r.Heads(l, "")))
	if read, ok := r.parse(l, text); ok {
		return read
	}
	if n, ok := ReadNumber(l, text); ok {
		switch r {
		case AsEstimate:
			values[0] = n
		case AsRange:
			values[0], values[1] = n, n
		}
	}
	return values
}

func (r Reading) parse(l *language.Language, text string) ([]Value, bool) {
	switch r {
	case AsDate:
		v, ok := ReadDate(l, text)
		return []Value{v}, ok
	case AsNumber:
		v, ok := ReadNumber(l, text)
		return []Value{v}, ok
	case AsRange:
		return readRange(l, text)
	case AsEstimate:
		return readEstimate(l, text)
	case AsShare:
		return readPair(l, text, between(l, "%s of %s"))
	default:
		return nil, false
	}
}

// readRange reads "90.6–92.8%" and "−0.3 to 0.2 d"; the lower end has the unit of the upper one
// where it prints none.
func readRange(l *language.Language, text string) ([]Value, bool) {
	for _, between := range []string{"–", between(l, "%s to %s")} {
		if pair, ok := readPair(l, text, between); ok {
			return pair, true
		}
	}
	return nil, false
}

// between is what a language sets between two values.
func between(l *language.Language, format string) string { return l.Say(format, "", "") }

// readPair reads two numbers with a word between them.
func readPair(l *language.Language, text, between string) ([]Value, bool) {
	first, second, found := strings.Cut(text, between)
	if !found {
		return nil, false
	}
	upper, ok := ReadNumber(l, second)
	if !ok {
		return nil, false
	}
	lower, ok := ReadNumber(l, first)
	if ok && lower.bare() && !upper.bare() {
		lower, ok = ReadNumber(l, first+upper.unit())
	}
	return []Value{lower, upper}, ok
}

// readEstimate reads "91.7% (90.6–92.8%)"; an interval may be introduced, as in "(95% CI 1–2)".
func readEstimate(l *language.Language, text string) ([]Value, bool) {
	first, rest, found := strings.Cut(text, " (")
	inner, closed := strings.CutSuffix(rest, ")")
	if !found || !closed {
		return nil, false
	}
	if _, after, introduced := strings.Cut(inner, l.Text("95%\u00a0CI")+"\u00a0"); introduced {
		inner = after
	}
	value, ok := ReadNumber(l, first)
	if !ok {
		return nil, false
	}
	ends, ok := readRange(l, inner)
	return append([]Value{value}, ends...), ok
}

// bare tells a number without a unit.
func (v Value) bare() bool { return v.After == "" && v.Scale == Plain }

// unit is what is printed after the digits.
func (v Value) unit() string {
	if v.Scale == Hundredth {
		return v.After + "%"
	}
	return v.After
}
