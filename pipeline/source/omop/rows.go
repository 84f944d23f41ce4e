package omop

import (
	"maps"
	"slices"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/omop/table"
)

// emitter sets the values of a canonical row, and says what is to become of it.
type emitter func(row *source.Batcher, f [][]byte) verdict

// verdict is what becomes of a record: the zero one loads it.
type verdict struct {
	column, reason string // it is rejected
	skip           string // it is well, and of no canonical table
}

func reject(column, reason string) verdict { return verdict{column: column, reason: reason} }

func skip(what string) verdict { return verdict{skip: what} }

// passOver is for tables whose records are of no canonical table, or are read beside
// others.
func passOver(what string) func(*setting) emitter {
	return func(*setting) emitter {
		return func(*source.Batcher, [][]byte) verdict { return skip(what) }
	}
}

// rows turns the rows of one table into a batch.
type rows struct {
	into    *schema.Table
	out     source.Sink
	batch   *source.Batcher // nil where nothing is loaded
	emit    emitter
	skipped map[string]int64
}

func newRows(t cdm, s *setting, out source.Sink) *rows {
	r := &rows{into: source.Unread, out: out, emit: t.emit(s), skipped: map[string]int64{}}
	if t.into != "" {
		r.into = schema.Must(t.into)
		r.batch = source.NewBatcher(r.into, out)
	}
	return r
}

// Row takes a record.
func (r *rows) Row(row *table.Row) error {
	v := r.emit(r.batch, row.Fields)
	switch {
	case v.reason != "":
		if r.batch != nil {
			r.batch.Drop()
		}
		return r.out.Reject(row.Reject(r.into, v.column, v.reason))
	case v.skip != "":
		if r.batch != nil {
			r.batch.Drop()
		}
		r.skipped[v.skip]++
		return nil
	}
	return r.batch.Next()
}

// Flush hands over the rows that wait, and what was passed over.
func (r *rows) Flush() error {
	for _, what := range slices.Sorted(maps.Keys(r.skipped)) {
		if err := r.out.Skip(what, r.skipped[what]); err != nil {
			return err
		}
	}
	clear(r.skipped)
	if r.batch == nil {
		return nil
	}
	return r.batch.Flush()
}

// Release frees the batch.
func (r *rows) Release() {
	if r.batch != nil {
		r.batch.Release()
	}
}
