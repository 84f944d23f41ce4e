// Package audittest gives tests of audits a store in memory.
package audittest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/store"
)

// empty is the file of a store without records, which is made once.
var empty = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "chartline-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
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

// Store is a store in memory, with the tables and views of a real one, that holds the rows of
// the given INSERT statements.
func Store(t *testing.T, inserts ...string) *duckdb.DB {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	content, err := empty()
	path := filepath.Join(t.TempDir(), "empty.duckdb")
	if err == nil {
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	setup := []string{"ATTACH '" + path + "' AS empty (READ_ONLY)", "COPY FROM DATABASE empty TO memory", "DETACH empty"}
	db, err := duckdb.OpenMemory(duckdb.Options{}, append(setup, inserts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
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
	return "INSERT INTO history." + table + " (" + strings.Join(strings.Fields(columns), ", ") + ") VALUES " + strings.Join(values, ", ")
}
