package source

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/schema"
)

// BatchRows is the most rows that a batch holds; it bounds the memory of a source.
const BatchRows = 65_536

// Batcher turns rows of one canonical table into Arrow batches for a sink. A row is
// begun by setting values, ended by Next or given up by Drop; a column that was not set
// is null. Columns go by name; setting one that the table does not have, or with a
// value of another kind, panics, since only a program can get that wrong.
type Batcher struct {
	table   *schema.Table
	out     Sink
	builder *array.RecordBuilder
	columns map[string]int
	row     []value
	rows    int
}

// value is one value of the row that is being set, in the field of its kind.
type value struct {
	set     bool
	text    string
	integer int64 // also a boolean, a date or an instant
	decimal decimal128.Num
}

// NewBatcher makes a batcher of a table. Release it when done.
func NewBatcher(t *schema.Table, out Sink) *Batcher {
	b := &Batcher{
		table:   t,
		out:     out,
		builder: array.NewRecordBuilder(memory.DefaultAllocator, t.Arrow()),
		columns: make(map[string]int, len(t.Columns)),
		row:     make([]value, len(t.Columns)),
	}
	for i, c := range t.Columns {
		b.columns[c.Name] = i
	}
	return b
}

// Text sets a text. An empty one is null: no canonical column tells the two apart.
func (b *Batcher) Text(column, text string) {
	if v := b.value(column, schema.Text); text != "" {
		v.set, v.text = true, text
	}
}

// Integer sets a whole number.
func (b *Batcher) Integer(column string, n int64) {
	v := b.value(column, schema.Integer)
	v.set, v.integer = true, n
}

// Decimal sets an amount, a weight or hours, scaled as the kind's Arrow type says.
func (b *Batcher) Decimal(column string, n decimal128.Num) {
	v := b.value(column, schema.Money, schema.Weight, schema.Hours)
	v.set, v.decimal = true, n
}

// Boolean sets true or false.
func (b *Batcher) Boolean(column string, is bool) {
	v := b.value(column, schema.Boolean)
	v.set, v.integer = true, 0
	if is {
		v.integer = 1
	}
}

// Date sets a local calendar date, in days since 1 January 1970.
func (b *Batcher) Date(column string, d arrow.Date32) {
	v := b.value(column, schema.Date)
	v.set, v.integer = true, int64(d)
}

// Instant sets an instant, in whole seconds since 1970 in UTC.
func (b *Batcher) Instant(column string, at arrow.Timestamp) {
	v := b.value(column, schema.Instant)
	v.set, v.integer = true, int64(at)
}

// value finds the value of a column in the current row.
func (b *Batcher) value(column string, kinds ...schema.Kind) *value {
	i, ok := b.columns[column]
	if !ok {
		panic(fmt.Sprintf("source: table %s has no column %q", b.table.Name, column))
	}
	for _, k := range kinds {
		if b.table.Columns[i].Kind == k {
			return &b.row[i]
		}
	}
	panic(fmt.Sprintf("source: %s.%s is of another kind", b.table.Name, column))
}

// Next ends the row, and hands a full batch to the sink.
func (b *Batcher) Next() error {
	for i, v := range b.row {
		appendValue(b.builder.Field(i), v)
	}
	b.Drop()
	b.rows++
	if b.rows < BatchRows {
		return nil
	}
	return b.Flush()
}

// Drop gives up the row that is being set.
func (b *Batcher) Drop() { clear(b.row) }

// Flush hands the rows that wait to the sink.
func (b *Batcher) Flush() error {
	if b.rows == 0 {
		return nil
	}
	rec := b.builder.NewRecordBatch()
	defer rec.Release()
	b.rows = 0
	return b.out.Batch(b.table, rec)
}

// Release frees the builders.
func (b *Batcher) Release() { b.builder.Release() }

// appendValue writes one value where its column is built.
func appendValue(field array.Builder, v value) {
	if !v.set {
		field.AppendNull()
		return
	}
	switch f := field.(type) {
	case *array.StringBuilder:
		f.Append(v.text)
	case *array.Int64Builder:
		f.Append(v.integer)
	case *array.Decimal128Builder:
		f.Append(v.decimal)
	case *array.BooleanBuilder:
		f.Append(v.integer == 1)
	case *array.Date32Builder:
		f.Append(arrow.Date32(v.integer))
	case *array.TimestampBuilder:
		f.Append(arrow.Timestamp(v.integer))
	default:
		panic(fmt.Sprintf("source: no way to build %s", field.Type()))
	}
}
