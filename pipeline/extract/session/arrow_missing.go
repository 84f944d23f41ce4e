//go:build !duckdb_arrow

package session

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/fault"
)

// Insert fails: this build has no Arrow.
func (s *Session) Insert(context.Context, string, array.RecordReader, string, string) error {
	return errAbsent()
}

// Read fails: this build has no Arrow.
func (s *Session) Read(context.Context, string, string, func(array.RecordReader) error) error {
	return errAbsent()
}

func errAbsent() error {
	return fault.New(fault.Internal, "duckdb", "built without Arrow", "build with make build (-tags duckdb_arrow)")
}
