package store

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
func (s *Store) unlock(ctx context.Context) error {
	if s.opts.Key == "" && s.opts.Crypto == "" {
		return nil
	}
	if err := s.loadCrypto(ctx); err != nil {
		return err
	}
	if s.opts.Key == "" {
		return nil
	}
	attach := "ATTACH " + landing.Text(s.path) + " AS store (ENCRYPTION_KEY " + landing.Text(s.opts.Key) + ")"
	if _, err := s.conn.ExecContext(ctx, attach); err != nil {
		return engineError(err, s.path)
	}
	var encrypted bool
	if err := s.scan(ctx, "SELECT encrypted FROM duckdb_databases() WHERE database_name = 'store'", nil, &encrypted); err != nil {
		return err
	}
	if !encrypted {
		return fault.New(fault.Config, s.path, "the store is not encrypted, although store.key is set", "load into a new store.path")
	}
	return s.exec(ctx, "USE store")
}

// loadCrypto loads the extension.
func (s *Store) loadCrypto(ctx context.Context) error {
	name := "httpfs"
	if s.opts.Crypto != "" {
		name = landing.Text(s.opts.Crypto)
	}
	if _, err := s.conn.ExecContext(ctx, "LOAD "+name); err != nil {
		return fault.Wrap(fault.Config, err, s.path, "DuckDB's extension httpfs, without which nothing can be encrypted, cannot be loaded",
			"name its file under store.httpfs; docs/operations.md says where to get it")
	}
	return nil
}
