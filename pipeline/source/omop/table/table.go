// Package table reads a table of the OMOP Common Data Model, whether it lies in
// delimited text, in Parquet or in a database: the columns that are wanted, each value as text.
//
// What stands for an empty value differs by the program that wrote the file: nothing,
// NULL, NA, nan, None, or \N. All are empty here. Whole numbers that a program kept as
// floating point, since some were empty, end in .0: see Digits.
package table

import (
	"bytes"
	"context"
	"strings"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
	"chartline/pipeline/source/inbox"
)

// Form is what is wanted of a table.
type Form struct {
	Columns   []Column
	Verbatim  bool          // where tabs delimit, a quote is a letter: so are vocabularies written
	Encoding  string        // of delimited text, as package delimited names it
	RejectsTo *schema.Table // canonical table of records that cannot be split
}

// Column is a column that is wanted.
type Column struct {
	Name     string
	Formerly string // its name in an earlier version
	Required bool   // a file without it is not of this table
}

// Row is one record. It is used again for the next one.
type Row struct {
	Fields [][]byte // the wanted columns in their order; empty ones and those not there are nil
	record record
}

// record is where a row comes from.
type record interface {
	Number() int64
	Raw() string
}

// Reject says that the record is left out.
func (r *Row) Reject(t *schema.Table, column, reason string) source.Reject {
	return source.Reject{Table: t, Record: r.record.Number(), Column: column, Reason: reason, Raw: r.record.Raw()}
}

// cut gives the fields of a row that was written into one buffer.
func cut(fields [][]byte, buffer []byte, ends []int) {
	from := 0
	for i, end := range ends {
		fields[i] = given(buffer[from:end:end])
		from = end
	}
}

// longestRaw bounds a value in the text of a record that was no text.
const longestRaw = 32 << 10

// text is the wanted columns with their names.
func (r *Row) text(form Form) string {
	var b strings.Builder
	for i, f := range r.Fields {
		if f != nil && b.Len() < longestRaw {
			b.WriteString(form.Columns[i].Name + "=")
			b.Write(f[:min(len(f), longestRaw)])
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Rows takes rows. One takes those of one block at a time.
type Rows interface {
	// Row takes a row, which is valid until it returns.
	Row(r *Row) error
	// Flush hands over what waits.
	Flush() error
	// Release frees what is held.
	Release()
}

// Read reads an input to its end. start makes the Rows of each worker; several work at a
// time.
func Read(ctx context.Context, in source.Input, form Form, start func(out source.Sink) Rows, out source.Sink) error {
	file, err := inbox.Open(ctx, in)
	if err != nil {
		return err
	}
	defer file.Close()
	head, err := file.Peek(len(parquetMagic))
	switch {
	case err != nil:
		return err
	case bytes.Equal(head, parquetMagic):
		return readParquet(ctx, in, form, start, out)
	}
	return readText(ctx, file, in, form, start, out)
}

// readText reads delimited text.
func readText(ctx context.Context, file *inbox.File, in source.Input, form Form, start func(out source.Sink) Rows, out source.Sink) error {
	how := delimited.Form{BareTabs: form.Verbatim, Encoding: form.Encoding, Table: form.RejectsTo}
	return delimited.ReadFile(ctx, file, in, how, func(h *delimited.Header) (func(out source.Sink) delimited.Rows, error) {
		at := make([]int, len(form.Columns))
		for i, c := range form.Columns {
			if at[i] = h.Index(c.Name); at[i] < 0 && c.Formerly != "" {
				at[i] = h.Index(c.Formerly)
			}
			if at[i] < 0 && c.Required {
				return nil, h.Require(c.Name)
			}
		}
		return func(out source.Sink) delimited.Rows {
			return &text{rows: start(out), at: at, row: Row{Fields: make([][]byte, len(at))}}
		}, nil
	}, out)
}

// text hands records of delimited text on as rows.
type text struct {
	rows Rows
	at   []int // where the wanted columns stand
	row  Row
}

// Row hands on a record.
func (t *text) Row(r *delimited.Record) error {
	for i, at := range t.at {
		t.row.Fields[i] = given(r.Field(at))
	}
	t.row.record = r
	return t.rows.Row(&t.row)
}

// Flush hands over what waits.
func (t *text) Flush() error { return t.rows.Flush() }

// Release frees what is held.
func (t *text) Release() { t.rows.Release() }

// given is a value without blanks around it, nil where it says that there is none.
func given(field []byte) []byte {
	for len(field) > 0 && isBlank(field[0]) {
		field = field[1:]
	}
	for len(field) > 0 && isBlank(field[len(field)-1]) {
		field = field[:len(field)-1]
	}
	if len(field) == 0 || len(field) <= 4 && isNull(string(field)) {
		return nil
	}
	return field
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' }

func isNull(field string) bool {
	switch field {
	case "NULL", "null", "NA", "NaN", "nan", "None", `\N`:
		return true
	}
	return false
}

// Digits is a whole number without the fraction of zeros that floating point gives it,
// and any other text as it is.
func Digits(field []byte) []byte {
	whole, fraction, ok := bytes.Cut(field, []byte{'.'})
	if !ok || len(whole) == 0 || len(bytes.Trim(fraction, "0")) > 0 || !isWhole(whole) {
		return field
	}
	return whole
}

func isWhole(digits []byte) bool {
	for i, b := range digits {
		if (b < '0' || b > '9') && (i > 0 || b != '-' || len(digits) == 1) {
			return false
		}
	}
	return true
}
