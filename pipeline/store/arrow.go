package store

import (
	"context"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/store/landing"
)

// numbered adds the number of its input to every row of a batch.
func numbered(rec arrow.RecordBatch, input int64) arrow.RecordBatch {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	defer b.Release()
	b.Reserve(int(rec.NumRows()))
	for range rec.NumRows() {
		b.UnsafeAppend(input)
	}
	ids := b.NewArray()
	defer ids.Release()
	fields := append(rec.Schema().Fields(), arrow.Field{Name: landing.Input, Type: ids.DataType()})
	columns := append(append([]arrow.Array{}, rec.Columns()...), ids)
	return array.NewRecordBatch(arrow.NewSchema(fields, nil), columns, rec.NumRows())
}

// insertNumbers runs one statement over a column n of whole numbers.
func insertNumbers[N int64 | uint64](ctx context.Context, s *Store, numbers []N, insert func(view string) string) error {
	data := array.NewData(arrow.GetDataType[N](), len(numbers),
		[]*memory.Buffer{nil, memory.NewBufferBytes(arrow.GetBytes(numbers))}, nil, 0, 0)
	defer data.Release()
	column := array.MakeFromData(data)
	defer column.Release()
	rec := array.NewRecordBatch(arrow.NewSchema([]arrow.Field{{Name: "n", Type: column.DataType()}}, nil),
		[]arrow.Array{column}, int64(len(numbers)))
	defer rec.Release()
	return s.insertArrow(ctx, []arrow.RecordBatch{rec}, insert)
}

// readHashes gives the hashes of the keys of one input's rows, in pieces that are
// valid until visit returns.
func (s *Store) readHashes(ctx context.Context, query string, visit func([]uint64)) error {
	return s.readArrow(ctx, query, func(rec arrow.RecordBatch) {
		visit(rec.Column(0).(*array.Uint64).Uint64Values())
	})
}
