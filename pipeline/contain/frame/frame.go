// Package frame is what a child process writes to its parent: frames, each a letter, a length
// and so many bytes. The parent trusts none of it: what is longer than it should be is an error
// and is not read.
package frame

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
)

// The kinds of frame.
const (
	Hello  = 'H' // the first word of a child, once
	Shared = 'S' // so many bytes of an Arrow stream stand in the next slot of the ring; none follow
	Piece  = 'A' // some bytes of an Arrow stream, where there is no ring
	Done   = 'D' // the stream is whole
	Failed = 'F' // there is no answer, or no more of it
)

// largest bounds a frame; a longer piece is cut.
const largest = 1 << 20

// ErrMalformed is a child that does not keep to the frames.
var ErrMalformed = errors.New("frame: not a frame")

// Writer writes the frames of a child.
type Writer struct{ out *bufio.Writer }

// NewWriter writes to a pipe.
func NewWriter(w io.Writer) *Writer { return &Writer{bufio.NewWriterSize(w, 256<<10)} }

func (w *Writer) frame(kind byte, payload []byte) error {
	err := w.head(kind, len(payload))
	if err == nil {
		_, err = w.out.Write(payload)
	}
	return err
}

func (w *Writer) head(kind byte, length int) error {
	var head [5]byte
	head[0] = kind
	binary.LittleEndian.PutUint32(head[1:], uint32(length))
	_, err := w.out.Write(head[:])
	return err
}

// Announce says at once how much stands in the ring.
func (w *Writer) Announce(length int) error {
	if err := w.head(Shared, length); err != nil {
		return err
	}
	return w.out.Flush()
}

// Write implements io.Writer by pieces.
func (w *Writer) Write(p []byte) (int, error) {
	for at := 0; at < len(p); at += largest {
		if err := w.frame(Piece, p[at:min(at+largest, len(p))]); err != nil {
			return at, err
		}
	}
	return len(p), nil
}

// Say writes a frame of JSON, or an empty one, at once.
func (w *Writer) Say(kind byte, value any) error {
	var payload []byte
	if value != nil {
		var err error
		if payload, err = json.Marshal(value); err != nil {
			return err
		}
	}
	if err := w.frame(kind, payload); err != nil {
		return err
	}
	return w.out.Flush()
}

// Reader reads the frames of a child. What follows a head is for its caller to read, by Read
// or by Value.
type Reader struct{ in *bufio.Reader }

// NewReader reads from a pipe.
func NewReader(r io.Reader) *Reader { return &Reader{bufio.NewReaderSize(r, 256<<10)} }

// Read implements io.Reader for the bytes of a frame.
func (r *Reader) Read(p []byte) (int, error) { return r.in.Read(p) }

// Head reads the head of the next frame.
func (r *Reader) Head() (kind byte, length int, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return 0, 0, err
	}
	length = int(binary.LittleEndian.Uint32(head[1:]))
	if length > largest {
		return 0, 0, ErrMalformed
	}
	return head[0], length, nil
}

// Value reads the JSON of a frame.
func (r *Reader) Value(length int, into any) error {
	payload := make([]byte, length)
	if _, err := io.ReadFull(r.in, payload); err != nil {
		return err
	}
	return json.Unmarshal(payload, into)
}
