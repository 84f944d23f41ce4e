// Package writer is the one connection that writes a store's file: its settings, its key,
// its memory, Arrow in and out, and errors that hold no value of a record.
package writer

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

// Writer writes a store's file.
type Writer struct {
	path string
	opts Options
	db   *sql.DB
	conn *sql.Conn // every statement runs here, so that a transaction is one

	loadMemory string // memory_limit of a load
	wide       bool   // loads are given all of Options.Memory
}

// Open opens the file and creates it where there is none, readable by its owner only. It
// fails with fault.Unavailable while another process writes it.
func Open(ctx context.Context, path string, opts Options) (*Writer, error) {
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
	w := &Writer{path: path, opts: opts, db: db}
	if err := w.start(ctx); err != nil {
		// The first error says what is wrong; that of closing could only repeat it.
		_ = w.Close()
		return nil, err
	}
	return w, nil
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
	return FileError(os.MkdirAll(filepath.Dir(path), 0o700), filepath.Dir(path))
}

// start pins the connection and opens what is encrypted.
func (w *Writer) start(ctx context.Context) (err error) {
	if w.conn, err = w.db.Conn(ctx); err != nil {
		return w.Err(err)
	}
	if err := w.unlock(ctx); err != nil {
		return err
	}
	return w.measure(ctx)
}

// Protect leaves the file to its owner, and removes what a killed run spilled: it is of no
// use to anyone, and nobody else writes while this process does.
func (w *Writer) Protect() error {
	if err := os.Chmod(w.path, 0o600); err != nil {
		return FileError(err, w.path)
	}
	return FileError(os.RemoveAll(spill(w.path)), spill(w.path))
}

// Close ends the writer. What was committed stays.
func (w *Writer) Close() error {
	var errs []error
	if w.conn != nil {
		errs = append(errs, w.Err(w.conn.Close()))
	}
	return errors.Join(append(errs, w.Err(w.db.Close()))...)
}

// Path is that of the store's file.
func (w *Writer) Path() string { return w.path }

// Version is that of the program, for the ledger.
func (w *Writer) Version() string { return w.opts.Version }

// Now is the clock in whole seconds of UTC, as instants are stored.
func (w *Writer) Now() time.Time { return w.opts.Now().UTC().Truncate(time.Second) }
