//go:build duckdb_arrow

package extract

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chartline/pipeline/extract/vault"
	"chartline/pipeline/privacy"
	"chartline/pipeline/schema"
)

// today is when every extract of the tests is made.
var today = time.Date(2026, 10, 2, 6, 0, 0, 0, time.UTC)

// store makes a database with every canonical table and runs statements that fill it.
func store(t *testing.T, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "published.duckdb")
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range schema.Tables {
		var columns []string
		for _, c := range table.Columns {
			columns = append(columns, c.Name+" "+c.Kind.SQL())
		}
		statements = append([]string{"CREATE TABLE " + table.Name + " (" + strings.Join(columns, ", ") + ")"}, statements...)
	}
	for _, s := range append(statements, "CHECKPOINT") {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return path
}

// ward fills a store with 40 patients, P01 to P40, each with one stay of three days and a
// procedure on its second day. Half are men, all are 50, and all were coded I10.
var ward = []string{
	`INSERT INTO patient BY NAME SELECT format('P{:02d}', i) AS patient_id, DATE '1975-06-15' AS birth_on, CASE WHEN i % 2 = 0 THEN 'F' ELSE 'M' END AS sex, '60601' AS postal_code FROM range(1, 41) AS r(i)`,
	`INSERT INTO encounter BY NAME SELECT format('E{:02d}', i) AS encounter_id, format('P{:02d}', i) AS patient_id, 'GENERAL' AS facility_id, 'IP' AS patient_type,
		DATE '2025-03-01' + CAST(i AS INTEGER) AS admitted_on, DATE '2025-03-04' + CAST(i AS INTEGER) AS discharged_on,
		TIMESTAMP '2025-03-01 08:00:00' + to_days(CAST(i AS INTEGER)) AS admitted_at, 50 AS age_years, 'Medicare' AS payer_class, 1234.56 AS total_charges,
		'DR1' AS attending_id, false AS dates_shifted FROM range(1, 41) AS r(i)`,
	`INSERT INTO diagnosis BY NAME SELECT encounter_id, 1 AS version_no, 1 AS sequence, 'principal' AS role, 'I10' AS code, 'ICD-10-CM' AS code_system, 'Y' AS poa FROM encounter`,
	`INSERT INTO procedure BY NAME SELECT encounter_id, 1 AS version_no, 1 AS sequence, 'principal' AS role, '0DTJ4ZZ' AS code, 'ICD-10-PCS' AS code_system, admitted_on + 1 AS performed_on FROM encounter`,
	`INSERT INTO drg_assignment BY NAME SELECT encounter_id, 1 AS version_no, 'MS-DRG' AS drg_system, '43.1' AS grouper_version, '470' AS drg, 1.9 AS weight FROM encounter`,
	`INSERT INTO event BY NAME SELECT 'EV' || encounter_id AS event_id, encounter_id, 'final_coded' AS event_type, discharged_on + 5 AS occurred_on, 'C1' AS actor_id FROM encounter`,
}

// request asks for everybody of a store, in its own folder.
func request(t *testing.T, path string, mode privacy.Mode) Request {
	t.Helper()
	return Request{
		Study: "trial", Mode: mode, Purpose: "test", Dataset: path, Vault: vault.Path(path, "trial"),
		Out: filepath.Join(t.TempDir(), "extract"), Format: DuckDB, Smallest: 11, MaxSmall: 1, Memory: "500MB", Version: "test", Now: today,
	}
}

func extracted(t *testing.T, r Request) Result {
	t.Helper()
	result, err := Make(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// answer is every cell of an answer from an extract, rows divided by line ends.
func answer(t *testing.T, path, query string) string {
	t.Helper()
	db, err := sql.Open("duckdb", path+"?access_mode=read_only")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return answerOf(t, db, query)
}

func answerOf(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		cells, into := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.TrimSuffix(fmt.Sprintln(cells...), "\n"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
