package writer

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// InsertNumbers runs one statement over a column n of whole numbers.
func InsertNumbers[N int64 | uint64](ctx context.Context, w *Writer, numbers []N, insert func(view string) string) error {
	data := array.NewData(arrow.GetDataType[N](), len(numbers),
		[]*memory.Buffer{nil, memory.NewBufferBytes(arrow.GetBytes(numbers))}, nil, 0, 0)
	defer data.Release()
	column := array.MakeFromData(data)
	defer column.Release()
	rec := array.NewRecordBatch(arrow.NewSchema([]arrow.Field{{Name: "n", Type: column.DataType()}}, nil),
		[]arrow.Array{column}, int64(len(numbers)))
	defer rec.Release()
	return w.Insert(ctx, []arrow.RecordBatch{rec}, insert)
}

// ReadHashes gives the hashes of the keys of one input's rows, in pieces that are
// valid until visit returns.
func (w *Writer) ReadHashes(ctx context.Context, query string, visit func([]uint64)) error {
	return w.Read(ctx, query, func(rec arrow.RecordBatch) {
		visit(rec.Column(0).(*array.Uint64).Uint64Values())
	})
}
