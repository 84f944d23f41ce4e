//go:build duckdb_arrow

package duckdb

import (
	"errors"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"chartline/pipeline/engine/duckdb/scan"
	"chartline/pipeline/fault"
)

// openFolder opens an extract that is a folder of Parquet files, plain or encrypted, as views in
// memory. Its catalogue is not asked: its views name files as they lie from where DuckDB is
// started, which counts as no permission once files are closed. Permitted by their full names are
// the files of the views and nothing else. (DuckDB permits to write what it permits to read, and
// so lets nobody read a folder that it may not also write to: that only a SELECT is admitted
// stands between, and landlock where statements are contained.)
func openFolder(full, path string, opts Options) (*DB, error) {
	sealed := opts.Key != ""
	tables, err := scan.Tables(full, sealed)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, path, "the folder cannot be read", "check who may read it")
	}
	if len(tables) == 0 {
		return nil, fault.New(fault.Config, path, "a folder, and not an extract of Parquet files", "name the folder that chartline extract made, or the file of a store")
	}
	connector, err := duckdb.NewConnector(":memory:", nil)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, path, "cannot be opened", "")
	}
	db, err := secure(connector, path, opts, viewing(tables, opts.Key))
	if err != nil {
		return nil, folderError(err, path)
	}
	for _, t := range tables {
		db.files = append(db.files, t.Files...)
	}
	return db, nil
}

// viewing are the statements that make a folder into views. They run before files are closed.
func viewing(tables []scan.Table, key string) []string {
	var permitted []string
	statements := []string{"CREATE SCHEMA " + scan.About}
	if key != "" {
		statements = append(statements, "PRAGMA add_parquet_key("+quote(scan.KeyName)+", "+quote(key)+")")
	}
	for _, t := range tables {
		statements = append(statements, "CREATE VIEW "+t.Schema+"."+t.Name+" AS FROM "+t.SQL(key != ""))
		for _, f := range t.Files {
			permitted = append(permitted, quote(f))
		}
	}
	return append(statements, "SET GLOBAL allowed_paths = ["+strings.Join(permitted, ", ")+"]")
}

// mistaken are what DuckDB says of keys, and how a person is told.
var mistaken = []struct{ words, what, fix string }{
	{"is encrypted, but", "the extract is encrypted", "name the key of its study, under store.key or with --key"},
	{"is not encrypted, but", "the extract is not encrypted, and a key is given", "leave the key out"},
	{"AES", "cannot be opened with this key", "check that it is the key of the study: 32 bytes in base64"},
}

// folderError tells a wrong key from files that are none, which DuckDB does by its words alone.
// Those are dropped: the statement that was refused may hold the key.
func folderError(err error, path string) error {
	for _, m := range mistaken {
		if errorHas(err, m.words) {
			return fault.Wrap(fault.Config, err, path, m.what, m.fix)
		}
	}
	if kind := fault.KindOf(err); kind == fault.Query || errorHas(err, "IO Error") {
		return fault.Wrap(fault.Unavailable, err, path, "has files that cannot be read as Parquet", "copy it again as a whole, or make the extract again")
	}
	return err
}

// errorHas reports whether DuckDB said some words.
func errorHas(err error, words string) bool {
	var said *duckdb.Error
	return errors.As(err, &said) && strings.Contains(said.Error(), words)
}
