package queries_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/store/derive"
	"chartline/pipeline/store/storetest"
	"chartline/queries"
)

// hospital is a store with the tables and views of a real one that holds the given INSERT
// statements, and what publishing derives of them.
func hospital(t testing.TB, inserts ...string) *duckdb.DB {
	t.Helper()
	return storetest.Holding(t, append(slices.Clone(inserts), derive.ClocksSQL("true"), derive.StandingSQL)...)
}

// rows writes an INSERT of one table.
var rows = storetest.Rows

// builtIn reads the library once: every answer asks for it.
var builtIn = sync.OnceValues(func() (*query.Library, error) { return query.Load(queries.Files, "") })

// library is the built-in library.
func library(t testing.TB) *query.Library {
	t.Helper()
	l, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// allQueries are those of the built-in library.
func allQueries(t testing.TB) []*query.Query {
	t.Helper()
	all, err := library(t).List()
	if err != nil {
		t.Fatal(err)
	}
	return all
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
