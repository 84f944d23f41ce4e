package codingcsv

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf8"

	"chartline/pipeline/fault"
)

// Records of a delimited file are counted here before the store reads them, so that
// the ledger compares two independent counts. It has found DuckDB 1.5.4 to lose a
// hundred thousand records behind one quote that was never closed.

// blankLimit is the most blank lines that a file may have; their places are kept.
const blankLimit = 1 << 20

// counter counts the records of a delimited file by the rules of RFC 4180: a quote at
// the start of a field opens it, and until it is closed the ends of lines belong to the
// field.
type counter struct {
	place     string
	delimiter byte
	end       string // of a line, as after the header: "\n", "\r\n" or "\r"
	width     int    // columns; where there is one, a blank line is a record

	records int64
	blank   []int64 // which lines are blank, where the first record is line 1
	padded  bool    // a field may begin or end with a blank
	state   state
	begun   bool // bytes of the record that is being read were seen
}

// state is where the counter stands in a field.
type state int

const (
	fieldStart state = iota
	unquoted
	quoted
	closing // after a quote within quotes: the field's end, or half of a doubled quote
)

// count reads to the end of the file.
func (c *counter) count(r *bufio.Reader) error {
	last := c.end[len(c.end)-1]
	for {
		part, err := r.ReadSlice(last)
		if len(part) > 0 {
			if err := c.add(part, err == nil); err != nil {
				return err
			}
		}
		switch {
		case err == nil, errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return c.finish()
		default:
			return err
		}
	}
}

// add takes a part of the file up to the end of a line; whole says that the end is
// there, and was not cut off by the size of the buffer or the end of the file.
func (c *counter) add(part []byte, whole bool) error {
	if whole && !c.begun && string(part) == c.end && c.width > 1 {
		c.blank = append(c.blank, c.records+int64(len(c.blank))+1)
		if len(c.blank) > blankLimit {
			return fault.Newf(fault.Input, c.place, "export it without them", "more than %d blank lines", blankLimit)
		}
		return nil
	}
	c.padded = c.padded || c.isPadded(part)
	first := !c.begun
	c.begun = true
	switch {
	case c.state == quoted, c.state == closing, bytes.IndexByte(part, '"') >= 0:
		c.walk(part)
	case part[len(part)-1] == c.delimiter:
		c.state = fieldStart
	default:
		c.state = unquoted
	}
	if !whole || c.state == quoted {
		return nil
	}
	if first && !c.endsAlike(part) {
		return fault.New(fault.Input, c.place, "its lines end in different ways", "save it with one kind of line end, LF or CRLF")
	}
	c.records++
	c.state, c.begun = fieldStart, false
	return nil
}

// isPadded reports whether a field of a part may begin or end with a blank: DuckDB trims
// texts character by character, by Unicode, which takes a quarter of the time of a load, and
// nearly no export needs it. Blanks beyond ASCII have several bytes, so that a part with any
// such byte counts as padded.
func (c *counter) isPadded(part []byte) bool {
	return !isASCII(part) || c.hasAtEdge(part, ' ') || c.delimiter != '\t' && c.hasAtEdge(part, '\t')
}

// hasAtEdge reports whether a blank stands at an end of a field, or of the part.
func (c *counter) hasAtEdge(part []byte, blank byte) bool {
	for i := 0; ; i++ {
		next := bytes.IndexByte(part[i:], blank)
		if next < 0 {
			return false
		}
		i += next
		if i == 0 || i == len(part)-1 || c.isEdge(part[i-1]) || c.isEdge(part[i+1]) {
			return true
		}
	}
}

func (c *counter) isEdge(b byte) bool {
	return b == c.delimiter || b == '"' || b == '\n' || b == '\r'
}

func isASCII(part []byte) bool {
	const high = 0x8080808080808080
	for ; len(part) >= 8; part = part[8:] {
		if binary.LittleEndian.Uint64(part)&high != 0 {
			return false
		}
	}
	for _, b := range part {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// walk follows the quotes of a part.
func (c *counter) walk(part []byte) {
	for i := 0; i < len(part); i++ {
		switch b := part[i]; {
		case c.state == quoted:
			end := bytes.IndexByte(part[i:], '"')
			if end < 0 {
				return
			}
			i += end
			c.state = closing
		case c.state == closing && b == '"':
			c.state = quoted
		case b == c.delimiter:
			c.state = fieldStart
		case c.state == fieldStart && b == '"':
			c.state = quoted
		case c.state != fieldStart || b != ' ':
			c.state = unquoted
		}
	}
}

// endsAlike reports whether a line ends as the header does and, where no quote may hold
// one, has no other end of a line within.
func (c *counter) endsAlike(line []byte) bool {
	text, alike := bytes.CutSuffix(line, []byte(c.end))
	if !alike {
		return false
	}
	if bytes.IndexByte(text, '"') >= 0 {
		return !bytes.HasSuffix(text, []byte("\r"))
	}
	return bytes.IndexByte(text, '\r') < 0 && bytes.IndexByte(text, '\n') < 0
}

// finish counts a last record without an end of line, and refuses a file that breaks
// off within quotes.
func (c *counter) finish() error {
	if c.state == quoted {
		return fault.Newf(fault.Input, c.place, "mend it, or ask for the file again; nothing of it was loaded",
			"a quote that opens in record %d is never closed", c.records+1)
	}
	if c.begun {
		c.records++
	}
	return nil
}
