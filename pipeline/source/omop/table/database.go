package table

import (
	"context"
	"fmt"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/sqldb"
)

// Query is a table in the database of a server.
type Query struct {
	Address string        // as package sqldb takes it
	Options sqldb.Options //
	Name    string        // of the table, with its schema
	Where   string        // condition, with WHERE, on which rows are read; empty for all
}

// Select reads a table from a server, as Read does a file; place names it in messages.
func Select(ctx context.Context, place string, q Query, form Form, start func(out source.Sink) Rows, out source.Sink) error {
	db, err := sqldb.Open(ctx, q.Address, q.Options)
	if err != nil {
		return err
	}
	defer db.Close()
	c := &answer{form: form, row: Row{Fields: make([][]byte, len(form.Columns))}}
	names, err := c.find(ctx, db, place, q.Name)
	if err != nil {
		return err
	}
	answer, err := db.Select(ctx, strings.TrimSpace(fmt.Sprintf("SELECT %s FROM %s %s", strings.Join(names, ", "), q.Name, q.Where)))
	if err != nil {
		return err
	}
	defer answer.Close()
	c.rows = start(out)
	defer c.rows.Release()
	c.row.record = c
	for answer.Next() {
		c.number++
		c.fill(answer.Row())
		if err := c.rows.Row(&c.row); err != nil {
			return err
		}
	}
	if err := answer.Err(); err != nil {
		return err
	}
	return c.rows.Flush()
}

// answer hands the rows of a result on.
type answer struct {
	form   Form
	there  []bool // which of the wanted columns the table has
	rows   Rows
	row    Row
	number int64
	buffer []byte
	ends   []int
}

// find asks which columns the table has, and gives the names of those wanted.
func (a *answer) find(ctx context.Context, db *sqldb.DB, place, table string) (names []string, err error) {
	empty, err := db.Select(ctx, "SELECT * FROM "+table+" WHERE 1 = 0")
	if err != nil {
		return nil, err
	}
	has := map[string]string{}
	for _, name := range empty.Columns() {
		has[strings.ToLower(name)] = name
	}
	for empty.Next() {
		continue // to its end, so that the connection can be used again
	}
	empty.Close()
	if err := empty.Err(); err != nil {
		return nil, err
	}
	for _, c := range a.form.Columns {
		name, ok := has[c.Name]
		if !ok && c.Formerly != "" {
			name, ok = has[c.Formerly]
		}
		if !ok && c.Required {
			return nil, fault.Newf(fault.Input, place, "check that it is this table of OMOP", "no column %q", c.Name)
		}
		if a.there = append(a.there, ok); ok {
			names = append(names, name)
		}
	}
	return names, nil
}

// fill makes the row of the values of one record.
func (a *answer) fill(values []sqldb.Value) {
	a.buffer, a.ends = a.buffer[:0], a.ends[:0]
	for _, ok := range a.there {
		if ok {
			a.buffer = appendValue(a.buffer, values[0])
			values = values[1:]
		}
		a.ends = append(a.ends, len(a.buffer))
	}
	cut(a.row.Fields, a.buffer, a.ends)
}

// appendValue writes a value as appendCell does.
func appendValue(b []byte, v sqldb.Value) []byte {
	switch v.Kind {
	case sqldb.Date:
		return time.Unix(v.Int*86_400, 0).UTC().AppendFormat(b, time.DateOnly)
	case sqldb.Local:
		return time.UnixMicro(v.Int).UTC().AppendFormat(b, wallClock)
	case sqldb.Instant:
		return append(time.UnixMicro(v.Int).UTC().AppendFormat(b, wallClock), 'Z')
	case sqldb.Integer:
		return fmt.Append(b, v.Int)
	case sqldb.Float:
		return fmt.Append(b, v.Float)
	case sqldb.Boolean:
		return fmt.Append(b, v.Int != 0)
	}
	return append(b, v.Text...)
}

// Number is the number of the record in the result.
func (a *answer) Number() int64 { return a.number }

// Raw is the record as text: the columns that were read, with their names.
func (a *answer) Raw() string { return a.row.text(a.form) }
