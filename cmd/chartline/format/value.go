package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// Text is a value as CSV and tables show it; empty for a null.
func Text(col arrow.Array, row int) string {
	if col.IsNull(row) {
		return ""
	}
	return string(appendText(nil, col, row))
}

// Number is a value of a column of numbers, which is not null.
func Number(col arrow.Array, row int) (float64, error) {
	return strconv.ParseFloat(Text(col, row), 64)
}

// appendText appends a value as CSV and tables show it: numbers in the fewest digits
// that give them back exactly, dates and times in ISO 8601. The value is not null.
func appendText(dst []byte, col arrow.Array, row int) []byte {
	switch col := col.(type) {
	case *array.String:
		return append(dst, col.Value(row)...)
	case *array.Int64:
		return strconv.AppendInt(dst, col.Value(row), 10)
	case *array.Int32:
		return strconv.AppendInt(dst, int64(col.Value(row)), 10)
	case *array.Float64:
		return appendFloat(dst, col.Value(row))
	case *array.Float32:
		return appendFloat(dst, float64(col.Value(row)))
	case *array.Decimal128:
		return append(dst, col.Value(row).ToString(scale(col))...)
	case *array.Date32:
		return col.Value(row).ToTime().AppendFormat(dst, time.DateOnly)
	case *array.MonthDayNanoInterval:
		return appendInterval(dst, col.Value(row))
	default:
		return append(dst, col.ValueStr(row)...)
	}
}

// appendJSON appends a value as JSON, null and what JSON has no number for included.
func appendJSON(dst []byte, col arrow.Array, row int) ([]byte, error) {
	if col.IsNull(row) {
		return append(dst, "null"...), nil
	}
	switch col := col.(type) {
	case *array.Int64, *array.Int32, *array.Decimal128:
		return appendText(dst, col, row), nil
	case *array.Float64:
		return appendNumber(dst, col.Value(row)), nil
	case *array.Float32:
		return appendNumber(dst, float64(col.Value(row))), nil
	case *array.Boolean:
		return strconv.AppendBool(dst, col.Value(row)), nil
	case *array.String:
		return appendQuoted(dst, col.Value(row))
	case *array.Date32:
		return appendQuoted(dst, col.Value(row).ToTime().Format(time.DateOnly))
	case *array.MonthDayNanoInterval:
		return appendQuoted(dst, string(appendInterval(nil, col.Value(row))))
	default:
		return appendQuoted(dst, col.GetOneForMarshal(row))
	}
}

// appendInterval appends a stretch of time as DuckDB writes and reads it, such as
// "2 months 3 days 04:05:06".
func appendInterval(dst []byte, v arrow.MonthDayNanoInterval) []byte {
	begun := len(dst)
	for _, part := range []struct {
		n    int32
		unit string
	}{{v.Months / 12, "year"}, {v.Months % 12, "month"}, {v.Days, "day"}} {
		if part.n == 0 {
			continue
		}
		dst = append(strconv.AppendInt(dst, int64(part.n), 10), ' ')
		dst = append(dst, part.unit...)
		if part.n != 1 && part.n != -1 {
			dst = append(dst, 's')
		}
		dst = append(dst, ' ')
	}
	if v.Nanoseconds == 0 && len(dst) > begun {
		return dst[:len(dst)-1]
	}
	return appendClock(dst, time.Duration(v.Nanoseconds))
}

// appendClock appends hours, minutes and seconds, with microseconds where there are any.
func appendClock(dst []byte, d time.Duration) []byte {
	if d < 0 {
		dst, d = append(dst, '-'), -d
	}
	dst = fmt.Appendf(dst, "%02d:%02d:%02d", d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second)
	if micros := d % time.Second / time.Microsecond; micros > 0 {
		dst = bytes.TrimRight(fmt.Appendf(dst, ".%06d", micros), "0")
	}
	return dst
}

// appendNumber appends a number, or null where it is not finite.
func appendNumber(dst []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(dst, "null"...)
	}
	return appendFloat(dst, v)
}

// appendFloat appends a number without an exponent where a person would write none.
func appendFloat(dst []byte, v float64) []byte {
	form := byte('f')
	if size := math.Abs(v); size != 0 && (size < 1e-6 || size >= 1e21) {
		form = 'e'
	}
	if v == 0 {
		v = 0 // no negative zero
	}
	return strconv.AppendFloat(dst, v, form, -1, 64)
}

// appendQuoted appends any other value as encoding/json writes it, with <, > and & as
// they are.
func appendQuoted(dst []byte, v any) ([]byte, error) {
	buf := bytes.NewBuffer(dst)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return dst, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

func scale(col *array.Decimal128) int32 {
	return col.DataType().(*arrow.Decimal128Type).Scale
}

// numeric says whether a column is aligned to the right.
func numeric(f arrow.Field) bool {
	id := f.Type.ID()
	return arrow.IsInteger(id) || arrow.IsFloating(id) || arrow.IsDecimal(id)
}
