// Package plot draws the answer of a statement: as characters on a terminal, and as a
// picture through package chart.
package plot

import (
	"slices"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/fault"
)

// mostRows is how many rows of an answer are kept to be drawn.
const mostRows = 10_000

// mostBytes is how much of an answer is kept at most.
const mostBytes = 64 << 20

// Kept is an answer on its way to where it is written, of which the first rows are kept.
type Kept struct {
	array.RecordReader
	data  Data
	bytes int64
	rows  int64
}

// Keep keeps the first rows of an answer.
func Keep(r array.RecordReader) *Kept {
	return &Kept{RecordReader: r, data: Data{fields: r.Schema().Fields()}}
}

// Next implements array.RecordReader.
func (k *Kept) Next() bool {
	if !k.RecordReader.Next() {
		return false
	}
	rec := k.RecordBatch()
	k.rows += rec.NumRows()
	if int64(k.data.Len()) < mostRows && k.bytes < mostBytes {
		k.bytes += k.data.take(rec)
	}
	return true
}

// Rows is the number of rows so far.
func (k *Kept) Rows() int64 { return k.rows }

// Data gives what was kept.
func (k *Kept) Data() *Data {
	k.data.left = k.rows - int64(k.data.Len())
	return &k.data
}

// Data is the first rows of an answer.
type Data struct {
	fields  []arrow.Field
	texts   [][]string
	numbers [][]*float64 // nil for a null, and in columns that hold no numbers
	left    int64        // rows that were not kept
}

// Len is the number of rows.
func (d *Data) Len() int {
	if len(d.texts) == 0 {
		return 0
	}
	return len(d.texts[0])
}

// take copies a batch, of which the reader forgets everything.
func (d *Data) take(rec arrow.RecordBatch) (bytes int64) {
	n := len(d.fields)
	if d.texts == nil {
		d.texts, d.numbers = make([][]string, n), make([][]*float64, n)
	}
	for i, col := range rec.Columns() {
		for row := range min(col.Len(), mostRows) {
			text := format.Text(col, row)
			bytes += int64(len(text))
			d.texts[i] = append(d.texts[i], text)
			if numeric(d.fields[i]) {
				d.numbers[i] = append(d.numbers[i], number(col, row))
			}
		}
	}
	return bytes
}

func numeric(f arrow.Field) bool {
	id := f.Type.ID()
	return arrow.IsInteger(id) || arrow.IsFloating(id) || arrow.IsDecimal(id)
}

// number reads a number of any type; nil for a null.
func number(col arrow.Array, row int) *float64 {
	if col.IsNull(row) {
		return nil
	}
	v, err := format.Number(col, row)
	if err != nil {
		return nil
	}
	return &v
}

// Pair is a label and a number.
type Pair struct {
	Label string
	Value float64
	At    time.Time // that the label is; zero where it is no date
}

// Pairs gives the rows of two columns: x is the first one unless named, y the first
// numbers beside it. Rows without a number are left out.
func (d *Data) Pairs(x, y string) (pairs []Pair, xName, yName string, err error) {
	xAt, err := d.find(x, func(i int) bool { return true })
	if err != nil {
		return nil, "", "", err
	}
	yAt, err := d.find(y, func(i int) bool { return i != xAt && numeric(d.fields[i]) })
	if err != nil {
		return nil, "", "", err
	}
	if d.Len() > 0 && d.numbers[yAt] == nil {
		return nil, "", "", fault.Newf(fault.Usage, "", "name a column of numbers", "column %q holds no numbers", d.fields[yAt].Name)
	}
	for row := range d.Len() {
		if v := d.numbers[yAt][row]; v != nil {
			label := d.texts[xAt][row]
			if label == "" {
				label = unnamed
			}
			pairs = append(pairs, Pair{Label: label, Value: *v, At: instant(label)})
		}
	}
	return pairs, d.fields[xAt].Name, d.fields[yAt].Name, nil
}

// Numbers gives the values of a column: that of the name, or the first one of numbers.
func (d *Data) Numbers(name string) (values []float64, column string, err error) {
	at, err := d.find(name, func(i int) bool { return numeric(d.fields[i]) })
	if err != nil {
		return nil, "", err
	}
	if d.Len() > 0 && d.numbers[at] == nil {
		return nil, "", fault.Newf(fault.Usage, "", "name a column of numbers", "column %q holds no numbers", d.fields[at].Name)
	}
	for row := range d.Len() {
		if v := d.numbers[at][row]; v != nil {
			values = append(values, *v)
		}
	}
	return values, d.fields[at].Name, nil
}

// find gives the column of a name, or the first one that is fit.
func (d *Data) find(name string, fit func(int) bool) (int, error) {
	for i, f := range d.fields {
		if name != "" && f.Name == name || name == "" && fit(i) {
			return i, nil
		}
	}
	if name != "" {
		return 0, fault.Newf(fault.Usage, "", "name a column of the last answer", "no column %q", name)
	}
	return 0, fault.New(fault.Usage, "", "the last answer has no column to draw", "select a column of numbers, beside one of labels for line and bar")
}

// instant reads a label that is a date or a moment.
func instant(label string) time.Time {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", time.RFC3339} {
		if at, err := time.Parse(layout, label); err == nil {
			return at
		}
	}
	return time.Time{}
}

// unnamed is the label of a row that has none.
const unnamed = "(empty)"

// onTime are the pairs in the order of their dates, where every label is one: rows without a
// label have no place on an axis of time. Else they are as they came.
func onTime(pairs []Pair) (placed []Pair, dates bool) {
	placed = slices.DeleteFunc(slices.Clone(pairs), func(p Pair) bool { return p.Label == unnamed })
	if dated(placed) {
		return placed, true
	}
	return pairs, false
}

// dated reports whether every label is a date, so that the pairs can stand on an axis of
// time, and puts them in its order.
func dated(pairs []Pair) bool {
	for _, p := range pairs {
		if p.At.IsZero() {
			return false
		}
	}
	slices.SortStableFunc(pairs, func(a, b Pair) int { return a.At.Compare(b.At) })
	return len(pairs) > 0
}

// Columns are the names of the columns.
func (d *Data) Columns() []string {
	names := make([]string, len(d.fields))
	for i, f := range d.fields {
		names[i] = f.Name
	}
	return names
}
