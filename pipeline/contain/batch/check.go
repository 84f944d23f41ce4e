// Package batch is what becomes of the batches of an answer on both sides of a child process:
// gathered into larger ones where they leave it, and held in memory that is used again and
// looked at with distrust where they arrive.
package batch

import (
	"errors"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// errInconsistent is a batch that would lead its reader outside of it.
var errInconsistent = errors.New("batch: not consistent")

// Check looks at every offset and index of a batch, so that nothing that a child sends
// makes its reader look outside of it. What Arrow says of it could quote a value.
func Check(batch arrow.RecordBatch) (err error) {
	defer func() {
		if recover() != nil { // Arrow's check itself can be led outside
			err = errInconsistent
		}
	}()
	for _, column := range batch.Columns() {
		check := array.ValidateFull
		if column.DataType().ID() == arrow.STRING {
			check = validateText
		}
		if check(column) != nil {
			return errInconsistent
		}
	}
	return nil
}

// validateText is Arrow's full check of a column of text but for one thing: that each text
// is UTF-8 costs ten times the rest, and no reader relies on it.
func validateText(column arrow.Array) error {
	if err := array.Validate(column); err != nil || column.Len() == 0 {
		return err // the last offset is within the text
	}
	data := column.Data()
	offsets := arrow.Int32Traits.CastFromBytes(data.Buffers()[1].Bytes())[data.Offset():][:data.Len()+1]
	last := int32(0)
	for _, o := range offsets {
		if o < last {
			return errInconsistent
		}
		last = o
	}
	return nil
}
