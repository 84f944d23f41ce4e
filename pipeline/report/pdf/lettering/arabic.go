package lettering

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shapes are the forms of each Arabic letter: alone, after a letter, before one, and between two. A
// letter that joins only the one before it has the first two. Unicode has them in this order among
// its presentation forms, each with its letter as its compatibility decomposition; the block of
// basic Arabic comes first, since the other fills in what it lacks.
var shapes = sync.OnceValue(func() map[rune][]rune {
	forms := map[rune][]rune{}
	for _, block := range [][2]rune{{0xFE80, 0xFEF4}, {0xFB50, 0xFBFF}} {
		for form := block[0]; form <= block[1]; form++ {
			letter := norm.NFKC.String(string(form))
			if utf8.RuneCountInString(letter) == 1 {
				base, _ := utf8.DecodeRuneInString(letter)
				forms[base] = append(forms[base], form)
			}
		}
	}
	return forms
})

// The forms of a letter by its place.
const (
	alone = iota
	last
	first
	between
)

// tatweel lengthens a word and joins on both sides.
const tatweel = '\u0640'

// lamAlef are the ligatures that Arabic requires of lam and an alef: alone, and after a letter.
var lamAlef = map[rune][2]rune{
	'\u0622': {'\uFEF5', '\uFEF6'}, '\u0623': {'\uFEF7', '\uFEF8'}, '\u0625': {'\uFEF9', '\uFEFA'}, '\u0627': {'\uFEFB', '\uFEFC'},
}

// Joined writes Arabic letters in the forms that they have beside each other, in the order in
// which they are read, since fpdf and the canvas of a figure set one letter at a time. Signs above and
// below letters are left out: they cannot be placed, and names are read without them. Other text
// stays.
func Joined(text string) string {
	letters := []rune(text)
	out := make([]rune, 0, len(letters))
	joins := false // the letter before joins this one
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		if arabicSign(r) {
			continue
		}
		next := following(letters, i)
		if pair, ok := lamAlef[at(letters, next)]; ok && r == '\u0644' {
			out = append(out, pair[place(joins, false)])
			i, joins = next, false
			continue
		}
		reaches := joinsNext(r) && joinsBefore(at(letters, next))
		out = append(out, form(r, place(joins && joinsBefore(r), reaches)))
		joins = reaches
	}
	return string(out)
}

// form is a letter in its place, where a font has it; otherwise the letter.
func form(r rune, place int) rune {
	if forms := shapes()[r]; place < len(forms) && FaceOf(forms[place]) != Neither {
		return forms[place]
	}
	return r
}

func place(joinedBefore, joinedNext bool) int {
	switch {
	case joinedBefore && joinedNext:
		return between
	case joinedBefore:
		return last
	case joinedNext:
		return first
	}
	return alone
}

func joinsBefore(r rune) bool { return r == tatweel || len(shapes()[r]) >= 2 }

func joinsNext(r rune) bool { return r == tatweel || len(shapes()[r]) == 4 }

// following is the place of the letter after a place, signs left out.
func following(letters []rune, i int) int {
	for i++; i < len(letters) && arabicSign(letters[i]); {
		i++
	}
	return i
}

// at is the letter of a place, 0 behind the end.
func at(letters []rune, i int) rune {
	if i < len(letters) {
		return letters[i]
	}
	return 0
}

// arabicSign tells the vowels and other signs of Arabic, which stand above and below its letters.
func arabicSign(r rune) bool {
	return r >= 0x0610 && r <= 0x06ED && unicode.Is(unicode.Mn, r)
}
