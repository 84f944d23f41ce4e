//go:build !duckdb_arrow

package writer

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/fault"
)

// A program that was built without Arrow can open a store and cannot load into it.

func (w *Writer) Insert(context.Context, []arrow.RecordBatch, func(string) string) error {
	return w.noArrow()
}

func (w *Writer) Read(context.Context, string, func(arrow.RecordBatch)) error { return w.noArrow() }

func (w *Writer) noArrow() error {
	return fault.New(fault.Internal, w.path, "built without Arrow", "build with make build, or with -tags duckdb_arrow")
}
