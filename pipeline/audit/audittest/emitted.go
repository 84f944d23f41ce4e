// Package audittest reads what sources of audits emit.
package audittest

import (
	"context"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Reader is what gives rows to a sink.
type Reader interface {
	Read(context.Context, source.Input, source.Sink) error
}

// Emitted gives what rows give to their sink, a line a row: its table and the columns that are
// not empty.
func Emitted(t *testing.T, rows Reader) []string {
	t.Helper()
	var s Sink
	if err := rows.Read(context.Background(), source.Input{}, &s); err != nil {
		t.Fatal(err)
	}
	return s.lines
}

// Sink keeps the rows that it is given as lines.
type Sink struct {
	source.Sink
	lines []string
}

// Batch takes rows of a table.
func (s *Sink) Batch(t *schema.Table, rec arrow.RecordBatch) error {
	for row := range int(rec.NumRows()) {
		line := t.Name
		for i, f := range rec.Schema().Fields() {
			if c := rec.Column(i); c.IsValid(row) {
				line += " " + f.Name + "=" + c.ValueStr(row)
			}
		}
		s.lines = append(s.lines, line)
	}
	return nil
}
