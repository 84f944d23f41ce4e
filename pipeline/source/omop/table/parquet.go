package table

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// parquetMagic begins and ends a Parquet file.
var parquetMagic = []byte("PAR1")

// readParquet reads a Parquet file a batch at a time, only the columns that are wanted.
// On a damaged file arrow-go may panic.
func readParquet(ctx context.Context, in source.Input, form Form, start func(out source.Sink) Rows, out source.Sink) (err error) {
	defer func() {
		if recover() != nil {
			err = damaged(nil, in)
		}
	}()
	disk, err := seekable(ctx, in)
	if err != nil {
		return err
	}
	defer disk.Close()
	props := parquet.NewReaderProperties(memory.DefaultAllocator)
	props.BufferedStreamEnabled = true // else a whole column of a row group is read at once
	raw, err := file.NewParquetReader(disk, file.WithReadProps(props))
	if err != nil {
		return damaged(err, in)
	}
	defer raw.Close()
	// A writer may add its own Arrow schema to the file, whose lengths nothing checks: a
	// few bytes can ask for 100 GB. Parquet's own schema says all that is needed.
	raw.MetaData().FileMetaData.KeyValueMetadata = nil
	p := columns{in: in, form: form, row: Row{Fields: make([][]byte, len(form.Columns))}}
	leaves, err := p.find(raw)
	if err != nil {
		return err
	}
	reader, err := pqarrow.NewFileReader(raw, pqarrow.ArrowReadProperties{BatchSize: 16 << 10}, memory.DefaultAllocator)
	if err != nil {
		return damaged(err, in)
	}
	batches, err := reader.GetRecordReader(ctx, leaves, nil)
	if err != nil {
		return damaged(err, in)
	}
	defer batches.Release()
	p.rows = start(out)
	defer p.rows.Release()
	return p.read(ctx, batches)
}

func damaged(err error, in source.Input) error {
	return fault.Wrap(fault.Input, err, in.Place(), "not a whole Parquet file", "ask for the file again; nothing of it was loaded")
}

// columns hands the rows of Arrow batches on.
type columns struct {
	in     source.Input
	form   Form
	rows   Rows
	row    Row
	there  []bool // which of the wanted columns the file has
	batch  arrow.RecordBatch
	at     int   // row of the batch
	number int64 // of the row in the file
	buffer []byte
	ends   []int
}

// find gives the columns to read.
func (c *columns) find(raw *file.Reader) (leaves []int, err error) {
	positions := map[string]int{}
	s := raw.MetaData().Schema
	for i := range s.NumColumns() {
		positions[strings.ToLower(s.Column(i).Path())] = i
	}
	for _, want := range c.form.Columns {
		at, ok := positions[want.Name]
		if !ok && want.Formerly != "" {
			at, ok = positions[want.Formerly]
		}
		if !ok && want.Required {
			return nil, fault.Newf(fault.Input, c.in.Place(), "check that it is this table of OMOP", "no column %q", want.Name)
		}
		if c.there = append(c.there, ok); ok {
			leaves = append(leaves, at)
		}
	}
	return leaves, nil
}

// read hands on all rows.
func (c *columns) read(ctx context.Context, batches pqarrow.RecordReader) error {
	for {
		if err := ctx.Err(); err != nil {
			return fault.Wrap(fault.Interrupted, err, c.in.Place(), "stopped", "")
		}
		batch, err := batches.Read()
		if errors.Is(err, io.EOF) {
			return c.rows.Flush()
		}
		if err != nil {
			return damaged(err, c.in)
		}
		if err := c.each(batch); err != nil {
			return err
		}
	}
}

// each hands on the rows of one batch.
func (c *columns) each(batch arrow.RecordBatch) error {
	c.batch, c.row.record = batch, c
	names := batch.Schema()
	order := make([]arrow.Array, len(c.there))
	for i, name := range c.form.Columns {
		if c.there[i] {
			order[i] = batch.Column(position(names, name))
		}
	}
	for c.at = range int(batch.NumRows()) {
		c.number++
		c.fill(order)
		if err := c.rows.Row(&c.row); err != nil {
			return err
		}
	}
	return nil
}

// position finds a column in a batch, whose columns stand in the order of the file.
func position(s *arrow.Schema, c Column) int {
	for i, f := range s.Fields() {
		if strings.EqualFold(f.Name, c.Name) {
			return i
		}
	}
	for i, f := range s.Fields() {
		if strings.EqualFold(f.Name, c.Formerly) {
			return i
		}
	}
	return -1
}

// fill makes the row of the values of one record.
func (c *columns) fill(order []arrow.Array) {
	c.buffer, c.ends = c.buffer[:0], c.ends[:0]
	for _, a := range order {
		if a != nil {
			c.buffer = appendCell(c.buffer, a, c.at)
		}
		c.ends = append(c.ends, len(c.buffer))
	}
	cut(c.row.Fields, c.buffer, c.ends)
}

// Number is the number of the record in the file.
func (c *columns) Number() int64 { return c.number }

// Raw is the record as text: the columns that were read, with their names.
func (c *columns) Raw() string { return c.row.text(c.form) }
