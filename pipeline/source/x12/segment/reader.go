package segment

import (
	"errors"
	"io"
	"strings"
)

// What is wrong with a text as a whole; the reader can say no more about it.
var (
	ErrHeader  = errors.New("no ISA where an interchange begins")
	ErrTooLong = errors.New("a segment is longer than 1 MiB")
)

// Sizes of what is held: a block is read at a time, and a segment may have a megabyte.
// The longest one of a claim has some two thousand bytes.
const (
	blockBytes   = 256 << 10
	longestBytes = 1 << 20
)

// Reader cuts a stream into segments. An ISA declares the delimiters from itself on, so
// that interchanges with others may follow each other. Blanks and line breaks between
// segments, line breaks within them (files of mainframes are wrapped at 80 columns),
// segments without content and byte order marks are passed over; the last segment of the
// stream may lack its terminator.
type Reader struct {
	from   io.Reader
	buffer []byte
	text   string // a block, of which everything before at was given out
	at     int
	breaks [2]int // where the next line feed and carriage return stand, if not before at
	ended  bool
	marks  *Delimiters // of the interchange; nil before the first
	last   Segment
	number int64
}

// NewReader reads interchanges.
func NewReader(from io.Reader) *Reader { return newReader(from, blockBytes) }

func newReader(from io.Reader, block int) *Reader {
	return &Reader{from: from, buffer: make([]byte, block)}
}

// Number is how many segments were given out.
func (r *Reader) Number() int64 { return r.number }

// Next gives the next segment, or io.EOF behind the last. It is the reader's until the
// next call; a copy of it may be held. ErrHeader and ErrTooLong say that the text is none
// of X12; other errors are those of the stream.
func (r *Reader) Next() (*Segment, error) {
	for {
		r.skip()
		if r.at < len(r.text) {
			text, ok, err := r.cut()
			if err != nil {
				return nil, err
			}
			if ok {
				r.number++
				r.name(text)
				return &r.last, nil
			}
		}
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}

const byteOrderMark = "\ufeff"

// skip passes over what stands between segments.
func (r *Reader) skip() {
	for r.at < len(r.text) {
		b := r.text[r.at]
		switch {
		case r.marks != nil && b == r.marks.Terminator:
		case b <= ' ' && (r.marks == nil || b != r.marks.Element):
		case b == byteOrderMark[0] && strings.HasPrefix(r.text[r.at:], byteOrderMark):
			r.at += len(byteOrderMark) - 1
		default:
			return
		}
		r.at++
	}
}

// cut takes the segment at the beginning of what is left; it is not ok where the block
// ends too early to tell.
func (r *Reader) cut() (text string, ok bool, err error) {
	rest := r.text[r.at:]
	if r.marks == nil || startsHeader(rest) {
		return r.cutHeader(rest)
	}
	end := strings.IndexByte(rest, r.marks.Terminator)
	if end < 0 && (r.ended || len(rest) > longestBytes) {
		end = len(rest)
	}
	switch {
	case end < 0:
		return "", false, nil
	case end > longestBytes:
		return "", false, ErrTooLong
	}
	text = r.joined(end)
	r.at = min(r.at+end+1, len(r.text))
	return text, true, nil
}

// startsHeader reports whether an ISA begins here: no other segment has the name.
func startsHeader(rest string) bool {
	return len(rest) >= 4 && rest[0]|0x20 == 'i' && strings.EqualFold(rest[:3], "ISA") && isMark(rest[3])
}

// cutHeader reads an ISA, from which on its delimiters hold.
func (r *Reader) cutHeader(rest string) (text string, ok bool, err error) {
	h, progress := parseHeader(rest)
	if progress == invalid || progress == more && r.ended {
		return "", false, ErrHeader
	}
	if progress == more {
		return "", false, nil
	}
	marks := h.marks
	isa := Segment{Text: r.joined(h.bytes - 1), Marks: &marks, id: len("ISA")}
	marks.repetition(isa.Element(11), isa.Element(12))
	r.marks = &marks
	r.at += h.bytes
	return isa.Text, true, nil
}

// fill reads on behind what is left of the block; at the end of the stream it is io.EOF.
func (r *Reader) fill() error {
	if r.ended {
		return io.EOF
	}
	rest := r.text[r.at:]
	if len(rest) > len(r.buffer)/2 {
		r.buffer = make([]byte, 2*len(r.buffer))
	}
	copy(r.buffer, rest)
	n, err := io.ReadFull(r.from, r.buffer[len(rest):])
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		r.ended = true
	case err != nil:
		return err
	}
	r.text, r.at = string(r.buffer[:len(rest)+n]), 0
	r.breaks = [2]int{-1, -1}
	return nil
}

// joined is the text from at on without its line breaks: no text of X12 holds one. Most
// files have one behind each segment or none at all, and so none is looked for twice.
func (r *Reader) joined(bytes int) string {
	text := r.text[r.at : r.at+bytes]
	broken := false
	for i, b := range [...]byte{'\n', '\r'} {
		if r.breaks[i] < r.at {
			r.breaks[i] = len(r.text)
			if next := strings.IndexByte(r.text[r.at:], b); next >= 0 {
				r.breaks[i] = r.at + next
			}
		}
		broken = broken || r.breaks[i] < r.at+bytes
	}
	if !broken {
		return text
	}
	text = strings.TrimRight(text, "\r\n")
	if !strings.ContainsAny(text, "\r\n") {
		return text
	}
	return strings.NewReplacer("\n", "", "\r", "").Replace(text)
}

// name makes a segment of a text: it finds the identifier at its beginning, which is
// written in capitals; where it is not it is made so.
func (r *Reader) name(text string) {
	id, small := 0, false
	for id < len(text) && text[id] != r.marks.Element {
		small = small || text[id] >= 'a' && text[id] <= 'z'
		id++
	}
	if small {
		text = capitals(text[:id]) + text[id:]
	}
	r.last = Segment{Text: text, Marks: r.marks, id: id}
}

// capitals puts the letters of ASCII in capitals; whatever else there is stays, byte by
// byte.
func capitals(text string) string {
	b := []byte(text)
	for i := range b {
		if b[i] >= 'a' && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}
