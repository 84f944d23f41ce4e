package contain

import (
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
)

// TestAnswerLargerThanMemory asks for 1.8 GB where a process may have 1.3. (DuckDB keeps what it
// has computed of later rows until the earlier ones are read: some 120,000 rows a thread.)
func TestAnswerLargerThanMemory(t *testing.T) {
	e := open(t, published(t), small, Limits{})
	rows, _, err := whole(e, "SELECT repeat('x', 600) || range AS x FROM range(3000000)")
	if err != nil || rows != 3_000_000 {
		t.Errorf("%d rows, %v", rows, err)
	}
}

// answered is the last column of an answer, in its batches.
func answered(t *testing.T, e engine.Engine, sql string) *arrow.Chunked {
	t.Helper()
	r, err := e.Query(context.Background(), sql)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	last := r.Schema().NumFields() - 1
	var parts []arrow.Array
	for r.Next() {
		part := r.RecordBatch().Column(last)
		if special, ok := part.(array.ExtensionArray); ok { // which Arrow does not compare
			part = special.Storage()
		}
		part.Retain()
		parts = append(parts, part)
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return arrow.NewChunked(parts[0].DataType(), parts)
}

// TestAnswersOfEveryType: what comes out of the process is what the same statement answers in
// this one, in many batches and with missing values, for every type that DuckDB has.
func TestAnswersOfEveryType(t *testing.T) {
	path := published(t)
	e := open(t, path, small, Limits{})
	plain, err := duckdb.Open(path, small)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	for _, column := range columnsOf(t, plain) {
		sql := `SELECT n, "` + column + `" AS x FROM (SELECT * FROM series WHERE n < 4000), test_all_types() ORDER BY n, x`
		ours, theirs := answered(t, e, sql), answered(t, plain, sql)
		if ours.Len() != 12_000 || len(theirs.Chunks()) < 3 {
			t.Fatalf("%s: %d rows in %d batches", column, ours.Len(), len(theirs.Chunks()))
		}
		if !array.ChunkedApproxEqual(ours, theirs, array.WithNaNsEqual(true)) {
			t.Errorf("%s, %s: other values than in this process", column, ours.DataType())
		}
	}
}

// columnsOf are the columns of test_all_types, each of a type of its own.
func columnsOf(t *testing.T, e engine.Engine) (names []string) {
	t.Helper()
	r, err := e.Query(context.Background(), "SELECT column_name FROM (DESCRIBE SELECT * FROM test_all_types())")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	for r.Next() {
		for i := range int(r.RecordBatch().NumRows()) {
			names = append(names, strings.Clone(r.RecordBatch().Column(0).(*array.String).Value(i)))
		}
	}
	return names
}
