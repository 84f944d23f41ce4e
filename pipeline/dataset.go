package pipeline

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/extract"
	"chartline/pipeline/extract/sealed"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/store"
)

// dataset is what readers open: the published copy of the store or, where store.path names an
// extract, that.
type dataset struct {
	path string // a DuckDB file, or a folder of Parquet files
	mode privacy.Mode
}

// dataset finds what readers open.
func (p *Program) dataset(ctx context.Context) (dataset, error) {
	path := p.Config.Store.Path
	published, unpublished := store.Published(path)
	if unpublished == nil {
		return dataset{published, privacy.PHI}, nil
	}
	if _, missing := os.Stat(path); missing != nil {
		return dataset{}, unpublished
	}
	if isAge(path) {
		return dataset{}, fault.New(fault.Config, path, "an extract that is encrypted as a whole by age", "decrypt it first: age -d "+path+" > clear.duckdb")
	}
	mode, err := p.modeOf(ctx, path)
	switch {
	case err != nil:
		return dataset{}, err
	case mode == privacy.PHI && isFolder(path):
		return dataset{}, fault.New(fault.Config, path, "a folder without the stamp of an extract", "name the folder that chartline extract made")
	case mode == privacy.PHI:
		return dataset{}, notPublished(path)
	}
	return dataset{path, mode}, nil
}

// notPublished says what a file of records is that nothing beside it calls published: a copy that was
// published of a store, or a store.
func notPublished(path string) error {
	of, run, ok := store.CopyOf(path)
	if !ok {
		return fault.New(fault.Unavailable, path, "no pull of this store has ended yet", "run chartline pull, and mend what it names")
	}
	if _, err := os.Stat(of); err == nil {
		return fault.Newf(fault.Config, path, "name "+of+" as store.path: its readers open what was published last", "a copy that run %d published of the store %s", run, of)
	}
	return fault.Newf(fault.Config, path, "copy it to "+of+", name that as store.path and run chartline pull, which publishes it", "a copy that run %d published of the store %s, which is not there", run, of)
}

// Said is what the extract that readers open says of itself: mode, study, when it was made and more. It is nil
// for a store.
func (p *Program) Said(ctx context.Context) ([][2]string, error) {
	d, err := p.dataset(ctx)
	if err != nil || d.mode == privacy.PHI {
		return nil, err
	}
	key, err := p.key()
	if err != nil {
		return nil, err
	}
	db, err := duckdb.Open(d.path, duckdb.Options{Key: key, Crypto: p.Config.Store.Httpfs})
	if err != nil {
		return nil, err
	}
	said, err := extract.Said(ctx, db)
	return said, errors.Join(err, db.Close())
}

// ageHeader begins every file that age has encrypted.
var ageHeader = []byte("age-encryption.org/")

func isAge(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	begin := make([]byte, len(ageHeader))
	_, err = io.ReadFull(f, begin)
	return err == nil && bytes.Equal(begin, ageHeader)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// answers refuses a dataset that saved questions and reports cannot be asked of: they need the
// tables and columns of a store, which a limited data set has as a DuckDB file.
func (d dataset) answers() error {
	const fix = "ask it SQL with chartline sql, or name a store or a limited data set as a DuckDB file"
	switch {
	case d.mode > privacy.Limited:
		return fault.Newf(fault.Config, d.path, fix, "an extract of mode %s has no dates by which saved questions and reports could count", d.mode)
	case isFolder(d.path):
		return fault.New(fault.Config, d.path, "saved questions and reports are not asked of a folder of Parquet files", fix)
	}
	return nil
}

// Answers refuses where saved questions cannot be asked of what readers open.
func (p *Program) Answers(ctx context.Context) error {
	d, err := p.dataset(ctx)
	if err != nil {
		return err
	}
	return d.answers()
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

// modeOf is the mode that an extract is stamped with; PHI for a store.
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
	mode, err := extract.ModeOf(ctx, db)
	if err != nil || mode == privacy.PHI {
		return mode, err
	}
	return mode, checkStamps(db.Files(), key, mode)
}

// checkStamps wants each file of a folder to be of its mode: files of another extract, which
// were copied into it, could tell more.
func checkStamps(files []string, key string, mode privacy.Mode) error {
	for _, file := range files {
		if !strings.HasSuffix(file, ".parquet") {
			continue
		}
		told, err := sealed.Told(file, key)
		if err != nil {
			return err
		}
		if told["mode"] != mode.String() {
			return fault.Newf(fault.Policy, file, "copy the extract again as a whole, or make it again", "it is not stamped %s, as the folder that it lies in", mode)
		}
	}
	return nil
}

// refuseExtract refuses to write to what is stamped as less than records: the stamp would stay
// whatever was loaded.
func (p *Program) refuseExtract(ctx context.Context) error {
	d, err := p.dataset(ctx)
	if err == nil && d.mode > privacy.PHI {
		return fault.Newf(fault.Policy, d.path, "name another file as store.path", "an extract of mode %s, which stays as it was made", d.mode)
	}
	return nil // what cannot be opened, opening it tells
}

// Mode is the mode of what readers open. What cannot be told, since there is nothing to
// open yet, counts as records themselves.
func (p *Program) Mode(ctx context.Context) privacy.Mode {
	d, err := p.dataset(ctx)
	if err != nil {
		return privacy.PHI
	}
	return d.mode
}
