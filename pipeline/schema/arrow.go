package schema

import "github.com/apache/arrow-go/v18/arrow"

// Arrow is the Arrow type of a column of this kind.
func (k Kind) Arrow() arrow.DataType {
	switch k {
	case Integer:
		return arrow.PrimitiveTypes.Int64
	case Money:
		return &arrow.Decimal128Type{Precision: 14, Scale: 2}
	case Weight:
		return &arrow.Decimal128Type{Precision: 9, Scale: 4}
	case Hours:
		return &arrow.Decimal128Type{Precision: 8, Scale: 2}
	case Boolean:
		return arrow.FixedWidthTypes.Boolean
	case Date:
		return arrow.FixedWidthTypes.Date32
	case Instant:
		return arrow.FixedWidthTypes.Timestamp_s
	default:
		return arrow.BinaryTypes.String
	}
}

// Arrow is the Arrow schema of the table, every column nullable: what must not be
// empty is checked where records are loaded, so that a bad one becomes a reject.
func (t *Table) Arrow() *arrow.Schema {
	fields := make([]arrow.Field, len(t.Columns))
	for i, c := range t.Columns {
		fields[i] = arrow.Field{Name: c.Name, Type: c.Kind.Arrow(), Nullable: true}
	}
	return arrow.NewSchema(fields, nil)
}
