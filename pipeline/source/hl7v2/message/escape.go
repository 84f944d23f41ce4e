package message

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// Text is a component of a field's first repetition, of it the first subcomponent, with
// its escapes resolved and without blanks around it. A deleted value is empty.
func (m *Message) Text(field string, component int) string {
	if field == "" {
		return ""
	}
	return m.Value(piece(piece(m.First(field), m.Component, component), m.Subcomponent, 1))
}

// Value is a part of a field as its sender meant it.
func (m *Message) Value(part string) string {
	part = strings.TrimSpace(part)
	if part == `""` {
		return ""
	}
	if m.Escape == 0 || strings.IndexByte(part, m.Escape) < 0 {
		return part
	}
	return strings.TrimSpace(m.unescape(part))
}

// unescape resolves escape sequences. One that is not known stands as it was sent, and so
// does an escape character that begins none.
func (m *Message) unescape(part string) string {
	var b strings.Builder
	for {
		begin := strings.IndexByte(part, m.Escape)
		if begin < 0 {
			break
		}
		length := strings.IndexByte(part[begin+1:], m.Escape)
		if length < 0 {
			break
		}
		b.WriteString(part[:begin])
		sequence := part[begin+1 : begin+1+length]
		text, ok := m.sequence(sequence)
		if !ok {
			// What follows may begin a sequence of its own: "5\6\T\" has one.
			b.WriteString(part[begin : begin+1+length])
			part = part[begin+1+length:]
			continue
		}
		b.WriteString(text)
		part = part[begin+length+2:]
	}
	b.WriteString(part)
	return b.String()
}

// sequence is what an escape sequence stands for.
func (m *Message) sequence(name string) (string, bool) {
	switch name {
	case "F":
		return string(rune(m.Field)), true
	case "S":
		return orNone(m.Component), true
	case "T":
		return orNone(m.Subcomponent), true
	case "R":
		return orNone(m.Repetition), true
	case "E":
		return string(rune(m.Escape)), true
	case "P":
		return orNone(m.Truncation), m.Truncation != 0
	case "H", "N": // highlighting begins and ends
		return "", true
	case ".br":
		return "\n", true
	}
	if strings.HasPrefix(name, "X") {
		return m.hexadecimal(name[1:])
	}
	return "", false
}

// orNone is a delimiter as text.
func orNone(delimiter byte) string {
	if delimiter == 0 {
		return ""
	}
	return string(rune(delimiter))
}

// hexadecimal reads bytes of the message's own character set.
func (m *Message) hexadecimal(digits string) (string, bool) {
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw) == 0 {
		return "", false
	}
	if utf8.Valid(raw) {
		return string(raw), true
	}
	if m.charset == nil {
		return "", false
	}
	text, err := m.charset.NewDecoder().String(string(raw))
	return text, err == nil
}
