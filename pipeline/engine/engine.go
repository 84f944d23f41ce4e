// Package engine defines what answers SQL: one machine or a cluster, always Arrow. An
// engine is a folder of its own that keeps the promises of package enginetest.
package engine

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// Engine answers SQL over the canonical tables.
type Engine interface {
	// Query answers one SELECT with its ? arguments, each a string, int64 or bool.
	// The caller releases the reader; what the reader holds is valid only until its
	// next batch, so strings that outlive it must be copied. Every error, also that of
	// the reader, is a fault.Error whose text holds no value of a record: kind Query
	// for SQL that is wrong or fails, Unavailable for a store that is missing, locked
	// or out of memory, Interrupted for a context that ended.
	Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error)
	// String is name and version, for the manifest.
	String() string
	// Close ends the connection. Readers must have been released before.
	Close() error
}
