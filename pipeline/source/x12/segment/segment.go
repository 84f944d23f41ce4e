// Package segment cuts X12 interchanges into segments, elements and components. It knows
// how the text is written and nothing of what it says.
package segment

import (
	"math/bits"
	"strings"
)

// Segment is one segment without its terminator. A copy stays valid for as long as it is
// held; it keeps the block of text in memory from which it was cut.
type Segment struct {
	Text  string // all of it; the identifier that it begins with is in upper case
	Marks *Delimiters
	id    int // bytes of the identifier
}

// Of makes a segment of a text that was one's.
func Of(text string, marks *Delimiters) Segment {
	id := 0
	for id < len(text) && text[id] != marks.Element {
		id++
	}
	return Segment{Text: text, Marks: marks, id: id}
}

// Fields are the parts of a segment or of a composite element, numbered from 1 as the
// standard numbers them; those that were left out at the end are empty.
type Fields []string

// At is the field of a number, without blanks around it; there is none of number 0.
func (f Fields) At(number int) string {
	if number < 1 || number > len(f) {
		return ""
	}
	return trim(f[number-1])
}

// ID is the identifier.
func (s *Segment) ID() string { return s.Text[:s.id] }

// IsSound reports whether the segment has the identifier of one: two or three letters
// and digits, a letter first.
func (s *Segment) IsSound() bool {
	id := s.ID()
	if len(id) < 2 || len(id) > 3 || id[0] < 'A' {
		return false
	}
	for i := range len(id) {
		if b := id[i]; (b < 'A' || b > 'Z') && (b < '0' || b > '9') {
			return false
		}
	}
	return true
}

// Elements appends the elements of the segment to into, without the identifier.
func (s *Segment) Elements(into Fields) Fields {
	if s.id == len(s.Text) {
		return into
	}
	return split(into, s.Text[s.id+1:], s.Marks.Element)
}

// Element is the element of a number, from 1: where one or two are needed, nothing is
// split.
func (s *Segment) Element(number int) string {
	mark, start := s.Marks.Element, -1
	for i := s.id; i < len(s.Text); i++ {
		if s.Text[i] != mark {
			continue
		}
		if number--; number == 0 {
			start = i + 1
		} else if number < 0 {
			return trim(s.Text[start:i])
		}
	}
	if start < 0 {
		return ""
	}
	return trim(s.Text[start:])
}

// Components appends the components of an element to into.
func (d *Delimiters) Components(into Fields, element string) Fields {
	return split(into, element, d.Component)
}

// Repeats appends the repetitions of an element to into: itself where the interchange
// has no repetition separator.
func (d *Delimiters) Repeats(into Fields, element string) Fields {
	if d.Repetition == 0 {
		return append(into, element)
	}
	return split(into, element, d.Repetition)
}

// split appends the fields of a text to into. It looks at eight bytes at a time: fields
// have a few, so that a search for each next separator costs more than it saves.
func split(into Fields, text string, mark byte) Fields {
	marks := uint64(mark) * eachByte
	start, at := 0, 0
	for ; at+8 <= len(text); at += 8 {
		for found := zeroBytes(word(text[at:]) ^ marks); found != 0; found &= found - 1 {
			end := at + bits.TrailingZeros64(found)/8
			into = append(into, text[start:end])
			start = end + 1
		}
	}
	for ; at < len(text); at++ {
		if text[at] == mark {
			into = append(into, text[start:at])
			start = at + 1
		}
	}
	return append(into, text[start:])
}

const (
	eachByte = 0x0101010101010101
	lowBits  = 0x7f * eachByte
)

// zeroBytes sets the highest bit of each byte that is zero, and clears all others.
func zeroBytes(w uint64) uint64 { return ^((w&lowBits + lowBits) | w | lowBits) }

// word is the first eight bytes of a text, the first one lowest.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// trim takes blanks off both ends; most texts have none.
func trim(text string) string {
	if text != "" && (text[0] <= ' ' || text[len(text)-1] <= ' ') {
		return strings.TrimSpace(text)
	}
	return text
}
