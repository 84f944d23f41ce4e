//go:build duckdb_arrow

package session

import (
	"context"
	"database/sql/driver"
	"errors"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"
)

// Insert runs one statement that reads Arrow batches as a table of the name view, once.
func (s *Session) Insert(ctx context.Context, where string, batches array.RecordReader, view, statement string) error {
	var release func()
	err := s.conn.Raw(func(c any) error {
		a, err := duckdb.NewArrowFromConn(c.(driver.Conn))
		if err != nil {
			return err
		}
		release, err = a.RegisterView(batches, view)
		return err
	})
	if err != nil {
		return Error(err, where)
	}
	defer release()
	err = s.Exec(ctx, where, statement)
	// The view would outlive its batches, and whoever looked at it would read freed memory.
	return errors.Join(err, s.Exec(context.WithoutCancel(ctx), where, "DROP VIEW "+view))
}

// Read hands the batches of an answer to a reader, valid until it returns.
func (s *Session) Read(ctx context.Context, where, query string, read func(array.RecordReader) error) error {
	err := s.conn.Raw(func(c any) error {
		a, err := duckdb.NewArrowFromConn(c.(driver.Conn))
		if err != nil {
			return err
		}
		batches, err := a.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		defer batches.Release()
		if err := read(batches); err != nil {
			return err
		}
		return batches.Err()
	})
	return Error(err, where)
}
