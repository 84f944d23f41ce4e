package sqldb

import (
	"context"
	"database/sql"
	"io"
	"strings"

	"chartline/pipeline/fault"
)

// driverConn is a connection by a driver of database/sql, in a transaction.
type driverConn struct {
	manner
	db   *sql.DB
	conn *sql.Conn
	tx   *sql.Tx
}

// manner is what is particular to a driver.
type manner struct {
	kinds   map[string]Kind // of its types, where they differ from driverKinds
	place   func(n int) string
	each    bool                // each place takes an argument of its own
	arg     func(Value) any     // an argument as the driver takes it
	judge   func(error) verdict // what an error means
	session func(ctx context.Context, c *sql.Conn) error
	begin   func(ctx context.Context, c *sql.Conn) (*sql.Tx, error)
	kill    func() // makes the server stop the statement, where the driver does not
}

// prepareDriver is for any driver that is compiled in: the rest of the address is its
// own. The transaction is read-only where the driver can begin such a one.
func prepareDriver(a address, _ Options) (opener, error) {
	m := manner{place: func(int) string { return "?" }, each: true, arg: plainArgument, judge: driverVerdict, begin: beginReadOnly}
	open := func(ctx context.Context) (conn, error) {
		db, err := sql.Open(a.engine.scheme, a.own)
		if err != nil {
			return nil, err
		}
		return openDriver(ctx, db, m)
	}
	return opener{open, driverVerdict}, nil
}

// driverVerdict cannot tell whether a server or the network failed: each driver has
// errors of its own.
func driverVerdict(error) verdict {
	return verdict{kind: fault.Config, what: "the driver of the database reports an error, which is not shown since it may hold values",
		fix: "try the address and the SELECT with another program"}
}

// openDriver takes one connection of a pool, and begins the transaction.
func openDriver(ctx context.Context, db *sql.DB, m manner) (conn, error) {
	c := &driverConn{manner: m, db: db}
	var err error
	if c.conn, err = db.Conn(ctx); err == nil && m.session != nil {
		err = m.session(ctx, c.conn)
	}
	if err == nil {
		// The transaction outlives the attempt to connect.
		c.tx, err = m.begin(context.WithoutCancel(ctx), c.conn)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// beginReadOnly begins the strictest transaction that the driver knows.
func beginReadOnly(ctx context.Context, c *sql.Conn) (tx *sql.Tx, err error) {
	for _, o := range []*sql.TxOptions{
		{ReadOnly: true, Isolation: sql.LevelRepeatableRead}, {ReadOnly: true}, nil,
	} {
		if tx, err = c.BeginTx(ctx, o); err == nil {
			return tx, nil
		}
	}
	return nil, err
}

// plainArgument is an argument as any driver takes it.
func plainArgument(v Value) any {
	if v.Kind == Integer {
		return v.Int
	}
	return string(v.literal())
}

func (c *driverConn) placeholder(n int) string  { return c.place(n) }
func (c *driverConn) repeated() bool            { return c.each }
func (c *driverConn) verdict(err error) verdict { return c.judge(err) }

// close rolls back, which changes nothing, and closes. Each fails where the connection
// is lost already.
func (c *driverConn) close() {
	if c.tx != nil {
		_ = c.tx.Rollback()
	}
	if c.conn != nil {
		_ = c.conn.Close()
	}
	_ = c.db.Close()
}

func (c *driverConn) query(ctx context.Context, text string, values []Value) (cursor, error) {
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = c.arg(v)
	}
	r := &driverRows{unwatch: func() {}}
	if c.kill != nil {
		r.unwatch = watch(ctx, c.kill)
	}
	var err error
	if r.rows, err = c.tx.QueryContext(ctx, text, args...); err == nil {
		err = r.describe(c.kinds)
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// watch calls kill when the context ends first. The function that it returns stops
// that, or waits for it to end.
func watch(ctx context.Context, kill func()) (unwatch func()) {
	killed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(killed)
		kill()
	})
	return func() {
		if !stop() {
			<-killed
		}
	}
}

// driverRows is a result that a driver of database/sql reads.
type driverRows struct {
	rows      *sql.Rows
	described []Column
	cells     []cell
	into      []any // the cells, for Scan
	values    []Value
	unwatch   func()
}

// describe finds what the columns are.
func (r *driverRows) describe(kinds map[string]Kind) error {
	types, err := r.rows.ColumnTypes()
	if err != nil {
		return err
	}
	r.cells, r.values = make([]cell, len(types)), make([]Value, len(types))
	for i, t := range types {
		name := t.DatabaseTypeName()
		kind := driverKind(kinds, name)
		r.described = append(r.described, Column{Name: t.Name(), Type: strings.ToLower(name), Kind: kind})
		r.cells[i] = cell{kind: kind, guid: name == "UNIQUEIDENTIFIER"}
		r.into = append(r.into, &r.cells[i])
	}
	return nil
}

func (r *driverRows) columns() []Column { return r.described }

func (r *driverRows) next() ([]Value, error) {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	if err := r.rows.Scan(r.into...); err != nil {
		return nil, err
	}
	for i := range r.cells {
		r.values[i] = r.cells[i].value
	}
	return r.values, nil
}

func (r *driverRows) close() {
	r.unwatch()
	if r.rows != nil {
		_ = r.rows.Close() // what it says came with the rows, or after the caller gave up
	}
}
