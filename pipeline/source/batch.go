package source

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/schema"
)

// BatchRows is the most rows that a batch holds; it bounds the memory of a source.
const BatchRows = 65_536

// batchBytes is how much text a batch may hold before it is handed over.
const batchBytes = 16 << 20

// Batcher turns rows of one canonical table into Arrow batches for a sink. A row is
// begun by setting values, ended by Next or given up by Drop; a column that was not set
// is null. Columns go by name; setting one that the table does not have, or with a
// value of another kind, panics, since only a program can get that wrong. Every value is
// copied at once, so that a text may lie in a buffer that is used again.
//
// A column costs a comparison where the rows set theirs in one and the same order: each
// remembers which was set after it. There is no need to keep handles of columns.
type Batcher struct {
	table   *schema.Table
	out     Sink
	schema  *arrow.Schema
	columns []column
	names   map[string]int
	last    int  // column that was set last; before a row the one that leads to its first
	stated  bool // the last column says when rows were stated
	rows    int
	text    int // bytes of text in these rows
}

// NewBatcher makes a batcher of a table. Release it when done.
func NewBatcher(t *schema.Table, out Sink) *Batcher { return newBatcher(t, out, t.Arrow()) }

// NewStatedBatcher makes a batcher whose rows say when they were stated.
func NewStatedBatcher(t *schema.Table, out Sink) *Batcher {
	fields := append(t.Arrow().Fields(), arrow.Field{Name: Stated, Type: arrow.PrimitiveTypes.Int64, Nullable: true})
	b := newBatcher(t, out, arrow.NewSchema(fields, nil))
	b.columns = append(b.columns, newColumn(Stated, schema.Integer))
	b.stated = true
	return b
}

func newBatcher(t *schema.Table, out Sink, s *arrow.Schema) *Batcher {
	b := &Batcher{table: t, out: out, schema: s, names: make(map[string]int, len(t.Columns))}
	for i, c := range t.Columns {
		b.columns = append(b.columns, newColumn(c.Name, c.Kind))
		b.names[c.Name] = i
	}
	return b
}

// Text sets a text. An empty one is null: no canonical column tells the two apart.
func (b *Batcher) Text(column, text string) {
	if c := b.column(column, 1<<schema.Text); text != "" {
		c.begin(b.rows)
		c.data = append(c.data, text...)
		c.endText()
		b.text += len(text)
	}
}

// TextBytes sets a text from bytes, as Text does.
func (b *Batcher) TextBytes(column string, text []byte) {
	if c := b.column(column, 1<<schema.Text); len(text) > 0 {
		c.begin(b.rows)
		c.data = append(c.data, text...)
		c.endText()
		b.text += len(text)
	}
}

// Integer sets a whole number.
func (b *Batcher) Integer(column string, n int64) {
	b.column(column, 1<<schema.Integer).setWide(b.rows, n)
}

// Decimal sets an amount, a weight or hours, scaled as the kind's Arrow type says.
func (b *Batcher) Decimal(column string, n decimal128.Num) {
	b.column(column, 1<<schema.Money|1<<schema.Weight|1<<schema.Hours).setDecimal(b.rows, n)
}

// Boolean sets true or false.
func (b *Batcher) Boolean(column string, is bool) {
	b.column(column, 1<<schema.Boolean).setBoolean(b.rows, is)
}

// Date sets a local calendar date, in days since 1 January 1970.
func (b *Batcher) Date(column string, d arrow.Date32) {
	b.column(column, 1<<schema.Date).setDate(b.rows, d)
}

// Instant sets an instant, in whole seconds since 1970 in UTC.
func (b *Batcher) Instant(column string, at arrow.Timestamp) {
	b.column(column, 1<<schema.Instant).setWide(b.rows, int64(at))
}

// Stated sets when the sender said what the row says, in microseconds since 1970 in UTC.
func (b *Batcher) Stated(micros int64) {
	if !b.stated {
		panic("source: " + b.table.Name + " was begun without " + Stated)
	}
	b.columns[len(b.columns)-1].setWide(b.rows, micros)
}

// column finds a column, which must be of one of the kinds: a bit for each.
func (b *Batcher) column(name string, kinds int) *column {
	at := b.columns[b.last].after
	if b.columns[at].name != name {
		at = b.search(name)
	}
	b.last = at
	c := &b.columns[at]
	if kinds>>c.kind&1 == 0 {
		panic(fmt.Sprintf("source: %s.%s is of another kind", b.table.Name, name))
	}
	return c
}

// search finds a column by its name, and remembers that it comes after the last one.
func (b *Batcher) search(name string) int {
	at, ok := b.names[name]
	if !ok {
		panic(fmt.Sprintf("source: table %s has no column %q", b.table.Name, name))
	}
	b.columns[b.last].after = at
	return at
}

// Next ends the row, and hands a full batch to the sink.
func (b *Batcher) Next() error {
	b.rows++
	if b.rows < BatchRows && b.text < batchBytes {
		return nil
	}
	return b.Flush()
}

// Drop gives up the row that is being set.
func (b *Batcher) Drop() {
	for i := range b.columns {
		b.columns[i].drop(b.rows)
	}
}

// Flush hands the rows that wait to the sink, and gives up one that is being set. It
// costs some microseconds and the memory of the rows, so that a worker may flush at the
// end of every block.
func (b *Batcher) Flush() error {
	b.Drop()
	if b.rows == 0 {
		return nil
	}
	arrays := make([]arrow.Array, len(b.columns))
	for i := range b.columns {
		arrays[i] = b.columns[i].finish(b.rows)
	}
	rec := array.NewRecordBatch(b.schema, arrays, int64(b.rows))
	defer rec.Release()
	for _, a := range arrays {
		a.Release() // the batch holds them now
	}
	b.rows, b.text = 0, 0
	return b.out.Batch(b.table, rec)
}

// Release frees what is left. The batcher is of no use after it.
func (b *Batcher) Release() { b.columns, b.names = nil, nil }
