package table

import (
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// appendCell writes a value of a column as text: dates and times in ISO 8601, an instant
// with Z where the column says its zone, a number without a fraction of zeros.
func appendCell(b []byte, column arrow.Array, row int) []byte {
	if column.IsNull(row) {
		return b
	}
	switch a := column.(type) {
	case *array.String:
		return append(b, a.Value(row)...)
	case *array.LargeString:
		return append(b, a.Value(row)...)
	case *array.StringView:
		return append(b, a.Value(row)...)
	case *array.Binary:
		return append(b, a.Value(row)...)
	case *array.LargeBinary:
		return append(b, a.Value(row)...)
	case *array.Int64:
		return strconv.AppendInt(b, a.Value(row), 10)
	case *array.Int32:
		return strconv.AppendInt(b, int64(a.Value(row)), 10)
	case *array.Float64:
		return strconv.AppendFloat(b, a.Value(row), 'f', -1, 64)
	case *array.Date32:
		return a.Value(row).ToTime().AppendFormat(b, time.DateOnly)
	case *array.Date64:
		return a.Value(row).ToTime().AppendFormat(b, time.DateOnly)
	case *array.Timestamp:
		return appendTimestamp(b, a, row)
	case *array.Decimal128:
		return append(b, a.Value(row).ToString(a.DataType().(arrow.DecimalType).GetScale())...)
	case *array.Dictionary:
		return appendCell(b, a.Dictionary(), a.GetValueIndex(row))
	default: // small and unsigned integers, booleans, large decimals
		return append(b, column.ValueStr(row)...)
	}
}

// wallClock is a date and time of day in ISO 8601.
const wallClock = "2006-01-02T15:04:05.999999"

// appendTimestamp writes a time of day as it stands there. One in UTC is an instant.
func appendTimestamp(b []byte, a *array.Timestamp, row int) []byte {
	kind := a.DataType().(*arrow.TimestampType)
	b = a.Value(row).ToTime(kind.Unit).AppendFormat(b, wallClock)
	if kind.TimeZone != "" {
		b = append(b, 'Z')
	}
	return b
}
