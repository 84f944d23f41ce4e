// Package store is the DuckDB file that holds the canonical tables, the ledger of what
// was loaded and the quarantine of what was not. One process writes it; readers open a
// published copy, so that neither ever waits for the other.
package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
)

// Options of a store. The zero value works.
type Options struct {
	Memory  string           // DuckDB's memory_limit, such as "2GB"; empty for that
	Version string           // program version, for the ledger
	Now     func() time.Time // clock; nil for the system's
}

// Store is the one writer of a store's file.
type Store struct {
	path string
	opts Options
	db   *sql.DB
	conn *sql.Conn // every statement runs here, so that a transaction is one
}

// Open opens the store for writing and creates it where there is none, readable by its
// owner only. It fails with fault.Unavailable while another process writes it.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Memory == "" {
		opts.Memory = "2GB"
	}
	if err := makeFolder(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("duckdb", dsn(path, opts.Memory))
	if err != nil {
		return nil, engineError(err, path)
	}
	s := &Store{path: path, opts: opts, db: db}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// dsn names the file and the settings of the writer. Rows keep the order in which they
// were read: which of two versions of a record stands depends on it.
func dsn(path, memory string) string {
	v := url.Values{
		"memory_limit":                  {memory},
		"temp_directory":                {path + ".tmp"},
		"temp_file_encryption":          {"true"},
		"preserve_insertion_order":      {"true"},
		"autoinstall_known_extensions":  {"false"},
		"autoload_known_extensions":     {"false"},
		"allow_community_extensions":    {"false"},
		"enable_external_file_cache":    {"false"},
		"allocator_background_threads":  {"false"},
		"checkpoint_threshold":          {"256MB"},
		"storage_compatibility_version": {"latest"},
	}
	return path + "?" + v.Encode()
}

// makeFolder makes the folder of the store, for its owner only. The files within get
// their mode from the umask, which the program sets before anything else.
func makeFolder(path string) error {
	return fileError(os.MkdirAll(filepath.Dir(path), 0o700), filepath.Dir(path))
}

// start pins the connection and brings the tables to this program's schema.
func (s *Store) start(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return engineError(err, s.path)
	}
	s.conn = conn
	if err := os.Chmod(s.path, 0o600); err != nil {
		return fileError(err, s.path)
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	// Nobody else writes while this process does: a run that still says so is dead.
	return s.exec(ctx, "UPDATE ledger.run SET status = 'interrupted' WHERE status = 'running'")
}

// Close ends the writer. What was committed stays.
func (s *Store) Close() error {
	return errors.Join(s.conn.Close(), s.db.Close())
}

// migrate creates what is missing: tables, and columns that a newer program knows.
func (s *Store) migrate(ctx context.Context) error {
	if err := s.exec(ctx, ledgerDDL); err != nil {
		return err
	}
	for _, t := range schema.Tables {
		if err := s.exec(ctx, tableDDL(t)); err != nil {
			return err
		}
		if err := s.addColumns(ctx, t); err != nil {
			return err
		}
	}
	if err := s.exec(ctx, latestDDL); err != nil {
		return err
	}
	for _, t := range schema.Tables {
		if err := s.exec(ctx, viewDDL(t)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) addColumns(ctx context.Context, t *schema.Table) error {
	for _, c := range t.Columns {
		err := s.exec(ctx, "ALTER TABLE history."+t.Name+" ADD COLUMN IF NOT EXISTS "+c.Name+" "+c.Kind.SQL())
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.conn.ExecContext(ctx, query, args...)
	return engineError(err, s.path)
}

// scan reads the first row of an answer.
func (s *Store) scan(ctx context.Context, query string, args []any, into ...any) error {
	return engineError(s.conn.QueryRowContext(ctx, query, args...).Scan(into...), s.path)
}

// now is the clock in whole seconds of UTC, as instants are stored.
func (s *Store) now() time.Time { return s.opts.Now().UTC().Truncate(time.Second) }

// engineError gives DuckDB's error a kind and a place and drops its text, which may
// quote a record.
func engineError(err error, where string) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return fault.Wrap(fault.Interrupted, err, where, "stopped", "")
	}
	text := err.Error()
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case has("Could not set lock", "Conflicting lock"):
		return fault.Wrap(fault.Unavailable, err, where, "another program is writing the store", "wait for it to end and try again")
	case has("No space left", "File too large", "Could not write", "max_temp_directory_size", "not enough disk space"):
		return fault.Wrap(fault.Unavailable, err, where, "no space left on the disk", "free space beside the store and try again; nothing was half-loaded")
	case has("Permission denied", "Read-only file system"):
		return fault.Wrap(fault.Unavailable, err, where, "cannot write the store", "check who owns the folder")
	case has("not a valid DuckDB database file", "Serialization Error", "newer version of DuckDB"):
		return fault.Wrap(fault.Unavailable, err, where, "not a store of Chartline", "choose another store.path, or restore the file")
	case has("Out of Memory"):
		return fault.Wrap(fault.Unavailable, err, where, "out of memory", "raise store.memory")
	}
	var d *duckdb.Error
	if errors.As(err, &d) && d.Type == duckdb.ErrorTypeInterrupt {
		return fault.Wrap(fault.Interrupted, err, where, "stopped", "")
	}
	return fault.Wrap(fault.Internal, err, where, "the database refused a statement ("+class(text)+")", "please report it")
}

// class is the word with which DuckDB's message begins, such as "Binder Error".
func class(text string) string {
	if i := strings.Index(text, "Error:"); i >= 0 && i < 60 {
		return text[:i+len("Error")]
	}
	return "unknown error"
}

func fileError(err error, path string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(fault.Unavailable, err, path, "permission denied", "check who owns the folder")
	case errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(fault.Input, err, path, "no such file", "check the path")
	default:
		return fault.Wrap(fault.Unavailable, err, path, "cannot read or write the file", "check the disk and its free space")
	}
}
