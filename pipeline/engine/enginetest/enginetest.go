// Package enginetest holds the promises that every engine keeps. An engine's own test
// opens it and calls Run; the SQL here is the portable subset, so that the same text
// must give the same answer everywhere.
package enginetest

import (
	"context"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// Run checks every promise of engine.Engine. The engine needs to hold no tables.
func Run(t *testing.T, e engine.Engine) {
	t.Run("types", func(t *testing.T) { types(t, e) })
	t.Run("nulls", func(t *testing.T) { nulls(t, e) })
	t.Run("arguments", func(t *testing.T) { arguments(t, e) })
	t.Run("empty answer keeps its columns", func(t *testing.T) { empty(t, e) })
	t.Run("every row of a large answer", func(t *testing.T) { large(t, e) })
	t.Run("portable functions", func(t *testing.T) { functions(t, e) })
	t.Run("kinds of error", func(t *testing.T) { kinds(t, e) })
	t.Run("no value of a record in an error", func(t *testing.T) { silence(t, e) })
	t.Run("only one SELECT", func(t *testing.T) { oneSelect(t, e) })
	t.Run("cancelled before", func(t *testing.T) { cancelledBefore(t, e) })
	t.Run("cancelled while it runs", func(t *testing.T) { cancelledWhile(t, e) })
	t.Run("queries side by side", func(t *testing.T) { sideBySide(t, e) })
	t.Run("says its name", func(t *testing.T) {
		if e.String() == "" {
			t.Error("String() is empty")
		}
	})
}

// rows answers a query that must succeed, each value in Arrow's own text.
func rows(t *testing.T, e engine.Engine, sql string, args ...any) (*arrow.Schema, [][]string) {
	t.Helper()
	r, err := e.Query(context.Background(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	defer r.Release()
	var out [][]string
	for r.Next() {
		out = append(out, texts(r.RecordBatch())...)
	}
	if err := r.Err(); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return r.Schema(), out
}

func texts(rec arrow.RecordBatch) [][]string {
	out := make([][]string, rec.NumRows())
	for i := range out {
		for _, col := range rec.Columns() {
			out[i] = append(out[i], string([]byte(col.ValueStr(i)))) // ValueStr may alias the engine's memory
		}
	}
	return out
}

// fails runs a query that must fail, at once or while it is read, and gives the error.
func fails(ctx context.Context, t *testing.T, e engine.Engine, sql string, args ...any) error {
	t.Helper()
	r, err := e.Query(ctx, sql, args...)
	if err == nil {
		defer r.Release()
		for r.Next() {
			_ = r.RecordBatch()
		}
		err = r.Err()
	}
	if err == nil {
		t.Fatalf("%s: no error", sql)
	}
	return err
}

func wantKind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); got != want {
		t.Errorf("kind %d (%v), want %d", got, err, want)
	}
}

func int64s(t *testing.T, r array.RecordReader) []int64 {
	t.Helper()
	var out []int64
	for r.Next() {
		col, ok := r.RecordBatch().Column(0).(*array.Int64)
		if !ok {
			t.Fatalf("column of type %s, want int64", r.RecordBatch().Column(0).DataType())
		}
		out = append(out, col.Int64Values()...)
	}
	return out
}
