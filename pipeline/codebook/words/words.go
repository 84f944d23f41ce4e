// Package words takes the titles of codes apart into words, and says which titles have
// which. Titles and what people ask for are taken apart in the same way.
package words

import (
	"unicode"
	"unicode/utf8"
)

// Each visits the words of a text in lower case, in their order: runs of letters and
// digits. A single letter is no word, since initials and plurals would be found for it;
// a single digit is, for it tells types apart. A word is valid until visit returns.
func Each(text string, visit func(word []byte)) {
	word := make([]byte, 0, 64)
	for at := 0; at < len(text); {
		if b := lowered[text[at]]; b != 0 {
			word = append(word, b)
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		at += size
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			word = utf8.AppendRune(word, unicode.ToLower(r))
			continue
		}
		if isWord(word) {
			visit(word)
		}
		word = word[:0]
	}
	if isWord(word) {
		visit(word)
	}
}

// lowered are the letters of ASCII in lower case and its digits, by their bytes, since
// nearly all letters of titles are of these; 0 for the others.
var lowered = func() (table [256]byte) {
	for b := byte('a'); b <= 'z'; b++ {
		table[b], table[b+'A'-'a'] = b, b
	}
	for b := byte('0'); b <= '9'; b++ {
		table[b] = b
	}
	return table
}()

func isWord(w []byte) bool { return len(w) > 1 || len(w) == 1 && '0' <= w[0] && w[0] <= '9' }
