package queries_test

import (
	"context"
	"strings"
	"testing"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/schema"
	"chartline/queries"
)

// versioned are the tables of which the views give the latest version only, as the
// store does.
var versioned = map[string]bool{"diagnosis": true, "procedure": true, "drg_assignment": true}

// hospital is a store in memory that holds the given INSERT statements.
func hospital(t testing.TB, inserts ...string) *duckdb.DB {
	t.Helper()
	if !duckdb.Available {
		t.Skip("built without Arrow: run with -tags duckdb_arrow")
	}
	setup := []string{"CREATE SCHEMA history"}
	for _, table := range schema.Tables {
		setup = append(setup, tableDDL(table))
	}
	setup = append(setup, latestDDL)
	for _, table := range schema.Tables {
		setup = append(setup, viewDDL(table))
	}
	db, err := duckdb.OpenMemory(duckdb.Options{}, append(setup, inserts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func tableDDL(t *schema.Table) string {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = c.Name + " " + c.Kind.SQL()
	}
	return "CREATE TABLE history." + t.Name + " (" + strings.Join(columns, ", ") + ")"
}

const latestDDL = `CREATE VIEW history.latest_version AS
	SELECT encounter_id, max(version_no) AS version_no
	FROM (SELECT encounter_id, version_no FROM history.code_assignment
	      UNION ALL SELECT encounter_id, version_no FROM history.diagnosis) AS v
	GROUP BY encounter_id`

func viewDDL(t *schema.Table) string {
	ddl := "CREATE VIEW main." + t.Name + " AS SELECT h.* FROM history." + t.Name + " AS h"
	if versioned[t.Name] {
		ddl += " JOIN history.latest_version AS l ON l.encounter_id = h.encounter_id AND l.version_no = h.version_no"
	}
	return ddl
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

// period and asOf are what most tests ask for; given replaces and adds.
func params(q *query.Query, given ...string) map[string]string {
	values := map[string]string{
		"from_date": "2025-01-01", "to_date": "2026-01-01",
		"as_of_on": "2025-12-31", "as_of": "2025-12-31T23:59:59Z",
	}
	for name := range values {
		if _, ok := q.Param(name); !ok {
			delete(values, name)
		}
	}
	for _, g := range given {
		name, value, _ := strings.Cut(g, "=")
		values[name] = value
	}
	return values
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
