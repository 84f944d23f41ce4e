package language

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// sounded writes the small words that Spanish changes for the word after them: "y" is "e" before i- and
// hi-, and "o" is "u" before o- and ho- (Ortografía de la lengua española, RAE and ASALE 2010), and
// "ningún" is "ninguna" before a noun of feminine gender. Which word comes after is known once the values
// of a text are filled in.
func (l *Language) sounded(text string) string {
	if l == nil || l.base != spanish {
		return text
	}
	words := strings.Split(text, " ")
	for i, after := range words[1:] {
		switch {
		case words[i] == "y" && soundsI(after):
			words[i] = "e"
		case words[i] == "o" && soundsO(after):
			words[i] = "u"
		case strings.EqualFold(words[i], "ningún") && isFeminine(after):
			words[i] = words[i][:len("ning")] + "una"
		}
	}
	return strings.Join(words, " ")
}

// spanish is the language of the rule.
var spanish, _ = language.Spanish.Base()

// feminine are endings of such nouns, and masculine the words of these endings that are none (Nueva
// gramática de la lengua española, RAE and ASALE 2009, 2.2 to 2.4).
var (
	feminine  = regexp.MustCompile(`(a|ción|sión|dad|tad|tud|ez)$`)
	masculine = regexp.MustCompile(`^(día|mapa|.*ema|.*ama|.*ista)$`)
)

// isFeminine tells a noun of feminine gender by its ending.
func isFeminine(noun string) bool {
	noun = strings.ToLower(strings.Trim(noun, ".,;:)"))
	return feminine.MatchString(noun) && !masculine.MatchString(noun)
}

// soundsI tells a word that begins with the vowel i: not with a diphthong, as in hielo, and not a Roman
// number.
func soundsI(word string) bool {
	if strings.Trim(word, "IVX.,;:)") == "" {
		return false
	}
	rest, ok := begins(word, 'i', 'í')
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && !strings.ContainsRune("aeoáéó", unicode.ToLower(next))
}

// soundsO tells a word that begins with the vowel o.
func soundsO(word string) bool {
	_, ok := begins(word, 'o', 'ó')
	return ok
}

// begins takes a vowel, and a silent h before it, off the beginning of a word.
func begins(word string, vowel, stressed rune) (rest string, ok bool) {
	first, size := utf8.DecodeRuneInString(word)
	if unicode.ToLower(first) == 'h' {
		word = word[size:]
		first, size = utf8.DecodeRuneInString(word)
	}
	first = unicode.ToLower(first)
	return word[size:], first == vowel || first == stressed
}
