package contain

import (
	"bufio"
	"encoding/binary"
	"encoding/gob"
	"encoding/json"
	"errors"
	"io"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
)

// To a child go gob values: one setup, then an order for each statement. The key of the
// store is among them and stands nowhere else: no other process can read a pipe.

// setup is what a child opens, and its limits.
type setup struct {
	Name    string // the store as messages call it
	Path    string // and where it is
	Options duckdb.Options
	Limits  Limits
	Ring    bool // it has inherited one
}

// order is one statement with its arguments.
type order struct {
	SQL  string
	Args []argument
}

// argument is one value that is bound; exactly one field means something. (gob sends no
// pointers to zero values, so that the type stands beside them.)
type argument struct {
	Type byte // 't', 'i' or 'b'
	Text string
	Int  int64
	Bool bool
}

// arguments packs the values that engine.Engine allows.
func arguments(args []any) ([]argument, error) {
	out := make([]argument, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case string:
			out[i] = argument{Type: 't', Text: v}
		case int64:
			out[i] = argument{Type: 'i', Int: v}
		case bool:
			out[i] = argument{Type: 'b', Bool: v}
		default:
			return nil, fault.Newf(fault.Internal, "contain", "", "argument of type %T", a)
		}
	}
	return out, nil
}

// value unpacks an argument.
func (a argument) value() any {
	switch a.Type {
	case 'i':
		return a.Int
	case 'b':
		return a.Bool
	}
	return a.Text
}

// From a child come frames: a letter, a length, and so many bytes. The parent trusts none
// of it: what is longer than it should be is an error and is not read.
const (
	frameHello  = 'H' // hello, once
	frameShared = 'S' // so many bytes of an Arrow stream stand in the next slot of the ring; none follow
	framePiece  = 'A' // some bytes of an Arrow stream, where there is no ring
	frameDone   = 'D' // the stream is whole
	frameFailed = 'F' // failure: there is no answer, or no more of it
)

// largestFrame bounds a frame; a longer piece is cut.
const largestFrame = 1 << 20

// hello is the first word of a child.
type hello struct {
	Version string // of the engine
	Weak    string // what does not hold it, in words
}

// failure is a fault.Error without its cause.
type failure struct {
	Kind             fault.Kind
	Where, What, Fix string
}

func failureOf(err error) failure {
	var f *fault.Error
	if !errors.As(err, &f) {
		return failure{Kind: fault.Internal, Where: "contain", What: "failed inside"}
	}
	return failure{f.Kind, f.Where, f.What, f.Fix}
}

func (f failure) fault() error { return fault.New(f.Kind, f.Where, f.What, f.Fix) }

// frameWriter writes the frames of a child.
type frameWriter struct {
	out  *bufio.Writer
	ring *ringWriter // nil where pieces go through the pipe
}

func newFrameWriter(w io.Writer) *frameWriter {
	return &frameWriter{out: bufio.NewWriterSize(w, 256<<10)}
}

func (w *frameWriter) frame(kind byte, payload []byte) error {
	err := w.head(kind, len(payload))
	if err == nil {
		_, err = w.out.Write(payload)
	}
	return err
}

func (w *frameWriter) head(kind byte, length int) error {
	var head [5]byte
	head[0] = kind
	binary.LittleEndian.PutUint32(head[1:], uint32(length))
	_, err := w.out.Write(head[:])
	return err
}

// announce says at once how much stands elsewhere.
func (w *frameWriter) announce(kind byte, length int) error {
	if err := w.head(kind, length); err != nil {
		return err
	}
	return w.out.Flush()
}

// Write writes pieces of an Arrow stream.
func (w *frameWriter) Write(p []byte) (int, error) {
	if w.ring != nil {
		return w.ring.Write(p)
	}
	for at := 0; at < len(p); at += largestFrame {
		if err := w.frame(framePiece, p[at:min(at+largestFrame, len(p))]); err != nil {
			return at, err
		}
	}
	return len(p), nil
}

// say writes a frame of JSON, or an empty one, at once.
func (w *frameWriter) say(kind byte, value any) error {
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

// errMalformed is a child that does not keep to the frames.
var errMalformed = errors.New("contain: not a frame")

// frameReader reads the frames of a child.
type frameReader struct{ in *bufio.Reader }

func newFrameReader(r io.Reader) *frameReader {
	return &frameReader{bufio.NewReaderSize(r, 256<<10)}
}

// head reads the head of the next frame.
func (r *frameReader) head() (kind byte, length int, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return 0, 0, err
	}
	length = int(binary.LittleEndian.Uint32(head[1:]))
	if length > largestFrame {
		return 0, 0, errMalformed
	}
	return head[0], length, nil
}

// value reads the JSON of a frame.
func (r *frameReader) value(length int, into any) error {
	payload := make([]byte, length)
	if _, err := io.ReadFull(r.in, payload); err != nil {
		return err
	}
	return json.Unmarshal(payload, into)
}

// orders writes to a child.
type orders struct {
	*gob.Encoder
	io.Closer
}

func newOrders(w io.WriteCloser) orders { return orders{gob.NewEncoder(w), w} }
