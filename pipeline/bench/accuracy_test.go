//go:build duckdb_arrow

package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/query"
	"chartline/pipeline/store"
	"chartline/queries"
)

// accuracyPeriod holds every review that audits writes.
var accuracyPeriod = map[string]string{"from_date": "2025-01-01", "to_date": "2026-01-01", "as_of_on": "2026-06-30"}

// BenchmarkAccuracy answers the questions of accuracy over encounters() audited encounters
// with ten codes a side, each beside the join of both sides by chart that DuckDB alone makes.
// Other work on the machine counts in seconds of the clock, so that those of the processor
// decide.
func BenchmarkAccuracy(b *testing.B) {
	path := audits(b)
	library, err := query.Load(queries.Files, "")
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{
		"accuracy/codes", "accuracy/matching", "accuracy/records", "accuracy/attributes", "accuracy/weighted",
	} {
		b.Run(filepath.Base(name), func(b *testing.B) {
			q, err := library.Get(name)
			if err != nil {
				b.Fatal(err)
			}
			for range b.N {
				theirs := processor(b, func() error { return plainMatch(path) })
				ours := processor(b, func() error { return answer(path, q) })
				against(b, ours, theirs, 1.2)
			}
		})
	}
}

// audits is a store of closed random reviews, of which eleven codes in twelve agree.
func audits(b *testing.B) string {
	b.Helper()
	path := filepath.Join(home(), "audits.duckdb")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := os.MkdirAll(home(), 0o700); err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	db := open(b, path)
	defer db.Close()
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO history.encounter (encounter_id, facility_id, patient_type, discharged_on)
			SELECT format('E{:08d}', i), 'F' || i %% 7, 'IP', DATE '2025-01-01' + CAST(i %% 300 AS INTEGER) FROM range(%d) AS t(i)`, encounters()),
		fmt.Sprintf(`INSERT INTO history.audit_case (audit_case_id, audit_id, encounter_id, selection, coder_id, auditor_id, version_no, coded_on, closed_on)
			SELECT format('R{:08d}', i), 'Q', format('E{:08d}', i), 'random', 'C' || i %% 500, 'A' || i %% 20, 1,
			       DATE '2025-01-03' + CAST(i %% 300 AS INTEGER), DATE '2025-12-01' FROM range(%d) AS t(i)`, encounters()),
		fmt.Sprintf(`INSERT INTO history.audit_code (audit_case_id, side, element, sequence, code, code_system, poa, poa_exempt, withdrawn)
			SELECT format('R{:08d}', i), s.side, 'diagnosis', n + 1,
			       chr(CAST(65 + n AS INTEGER)) || format('{:02d}', (i * 31 + n * 17) %% 90) ||
			       CASE WHEN s.side = 'auditor' AND hash(i, n) %% 12 = 0 THEN '9' ELSE CAST(hash(n, i) %% 9 AS VARCHAR) END,
			       'ICD-10-CM', 'Y', n %% 2 = 1, false
			FROM range(%d) AS t(i), (VALUES ('coder'), ('auditor')) AS s(side), range(10) AS u(n)`, encounters()),
	} {
		if _, err := db.Exec(statement); err != nil {
			os.Remove(path)
			b.Fatal(err)
		}
	}
	return path
}

// plainMatch joins the codes of both sides of the reviews, counts them by chart and adds up
// what the clustered interval of one measure needs (CI-03): no measure does with less.
func plainMatch(path string) error {
	db, err := sql.Open("duckdb", path+"?access_mode=read_only&memory_limit="+memory)
	if err != nil {
		return err
	}
	defer db.Close()
	var agreed, squares, product int64
	return db.QueryRow(`WITH reviewed AS (
			SELECT c.audit_case_id, c.side, c.code_system, c.code FROM audit_code AS c
			JOIN audit_case AS a ON a.audit_case_id = c.audit_case_id
			WHERE a.closed_on <= DATE '2026-06-30' AND a.selection = 'random' AND c.element = 'diagnosis'),
		chart AS (
			SELECT coalesce(c.audit_case_id, a.audit_case_id) AS id, count(a.code) AS listed,
			       count(*) FILTER (WHERE c.code IS NOT NULL AND a.code IS NOT NULL) AS agreed
			FROM (SELECT * FROM reviewed WHERE side = 'coder') AS c
			FULL JOIN (SELECT * FROM reviewed WHERE side = 'auditor') AS a
			  ON a.audit_case_id = c.audit_case_id AND a.code_system = c.code_system AND a.code = c.code
			GROUP BY 1)
		SELECT sum(agreed), sum(agreed * agreed), sum(agreed * listed) FROM chart`).Scan(&agreed, &squares, &product)
}

func answer(path string, q *query.Query) error {
	db, err := duckdb.Open(path, duckdb.Options{MemoryLimit: memory})
	if err != nil {
		return err
	}
	defer db.Close()
	a, err := q.Run(context.Background(), db, accuracyPeriod)
	if err == nil && a.Len() == 0 {
		err = fmt.Errorf("%s: no rows", q.Name)
	}
	return err
}

// processor is the time that all processors spent on work.
func processor(b *testing.B, work func() error) time.Duration {
	b.Helper()
	before := spent(b)
	if err := work(); err != nil {
		b.Fatal(err)
	}
	return spent(b) - before
}

func spent(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
