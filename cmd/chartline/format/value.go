package format

import (
	"bytes"
	"encoding/json"
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
	default:
		return appendQuoted(dst, col.GetOneForMarshal(row))
	}
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
