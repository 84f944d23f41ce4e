// Package ask reads the store for audits, row by row.
package ask

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Row is one row of an answer; it is valid during its visit only. A column that is empty
// gives the zero value.
type Row struct {
	columns []arrow.Array
	at      int
}

// Text copies a text: those of an answer are the engine's memory.
func (r Row) Text(i int) string {
	if c, ok := r.columns[i].(*array.String); ok && c.IsValid(r.at) {
		return strings.Clone(c.Value(r.at))
	}
	return ""
}

// Number gives a whole number.
func (r Row) Number(i int) int64 {
	switch c := r.columns[i].(type) {
	case *array.Int64:
		if c.IsValid(r.at) {
			return c.Value(r.at)
		}
	case *array.Int32:
		if c.IsValid(r.at) {
			return int64(c.Value(r.at))
		}
	}
	return 0
}

// Yes gives a boolean.
func (r Row) Yes(i int) bool {
	c, ok := r.columns[i].(*array.Boolean)
	return ok && c.IsValid(r.at) && c.Value(r.at)
}

// Date gives a date at midnight UTC, the zero time where there is none.
func (r Row) Date(i int) time.Time {
	if c, ok := r.columns[i].(*array.Date32); ok && c.IsValid(r.at) {
		return c.Value(r.at).ToTime()
	}
	return time.Time{}
}

// Each visits the rows of an answer in their order.
func Each(ctx context.Context, e engine.Engine, sql string, args []any, visit func(Row)) error {
	r, err := e.Query(ctx, sql, args...)
	if fault.KindOf(err) == fault.Query {
		return fault.Wrap(fault.Query, err, "audit", "the store cannot be asked about audits",
			"where another version of Chartline published it, run chartline pull")
	}
	if err != nil {
		return err
	}
	defer r.Release()
	for r.Next() {
		rec := r.RecordBatch()
		for at := range int(rec.NumRows()) {
			visit(Row{rec.Columns(), at})
		}
	}
	return r.Err()
}

// atOnce is how many values one question is asked about.
const atOnce = 500

// Listed asks a question about values, which take the place of the word LIST in it. It is
// asked again and again where they are many; its order holds within each time.
func Listed(ctx context.Context, e engine.Engine, sql string, values []string, visit func(Row)) error {
	for some := range slices.Chunk(values, atOnce) {
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(some)), ", ")
		args := make([]any, len(some))
		for i, v := range some {
			args[i] = v
		}
		if err := Each(ctx, e, strings.Replace(sql, "LIST", marks, 1), args, visit); err != nil {
			return err
		}
	}
	return nil
}
