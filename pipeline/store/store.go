// Package store is the DuckDB file that holds the canonical tables, the ledger of what
// was loaded and the quarantine of what was not. One process writes it; readers open a
// published copy, so that neither ever waits for the other.
package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"chartline/pipeline/fault"
)

// Options of a store. The zero value works.
type Options struct {
	Memory  string           // DuckDB's memory_limit, such as "2GB"; empty for that
	Key     string           // with which the store is encrypted; empty for a plain one
	Crypto  string           // file of DuckDB's httpfs extension, which brings the encryption of what is written; empty for the one that DuckDB installed
	Version string           // program version, for the ledger
	Now     func() time.Time // clock; nil for the system's
}

// Store is the one writer of a store's file.
type Store struct {
	path string
	opts Options
	db   *sql.DB
	conn *sql.Conn // every statement runs here, so that a transaction is one
	file *os.File  // the store's file, open for copying since the first Publish

	loadMemory string // memory_limit of a load
	wide       bool   // loads are given all of Options.Memory
}

// Open opens the store for writing and creates it where there is none, readable by its
// owner only. It fails with fault.Unavailable while another process writes it, and with
// fault.Config where the file is something else.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Memory == "" {
		opts.Memory = "2GB"
	}
	name, err := dsn(path, opts)
	if err != nil {
		return nil, err
	}
	if err := makeFolder(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("duckdb", name)
	if err != nil {
		return nil, engineError(err, path)
	}
	s := &Store{path: path, opts: opts, db: db}
	if err := s.start(ctx); err != nil {
		// The first error says what is wrong; that of closing could only repeat it.
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// dsn names the file and the settings of the writer. Rows keep the order in which they
// were read: which of two versions of a record stands depends on it. A path of which a
// part would be taken for settings, or cut off those that protect the store, is refused.
func dsn(path string, opts Options) (string, error) {
	values := url.Values{
		"memory_limit":                  {opts.Memory},
		"temp_directory":                {spill(path)},
		"temp_file_encryption":          {"true"},
		"preserve_insertion_order":      {"true"},
		"autoinstall_known_extensions":  {"false"},
		"autoload_known_extensions":     {"false"},
		"allow_community_extensions":    {"false"},
		"enable_external_file_cache":    {"false"},
		"allocator_background_threads":  {"false"},
		"checkpoint_threshold":          {"256MB"},
		"storage_compatibility_version": {"latest"},
		// DuckDB 1.5.4 fails inside where min or max has no rows left after its filters.
		"disabled_optimizers": {"statistics_propagation"},
	}
	for name, value := range savings {
		values.Set(name, value)
	}
	settings := values.Encode()
	name := path + "?" + settings
	if u, err := url.Parse(name); err != nil || u.RawQuery != settings || path == "" {
		return "", fault.Wrap(fault.Config, err, path, "cannot be the name of a store", "choose a store.path without ?, # and %")
	}
	if opts.Key != "" {
		return ":memory:?" + settings, nil // the store is attached, since a name cannot carry the key
	}
	return name, nil
}

// spill is the folder for what does not fit into memory.
func spill(path string) string { return path + ".tmp" }

// makeFolder makes the folder of the store, for its owner only. The files within get
// their mode from the umask, which the program sets before anything else.
func makeFolder(path string) error {
	return fileError(os.MkdirAll(filepath.Dir(path), 0o700), filepath.Dir(path))
}

// start pins the connection and brings the tables to this program's schema.
func (s *Store) start(ctx context.Context) (err error) {
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return engineError(err, s.path)
	}
	if err := s.unlock(ctx); err != nil {
		return err
	}
	if err := s.measure(ctx); err != nil {
		return err
	}
	marked, err := s.isMarked(ctx)
	if err != nil {
		return err
	}
	if err := os.Chmod(s.path, 0o600); err != nil {
		return fileError(err, s.path)
	}
	// What a killed run spilled is of no use to anyone, and nobody else writes while
	// this process does.
	if err := os.RemoveAll(spill(s.path)); err != nil {
		return fileError(err, spill(s.path))
	}
	if err := s.migrate(ctx, marked); err != nil {
		return err
	}
	if err := s.forgetLanding(ctx); err != nil {
		return err
	}
	return s.buryRuns(ctx)
}

// isMarked reports whether the database is a store that says what schema it was given,
// and refuses one that somebody else keeps.
func (s *Store) isMarked(ctx context.Context) (bool, error) {
	var tables, ledgers, marks int64
	err := s.scan(ctx, `SELECT count(*), count(*) FILTER (WHERE table_name = 'run' AND schema_name = 'ledger'),
		count(*) FILTER (WHERE table_name = 'schema' AND schema_name = 'ledger')
		FROM duckdb_tables() WHERE NOT internal AND database_name = current_database()`, nil, &tables, &ledgers, &marks)
	if err != nil {
		return false, err
	}
	if tables > 0 && ledgers == 0 {
		return false, fault.New(fault.Config, s.path, "a database that is no store of Chartline", "choose another store.path")
	}
	return marks > 0, nil
}

// buryRuns marks runs of processes that were killed: nobody else writes while this one
// does, so a run that is said to go on is dead.
func (s *Store) buryRuns(ctx context.Context) error {
	var dead int64
	if err := s.scan(ctx, "SELECT count(*) FROM ledger.run WHERE status = 'running'", nil, &dead); err != nil || dead == 0 {
		return err
	}
	return s.exec(ctx, "UPDATE ledger.run SET status = 'interrupted' WHERE status = 'running'")
}

// Close ends the writer. What was committed stays.
func (s *Store) Close() error {
	var errs []error
	if s.conn != nil {
		errs = append(errs, engineError(s.conn.Close(), s.path))
	}
	errs = append(errs, engineError(s.db.Close(), s.path))
	if s.file != nil {
		errs = append(errs, fileError(s.file.Close(), s.path))
	}
	return errors.Join(errs...)
}

func (s *Store) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.conn.ExecContext(ctx, query, args...)
	return engineError(err, s.path)
}

// scan reads the first row of an answer.
func (s *Store) scan(ctx context.Context, query string, args []any, into ...any) error {
	return engineError(s.conn.QueryRowContext(ctx, query, args...).Scan(into...), s.path)
}

// atomically runs statements in one transaction.
func (s *Store) atomically(ctx context.Context, do func() error) error {
	if err := s.exec(ctx, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	if err := do(); err != nil {
		s.rollback(ctx)
		return err
	}
	return s.exec(ctx, "COMMIT")
}

// rollback ends a transaction. It may already be gone after a fatal error, and the run
// may be interrupted: there is nothing more to do in either case.
func (s *Store) rollback(ctx context.Context) {
	_, _ = s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
}

// now is the clock in whole seconds of UTC, as instants are stored.
func (s *Store) now() time.Time { return s.opts.Now().UTC().Truncate(time.Second) }
