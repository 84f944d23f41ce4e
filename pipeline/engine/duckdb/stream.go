//go:build duckdb_arrow

package duckdb

import (
	"context"
	"database/sql/driver"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2/arrowmapping"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// Stream is Query for answers of any size: its rows come while the statement still runs, and
// what is on its way is all of the answer that is in memory. The driver reads an answer whole
// before it gives the first row. An error may therefore come after rows.
func (db *DB) Stream(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	if err := ctx.Err(); err != nil {
		return nil, translate(ctx, err)
	}
	conn, err := db.connector.Connect(ctx)
	if err != nil {
		return nil, translate(ctx, err)
	}
	s := &streamed{run: run{handle: handleOf(conn)}}
	running := statement{conn, s, context.AfterFunc(ctx, func() { mapping.Interrupt(s.handle) })}
	if err = admit(ctx, conn, sql, args); err == nil {
		err = s.open(sql, args)
	}
	if err != nil {
		_ = running.Close() // the statement's error is the one to tell
		return nil, translateOf(ctx, sql, err)
	}
	answer := &reader{RecordReader: s, ctx: ctx, conn: running, sql: sql}
	answer.holders.Store(1)
	return answer, nil
}

// statement is a connection together with what runs on it.
type statement struct {
	driver.Conn
	rows *streamed
	stop func() bool // the watch over the context
}

// Close implements driver.Conn. It ends the statement, in the middle of its rows too.
func (s statement) Close() error {
	s.stop()
	s.rows.end()
	return s.Conn.Close()
}

// streamed reads the chunks of a statement that runs as Arrow.
type streamed struct {
	run
	options arrowmapping.ArrowOptions
	schema  *arrow.Schema
	batch   arrow.RecordBatch
	err     error
	over    bool
}

// open starts the statement and learns its columns.
func (s *streamed) open(sql string, args []any) error {
	if err := s.start(sql, args); err != nil {
		return err
	}
	s.options = arrowmapping.ResultGetArrowOptions(&s.result)
	names, types := s.columns()
	defer func() {
		for i := range types {
			mapping.DestroyLogicalType(&types[i])
		}
	}()
	var failed mapping.ErrorData
	s.schema, failed = arrowmapping.NewArrowSchema(s.options, types, names)
	return saidBy(failed)
}

// Schema implements array.RecordReader.
func (s *streamed) Schema() *arrow.Schema { return s.schema }

// Next implements array.RecordReader.
func (s *streamed) Next() bool {
	s.let()
	if s.err != nil || s.over {
		return false
	}
	chunk, err := s.fetch()
	if err != nil || chunk.Ptr == nil {
		s.err, s.over = err, true // DuckDB fails where it is asked again
		return false
	}
	defer mapping.DestroyDataChunk(&chunk)
	var failed mapping.ErrorData
	s.batch, failed = arrowmapping.DataChunkToArrowArray(s.options, s.schema, chunk)
	s.err = saidBy(failed)
	return s.err == nil
}

// let releases the batch at hand.
func (s *streamed) let() {
	if s.batch != nil {
		s.batch.Release()
		s.batch = nil
	}
}

// RecordBatch implements array.RecordReader.
func (s *streamed) RecordBatch() arrow.RecordBatch { return s.batch }

// Record implements array.RecordReader.
func (s *streamed) Record() arrow.RecordBatch { return s.batch }

// Err implements array.RecordReader.
func (s *streamed) Err() error { return s.err }

// Retain implements array.RecordReader: the reader around it counts the holders.
func (s *streamed) Retain() {}

// Release implements array.RecordReader: the reader around it closes the statement.
func (s *streamed) Release() {}

// end gives back what the statement holds.
func (s *streamed) end() {
	s.over = true
	s.let()
	arrowmapping.DestroyArrowOptions(&s.options)
	s.run.end()
}
