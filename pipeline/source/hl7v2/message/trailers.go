package message

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"chartline/pipeline/fault"
)

// Trailers reads a file through, and refuses at its end what disagrees with the counts in
// its own trailers or breaks off before them: BTS-1 is the number of messages of a batch,
// FTS-1 the number of batches. A trailer that counts nothing is taken at its word, and a
// file without batches needs none.
type Trailers struct {
	from  io.Reader
	place string

	line   []byte // the beginning of the line at hand
	length int    // of all of it
	last   byte   // that was seen
	err    error  // with which the file ends
	counts
}

// longestTrailer is how much of a line is kept: what stands behind its first field is a
// comment.
const longestTrailer = 64

// counts are what was seen so far.
type counts struct {
	messages        int  // since the batch began
	batches         int  // since the file's header
	inFile, inBatch bool // a header was seen and its trailer was not
	framed          bool // a frame began and did not end
}

// NewTrailers reads from a file whose place is named in messages.
func NewTrailers(from io.Reader, place string) *Trailers {
	return &Trailers{from: from, place: place}
}

// Read passes on what it reads.
func (t *Trailers) Read(p []byte) (int, error) {
	n, err := t.from.Read(p)
	if t.err == nil {
		t.scan(p[:n])
	}
	if errors.Is(err, io.EOF) {
		t.endLine()
		t.finish()
	}
	if t.err != nil {
		return 0, t.err
	}
	return n, err
}

// scan takes the lines of what was read: each ends at a CR or an LF.
func (t *Trailers) scan(p []byte) {
	cr, lf := -1, -1
	for at := 0; at < len(p); {
		cr, lf = find(p, '\r', at, cr), find(p, '\n', at, lf)
		end := min(cr, lf)
		t.grow(p[at:end])
		if end == len(p) {
			return
		}
		t.endLine()
		at = end + 1
	}
}

// find is where a byte stands next from a place on, the end where it does not; known is
// where it stood when it was looked for last.
func find(p []byte, b byte, from, known int) int {
	if known >= from {
		return known
	}
	if i := bytes.IndexByte(p[from:], b); i >= 0 {
		return from + i
	}
	return len(p)
}

// grow adds to the line at hand.
func (t *Trailers) grow(part []byte) {
	if len(part) == 0 {
		return
	}
	t.length += len(part)
	t.last = part[len(part)-1]
	t.line = append(t.line, part[:min(len(part), longestTrailer-len(t.line))]...)
}

// endLine counts what the line at hand was.
func (t *Trailers) endLine() {
	if t.length == 0 {
		return
	}
	line := bytes.TrimPrefix(t.line, []byte(byteOrderMark))
	if len(line) > 0 && line[0] == frameStart {
		t.framed = true
		line = bytes.TrimPrefix(line[1:], []byte(byteOrderMark))
	}
	if t.last == frameEnd {
		t.framed = false
	}
	t.count(line)
	t.line, t.length = t.line[:0], 0
}

// count looks at a line that may be a header or a trailer.
func (t *Trailers) count(line []byte) {
	if len(line) < 3 || len(line) > 3 && !canDelimit(line[3]) {
		return
	}
	switch string(line[:3]) {
	case "MSH":
		t.messages++
	case "FHS":
		t.inFile, t.batches = true, 0
	case "BHS":
		t.batches++
		t.inBatch, t.messages = true, 0
	case "BTS":
		t.check(line, t.messages, "messages than its batch says in BTS-1")
		t.inBatch = false
	case "FTS":
		if t.batches > 0 {
			t.check(line, t.batches, "batches than the file says in FTS-1")
		}
		t.inFile = false
	}
}

// check compares a count with that of a trailer.
func (t *Trailers) check(line []byte, seen int, what string) {
	if len(line) < 5 {
		return
	}
	field, _, _ := bytes.Cut(line[4:], line[3:4])
	said, err := strconv.Atoi(string(bytes.Trim(field, " \x1c")))
	if err != nil || said == seen || t.err != nil {
		return
	}
	more := "fewer "
	if seen > said {
		more = "more "
	}
	t.err = fault.New(fault.Input, t.place, more+what, "ask for the file again; nothing of it was loaded")
}

// finish looks for what has not ended when the file does.
func (t *Trailers) finish() {
	switch {
	case t.err != nil:
		return
	case t.inBatch:
		t.err = t.cutOff("a batch (BHS) has no trailer (BTS)")
	case t.inFile:
		t.err = t.cutOff("the file header (FHS) has no trailer (FTS)")
	case t.framed:
		t.err = t.cutOff("the last message has no end of its frame")
	}
}

func (t *Trailers) cutOff(what string) error {
	return fault.New(fault.Input, t.place, what+": the file breaks off", "ask for the file again; nothing of it was loaded")
}
