package pipeline

import (
	"context"
	"os"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract"
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
