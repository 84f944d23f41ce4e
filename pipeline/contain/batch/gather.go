package batch

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// largest is what gathered batches hold together: large enough that what a batch costs by
// itself no longer counts, and small enough for the caches of a processor.
const largest = 256 << 10

// Gather gives the rows of a reader in batches of up to 256 KiB, or of most bytes where that is
// less; one batch that is larger stays as it is. DuckDB makes batches of 2,048 rows, and to
// describe, send, read and check one of them costs more than to copy it. A batch is valid until
// the next one. Release leaves the reader to its owner.
func Gather(from array.RecordReader, most int64) array.RecordReader {
	if !slices.ContainsFunc(from.Schema().Fields(), func(f arrow.Field) bool { return !joinable(f.Type) }) {
		return &gatherer{RecordReader: from, most: min(most, largest)}
	}
	return kept{from}
}

// kept is a reader that is left to its owner.
type kept struct{ array.RecordReader }

// Release does nothing.
func (kept) Release() {}

// joinable are the types whose arrays stand by themselves. Dictionaries are remembered by who
// writes them, beyond the batch.
func joinable(t arrow.DataType) bool {
	switch t := t.(type) {
	case *arrow.DictionaryType, arrow.UnionType, arrow.ExtensionType, *arrow.RunEndEncodedType:
		return false
	case arrow.NestedType:
		return !slices.ContainsFunc(t.Fields(), func(f arrow.Field) bool { return !joinable(f.Type) })
	}
	return true
}

// gatherer implements array.RecordReader.
type gatherer struct {
	array.RecordReader
	held   []arrow.RecordBatch // of the next gathered one
	bytes  int64
	most   int64
	more   arrow.RecordBatch // that no longer fitted in
	joined arrow.RecordBatch
	room   room
	err    error
}

// Next implements array.RecordReader.
func (g *gatherer) Next() bool {
	g.let()
	if g.err != nil {
		return false
	}
	for g.hold() {
	}
	switch len(g.held) {
	case 0:
		return false
	case 1:
		g.joined, g.held = g.held[0], g.held[:0]
		return true
	}
	g.joined, g.err = g.join()
	return g.err == nil
}

// hold takes another batch; false where there is none, or none that fits in.
func (g *gatherer) hold() bool {
	next := g.more
	g.more = nil
	if next == nil {
		if !g.RecordReader.Next() {
			return false
		}
		next = g.RecordReader.RecordBatch()
		next.Retain()
	}
	bytes := Size(next)
	if len(g.held) > 0 && g.bytes+bytes > g.most {
		g.more = next
		return false
	}
	g.held, g.bytes = append(g.held, next), g.bytes+bytes
	return true
}

// join makes one batch of those that are held.
func (g *gatherer) join() (arrow.RecordBatch, error) {
	columns := make([]arrow.Array, 0, g.Schema().NumFields())
	defer func() {
		for _, c := range columns {
			c.Release()
		}
	}()
	parts, rows := make([]arrow.Array, len(g.held)), int64(0)
	for _, b := range g.held {
		rows += b.NumRows()
	}
	for i := range g.Schema().NumFields() {
		for j, b := range g.held {
			parts[j] = b.Column(i)
		}
		column, err := array.Concatenate(parts, &g.room)
		if err != nil {
			return nil, err
		}
		columns = append(columns, column)
	}
	return array.NewRecordBatch(g.Schema(), columns, rows), nil
}

// let gives back the batch at hand and what it was made of.
func (g *gatherer) let() {
	for _, b := range g.held {
		b.Release()
	}
	g.held, g.bytes = g.held[:0], 0
	if g.joined != nil {
		g.joined.Release()
		g.joined = nil
	}
	g.room.used = 0
}

// Release gives back what is held.
func (g *gatherer) Release() {
	g.let()
	if g.more != nil {
		g.more.Release()
		g.more = nil
	}
}

// RecordBatch implements array.RecordReader.
func (g *gatherer) RecordBatch() arrow.RecordBatch { return g.joined }

// Record implements array.RecordReader.
func (g *gatherer) Record() arrow.RecordBatch { return g.joined }

// Err implements array.RecordReader.
func (g *gatherer) Err() error {
	if g.err != nil {
		return g.err
	}
	return g.RecordReader.Err()
}

// Size is that of all columns of a batch, in bytes.
func Size(b arrow.RecordBatch) (bytes int64) {
	for _, c := range b.Columns() {
		bytes += int64(c.Data().SizeInBytes())
	}
	return bytes
}

// room is memory for one gathered batch after the other, from its beginning for each.
type room struct {
	memory []byte
	used   int
}

// align is what Arrow wants the beginning of a column to be divisible by.
const align = 64

// Allocate implements memory.Allocator.
func (r *room) Allocate(bytes int) []byte {
	if r.memory == nil {
		r.memory = make([]byte, 2*largest)
	}
	end := r.used + (bytes+align-1)/align*align
	if end > len(r.memory) {
		return make([]byte, bytes)
	}
	p := r.memory[r.used:][: bytes : end-r.used]
	r.used = end
	return p
}

// Reallocate implements memory.Allocator.
func (r *room) Reallocate(bytes int, p []byte) []byte {
	if bytes <= cap(p) {
		return p[:bytes]
	}
	larger := r.Allocate(bytes)
	copy(larger, p)
	return larger
}

// Free implements memory.Allocator. All is free again with the next batch.
func (r *room) Free([]byte) {}
