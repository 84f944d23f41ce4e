package writer

import (
	"context"

	"chartline/pipeline/fault"
	"chartline/pipeline/store/landing"
)

// DuckDB 1.5.4 reads encrypted files by itself, and writes them only with the OpenSSL of
// its signed httpfs extension, which is a file of its own. The extension also lets it
// spill, encrypted, what does not fit into memory. The flag that would have it write with
// weak random numbers is never set.

// unlock loads the extension and, where there is a key, attaches the encrypted store.
func (w *Writer) unlock(ctx context.Context) error {
	if w.opts.Key == "" && w.opts.Crypto == "" {
		return nil
	}
	if err := w.loadCrypto(ctx); err != nil {
		return err
	}
	if w.opts.Key == "" {
		return nil
	}
	attach := "ATTACH " + landing.Text(w.path) + " AS store (ENCRYPTION_KEY " + landing.Text(w.opts.Key) + ")"
	if _, err := w.conn.ExecContext(ctx, attach); err != nil {
		return w.Err(err)
	}
	var encrypted bool
	if err := w.Scan(ctx, "SELECT encrypted FROM duckdb_databases() WHERE database_name = 'store'", nil, &encrypted); err != nil {
		return err
	}
	if !encrypted {
		return fault.New(fault.Config, w.path, "the store is not encrypted, although store.key is set", "load into a new store.path")
	}
	return w.Exec(ctx, "USE store")
}

// loadCrypto loads the extension.
func (w *Writer) loadCrypto(ctx context.Context) error {
	name := "httpfs"
	if w.opts.Crypto != "" {
		name = landing.Text(w.opts.Crypto)
	}
	if _, err := w.conn.ExecContext(ctx, "LOAD "+name); err != nil {
		return fault.Wrap(fault.Config, err, w.path, "DuckDB's extension httpfs, without which nothing can be encrypted, cannot be loaded",
			"name its file under store.httpfs; docs/operations.md says where to get it")
	}
	return nil
}
