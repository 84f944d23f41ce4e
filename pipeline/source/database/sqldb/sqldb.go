// Package sqldb reads rows from the database of a server: PostgreSQL by jackc/pgx, SQL
// Server by microsoft/go-mssqldb, MySQL and MariaDB by go-sql-driver, and any other by
// a driver of database/sql that is compiled in.
//
// A connection is one read-only transaction, so that all that is read through it is of
// one moment where the server can do that (all of these but SQL Server without
// snapshots). Rows are read as they come and never collected. Nothing goes over a
// network in the clear. No message holds what a server or a driver said, since that may
// quote a value of a record: codes of errors are given instead.
//
// The address is a URL; see the package database for its forms. Traps: MySQL's columns
// of type timestamp are instants and come in UTC, those of type datetime have no zone; a
// tinyint(1) is a whole number; a session of PostgreSQL has the zone of Options, so
// that ::date gives local dates.
package sqldb

import (
	"context"
	"errors"
	"io"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source/database/statement"
)

// Options say how to connect.
type Options struct {
	CA       string         // PEM file of the authority that signed the server's certificate; empty: those of this machine
	Timezone *time.Location // IANA zone of a session; nil: UTC
	Timeout  time.Duration  // how long a statement and the reading of its rows may take; 0: an hour
	Patience time.Duration  // how long to try to reach a server that is away; 0: half a minute
}

// DB is a connection in a read-only transaction. It serves one Select at a time.
type DB struct {
	name    string
	dialect statement.Dialect
	timeout time.Duration
	conn    conn
}

// conn is a connection in a read-only transaction.
type conn interface {
	// query sends a statement that has the places for the arguments that placeholder made.
	query(ctx context.Context, text string, args []Value) (cursor, error)
	placeholder(n int) string
	// repeated reports whether each place takes an argument of its own.
	repeated() bool
	// fault says what an error means.
	verdict(err error) verdict
	close()
}

// cursor is a result that is being read.
type cursor interface {
	columns() []Column
	next() ([]Value, error) // io.EOF after the last row; a row stands until the next one
	close()                 // also before the end
}

// Open connects to the server at an address. The errors are of the configuration, or
// say that the server is unavailable, and never hold what the address holds but the
// names of the host and of the database.
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	a, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	if o.Timezone == nil {
		o.Timezone = time.UTC
	}
	if o.Timeout == 0 {
		o.Timeout = time.Hour
	}
	if o.Patience == 0 {
		o.Patience = 30 * time.Second
	}
	open, err := a.engine.prepare(a, o)
	if err != nil {
		return nil, err
	}
	c, err := reach(ctx, a, o, open)
	if err != nil {
		return nil, err
	}
	return &DB{name: a.name, dialect: a.engine.dialect, timeout: o.Timeout, conn: c}, nil
}

// Name is the kind of server, its host and the database, for messages.
func (db *DB) Name() string { return db.name }

// Close ends the transaction and the connection. Nothing was changed that could be lost,
// so that there is no error to report; it has the form of every io.Closer.
func (db *DB) Close() error {
	db.conn.close()
	return nil
}

// Target is an address that was looked at, without connecting.
type Target struct {
	Name    string            // kind of server, host and database
	Dialect statement.Dialect // of its statements
}

// Look takes an address apart. The error never quotes it.
func Look(address string) (Target, error) {
	a, err := parseAddress(address)
	return Target{Name: a.name, Dialect: a.engine.dialect}, err
}

// Select sends a statement that only reads and has the parameter :since, or none. The
// one argument stands for it: a Value, an int64, a time.Time, or a string.
func (db *DB) Select(ctx context.Context, query string, args ...any) (*Rows, error) {
	s, err := statement.Parse(query, db.dialect)
	if err != nil {
		return nil, fault.New(fault.Config, db.name, "the SELECT was not sent: "+err.Error(), "mend it")
	}
	if s.Dated() != (len(args) == 1) {
		return nil, fault.New(fault.Config, db.name, "the SELECT has :since and nothing to put there, or the other way round", "mend it")
	}
	text, places := s.Text(db.conn.placeholder)
	values := make([]Value, 0, places)
	for range places {
		if len(values) == 0 || db.conn.repeated() {
			values = append(values, valueOf(args[0]))
		}
	}
	r := &Rows{db: db, outer: ctx}
	r.ctx, r.cancel = context.WithTimeout(ctx, db.timeout)
	if r.cursor, err = db.conn.query(r.ctx, text, values); err != nil {
		err = r.explain(err)
		r.cancel()
		return nil, err
	}
	return r, nil
}

// Rows is a result that is being read, row by row.
type Rows struct {
	db     *DB
	outer  context.Context // of the caller
	ctx    context.Context // the same with the time-out
	cancel context.CancelFunc
	cursor cursor
	row    []Value
	err    error
	done   bool
}

// Columns are the names of the columns, as the server gives them.
func (r *Rows) Columns() []string {
	var names []string
	for _, c := range r.cursor.columns() {
		names = append(names, c.Name)
	}
	return names
}

// Described are the columns with their types.
func (r *Rows) Described() []Column { return r.cursor.columns() }

// Next goes to the next row, and reports whether there is one.
func (r *Rows) Next() bool {
	if r.done {
		return false
	}
	row, err := r.cursor.next()
	if err == nil {
		r.row = row
		return true
	}
	r.done, r.row = true, nil
	if !errors.Is(err, io.EOF) {
		r.err = r.explain(err)
	}
	return false
}

// Row is the current row, in the order of the columns. It stands until the next one.
func (r *Rows) Row() []Value { return r.row }

// Values is a copy of the current row: nil, string, int64, float64, bool, time.Time or
// []byte, as Value.Any says.
func (r *Rows) Values() []any {
	values := make([]any, len(r.row))
	for i, v := range r.row {
		values[i] = v.Any()
	}
	return values
}

// Err is what ended the rows before their end.
func (r *Rows) Err() error { return r.err }

// Close ends the reading. Before the end of the rows it makes the server stop, and the
// connection cannot be used for another Select.
func (r *Rows) Close() {
	if !r.done {
		r.done = true
		r.cancel()
	}
	r.cursor.close()
	r.cancel()
}

// explain makes an error for people of one of a driver or server.
func (r *Rows) explain(err error) error {
	switch {
	case r.outer.Err() != nil:
		return fault.Wrap(fault.Interrupted, r.outer.Err(), r.db.name, "stopped", "")
	case r.ctx.Err() != nil:
		return fault.Wrap(fault.Unavailable, err, r.db.name, "the statement took longer than "+r.db.timeout.String(),
			"allow it more time by the option timeout, or have it give fewer rows")
	}
	return r.db.conn.verdict(err).fault(err, r.db.name)
}
