package vault

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/fault"
)

// Add gives every identifier of a SELECT that has none yet a surrogate and a shift. What
// had one keeps it.
func (v *Vault) Add(ctx context.Context, domain, identifiers string) error {
	var fresh int64
	err := v.session.Exec(ctx, v.path, fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE fresh AS
		SELECT original, row_number() OVER () AS n
		FROM (SELECT DISTINCT i.original FROM (%s) AS i(original) ANTI JOIN %s AS k ON k.original = i.original WHERE i.original IS NOT NULL) AS d`,
		identifiers, Table(domain)))
	if err != nil {
		return err
	}
	if err := v.session.Scan(ctx, v.path, "SELECT count(*) FROM fresh", &fresh); err != nil || fresh == 0 {
		return err
	}
	return v.insert(ctx, domain, fresh)
}

// insert draws for each fresh identifier. A surrogate has 60 random bits, so that two of a
// million are the same once in two million extracts; that is looked for, and refused.
func (v *Vault) insert(ctx context.Context, domain string, fresh int64) error {
	drawn := &draw{random: bufio.NewReaderSize(rand.Reader, 1<<16), left: fresh, weeks: v.weeks}
	drawn.holders.Store(1)
	defer drawn.Release()
	err := v.session.Insert(ctx, v.path, drawn, "drawn", `CREATE OR REPLACE TEMP TABLE keyed AS
		SELECT f.original, d.surrogate, d.shift FROM fresh AS f JOIN drawn AS d ON d.n = f.n`)
	if err != nil {
		return err
	}
	var kept, different int64
	err = v.session.Scan(ctx, v.path, fmt.Sprintf(`SELECT count(*), count(DISTINCT surrogate) FROM (
		SELECT surrogate FROM keyed UNION ALL SELECT surrogate FROM %s)`, Table(domain)), &kept, &different)
	if err != nil {
		return err
	}
	if different < kept {
		return fault.New(fault.Unavailable, v.path, "two identifiers were given one surrogate", "extract again")
	}
	return v.session.Exec(ctx, v.path, "INSERT INTO "+Table(domain)+" FROM keyed; DROP TABLE keyed; DROP TABLE fresh")
}

// drawSchema is what a draw gives: a number from 1, a surrogate and a shift.
var drawSchema = arrow.NewSchema([]arrow.Field{
	{Name: "n", Type: arrow.PrimitiveTypes.Int64},
	{Name: "surrogate", Type: arrow.BinaryTypes.String},
	{Name: "shift", Type: arrow.PrimitiveTypes.Int32},
}, nil)

// draw is a reader of random rows from the system's own source, batch by batch.
type draw struct {
	random  io.Reader
	left    int64
	last    int64
	weeks   bool
	holders atomic.Int64
	batch   arrow.RecordBatch
	err     error
}

// batchRows bounds the memory of a draw.
const batchRows = 1 << 16

// Schema implements array.RecordReader.
func (d *draw) Schema() *arrow.Schema { return drawSchema }

// Next implements array.RecordReader.
func (d *draw) Next() bool {
	d.drop()
	if d.left == 0 || d.err != nil {
		return false
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, drawSchema)
	defer b.Release()
	rows := min(d.left, batchRows)
	for range rows {
		d.last++
		b.Field(0).(*array.Int64Builder).Append(d.last)
		b.Field(1).(*array.StringBuilder).Append(d.surrogate())
		b.Field(2).(*array.Int32Builder).Append(d.shift())
	}
	d.left -= rows
	d.batch = b.NewRecordBatch()
	return d.err == nil
}

// letters of a surrogate: 32, none of which is taken for another.
const letters = "abcdefghjkmnpqrstuvwxyz123456789"

// surrogate is twelve random letters, as many as DuckDB keeps without a pointer.
func (d *draw) surrogate() string {
	bits := d.bits()
	var s [12]byte
	for i := range s {
		s[i] = letters[bits&31]
		bits >>= 5
	}
	return string(s[:])
}

// shift is from 1 to 365 days or 1 to 52 weeks, forwards or back, in days.
func (d *draw) shift() int32 {
	most, step := uint64(365), int32(1)
	if d.weeks {
		most, step = 52, 7
	}
	bits := d.bits()
	// 2^63 is not a multiple of most: some shifts are likelier by less than 1e-16.
	days := int32(bits>>1%most+1) * step
	if bits&1 == 1 {
		return -days
	}
	return days
}

func (d *draw) bits() uint64 {
	var b [8]byte
	if _, err := io.ReadFull(d.random, b[:]); err != nil && d.err == nil {
		d.err = err
	}
	return binary.LittleEndian.Uint64(b[:])
}

func (d *draw) drop() {
	if d.batch != nil {
		d.batch.Release()
		d.batch = nil
	}
}

// RecordBatch implements array.RecordReader.
func (d *draw) RecordBatch() arrow.RecordBatch { return d.batch }

// Record implements array.RecordReader.
func (d *draw) Record() arrow.RecordBatch { return d.batch }

// Err implements array.RecordReader.
func (d *draw) Err() error { return d.err }

// Retain implements array.RecordReader.
func (d *draw) Retain() { d.holders.Add(1) }

// Release implements array.RecordReader.
func (d *draw) Release() {
	if d.holders.Add(-1) == 0 {
		d.drop()
	}
}
