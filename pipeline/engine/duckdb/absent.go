//go:build !duckdb_arrow

package duckdb

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/fault"
)

// Available reports whether this build can open a store.
const Available = false

// DB is the engine of a build without Arrow: it cannot be opened.
type DB struct{}

// Open fails: this build has no Arrow.
func Open(string, Options) (*DB, error) { return nil, errAbsent() }

// OpenMemory fails: this build has no Arrow.
func OpenMemory(Options, ...string) (*DB, error) { return nil, errAbsent() }

// Query fails: this build has no Arrow.
func (*DB) Query(context.Context, string, ...any) (array.RecordReader, error) {
	return nil, errAbsent()
}

// Files are none.
func (*DB) Files() []string { return nil }

// Stream fails: this build has no Arrow.
func (*DB) Stream(context.Context, string, ...any) (array.RecordReader, error) {
	return nil, errAbsent()
}

// String says what is missing.
func (*DB) String() string { return "DuckDB (built without Arrow)" }

// Close does nothing.
func (*DB) Close() error { return nil }

func errAbsent() error {
	return fault.New(fault.Internal, "duckdb", "built without Arrow",
		"build with make build (-tags duckdb_arrow)")
}
