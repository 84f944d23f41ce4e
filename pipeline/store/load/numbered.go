package load

import (
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
