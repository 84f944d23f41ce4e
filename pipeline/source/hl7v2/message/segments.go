package message

import "strings"

// Bytes that frame a message on a line of the lower layer protocol (MLLP); files that
// were written from such a line keep them.
const (
	frameStart = '\x0b'
	frameEnd   = '\x1c'
)

const byteOrderMark = "\ufeff"

// LastStart is where the last message of a piece begins, 0 where only one begins in it.
// The piece begins where a message does, or where a file does.
func LastStart(piece []byte) int {
	for end := len(piece); end > 0; {
		at := lastIndex(piece[:end], "MSH")
		if at < 0 {
			return 0
		}
		if start := startOf(piece, at); start >= 0 {
			return start
		}
		end = at + 2
	}
	return 0
}

// lastIndex looks for a word from behind, in steps that the machine is fast at.
func lastIndex(piece []byte, word string) int {
	const step = 64 << 10
	for end := len(piece); end >= len(word); {
		begin := max(0, end-step)
		if at := strings.LastIndex(string(piece[begin:end]), word); at >= 0 {
			return begin + at
		}
		if begin == 0 {
			break
		}
		end = begin + len(word) - 1
	}
	return -1
}

// startOf is where a message begins whose MSH stands at a place: there, or at what frames
// or marks it; -1 where MSH begins no segment.
func startOf[T string | []byte](text T, at int) int {
	if at+4 > len(text) || !canDelimit(text[at+3]) {
		return -1
	}
	if at >= 3 && string(text[at-3:at]) == byteOrderMark {
		at -= 3
	}
	if at > 0 && text[at-1] == frameStart {
		at--
	}
	if at == 0 || isEnd(text[at-1]) || text[at] == frameStart {
		return at
	}
	return -1
}

func isEnd(b byte) bool { return b == '\r' || b == '\n' }

// Cut takes the first message from a text, with all that stands behind it up to the next
// one; what stands before it is passed over. It is not found where no message begins.
func Cut(text string) (message, rest string, found bool) {
	begin := next(text, 0)
	if begin < 0 {
		return "", "", false
	}
	end := next(text, begin+3)
	if end < 0 {
		return text[begin:], "", true
	}
	return text[begin:end], text[end:], true
}

// next is where the next MSH that begins a segment stands, from a place on, or -1.
func next(text string, from int) int {
	for {
		i := strings.Index(text[from:], "MSH")
		if i < 0 {
			return -1
		}
		if from += i; startOf(text, from) >= 0 {
			return from
		}
		from += 3
	}
}

// Segments walks through the segments of a message.
//
// Segments end with CR; files have LF and CRLF as often, and mix them. A line that does
// not look like a segment belongs to the one before it, since its line break stood in a
// field; behind a blank line it is a remark between messages and means nothing.
type Segments struct {
	text   string
	field  byte
	at     int
	cr, lf int // where the next of each stands, at or behind at
}

// Segments begins a walk. The text is that of one message.
func (d Delimiters) Segments(text string) Segments {
	return Segments{text: text, field: d.Field, cr: -1, lf: -1}
}

// Next is the next segment without its end; ok is false behind the last one.
func (s *Segments) Next() (segment string, ok bool) {
	for s.at < len(s.text) {
		begin := s.at
		end := s.line()
		if !s.isSegment(begin) {
			continue
		}
		for s.continues() {
			end = s.line()
		}
		return unframe(s.text[begin:end]), true
	}
	return "", false
}

// line passes over a line and its end, and gives where the line ends.
func (s *Segments) line() int {
	s.cr = s.find('\r', s.cr)
	s.lf = s.find('\n', s.lf)
	end := min(s.cr, s.lf)
	s.at = end + 1
	if end == s.cr && s.lf == end+1 {
		s.at++
	}
	return end
}

// find is where a byte stands next, the end of the text where it does not; known is where
// it stood when it was looked for last.
func (s *Segments) find(b byte, known int) int {
	if known >= s.at {
		return known
	}
	if i := strings.IndexByte(s.text[s.at:], b); i >= 0 {
		return s.at + i
	}
	return len(s.text)
}

// isSegment reports whether a segment begins at a place: a letter, two letters or digits
// and the field separator, or the end of the line.
func (s *Segments) isSegment(at int) bool {
	if at+3 > len(s.text) || !isUpper(s.text[at]) || !isName(s.text[at+1]) || !isName(s.text[at+2]) {
		return false
	}
	return at+3 == len(s.text) || s.text[at+3] == s.field || isEnd(s.text[at+3]) || s.text[at+3] == frameEnd
}

// continues reports whether the line at hand belongs to the segment before it.
func (s *Segments) continues() bool {
	return s.at < len(s.text) && !isEnd(s.text[s.at]) && s.text[s.at] != frameEnd && !s.isSegment(s.at)
}

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

func isName(b byte) bool { return isUpper(b) || b >= '0' && b <= '9' }

// unframe cuts off what framed the message that a segment ends.
func unframe(segment string) string {
	if i := strings.IndexByte(segment, frameEnd); i >= 0 {
		return segment[:i]
	}
	return segment
}
