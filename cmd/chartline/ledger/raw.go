package ledger

import (
	"context"
	_ "embed"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/engine"
)

//go:embed raw.sql
var rawSQL string

// Raw asks for quarantined records with their text. Each argument is "all" or the one
// source, table or reason that is wanted.
func Raw(ctx context.Context, e engine.Engine, source, table, reason string) (array.RecordReader, error) {
	return e.Query(ctx, rawSQL, source, source, table, table, reason, reason)
}
