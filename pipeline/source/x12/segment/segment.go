// Package segment cuts X12 interchanges into segments, elements and components. It knows
// how the text is written and nothing of what it says.
package segment

import "strings"

// Segment is one segment without its terminator. A copy stays valid for as long as it is
// held; it keeps the block of text in memory from which it was cut.
type Segment struct {
	Text  string // all of it; the identifier that it begins with is in upper case
	Marks *Delimiters
	id    int // bytes of the identifier
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
	i := indexShort(s.Text, s.Marks.Element)
	if i < 0 {
		return into
	}
	return split(into, s.Text[i+1:], s.Marks.Element)
}

// Element is the element of a number, from 1: where one or two are needed, nothing is
// split.
func (s *Segment) Element(number int) string {
	mark, start := s.Marks.Element, -1
	for i := range len(s.Text) {
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

// split and indexShort look at every byte: fields have a few, and setting up a search
// that takes many at a time costs more than it saves.
func split(into Fields, text string, mark byte) Fields {
	start := 0
	for i := range len(text) {
		if text[i] == mark {
			into = append(into, text[start:i])
			start = i + 1
		}
	}
	return append(into, text[start:])
}

func indexShort(text string, mark byte) int {
	for i := range len(text) {
		if text[i] == mark {
			return i
		}
	}
	return -1
}

// trim takes blanks off both ends.
func trim(text string) string {
	if text == "" || text[0] > ' ' && text[len(text)-1] > ' ' {
		return text
	}
	return strings.TrimSpace(text)
}
