package writer

import (
	"context"
	"database/sql"
)

// Exec runs statements.
func (w *Writer) Exec(ctx context.Context, query string, args ...any) error {
	_, err := w.conn.ExecContext(ctx, query, args...)
	return w.Err(err)
}

// Change runs a statement over a file and gives the number of rows that it wrote. Its error
// is of the file where DuckDB could not read it, and of the store where it could not write.
func (w *Writer) Change(ctx context.Context, query, file string) (int64, error) {
	done, err := w.conn.ExecContext(ctx, query)
	if err != nil {
		return 0, scanError(err, file, w.path)
	}
	n, err := done.RowsAffected()
	return n, w.Err(err)
}

// Scan reads the first row of an answer. An answer without rows is sql.ErrNoRows inside
// the error.
func (w *Writer) Scan(ctx context.Context, query string, args []any, into ...any) error {
	return w.Err(w.conn.QueryRowContext(ctx, query, args...).Scan(into...))
}

// Each has visit read every row of an answer.
func (w *Writer) Each(ctx context.Context, query string, args []any, visit func(rows *sql.Rows) error) error {
	rows, err := w.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return w.Err(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows); err != nil {
			return w.Err(err)
		}
	}
	return w.Err(rows.Err())
}

// Counts reads numbers of rows by the number that the answer's first column holds.
func (w *Writer) Counts(ctx context.Context, query string) (map[int64]int64, error) {
	found := map[int64]int64{}
	err := w.Each(ctx, query, nil, func(rows *sql.Rows) error {
		var id, n int64
		err := rows.Scan(&id, &n)
		found[id] = n
		return err
	})
	return found, err
}

// Atomically runs statements in one transaction.
func (w *Writer) Atomically(ctx context.Context, do func() error) error {
	if err := w.Exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	if err := do(); err != nil {
		w.Rollback(ctx)
		return err
	}
	return w.Exec(ctx, "COMMIT")
}

// Rollback ends a transaction. It may already be gone after a fatal error, and the run
// may be interrupted: there is nothing more to do in either case.
func (w *Writer) Rollback(ctx context.Context) {
	_, _ = w.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
}
