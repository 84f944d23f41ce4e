package blocks

import (
	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// sink is what a worker emits into; it keeps everything until its turn comes.
type sink struct{ held *held }

// held is what a worker made of one block, in its order.
type held struct {
	calls   []func(out source.Sink, before int64) error
	batches []arrow.RecordBatch
}

// Batch keeps a batch.
func (s *sink) Batch(t *schema.Table, rec arrow.RecordBatch) error {
	rec.Retain()
	s.held.batches = append(s.held.batches, rec)
	return s.keep(func(out source.Sink, _ int64) error { return out.Batch(t, rec) })
}

// File keeps a file.
func (s *sink) File(t *schema.Table, f source.File) error {
	return s.keep(func(out source.Sink, _ int64) error { return out.File(t, f) })
}

// Reject keeps a reject; its place is counted from the first record of the stream later.
func (s *sink) Reject(r source.Reject) error {
	return s.keep(func(out source.Sink, before int64) error {
		r.Record += before
		return out.Reject(r)
	})
}

// Skip keeps what was passed over.
func (s *sink) Skip(what string, records int64) error {
	return s.keep(func(out source.Sink, _ int64) error { return out.Skip(what, records) })
}

// Mark keeps a mark.
func (s *sink) Mark(mark string) error {
	return s.keep(func(out source.Sink, _ int64) error { return out.Mark(mark) })
}

func (s *sink) keep(call func(out source.Sink, before int64) error) error {
	s.held.calls = append(s.held.calls, call)
	return nil
}

// replay emits everything, until it is told to stop; before is how many records the
// blocks before held.
func (h *held) replay(stopped func() error, out source.Sink, before int64) error {
	for _, call := range h.calls {
		if err := stopped(); err != nil {
			return err
		}
		if err := call(out, before); err != nil {
			return err
		}
	}
	return nil
}

// release frees the batches.
func (h *held) release() {
	for _, b := range h.batches {
		b.Release()
	}
	h.calls, h.batches = nil, nil
}
