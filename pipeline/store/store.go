// Package store is the DuckDB file that holds the canonical tables, the ledger of what
// was loaded and the quarantine of what was not. One process writes it; readers open a
// published copy, so that neither ever waits for the other.
//
//	writer    the connection that writes the file
//	landing   the SQL by which records land, typed and judged
//	load      an input on its way in: landed, settled, and whole or not at all
//	ledger    what was read, and what became of it
//	derive    what follows from all records together, and the views
//	findings  what the edits found, with its history
//	reference tables of published algorithms
package store

import (
	"context"
	"errors"
	"os"

	"chartline/pipeline/check"
	"chartline/pipeline/fault"
	"chartline/pipeline/store/findings"
	"chartline/pipeline/store/ledger"
	"chartline/pipeline/store/load"
	"chartline/pipeline/store/writer"
)

// Options of a store. The zero value works.
type Options = writer.Options

// Store is the one writer of a store's file, with its ledger.
type Store struct {
	*ledger.Ledger
	w    *writer.Writer
	file *os.File // the store's file, open for copying since the first Publish
}

// Open opens the store for writing and creates it where there is none, readable by its
// owner only. It fails with fault.Unavailable while another process writes it, and with
// fault.Config where the file is something else.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	w, err := writer.Open(ctx, path, opts)
	if err != nil {
		return nil, err
	}
	s := &Store{Ledger: ledger.Of(w), w: w}
	if err := s.start(ctx); err != nil {
		// The first error says what is wrong; that of closing could only repeat it.
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// start brings the tables to this program's schema and clears up after killed runs.
func (s *Store) start(ctx context.Context) error {
	marked, err := s.isMarked(ctx)
	if err != nil {
		return err
	}
	if err := s.w.Protect(); err != nil {
		return err
	}
	if err := s.migrate(ctx, marked); err != nil {
		return err
	}
	if err := load.Forget(ctx, s.w); err != nil {
		return err
	}
	return s.BuryRuns(ctx)
}

// isMarked reports whether the database is a store that says what schema it was given,
// and refuses one that somebody else keeps.
func (s *Store) isMarked(ctx context.Context) (bool, error) {
	var tables, ledgers, marks int64
	err := s.w.Scan(ctx, `SELECT count(*), count(*) FILTER (WHERE table_name = 'run' AND schema_name = 'ledger'),
		count(*) FILTER (WHERE table_name = 'schema' AND schema_name = 'ledger')
		FROM duckdb_tables() WHERE NOT internal AND database_name = current_database()`, nil, &tables, &ledgers, &marks)
	if err != nil {
		return false, err
	}
	if tables > 0 && ledgers == 0 {
		return false, fault.New(fault.Config, s.w.Path(), "a database that is no store of Chartline", "choose another store.path")
	}
	return marks > 0, nil
}

// Begin opens an input.
func (s *Store) Begin(ctx context.Context, in ledger.Input) (*load.Load, error) {
	return load.Begin(ctx, s.w, in)
}

// Check tries the edits of a plan on every coded account, in a run, and enters verdicts and
// findings into the ledger, all or nothing.
func (s *Store) Check(ctx context.Context, runID int64, plan check.Plan) (findings.Checked, error) {
	return findings.Check(ctx, s.w, runID, plan)
}

// Widen lets loads have all of Options.Memory from now on, where one failed for want of
// it. It reports whether it is worth to try that one again.
func (s *Store) Widen(err error) bool { return s.w.Widen(err) }

// Close ends the writer. What was committed stays.
func (s *Store) Close() error {
	err := s.w.Close()
	if s.file != nil {
		err = errors.Join(err, writer.FileError(s.file.Close(), s.w.Path()))
	}
	return err
}
