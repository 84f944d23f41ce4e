//go:build duckdb_arrow

package duckdb

import (
	"context"
	"database/sql/driver"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// reader keeps the connection of an answer until the answer is released, and gives its
// errors without values of records.
type reader struct {
	array.RecordReader
	ctx     context.Context
	conn    driver.Conn
	sql     string
	holders atomic.Int64
}

// Retain implements array.RecordReader.
func (r *reader) Retain() {
	r.holders.Add(1)
	r.RecordReader.Retain()
}

// Release implements array.RecordReader; the last one gives the connection back.
func (r *reader) Release() {
	r.RecordReader.Release()
	if r.holders.Add(-1) == 0 {
		_ = r.conn.Close() // nothing is written through it
	}
}

// Err implements array.RecordReader.
func (r *reader) Err() error {
	if err := r.RecordReader.Err(); err != nil {
		return translateOf(r.ctx, r.sql, err)
	}
	return nil
}
