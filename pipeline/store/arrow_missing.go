//go:build !duckdb_arrow

package store

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
)

// A program that was built without Arrow can open a store and cannot load into it.

func (s *Store) insertArrow(context.Context, []arrow.RecordBatch, func(string) string) error {
	return s.noArrow()
}

func (s *Store) readArrow(context.Context, string, func(arrow.RecordBatch)) error { return s.noArrow() }

func (s *Store) noArrow() error {
	return fault.New(fault.Internal, s.path, "built without Arrow", "build with make build, or with -tags duckdb_arrow")
}
