package wording

import (
	"fmt"
	"strings"
	"time"
)

// LowerFirst writes a label inside a sentence; abbreviations stay as they are.
func LowerFirst(s string) string {
	if len(s) < 2 || strings.ToUpper(s[:2]) == s[:2] {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// IsOrAre is the verb of so many.
func IsOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// WasOrWere is the verb of so many.
func WasOrWere(n int64) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// Capital begins a word with a capital letter.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Plural writes a count with its noun: "1 account", "2 accounts".
func Plural(n int64, noun string) string {
	if n == 1 {
		noun = strings.TrimSuffix(noun, "s")
	}
	return Count(n) + NoBreak + noun
}

// Day writes a date: "1 October 2025".
func Day(t time.Time) string { return t.Format("2 January 2006") }

// numbers are written out where they begin a sentence.
var numbers = []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"}

// Spelled writes a number that begins a sentence.
func Spelled(n int) string {
	if n < len(numbers) {
		return numbers[n]
	}
	return Count(int64(n))
}

// Month writes "October 2025".
func Month(t time.Time) string { return t.Format("January 2006") }

// Span writes a period by its first date and the first after it.
func Span(from, to time.Time) string { return Day(from) + " to " + Day(to.AddDate(0, 0, -1)) }

// List writes "a, b and c".
func List(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// Sentence begins with a capital and ends with a stop.
func Sentence(format string, args ...any) string {
	s := fmt.Sprintf(format, args...)
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
