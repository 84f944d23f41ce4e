//go:build duckdb_arrow

package duckdb

import (
	"context"
	"database/sql/driver"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"

	"chartline/pipeline/fault"
)

// Available reports whether this build can open a store.
const Available = true

// DB is an open store. It is safe for use by several goroutines: each query has a
// connection of its own until its reader is released.
type DB struct {
	connector *duckdb.Connector
	version   string
	spill     string // folder that Close removes; empty where the caller owns it
	files     []string
}

// Files are those that queries open by their names: the Parquet files of a folder. A DuckDB
// file stays open and has none.
func (db *DB) Files() []string { return db.files }

// Open opens a published DuckDB file read-only, or the folder of an extract of Parquet files.
// A missing or locked file is fault.Unavailable, a path that cannot be opened by name or a
// wrong option fault.Config.
func Open(path string, opts Options) (*DB, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, fault.Wrap(fault.Config, err, path, "not a path", "")
	}
	// The driver reads settings behind ? and decodes % and #: they would be lost.
	if strings.ContainsAny(full, "?#%") {
		return nil, fault.New(fault.Config, path, "a path with ?, # or % cannot be opened", "rename it")
	}
	info, err := os.Stat(full)
	switch {
	case err != nil:
		return nil, fault.Wrap(fault.Unavailable, err, path, "no such store", "pull records first")
	case info.IsDir():
		return openFolder(full, path, opts)
	case opts.Key != "":
		return openEncrypted(full, path, opts)
	}
	connector, err := duckdb.NewConnector(full+"?access_mode=read_only", nil)
	if err != nil && strings.Contains(err.Error(), "without a key") {
		return nil, fault.Wrap(fault.Config, err, path, "the store is encrypted", "set store.key")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, path, "cannot be opened read-only",
			"wait for the process that writes to it, or pull again if it is not a store")
	}
	return secure(connector, path, opts, nil)
}

// openEncrypted attaches a store with its key, which a name cannot carry. Every
// connection then takes the store for its own database.
func openEncrypted(full, path string, opts Options) (*DB, error) {
	attached := false
	connector, err := duckdb.NewConnector(":memory:", func(c driver.ExecerContext) error {
		if !attached {
			return nil
		}
		_, err := c.ExecContext(context.Background(), "USE store", nil)
		return err
	})
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, path, "cannot be opened", "")
	}
	attach := "ATTACH " + quote(full) + " AS store (READ_ONLY, ENCRYPTION_KEY " + quote(opts.Key) + ")"
	db, err := secure(connector, path, opts, []string{attach})
	attached = true
	if err != nil {
		kind := fault.KindOf(err)
		if kind == fault.Query { // the statement that was refused holds the key, and is ours
			kind = fault.Config
		}
		return nil, fault.Wrap(kind, err, path, "cannot be opened with the key of store.key", "check the key, and that the store is encrypted")
	}
	return db, nil
}

// OpenMemory opens an empty database in memory and runs setup statements before the
// doors are shut: for tests, and for answers over records that are not in a store.
func OpenMemory(opts Options, setup ...string) (*DB, error) {
	connector, err := duckdb.NewConnector(":memory:", nil)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, ":memory:", "cannot be opened", "")
	}
	return secure(connector, ":memory:", opts, setup)
}

// secure runs the setup, applies the options and locks them.
func secure(connector *duckdb.Connector, where string, opts Options, setup []string) (*DB, error) {
	db := &DB{connector: connector}
	if err := db.configure(where, opts, setup); err != nil {
		_ = db.Close() // the first error is the one to tell
		return nil, err
	}
	return db, nil
}

func (db *DB) configure(where string, opts Options, setup []string) error {
	conn, err := db.connector.Connect(context.Background())
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, where, "refuses connections", "")
	}
	defer conn.Close()
	if opts.Crypto != "" {
		if err := execute(conn, "LOAD "+quote(opts.Crypto)); err != nil {
			return fault.Wrap(fault.Config, err, opts.Crypto, "DuckDB's extension httpfs cannot be loaded", "check store.httpfs")
		}
	}
	for _, statement := range setup {
		if err := execute(conn, statement); err != nil {
			return translate(context.Background(), err)
		}
	}
	if opts.TempDir == "" {
		if db.spill, err = os.MkdirTemp("", "chartline-spill-"); err != nil {
			return fault.Wrap(fault.Unavailable, err, os.TempDir(), "no folder to spill to", "set a temporary folder")
		}
		opts.TempDir = db.spill
	}
	for _, s := range settings(opts) {
		if err := execute(conn, "SET GLOBAL "+s.name+" = "+quote(s.value)); err != nil {
			return fault.Wrap(fault.Config, err, s.name, "not a value that DuckDB takes", s.fix)
		}
	}
	db.version, err = version(conn)
	return err
}

// Query implements engine.Engine.
func (db *DB) Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	if err := ctx.Err(); err != nil {
		return nil, translate(ctx, err)
	}
	conn, err := db.connector.Connect(ctx)
	if err != nil {
		return nil, translate(ctx, err)
	}
	r, err := query(ctx, conn, sql, args)
	if err != nil {
		_ = conn.Close() // the query's error is the one to tell
		return nil, err
	}
	answer := &reader{RecordReader: r, ctx: ctx, conn: conn, sql: sql}
	answer.holders.Store(1)
	return answer, nil
}

func query(ctx context.Context, conn driver.Conn, sql string, args []any) (array.RecordReader, error) {
	if err := admit(ctx, conn, sql, args); err != nil {
		return nil, err
	}
	arrow, err := duckdb.NewArrowFromConn(conn)
	if err != nil {
		return nil, translate(ctx, err)
	}
	r, err := arrow.QueryContext(ctx, sql, args...)
	if err != nil {
		return nil, translateOf(ctx, sql, err)
	}
	return r, nil
}

// admit lets through one SELECT or EXPLAIN with the right arguments. It matters: the
// driver would run every statement of a text but the last while it prepares it.
func admit(ctx context.Context, conn driver.Conn, sql string, args []any) error {
	for _, a := range args {
		switch a.(type) {
		case string, int64, bool:
		default:
			return fault.Newf(fault.Internal, "duckdb", "", "argument of type %T", a)
		}
	}
	prepared, err := conn.Prepare(sql)
	if err != nil {
		return refusal(ctx, conn, sql, err)
	}
	defer prepared.Close()
	kind, err := prepared.(*duckdb.Stmt).StatementType()
	if err != nil {
		return translate(ctx, err)
	}
	if kind != duckdb.STATEMENT_TYPE_SELECT && kind != duckdb.STATEMENT_TYPE_EXPLAIN {
		return fault.New(fault.Query, "", "not a SELECT", "the store is read-only")
	}
	if n := prepared.NumInput(); n != len(args) {
		return fault.Newf(fault.Query, "", "", "takes %d arguments and was given %d", n, len(args))
	}
	return nil
}

// String names the engine and its version.
func (db *DB) String() string { return "DuckDB " + db.version }

// Close closes the store and removes what it spilled.
func (db *DB) Close() error {
	err := db.connector.Close()
	if db.spill != "" {
		if gone := os.RemoveAll(db.spill); err == nil {
			err = gone
		}
	}
	return err
}
