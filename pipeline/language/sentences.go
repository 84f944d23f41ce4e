package language

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Capital begins a word with a capital letter.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// LowerFirst writes a label inside a sentence; abbreviations stay as they are.
func LowerFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	if len(s) <= size || unicode.ToUpper(first) == first && unicode.ToUpper(second) == second {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}

// Plural writes a count with its noun: "1 account", "2 accounts". The noun is that for several, in
// English or in the language.
func (l *Language) Plural(n int64, noun string) string {
	return l.Count(n) + NoBreak + l.Noun(float64(n), noun)
}

// Noun is the noun of a number without it: "account" of 1, "accounts" of 2 and of 1.5. It is given for
// several, in English or in the language.
func (l *Language) Noun(n float64, noun string) string {
	if noun = l.Text(noun); n == math.Trunc(n) && l.singularFor(int64(n)) {
		return l.One(noun)
	}
	return noun
}

// One is the noun for one thing, of that for several in English or in the language.
func (l *Language) One(noun string) string {
	if l != nil {
		if one, ok := l.singular[noun]; ok {
			return one
		}
	}
	return singularOf(noun)
}

// Several is the noun for several things, of that for one in English or in the language.
func (l *Language) Several(noun string) string {
	noun = l.Text(noun)
	if l != nil {
		if several, ok := l.plural[noun]; ok {
			return several
		}
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		return stem + "ies"
	}
	if stem, ok := strings.CutSuffix(noun, "osis"); ok { // diagnosis
		return stem + "oses"
	}
	return noun + "s"
}

// singularOf is the English noun for one thing. Of several words the first plural is the noun: one of
// "queries asked before it" is a "query asked before it", and one of "discharges and visits" either.
func singularOf(noun string) string {
	words := strings.Split(noun, " ")
	if len(words) == 3 && words[1] == "and" {
		words[0], words[1], words[2] = singularWord(words[0]), "or", singularWord(words[2])
		return strings.Join(words, " ")
	}
	for i, word := range words {
		if one := singularWord(word); one != word {
			words[i] = one
			break
		}
	}
	return strings.Join(words, " ")
}

// singularWord is an English word for one thing: that of business, status and diagnosis are no plurals.
func singularWord(word string) string {
	if strings.HasSuffix(word, "ss") || strings.HasSuffix(word, "us") || strings.HasSuffix(word, "is") {
		return word
	}
	if stem, ok := strings.CutSuffix(word, "ies"); ok {
		return stem + "y"
	}
	if stem, ok := strings.CutSuffix(word, "oses"); ok { // diagnoses
		return stem + "osis"
	}
	return strings.TrimSuffix(word, "s")
}

// numbers are written out where they begin a sentence.
var numbers = []string{"No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"}

// Spelled writes a number that begins a sentence.
func (l *Language) Spelled(n int) string {
	if n < len(numbers) {
		return l.Text(numbers[n])
	}
	return l.Count(int64(n))
}

// List writes "a, b and c".
func (l *Language) List(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return l.Say("%s and %s", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}
