package queries_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/store"
	"chartline/pipeline/store/derive"
	"chartline/queries"
)

// TestMain removes the empty store that the fixtures are copied from.
func TestMain(m *testing.M) {
	code := m.Run()
	if emptyFolder != "" {
		os.RemoveAll(emptyFolder)
	}
	os.Exit(code)
}

var emptyFolder string

// emptyStore is a store without records, made once.
var emptyStore = sync.OnceValues(func() (path string, err error) {
	if emptyFolder, err = os.MkdirTemp("", "chartline-empty-"); err != nil {
		return "", err
	}
	path = filepath.Join(emptyFolder, "empty.duckdb")
	s, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		return "", err
	}
	return path, s.Close()
})

// hospital is a store in memory, with the tables and views of a real one, that holds
// the given INSERT statements.
func hospital(t testing.TB, inserts ...string) *duckdb.DB {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	empty, err := emptyStore()
	if err != nil {
		t.Fatal(err)
	}
	setup := []string{
		"ATTACH '" + empty + "' AS empty (READ_ONLY)", "COPY FROM DATABASE empty TO memory", "DETACH empty",
	}
	setup = append(append(setup, inserts...), derive.ClocksSQL("true"), derive.StandingSQL) // as publishing does
	db, err := duckdb.OpenMemory(duckdb.Options{}, setup...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// rows writes an INSERT of one table: the names of columns, then a line a row, its
// values between spaces and - for an empty one.
func rows(table, columns string, lines ...string) string {
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

// library is the built-in library.
func library(t testing.TB) *query.Library {
	t.Helper()
	l, err := query.Load(queries.Files, "")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// params are what most tests ask for, the year 2025 and its end, with what is given in
// place of that; each query takes those that it declares.
func params(q *query.Query, given ...string) map[string]string {
	values := map[string]string{
		"from_date": "2025-01-01", "to_date": "2026-01-01",
		"as_of_on": "2025-12-31", "as_of": "2025-12-31T23:59:59Z",
		"patient": "P1",
	}
	for _, g := range given {
		name, value, _ := strings.Cut(g, "=")
		values[name] = value
	}
	return declared(q, values)
}

// ask answers a query of the library.
func ask(t testing.TB, db *duckdb.DB, name string, given ...string) *query.Answer {
	t.Helper()
	q, err := library(t).Get(name)
	if err != nil {
		t.Fatal(err)
	}
	a, err := q.Run(context.Background(), db, params(q, given...))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// want compares some columns of an answer, a line a row, with - for empty.
func want(t testing.TB, a *query.Answer, columns string, lines ...string) {
	t.Helper()
	got := make([]string, a.Len())
	for row := range got {
		var cells []string
		for name := range strings.FieldsSeq(columns) {
			cell := a.Cell(row, index(t, a.Query, name))
			if a.Null(name)[row] {
				cell = "-"
			}
			cells = append(cells, cell)
		}
		got[row] = strings.Join(cells, " ")
	}
	if strings.Join(got, "\n") != strings.Join(lines, "\n") {
		t.Errorf("%s: %s\ngot:\n  %s\nwant:\n  %s", a.Query.Name, columns,
			strings.Join(got, "\n  "), strings.Join(lines, "\n  "))
	}
}

func index(t testing.TB, q *query.Query, name string) int {
	t.Helper()
	for i, c := range q.Columns {
		if c.Name == name {
			return i
		}
	}
	t.Fatalf("%s has no column %s", q.Name, name)
	return -1
}
