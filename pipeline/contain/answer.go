package contain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"chartline/pipeline/contain/batch"
	"chartline/pipeline/contain/frame"
	"chartline/pipeline/fault"
)

// answer reads what a child answers. The child is kept for the next statement where the
// answer was read to its end, and killed where it was not.
type answer struct {
	array.RecordReader
	stream  *stream
	keep    func(*child)
	holders atomic.Int64
	rows    int64
	err     error
	over    bool // the child is no longer ours
}

// ask gives a child a statement and waits for the head of its answer.
func (e *Engine) ask(ctx context.Context, c *child, o order) (array.RecordReader, error) {
	s := &stream{ctx: ctx, child: c, limits: e.limits, patience: e.limits.Time}
	s.stop = context.AfterFunc(ctx, func() { c.kill(nil) })
	a := &answer{stream: s, keep: e.keep}
	a.holders.Store(1)
	r, err := s.open(o)
	if err != nil {
		a.err = s.explain(err)
		a.end()
		return nil, a.err
	}
	a.RecordReader = r
	return a, nil
}

// Next implements array.RecordReader.
func (a *answer) Next() bool {
	if a.err != nil || a.over {
		return false
	}
	if !a.RecordReader.Next() {
		a.finish()
		return false
	}
	rows := a.RecordReader.RecordBatch()
	if err := batch.Check(rows); err != nil {
		a.err = a.stream.explain(err)
		a.end()
		return false
	}
	a.rows += rows.NumRows()
	if limit := a.stream.limits.Rows; a.rows > limit {
		a.err = fault.Newf(fault.Policy, "", "narrow the query, or raise the limit", "the answer has more than %d rows", limit)
		a.end()
		return false
	}
	return true
}

// finish reads the rest of the frames: an answer is whole when its child says so.
func (a *answer) finish() {
	err := a.RecordReader.Err()
	if err == nil {
		_, err = io.Copy(io.Discard, a.stream)
	}
	if err != nil {
		a.err = a.stream.explain(err)
	} else {
		a.stream.sound = true
	}
	a.end()
}

// end gives the child back, or ends it where it has not said its last word.
func (a *answer) end() {
	if a.over {
		return
	}
	a.over = true
	alone := a.stream.stop() // no kill is under way
	if alone && a.stream.sound {
		a.keep(a.stream.child)
	} else {
		a.stream.child.discard()
	}
}

// Err implements array.RecordReader.
func (a *answer) Err() error { return a.err }

// Retain implements array.RecordReader.
func (a *answer) Retain() {
	a.holders.Add(1)
	a.RecordReader.Retain()
}

// Release implements array.RecordReader; the last one ends what is still under way.
func (a *answer) Release() {
	a.RecordReader.Release()
	if a.holders.Add(-1) == 0 {
		a.end()
	}
}

// stream is the Arrow stream within the frames of one answer.
type stream struct {
	ctx      context.Context
	stop     func() bool // ends the watch over ctx; false where it has struck
	child    *child
	limits   Limits
	patience time.Duration // left for waiting
	bytes    int64
	piece    int       // bytes left of the piece at hand
	from     io.Reader // where they stand
	err      error     // that ended it; io.EOF for a whole answer
	sound    bool      // the child has said its last word of this answer and is fit for the next
}

// open sends the statement and reads the head of the answer. What a child could claim to
// be about to send is held to the limits before any room is made for it.
func (s *stream) open(o order) (*ipc.Reader, error) {
	if err := s.child.orders.Encode(o); err != nil {
		return nil, err
	}
	messages := ipc.NewMessageReader(s, ipc.WithMetadataSizeLimit(64<<20), ipc.WithBodySizeLimit(s.limits.Bytes),
		ipc.WithAllocator(&batch.Pool{}))
	return ipc.NewReaderFromMessageReader(messages)
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	for s.piece == 0 && s.err == nil {
		s.err = s.next()
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.from.Read(p[:min(len(p), s.piece)])
	s.piece -= n
	return n, err
}

// next waits for a frame. Only this time is the child's: what the reader of the answer
// takes between two frames is its own affair.
func (s *stream) next() error {
	began := time.Now()
	impatience := time.AfterFunc(s.patience, func() { s.child.kill(errTimedOut()) })
	s.child.ring.GiveBack()
	kind, length, err := s.child.frames.Head()
	impatience.Stop()
	s.patience -= time.Since(began)
	if err != nil {
		return unexpected(err)
	}
	switch kind {
	case frame.Piece:
		return s.begin(s.child.frames, length)
	case frame.Shared:
		slot, err := s.child.ring.Take(length)
		if err != nil {
			return err
		}
		return s.begin(bytes.NewReader(slot), length)
	case frame.Done:
		return io.EOF
	case frame.Failed:
		err := s.child.failed(length)
		s.sound = fault.KindOf(err) == fault.Query
		return err
	}
	return frame.ErrMalformed
}

// begin goes on to the next piece, where the answer may be so long.
func (s *stream) begin(from io.Reader, length int) error {
	s.from, s.piece = from, length
	if s.bytes += int64(length); s.bytes > s.limits.Bytes {
		return fault.Newf(fault.Policy, "", "narrow the query, or raise the limit", "the answer has more than %d bytes", s.limits.Bytes)
	}
	return nil
}

// explain gives the error that a person reads: that of the stream where it has one, since
// the Arrow reader wraps it.
func (s *stream) explain(err error) error {
	if s.err != nil && !errors.Is(s.err, io.EOF) {
		err = s.err
	}
	return s.child.explain(s.ctx, err)
}

// unexpected keeps the end of a pipe apart from the end of an answer.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
