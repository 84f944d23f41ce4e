// Package language says the texts of reports in a language. A text is written in English in the
// program and is the key of a catalogue, whose row holds it in the language; what has no row is
// said in English. Numbers have the separators of the language, and dates its names and order.
package language

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/text/language"
)

// Language is what a report is written in. Nil is the English of the program.
type Language struct {
	tag            language.Tag
	base           language.Base
	rows           map[string]string // English text to text
	singular       map[string]string // noun for several to noun for one, both in the language
	plural         map[string]string // and back
	decimal, group string
	months, short  []string
	days           []string // short names, Sunday first

	once    sync.Once
	formats []filledIn // rows that take values, for Reason
}

// Tag is the BCP 47 tag, such as "es-US"; "en" for the English of the program.
func (l *Language) Tag() string {
	if l == nil {
		return language.English.String()
	}
	return l.tag.String()
}

// Rows is how many texts the language has of its own.
func (l *Language) Rows() int {
	if l == nil {
		return 0
	}
	return len(l.rows)
}

// Digest is the SHA-256 of these texts and of the tag, by which numbers and dates are written.
func (l *Language) Digest() string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n", l.Tag())
	if l != nil {
		for _, english := range slices.Sorted(maps.Keys(l.rows)) {
			fmt.Fprintf(sum, "%q %q\n", english, l.rows[english])
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// IsEnglish reports whether the language is English, in whose words the program is written.
func (l *Language) IsEnglish() bool {
	if l == nil {
		return true
	}
	return l.base == english
}

// english is the language of the program.
var english, _ = language.English.Base()

// Text says a text that holds no values: a title, a label, a noun or a whole note.
func (l *Language) Text(english string) string {
	if l != nil {
		if row, ok := l.rows[english]; ok {
			return row
		}
	}
	return english
}

// Has reports whether the catalogue has a row for a text.
func (l *Language) Has(english string) bool {
	if l == nil {
		return false
	}
	_, ok := l.rows[english]
	return ok
}

// Say says a text with values, as fmt.Sprintf does; a row may take them in another order. Numbers
// are given as words, such as those of Count, since the verbs of fmt know no language. Words agree with
// a number by two forms in braces: "%s {account waits|accounts wait}".
func (l *Language) Say(format string, args ...any) string {
	if l != nil {
		if row, ok := l.rows[Key(format)]; ok {
			return l.sounded(fmt.Sprintf(l.agreed(row, args), args...))
		}
	}
	return fmt.Sprintf(l.agreed(format, args), args...)
}

// Sentence is Say that begins with a capital and ends with a stop.
func (l *Language) Sentence(format string, args ...any) string {
	return Capital(l.Say(format, args...)) + "."
}
