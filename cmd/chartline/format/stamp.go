package format

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// stamped is an answer whose schema says what it is made of.
type stamped struct {
	array.RecordReader
	schema *arrow.Schema
}

// Stamped has Parquet and Arrow files say the mode of what they hold, in their metadata
// (standard 6.1). The other forms have no place for it: PutFile says it beside them.
func Stamped(r array.RecordReader, mode string) array.RecordReader {
	told := arrow.NewMetadata([]string{"mode"}, []string{mode})
	return &stamped{r, arrow.NewSchema(r.Schema().Fields(), &told)}
}

// Schema implements array.RecordReader.
func (s *stamped) Schema() *arrow.Schema { return s.schema }
