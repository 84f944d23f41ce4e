package fault

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Place is where something stands in a text of SQL, both from 1, the column in characters.
// The zero place is nowhere.
type Place struct{ Line, Column int }

// PlaceIn is the place of a byte in a text, or of its end; nowhere outside of it.
func PlaceIn(text string, offset int) Place {
	if offset < 0 || offset > len(text) {
		return Place{}
	}
	before := text[:offset]
	line := strings.LastIndexByte(before, '\n') + 1
	return Place{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[line:])}
}

// Offset is the byte of a text at a place; -1 where the text has no such place.
func (p Place) Offset(text string) int {
	if p == (Place{}) {
		return -1
	}
	at := 0
	for range p.Line - 1 {
		end := strings.IndexByte(text[at:], '\n')
		if end < 0 {
			return -1
		}
		at += end + 1
	}
	for range p.Column - 1 {
		if at == len(text) || text[at] == '\n' {
			return -1
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// String reads " (line 3, column 8)", and nothing for nowhere.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	return fmt.Sprintf(" (line %d, column %d)", p.Line, p.Column)
}
