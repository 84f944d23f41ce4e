// Package lettering makes text fit for a page: what the fonts can print, the order in which it is
// printed, lines that are broken and lines that are shortened.
package lettering

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// Plain makes text safe for a PDF: composed letters, no control characters, and a replacement
// mark for what lies outside the basic plane, which fpdf cannot encode. Titles and bookmarks,
// which a viewer sets in its own fonts, are plain.
func Plain(text string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || r > 0xFFFF:
			return unicode.ReplacementChar
		case r == '\t' || r == '\n' || r == '\r':
			return ' '
		case unicode.IsControl(r) || r == '\u00AD' || r == '\uFEFF' || unicode.Is(unicode.Variation_Selector, r):
			return -1
		default:
			return r
		}
	}, norm.NFC.String(text)))
}

// Printable makes text fit for the fonts of a page: plain, since fpdf does not place combining
// marks, with Arabic letters joined, and in Latin letters what no font here holds. Text that is
// printable stays as it is.
func Printable(text string) string {
	if ascii(text) {
		return text
	}
	text = norm.NFC.String(text)
	return Joined(spared.Replace(Plain(Latin(text))))
}

// spared are marks for which there are better ones: the fonts have no non-breaking hyphen.
var spared = strings.NewReplacer("\u2011", "\u2010", string(unicode.ReplacementChar), Box)

// ascii tells text that every font holds.
func ascii(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// Visual puts a line that holds right-to-left words in the order in which it is printed,
// since fpdf prints characters from left to right only. The line itself runs from left
// to right, as the report does. A run of right-to-left letters, with the spaces and
// numbers that follow within it, is turned around; its numbers are not.
func Visual(line string) string {
	from := strings.IndexFunc(line, rightToLeft)
	if from < 0 {
		return line
	}
	end := from
	for i, r := range line[from:] {
		if class(r) == bidi.L {
			break
		}
		if rightToLeft(r) || unicode.IsDigit(r) || closes(line[from:from+i], r) {
			end = from + i + utf8.RuneLen(r)
		}
	}
	turned := digits.ReplaceAllStringFunc(bidi.ReverseString(line[from:end]), bidi.ReverseString)
	return line[:from] + turned + Visual(line[end:])
}

// closes tells whether a rune closes a bracket that was opened in the text before it.
func closes(before string, r rune) bool {
	return r == ')' && strings.LastIndexByte(before, '(') > strings.LastIndexByte(before, ')') ||
		r == ']' && strings.LastIndexByte(before, '[') > strings.LastIndexByte(before, ']')
}

// digits finds a number with its separators.
var digits = regexp.MustCompile(`\p{Nd}+(?:[.,:/]\p{Nd}+)*`)

// rightToLeft tells letters of Hebrew, Arabic and their relatives.
func rightToLeft(r rune) bool { return class(r) == bidi.R || class(r) == bidi.AL }

// class is a rune's bidirectional class.
func class(r rune) bidi.Class {
	properties, _ := bidi.LookupRune(r)
	return properties.Class()
}

// Wrap breaks text into lines of at most width points: between words where that can be,
// within a word where it must. Width gives the width of a string; a string is as wide as
// its runes together. Text without a word is one empty line.
func Wrap(text string, limit float64, width func(string) float64) []string {
	var lines []string
	line := ""
	for _, word := range Words(text) {
		if line != "" && width(line+" "+word) <= limit {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for width(word) > limit {
			head := prefix(word, limit, width)
			lines = append(lines, head)
			word = word[len(head):]
		}
		line = word
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// Words splits at breaking spaces only, so that a number stays with its unit.
func Words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) && r != '\u00A0' && r != '\u202F' && r != '\u2007'
	})
}

// prefix is the longest beginning of a word that fits, at least one rune. It prefers to
// end after a hyphen, slash, underscore or point in its second half.
func prefix(word string, limit float64, width func(string) float64) string {
	end, soft, used := 0, 0, 0.0
	for i, r := range word {
		used += width(string(r))
		if used > limit && i > 0 {
			break
		}
		end = i + utf8.RuneLen(r)
		if strings.ContainsRune("-/_.", r) {
			soft = end
		}
	}
	if soft > end/2 && end < len(word) {
		return word[:soft]
	}
	return word[:end]
}

// Elide shortens text to one line of at most limit points, with an ellipsis where
// something is left out.
func Elide(text string, limit float64, width func(string) float64) string {
	if width(text) <= limit {
		return text
	}
	room := limit - width("…")
	if room <= 0 {
		return "…"
	}
	head, used := 0, 0.0
	for i, r := range text {
		used += width(string(r))
		if used > room {
			break
		}
		head = i + utf8.RuneLen(r)
	}
	return strings.TrimRight(text[:head], " ") + "…"
}
