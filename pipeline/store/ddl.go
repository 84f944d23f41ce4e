package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
	"chartline/pipeline/store/reference"
)

// ledgerDDL is the book of the store: what was read, from where, and what became of
// each record. For every input and table
//
//	rows_read = rows_loaded + rows_duplicate + rows_superseded + rows_quarantined
//
// and the sum of rows_loaded is the number of rows in the table.
const ledgerDDL = `
CREATE SCHEMA IF NOT EXISTS history;
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS ledger.schema (migration VARCHAR);
CREATE TABLE IF NOT EXISTS ledger.run (
	run_id BIGINT, program_version VARCHAR,
	started_at TIMESTAMP, finished_at TIMESTAMP, status VARCHAR);
CREATE TABLE IF NOT EXISTS ledger.input (
	input_id BIGINT, run_id BIGINT, source_name VARCHAR, format VARCHAR,
	file_name VARCHAR, sha256 VARCHAR, bytes BIGINT,
	status VARCHAR, loaded_at TIMESTAMP);
ALTER TABLE ledger.input ADD COLUMN IF NOT EXISTS modified_ns BIGINT;
ALTER TABLE ledger.input ADD COLUMN IF NOT EXISTS mark VARCHAR;
CREATE TABLE IF NOT EXISTS ledger.skipped (input_id BIGINT, what VARCHAR, records BIGINT);
CREATE TABLE IF NOT EXISTS ledger.tally (
	input_id BIGINT, table_name VARCHAR,
	rows_read BIGINT, rows_loaded BIGINT, rows_duplicate BIGINT,
	rows_superseded BIGINT, rows_quarantined BIGINT);
CREATE TABLE IF NOT EXISTS ledger.quarantine (
	input_id BIGINT, table_name VARCHAR, record_no BIGINT,
	reason VARCHAR, column_name VARCHAR, raw_record VARCHAR)`

// migrate creates what is missing: tables, and columns that a newer program knows. A
// store that this program's schema was given already is only read, which also works on
// a full disk.
func (s *Store) migrate(ctx context.Context, marked bool) error {
	wanted := migration()
	mark := fmt.Sprintf("%x", sha256.Sum256([]byte(wanted)))
	if marked {
		var found string
		if err := s.scan(ctx, "SELECT coalesce(max(migration), '') FROM ledger.schema", nil, &found); err != nil {
			return err
		}
		if found == mark {
			return nil
		}
	}
	return s.atomically(ctx, func() error {
		return s.exec(ctx, wanted+"; DELETE FROM ledger.schema; INSERT INTO ledger.schema VALUES ('"+mark+"')")
	})
}

// migration is every statement that brings a store of any age to this program's schema.
func migration() string {
	statements := []string{ledgerDDL}
	for _, t := range schema.Tables {
		statements = append(statements, tableDDL(t))
		for _, c := range t.Columns {
			statements = append(statements,
				fmt.Sprintf("ALTER TABLE history.%s ADD COLUMN IF NOT EXISTS %s %s", t.Name, c.Name, c.Kind.SQL()))
		}
	}
	statements = append(statements, derivedDDL, reference.DDL(), findingDDL, latestDDL, orphanDDL())
	for _, t := range schema.Tables {
		statements = append(statements, viewDDL(t, derived{}))
	}
	return strings.Join(statements, ";\n")
}

// tableDDL creates the table that keeps every version of every record.
func tableDDL(t *schema.Table) string {
	cols := make([]string, 0, len(t.Columns)+3)
	for _, c := range t.Columns {
		cols = append(cols, c.Name+" "+c.Kind.SQL())
	}
	cols = append(cols, landing.Input+" BIGINT", landing.Fault+" VARCHAR", landing.Raw+" VARCHAR")
	return fmt.Sprintf(`CREATE TABLE IF NOT EXISTS history.%[1]s (%[2]s);
		ALTER TABLE history.%[1]s ADD COLUMN IF NOT EXISTS %[3]s BIGINT`, t.Name, strings.Join(cols, ", "), landing.Stated)
}

// versioned are the tables of which readers expect the latest version only.
var versioned = map[string]bool{"diagnosis": true, "procedure": true, "drg_assignment": true}

// latestDDL names the encounters that were coded more than once, by their assignment or
// their diagnoses. The filters touch only rows of later versions, so that a store
// without recodes pays nothing.
const latestDDL = `CREATE OR REPLACE VIEW history.latest_version AS
SELECT encounter_id, max(version_no) AS version_no
FROM (SELECT encounter_id, version_no FROM history.code_assignment WHERE version_no > 1
      UNION ALL
      SELECT encounter_id, version_no FROM history.diagnosis WHERE version_no > 1) AS v
GROUP BY encounter_id`
