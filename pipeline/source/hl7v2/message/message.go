// Package message takes HL7 v2 messages apart as they lie in files: messages from a
// stream, segments from a message, fields and their parts from a segment, with the
// delimiters that each message declares for itself, its escapes and its character set.
//
// Nothing is copied on the way: a part is a piece of the text that it came from, unless
// an escape had to be resolved in it.
package message

import (
	"strings"

	"golang.org/x/text/encoding"
)

// Message is one message. It is opened before anything else is asked of it, and may be
// opened again for another one.
type Message struct {
	Delimiters
	Body    string   // all of it; in UTF-8 once it is decoded
	Header  []string // the fields of MSH
	charset encoding.Encoding
}

// Open reads the header of a message, which must be sound for anything to be split.
func (m *Message) Open(text string) bool {
	d, ok := Delimit(text)
	if !ok {
		return false
	}
	m.Delimiters, m.Body, m.charset = d, text, nil
	m.readHeader()
	return true
}

func (m *Message) readHeader() {
	walk := m.Segments(m.Body)
	msh, _ := walk.Next()
	m.Header = m.Fields(m.Header, msh)
}

// Decode puts the message into UTF-8, from the character set that it declares in MSH-18;
// the fallback, nil for UTF-8, is for messages that declare none. It is not ok where the
// bytes are not of that character set, or nobody knows it.
func (m *Message) Decode(fallback encoding.Encoding) (ok bool) {
	body, charset, ok := decode(m.Body, m.Text(Field(m.Header, 18), 1), fallback)
	if !ok {
		return false
	}
	m.charset = charset
	if len(body) != len(m.Body) || body != m.Body {
		m.Body = body
		m.readHeader()
	}
	return true
}

// Delimiters are the characters that a message declares in MSH-1 and MSH-2; 0 for one
// that it does not. Truncation came with version 2.7.
type Delimiters struct {
	Field, Component, Repetition, Escape, Subcomponent, Truncation byte
}

// longestEncoding is how many delimiters MSH-2 can declare.
const longestEncoding = 5

// Delimit reads the delimiters from the beginning of a message. They are not sound where
// one of them is a letter, a digit, a blank or no ASCII, or is declared twice: nothing
// could be split by them.
func Delimit(text string) (Delimiters, bool) {
	if len(text) < len("MSH|^|") || !canDelimit(text[3]) {
		return Delimiters{}, false
	}
	d := Delimiters{Field: text[3]}
	declared := text[4:min(len(text), 4+longestEncoding+1)]
	end := strings.IndexByte(declared, d.Field)
	if end < 1 {
		return Delimiters{}, false
	}
	into := [...]*byte{&d.Component, &d.Repetition, &d.Escape, &d.Subcomponent, &d.Truncation}
	for i := range end {
		if !canDelimit(declared[i]) || strings.IndexByte(declared[:i], declared[i]) >= 0 {
			return Delimiters{}, false
		}
		*into[i] = declared[i]
	}
	return d, true
}

// canDelimit reports whether a byte may separate others: no letter, no digit, no blank,
// no quote (which deletes a value), nothing that ends a segment or frames a message.
func canDelimit(b byte) bool {
	switch {
	case b <= ' ' || b >= 0x7f || b == '"':
		return false
	case b >= '0' && b <= '9', b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z':
		return false
	}
	return true
}

// MostFields bounds what is split of a segment: no field behind it has a meaning.
const MostFields = 128

// Fields splits a segment, into the room of a slice that is no longer needed. The field
// n stands at n and the segment's name at 0; in MSH, whose first field is the separator
// itself, that stands at 1.
func (d Delimiters) Fields(into []string, segment string) []string {
	into = into[:0]
	if strings.HasPrefix(segment, "MSH") {
		into = append(into, "MSH", segment[3:4])
		segment = segment[4:]
	}
	for len(into) < MostFields {
		i := strings.IndexByte(segment, d.Field)
		if i < 0 {
			break
		}
		into = append(into, segment[:i])
		segment = segment[i+1:]
	}
	if len(into) < MostFields {
		into = append(into, segment)
	}
	return into
}

// Field is a field by its number, empty where the segment ends before it.
func Field(fields []string, n int) string {
	if n >= len(fields) {
		return ""
	}
	return fields[n]
}

// Deletes reports whether a field is two double quotes: the sender deletes what it said
// before, which is not the same as saying nothing.
func Deletes(field string) bool { return strings.TrimSpace(field) == `""` }

// First is the first repetition of a field.
func (d Delimiters) First(field string) string { return piece(field, d.Repetition, 1) }

// Next cuts the first repetition from a field that may have more.
func (d Delimiters) Next(field string) (repetition, rest string, more bool) {
	if d.Repetition == 0 {
		return field, "", false
	}
	return strings.Cut(field, string(rune(d.Repetition)))
}

// piece is the n-th piece of a text between separators, counted from 1.
func piece(text string, separator byte, n int) string {
	if separator == 0 {
		if n > 1 {
			return ""
		}
		return text
	}
	for ; n > 1; n-- {
		i := strings.IndexByte(text, separator)
		if i < 0 {
			return ""
		}
		text = text[i+1:]
	}
	if i := strings.IndexByte(text, separator); i >= 0 {
		return text[:i]
	}
	return text
}
