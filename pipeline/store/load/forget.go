package load

import (
	"context"
	"fmt"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
	"chartline/pipeline/store/writer"
)

// Forget removes what was landed and is not going to be settled, here or by a
// run that was killed. The rows are written to the file before they go: where DuckDB
// 1.5.4 deletes rows that came back from its log, it keeps them in the statistics of
// the table, and then fails on SELECT max(x) FROM t WHERE y = z for a z that only those
// rows had.
func Forget(ctx context.Context, w *writer.Writer) error {
	const landed = "IN (SELECT input_id FROM ledger.input WHERE status = 'landing')"
	var n int64
	if err := w.Scan(ctx, "SELECT count(*) FROM ledger.input WHERE status = 'landing'", nil, &n); err != nil || n == 0 {
		return err
	}
	if err := w.Exec(ctx, "CHECKPOINT"); err != nil {
		return err
	}
	return w.Atomically(ctx, func() error {
		for _, t := range schema.Tables {
			if err := w.Exec(ctx, fmt.Sprintf("DELETE FROM history.%s WHERE %s %s", t.Name, landing.Input, landed)); err != nil {
				return err
			}
		}
		return w.Exec(ctx, "DELETE FROM ledger.quarantine WHERE input_id "+landed+"; DELETE FROM ledger.input WHERE status = 'landing'")
	})
}
