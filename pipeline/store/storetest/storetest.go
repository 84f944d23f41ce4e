// Package storetest gives tests a store with rows of their own, as the readers of one see it.
package storetest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/store"
)

// empty is the file of a store without records. Its tables and views take far longer to make
// than to copy, so that a test binary makes them once.
var empty = sync.OnceValues(func() (content []byte, err error) {
	folder, err := os.MkdirTemp("", "chartline-storetest-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "empty.duckdb")
	s, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Holding is a store with the tables and views of a real one, in which these statements were
// run. It is closed when the test ends.
func Holding(t testing.TB, statements ...string) *duckdb.DB {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	content, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "store.duckdb")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := fill(path, statements); err != nil {
		t.Fatal(err)
	}
	db, err := duckdb.Open(path, duckdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// fill runs statements in a transaction, which saves a write to the disk for each.
func fill(path string, statements []string) (err error) {
	db, err := sql.Open("duckdb", path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if _, err := tx.Exec(statement); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// Rows writes an INSERT of one table: the names of columns, then a line a row, its values
// between spaces and - for an empty one.
func Rows(table, columns string, lines ...string) string {
	values := make([]string, len(lines))
	for i, line := range lines {
		cells := strings.Fields(line)
		for j, cell := range cells {
			cells[j] = "'" + cell + "'"
			if cell == "-" {
				cells[j] = "NULL"
			}
		}
		values[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return "INSERT INTO history." + table + " (" + strings.Join(strings.Fields(columns), ", ") +
		") VALUES " + strings.Join(values, ", ")
}
