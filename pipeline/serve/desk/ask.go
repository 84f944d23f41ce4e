package desk

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/accesslog"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/query/statement"
	"chartline/pipeline/serve/token"
)

// Question is one statement of a person.
type Question struct {
	SQL  string
	Args []any  // a string, int64 or bool for each ?
	From string // address of who asks
}

// Ask answers a question. What it shows is logged before and after. Releasing the reader
// ends what still runs and gives the place back.
func (d *Desk) Ask(ctx context.Context, who token.Holder, q Question) (array.RecordReader, error) {
	e := accesslog.Entry{
		Person: who.Person, Role: who.Role, Command: command, Object: "sql", To: q.From,
		Statement: accesslog.HashOf(q.SQL), Mode: d.Mode.String(),
	}
	if !d.Reads(who.Role) {
		return nil, d.turnedAway(e, notAllowed(who))
	}
	leave, err := d.prepare(ctx, who, q.SQL)
	if err != nil {
		return nil, err
	}
	e.Event = accesslog.Begin
	began, err := d.Log.Append(e)
	if err != nil {
		leave()
		return nil, err
	}
	e.Event, e.Began = accesslog.End, began.N
	rows, err := d.Engine.Query(ctx, q.SQL, q.Args...)
	if err != nil {
		leave()
		return nil, d.over(e, 0, statement.Point(err, q.SQL))
	}
	a := &answer{RecordReader: rows, schema: d.stamped(rows.Schema()), end: func(n int64, failed error) error { leave(); return d.over(e, n, statement.Point(failed, q.SQL)) }}
	a.holders.Store(1)
	return a, nil
}

// prepare refuses what is too long or asked of another dataset, and takes a place.
func (d *Desk) prepare(ctx context.Context, who token.Holder, sql string) (leave func(), err error) {
	if len(sql) > d.Limits.Longest {
		return nil, fault.Newf(fault.Query, "", "put lists into a WITH, or ask in parts", "the statement has more than %d bytes", d.Limits.Longest)
	}
	if err := d.unchanged(); err != nil {
		return nil, err
	}
	return d.places.take(ctx, who.Person)
}

// over logs the end of an answer and gives the error to tell.
func (d *Desk) over(e accesslog.Entry, rows int64, failed error) error {
	e.Rows, e.Exit = rows, int(fault.KindOf(failed))
	if _, err := d.Log.Append(e); err != nil && failed == nil {
		return err
	}
	return failed
}

// Shape gives the columns of an answer without asking for its rows. Those of a statement
// that stands in no FROM, such as EXPLAIN, are not known before it: it has none.
func (d *Desk) Shape(ctx context.Context, who token.Holder, sql string) (*arrow.Schema, error) {
	if !d.Reads(who.Role) {
		return nil, notAllowed(who)
	}
	leave, err := d.prepare(ctx, who, sql)
	if err != nil {
		return nil, err
	}
	defer leave()
	inner, err := emptied(sql)
	if err != nil {
		return nil, statement.Point(err, sql)
	}
	if inner == nil {
		return arrow.NewSchema(nil, nil), nil
	}
	schema, err := schemaOf(ctx, d.Engine, inner.String())
	if err != nil {
		return nil, statement.Point(inner.Back(err, sql), sql)
	}
	return d.stamped(schema), nil
}

// stamped is a schema that says the mode of the dataset (standard 6.1): a tool that writes what it was
// given as Parquet keeps it.
func (d *Desk) stamped(s *arrow.Schema) *arrow.Schema {
	told := arrow.NewMetadata([]string{"mode"}, []string{d.Mode.String()})
	return arrow.NewSchema(s.Fields(), &told)
}

// schemaOf reads an empty answer to its end, so that its process can answer the next one.
func schemaOf(ctx context.Context, e engine.Engine, sql string) (*arrow.Schema, error) {
	r, err := e.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer r.Release()
	for r.Next() {
	}
	return r.Schema(), r.Err()
}

func notAllowed(who token.Holder) error {
	return fault.Newf(fault.Policy, "", "ask who keeps the server", "a %s may not ask of this dataset", who.Role)
}

// emptied is a statement that has the columns of another and no rows; nil where they are not
// known before its answer. Its parameters are null: no value of them is known yet.
func emptied(sql string) (*statement.Rewritten, error) {
	tokens, wrong := statement.Split(sql)
	if wrong != nil {
		return nil, fault.New(fault.Query, "", wrong.What, "close it").Standing(sql, wrong.Start)
	}
	if len(tokens) == 0 || tokens[0].Is("EXPLAIN") {
		return nil, nil
	}
	if err := canStandInFrom(tokens); err != nil {
		return nil, err
	}
	made, last := &statement.Rewritten{}, 0
	made.Put("SELECT * FROM (", 0)
	for _, t := range tokens {
		if !t.Is("?") && !t.Is(";") {
			continue
		}
		made.Keep(sql, last, t.Start)
		if t.Is("?") {
			made.Put("NULL", t.Start)
		}
		last = t.End
	}
	made.Keep(sql, last, len(sql))
	made.Put("\n) LIMIT 0", len(sql))
	return made, nil
}

// readers are the words with which a statement begins that stands in a FROM.
var readers = []string{"SELECT", "WITH", "FROM", "VALUES", "TABLE", "DESCRIBE", "SUMMARIZE", "SHOW", "PIVOT", "UNPIVOT", "("}

// canStandInFrom says of a statement that cannot what is wrong with it, and not with what was made of it.
func canStandInFrom(tokens []statement.Token) error {
	if !slices.ContainsFunc(readers, tokens[0].Is) {
		return fault.New(fault.Query, "", "not a SELECT", "the dataset is read-only")
	}
	ended := false
	for _, t := range tokens {
		if ended && !t.Is(";") {
			return fault.New(fault.Query, "", "not exactly one statement", "give one SELECT")
		}
		ended = ended || t.Is(";")
	}
	return nil
}

// Parameters counts the ? of a statement.
func Parameters(sql string) (n int) {
	tokens, wrong := statement.Split(sql)
	if wrong != nil {
		return 0 // the engine says what is wrong
	}
	for _, t := range tokens {
		if t.Is("?") {
			n++
		}
	}
	return n
}

// answer counts its rows until it is released.
type answer struct {
	array.RecordReader
	schema  *arrow.Schema
	rows    int64
	holders atomic.Int64
	end     func(rows int64, failed error) error
	ended   bool
	err     error
}

// Next implements array.RecordReader. The end of the rows is the end of the question.
func (a *answer) Next() bool {
	if a.ended {
		return false
	}
	if a.RecordReader.Next() {
		a.rows += a.RecordReader.RecordBatch().NumRows()
		return true
	}
	a.finish(a.RecordReader.Err())
	return false
}

func (a *answer) finish(failed error) {
	a.ended = true
	a.err = a.end(a.rows, failed)
}

// Schema implements array.RecordReader.
func (a *answer) Schema() *arrow.Schema { return a.schema }

// Err implements array.RecordReader.
func (a *answer) Err() error { return a.err }

// Retain implements array.RecordReader.
func (a *answer) Retain() { a.holders.Add(1) }

// Release implements array.RecordReader. An answer that was left before its end was
// interrupted.
func (a *answer) Release() {
	if a.holders.Add(-1) > 0 {
		return
	}
	a.RecordReader.Release()
	if !a.ended {
		a.finish(fault.New(fault.Interrupted, "", "interrupted", ""))
	}
}
