// Package mimic reads the hospital module of MIMIC-IV, the deidentified records of one
// hospital that PhysioNet publishes: admissions with their diagnoses, procedures and
// DRGs, and the titles of the codes (standard.md 5.6).
//
// MIMIC-IV moves the dates of each patient by a secret number of days, to between 2100
// and 2200. Lengths of stay hold; months, fiscal years and code-set versions do not, so
// every encounter says dates_shifted. Its times carry no zone, and a zone's daylight
// saving time cannot be known of a shifted date, so only local dates are kept and every
// instant stays empty (CLK-06). There is no present-on-admission indicator and no time
// of coding or billing: frequency can be measured, accuracy and turnaround cannot.
package mimic

import (
	"context"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/delimited"
)

// Source is the format "mimic-iv".
type Source struct{}

// Name is the format's name in the configuration.
func (Source) Name() string { return "mimic-iv" }

// form is how the tables are written.
func form(t table) delimited.Form {
	return delimited.Form{Delimiter: ',', Table: schema.Must(t.into)}
}

// Read emits the rows of one table.
func (Source) Read(ctx context.Context, in source.Input, out source.Sink) error {
	t, err := tableOf(in)
	if err != nil {
		return err
	}
	emit, err := t.emitterFor(ctx, in)
	if err != nil {
		return err
	}
	bind := func(h *delimited.Header) (func(out source.Sink) delimited.Rows, error) {
		at, err := positions(h, t.header)
		return func(out source.Sink) delimited.Rows { return newRows(t, at, emit, out) }, err
	}
	return delimited.Read(ctx, in, form(t), bind, out)
}

// positions finds the columns that are read.
func positions(h *delimited.Header, header []string) ([]int, error) {
	at := make([]int, len(header))
	for i, name := range header {
		at[i] = h.Index(name)
	}
	return at, h.Require(header...)
}

// rows makes rows of records, or rejects.
type rows struct {
	into  *schema.Table
	at    []int
	emit  emitter
	batch *source.Batcher
	out   source.Sink
}

func newRows(t table, at []int, emit emitter, out source.Sink) *rows {
	into := schema.Must(t.into)
	return &rows{into: into, at: at, emit: emit, batch: source.NewBatcher(into, out), out: out}
}

// Row takes a record.
func (r *rows) Row(record *delimited.Record) error {
	if flaw := r.emit(r.batch, fields{record, r.at}); flaw != sound {
		r.batch.Drop()
		return r.out.Reject(record.Reject(r.into, flaw.column, flaw.reason))
	}
	return r.batch.Next()
}

// Flush hands over the rows that wait.
func (r *rows) Flush() error { return r.batch.Flush() }

// Release frees the batch.
func (r *rows) Release() { r.batch.Release() }
