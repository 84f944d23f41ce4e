package pipeline

import (
	"context"
	"os"

	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/store"
)

// dataset is the file that readers open: the published copy of the store or, where
// store.path names an extract, that.
func (p *Program) dataset() (string, error) {
	path, err := store.Published(p.Config.Store.Path)
	if err == nil {
		return path, nil
	}
	if _, missing := os.Stat(p.Config.Store.Path); missing != nil {
		return "", err
	}
	mode, unread := p.modeOf(context.Background(), p.Config.Store.Path)
	if unread != nil || mode == privacy.PHI {
		return "", err // a store that was never published, which that error tells
	}
	return p.Config.Store.Path, nil
}

// checkSchema refuses a copy that a program of another schema has published: a question would
// miss tables in it, or worse, find them empty.
func (p *Program) checkSchema(ctx context.Context, db engine.Engine, path string) error {
	if path == p.Config.Store.Path {
		return nil // an extract, which stays as it was made
	}
	old := fault.New(fault.Unavailable, path, "was published by another version of chartline", "run chartline pull once, which brings it up to date")
	rows, err := db.Query(ctx, "SELECT migration FROM ledger.schema WHERE migration = ?", store.SchemaMark())
	if err != nil && fault.KindOf(err) == fault.Query {
		return old // so old that it does not say its schema
	}
	if err != nil {
		return err
	}
	defer rows.Release()
	if !rows.Next() && rows.Err() == nil {
		return old
	}
	return rows.Err()
}

// modeOf is the mode of a dataset.
func (p *Program) modeOf(ctx context.Context, path string) (privacy.Mode, error) {
	key, err := p.key()
	if err != nil {
		return privacy.PHI, err
	}
	db, err := duckdb.Open(path, duckdb.Options{Key: key, Crypto: p.Config.Store.Httpfs})
	if err != nil {
		return privacy.PHI, err
	}
	defer db.Close()
	return extract.ModeOf(ctx, db)
}

// Mode is the mode of what readers open. What cannot be told, since there is nothing to
// open yet, counts as records themselves.
func (p *Program) Mode(ctx context.Context) privacy.Mode {
	path, err := p.dataset()
	if err != nil || path != p.Config.Store.Path {
		return privacy.PHI
	}
	mode, err := p.modeOf(ctx, path)
	if err != nil {
		return privacy.PHI
	}
	return mode
}
