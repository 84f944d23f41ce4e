// Package session is a DuckDB in memory to which a published store is attached for reading
// and what an extract writes for writing. It runs statements of the program's own; what a
// researcher writes never gets here.
package session

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the engine

	"chartline/pipeline/extract/disk"
	"chartline/pipeline/fault"
)

// Options of a session.
type Options struct {
	Memory string // DuckDB's memory_limit, such as "2GB"
	Crypto string // file of the httpfs extension, with which DuckDB encrypts what it writes; empty for none
	Beside string // folder in which what does not fit into memory is spilled, encrypted
}

// Session runs one statement after the other on one connection.
type Session struct {
	db    *sql.DB
	conn  *sql.Conn
	spill string
}

// Open starts an engine without any database but an empty one.
func Open(ctx context.Context, opts Options) (*Session, error) {
	spill, err := os.MkdirTemp(opts.Beside, ".spill-")
	if err != nil {
		return nil, disk.Error(err, opts.Beside)
	}
	settings := url.Values{
		"memory_limit": {opts.Memory}, "temp_directory": {spill}, "temp_file_encryption": {"true"},
		"autoinstall_known_extensions": {"false"}, "autoload_known_extensions": {"false"},
		"allow_community_extensions": {"false"},
		// DuckDB 1.5.4 fails inside where min or max has no rows left after its filters.
		"disabled_optimizers": {"statistics_propagation"},
		// Rows are put in an order of their own wherever it matters.
		"preserve_insertion_order": {"false"},
	}
	s := &Session{spill: spill}
	if s.db, err = sql.Open("duckdb", ":memory:?"+settings.Encode()); err == nil {
		s.conn, err = s.db.Conn(ctx)
	}
	if err == nil && opts.Crypto != "" {
		_, err = s.conn.ExecContext(ctx, "LOAD "+Text(opts.Crypto))
	}
	if err != nil {
		return nil, errors.Join(Error(err, "the extract"), s.Close())
	}
	return s, nil
}

// Attach opens a database file under a name. The key is empty for a plain file. A file
// that would be made plain although there is a key is refused.
func (s *Session) Attach(ctx context.Context, path, name, key string, readOnly bool) error {
	var options []string
	if readOnly {
		options = append(options, "READ_ONLY")
	}
	if key != "" {
		options = append(options, "ENCRYPTION_KEY "+Text(key))
	}
	statement := "ATTACH " + Text(path) + " AS " + name
	if len(options) > 0 {
		statement += " (" + strings.Join(options, ", ") + ")"
	}
	if _, err := s.conn.ExecContext(ctx, statement); err != nil {
		return Error(err, path)
	}
	var encrypted bool
	err := s.Scan(ctx, path, "SELECT encrypted FROM duckdb_databases() WHERE database_name = "+Text(name), &encrypted)
	if err == nil && encrypted != (key != "") {
		return fault.New(fault.Config, path, "whether it is encrypted is not what store.key says", "check store.key")
	}
	return err
}

// Exec runs statements. Where names what they are about, in an error.
func (s *Session) Exec(ctx context.Context, where, statements string, args ...any) error {
	_, err := s.conn.ExecContext(ctx, statements, args...)
	return Error(err, where)
}

// Scan reads the first row of an answer.
func (s *Session) Scan(ctx context.Context, where, query string, into ...any) error {
	return Error(s.conn.QueryRowContext(ctx, query).Scan(into...), where)
}

// Rows visits the rows of a small answer, all as texts; a null is empty.
func (s *Session) Rows(ctx context.Context, where, query string, visit func([]string)) error {
	rows, err := s.conn.QueryContext(ctx, query)
	if err != nil {
		return Error(err, where)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return Error(err, where)
	}
	cells, into := make([]sql.NullString, len(names)), make([]any, len(names))
	for i := range cells {
		into[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return Error(err, where)
		}
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i] = c.String
		}
		visit(row)
	}
	return Error(rows.Err(), where)
}

// Close ends the engine and removes what it spilled.
func (s *Session) Close() error {
	var errs []error
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(Error(errors.Join(errs...), "the extract"), disk.Remove(s.spill))
}

// Text writes an SQL text literal.
func Text(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
