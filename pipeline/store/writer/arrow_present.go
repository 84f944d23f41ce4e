//go:build duckdb_arrow

package writer

import (
	"context"
	"database/sql/driver"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"

	"chartline/pipeline/fault"
)

// arrowView is the name under which waiting batches are seen for one statement. A
// registered reader can be read once.
const arrowView = "arrow_batches"

// Insert runs one INSERT over Arrow batches of the same schema.
func (w *Writer) Insert(ctx context.Context, batches []arrow.RecordBatch, insert func(view string) string) error {
	reader, err := array.NewRecordReader(batches[0].Schema(), batches)
	if err != nil {
		return fault.Wrap(fault.Internal, err, w.path, "batches of one table differ in their schema", "please report it")
	}
	defer reader.Release()
	var release func()
	err = w.conn.Raw(func(c any) error {
		a, err := duckdb.NewArrowFromConn(c.(driver.Conn))
		if err != nil {
			return err
		}
		release, err = a.RegisterView(reader, arrowView)
		return err
	})
	if err != nil {
		return w.Err(err)
	}
	defer release()
	if err := w.Exec(ctx, insert(arrowView)); err != nil {
		return err
	}
	// The view would be published, and lead to memory that is free by then.
	return w.Exec(ctx, "DROP VIEW "+arrowView)
}

// Read gives the batches of an answer, each valid until visit returns.
func (w *Writer) Read(ctx context.Context, query string, visit func(arrow.RecordBatch)) error {
	err := w.conn.Raw(func(c any) error {
		a, err := duckdb.NewArrowFromConn(c.(driver.Conn))
		if err != nil {
			return err
		}
		reader, err := a.QueryContext(ctx, query)
		if err != nil {
			return err
		}
		defer reader.Release()
		for reader.Next() {
			visit(reader.RecordBatch())
		}
		return reader.Err()
	})
	return w.Err(err)
}
