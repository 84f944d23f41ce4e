// Package landing brings what audit commands decide into the store, through the same door
// as every input: as a source of rows that it is told beforehand.
package landing

import (
	"context"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// Format is the name by which the ledger knows these inputs.
const Format = "audit"

// Row sets the columns of one row of a table; the empty text and the zero time are left
// empty.
type Row func(*Values)

// Rows are rows to be loaded, in the order in which they were added.
type Rows struct {
	file   string // that they come from, or empty
	tables []*schema.Table
	rows   map[string][]Row
}

// FromFile makes rows that come from a file, which the ledger knows by its hash.
func FromFile(path string) *Rows { return &Rows{file: path, rows: map[string][]Row{}} }

// New makes rows that come from no file.
func New() *Rows { return FromFile("") }

// Add adds a row of a table.
func (r *Rows) Add(table string, row Row) {
	if r.rows[table] == nil {
		r.tables = append(r.tables, schema.Must(table))
	}
	r.rows[table] = append(r.rows[table], row)
}

// Len is how many rows there are.
func (r *Rows) Len() (n int) {
	for _, rows := range r.rows {
		n += len(rows)
	}
	return n
}

// Name is that of the format.
func (r *Rows) Name() string { return Format }

// Settings says that nothing can be set.
func (r *Rows) Settings() source.Settings {
	return source.Settings{About: "what audit commands decide"}
}

// Recognises no file: a workbook is read by its own command, which compares it with the store.
func (r *Rows) Recognises(string, []byte) bool { return false }

// Maps says nothing of where columns come from.
func (r *Rows) Maps(source.Input) ([]source.Mapping, error) { return nil, nil }

// Inputs is the one input that the rows are.
func (r *Rows) Inputs(spec source.Spec) ([]source.Input, error) {
	return []source.Input{{Path: spec.Path, Remote: r.file == "", Spec: spec}}, nil
}

// Read emits the rows, table by table.
func (r *Rows) Read(ctx context.Context, _ source.Input, out source.Sink) error {
	for _, t := range r.tables {
		if err := r.emit(ctx, t, out); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rows) emit(ctx context.Context, t *schema.Table, out source.Sink) error {
	b := source.NewBatcher(t, out)
	defer b.Release()
	for _, row := range r.rows[t.Name] {
		if err := ctx.Err(); err != nil {
			return err
		}
		row(&Values{b})
		if err := b.Next(); err != nil {
			return err
		}
	}
	return b.Flush()
}

// Values sets the columns of a row.
type Values struct{ b *source.Batcher }

// Text sets a text.
func (v *Values) Text(column, text string) { v.b.Text(column, text) }

// Number sets a whole number.
func (v *Values) Number(column string, n int64) { v.b.Integer(column, n) }

// Share sets a decimal of four places, given in ten-thousandths.
func (v *Values) Share(column string, tenThousandths int64) {
	v.b.Decimal(column, decimal128.FromI64(tenThousandths))
}

// Yes sets a boolean.
func (v *Values) Yes(column string, is bool) { v.b.Boolean(column, is) }

// Date sets a date.
func (v *Values) Date(column string, d time.Time) {
	if !d.IsZero() {
		v.b.Date(column, arrow.Date32FromTime(d))
	}
}

// Instant sets an instant.
func (v *Values) Instant(column string, at time.Time) {
	if !at.IsZero() {
		v.b.Instant(column, arrow.Timestamp(at.Unix()))
	}
}
