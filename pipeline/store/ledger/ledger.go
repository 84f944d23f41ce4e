// Package ledger is the book of a store: what was read, from where, and what became of
// each record.
package ledger

import (
	"context"

	"chartline/pipeline/store/writer"
)

// DDL makes the tables of the ledger. For every input and table
//
//	rows_read = rows_loaded + rows_duplicate + rows_superseded + rows_quarantined
//
// and the sum of rows_loaded is the number of rows in the table.
const DDL = `
CREATE SCHEMA IF NOT EXISTS history;
DROP VIEW IF EXISTS arrow_batches;
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

// Ledger is the book of the store that a writer writes.
type Ledger struct{ w *writer.Writer }

// Of gives the book of a store.
func Of(w *writer.Writer) *Ledger { return &Ledger{w} }

// StartRun opens a run in the ledger and gives its number.
func (l *Ledger) StartRun(ctx context.Context) (id int64, err error) {
	if err := l.w.Scan(ctx, "SELECT coalesce(max(run_id), 0) + 1 FROM ledger.run", nil, &id); err != nil {
		return 0, err
	}
	return id, l.w.Exec(ctx, "INSERT INTO ledger.run VALUES (?, ?, ?, NULL, 'running')", id, l.w.Version(), l.w.Now())
}

// EndRun closes a run as "done", "failed" or "interrupted".
func (l *Ledger) EndRun(ctx context.Context, id int64, status string) error {
	return l.w.Exec(ctx, "UPDATE ledger.run SET status = ?, finished_at = ? WHERE run_id = ?", status, l.w.Now(), id)
}

// Refuse records an input that was rolled back, so that the ledger knows of the try.
func (l *Ledger) Refuse(ctx context.Context, in Input) error {
	return l.w.Exec(ctx, `INSERT INTO ledger.input
		SELECT coalesce(max(input_id), 0) + 1, ?, ?, ?, ?, ?, ?, 'refused', CAST(? AS TIMESTAMP), NULL, NULL FROM ledger.input`,
		in.RunID, in.Source, in.Format, in.File, in.SHA256, in.Bytes, l.w.Now())
}

// Register writes an input that is about to land, inside the transaction that lands it,
// and gives its number.
func (l *Ledger) Register(ctx context.Context, in Input) (id int64, err error) {
	if err := l.w.Scan(ctx, "SELECT coalesce(max(input_id), 0) + 1 FROM ledger.input", nil, &id); err != nil {
		return 0, err
	}
	return id, l.w.Exec(ctx, "INSERT INTO ledger.input VALUES (?, ?, ?, ?, ?, ?, ?, 'landing', ?, ?, NULL)",
		id, in.RunID, in.Source, in.Format, in.File, in.SHA256, in.Bytes, l.w.Now(), in.modifiedNS())
}

// BuryRuns marks runs of processes that were killed: nobody else writes while this one
// does, so a run that is said to go on is dead.
func (l *Ledger) BuryRuns(ctx context.Context) error {
	var dead int64
	if err := l.w.Scan(ctx, "SELECT count(*) FROM ledger.run WHERE status = 'running'", nil, &dead); err != nil || dead == 0 {
		return err
	}
	return l.w.Exec(ctx, "UPDATE ledger.run SET status = 'interrupted' WHERE status = 'running'")
}
