package segment

import "strings"

// Delimiters are the characters that the ISA segment of an interchange declares. Nothing
// but the ISA says what they are: every byte that is no letter, digit or blank may be one.
type Delimiters struct {
	Element    byte // after the word ISA
	Component  byte // ISA16
	Repetition byte // ISA11 from version 00402 on; 0 where the interchange has none
	Terminator byte // after ISA16
}

// String is the delimiters in four bytes.
func (d *Delimiters) String() string {
	return string([]byte{d.Element, d.Component, d.Repetition, d.Terminator})
}

// DelimitersOf reads the four bytes of String.
func DelimitersOf(text string) *Delimiters {
	return &Delimiters{Element: text[0], Component: text[1], Repetition: text[2], Terminator: text[3]}
}

// Lengths of an ISA: as the standard fixes it, and the most that is looked at for one
// that lost or gained blanks or was broken into lines.
const (
	headerBytes  = 106
	longestISA   = 512
	isaElements  = 16
	verdictBytes = 4 // of what follows an ISA
)

// header is an ISA that was found at the beginning of a text.
type header struct {
	marks Delimiters
	bytes int // from ISA to its terminator
}

// progress says how the search for a header went.
type progress int

const (
	found   progress = iota
	more             // the text ends too early to tell
	invalid          // no ISA
)

// parseHeader reads the ISA at the beginning of a text. The separators are counted, so
// that an ISA whose blanks were squeezed, or that was broken into lines of 80, is read
// too; in an ISA of 106 bytes that gives bytes 4, 105 and 106, as the standard has it.
func parseHeader(text string) (header, progress) {
	if len(text) < 4 {
		return header{}, more
	}
	if !strings.EqualFold(text[:3], "ISA") || !isMark(text[3]) {
		return header{}, invalid
	}
	at, ok := last(text)
	if !ok && len(text) >= longestISA {
		return header{}, invalid
	}
	if !ok || len(text) < at+2 {
		return header{}, more
	}
	h := header{bytes: at + 2, marks: Delimiters{Element: text[3], Component: text[at], Terminator: text[at+1]}}
	if !h.marks.valid() {
		return header{}, invalid
	}
	if h.bytes == headerBytes {
		return h, found
	}
	return h, follows(text[h.bytes:])
}

// last is where ISA16 stands: behind the sixteenth separator, and a line break if there
// is one.
func last(text string) (at int, ok bool) {
	separators := 0
	for i := 3; i < len(text) && i < longestISA; i++ {
		switch {
		case separators == isaElements && !isBreak(text[i]):
			return i, true
		case text[i] == text[3]:
			separators++
		}
	}
	return 0, false
}

// follows tells an ISA of another length from something else that begins like one: a
// group, an acknowledgement or the trailer comes after it.
func follows(rest string) progress {
	rest = strings.TrimLeft(rest, " \t\r\n")
	if len(rest) < verdictBytes {
		return more
	}
	for _, id := range [...]string{"GS", "TA1", "IEA", "ISB"} {
		if strings.EqualFold(rest[:len(id)], id) {
			return found
		}
	}
	return invalid
}

// valid reports whether the characters can be told from each other and from what they
// separate. Only a terminator may be a line break.
func (d Delimiters) valid() bool {
	return isMark(d.Component) && !isBreak(d.Component) && !isBreak(d.Element) &&
		(isMark(d.Terminator) || isBreak(d.Terminator)) &&
		d.Element != d.Component && d.Element != d.Terminator && d.Component != d.Terminator
}

// repetition sets the separator that ISA11 declares. Before version 00402 the element
// named a standard, U for that of the United States, and many senders of later versions
// left it so: taking the letter for a separator would split every text that holds it.
func (d *Delimiters) repetition(isa11, version string) {
	if len(isa11) != 1 || version < "00402" {
		return
	}
	r := isa11[0]
	if isMark(r) && !isBreak(r) && r != d.Element && r != d.Component && r != d.Terminator {
		d.Repetition = r
	}
}

// isMark reports whether a byte can separate anything: all but letters, digits, blanks
// and line breaks.
func isMark(b byte) bool {
	switch {
	case b >= '0' && b <= '9', b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z', b == ' ', b == 0, isBreak(b):
		return false
	default:
		return true
	}
}

func isBreak(b byte) bool { return b == '\r' || b == '\n' }

// Begins reports whether a file that begins like this holds an interchange.
func Begins(head string) bool {
	r := Reader{text: head}
	r.skip()
	_, progress := parseHeader(head[r.at:])
	return progress == found
}
