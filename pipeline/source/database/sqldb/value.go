package sqldb

import (
	"strconv"
	"time"
)

// Kind is what a value or a column of a result is, whatever the server calls it.
type Kind uint8

const (
	Null    Kind = iota // no value
	Text                // UTF-8, as the server has it: padding is not trimmed
	Integer             // 64 bits, signed
	Decimal             // exact, as digits in a text
	Float               // binary floating point
	Boolean             // true or false
	Date                // a calendar date
	Local               // a date and time without a zone
	Instant             // a date and time with a zone or an offset
	Bytes               // binary
	Other               // a type that has no place in a canonical table, as the server writes it
	Invalid             // a value with no meaning in its type, such as MySQL's date 0000-00-00 or PostgreSQL's infinity
)

// String names the kind in messages.
func (k Kind) String() string {
	return [...]string{
		"nothing", "text", "a whole number", "an exact number", "a floating-point number", "true or false",
		"a date", "a time without zone", "a time with zone", "binary", "of another type", "without meaning",
	}[k]
}

// Column is a column of a result.
type Column struct {
	Name string // as the server gives it
	Type string // the server's name of its type, lower case
	Kind Kind
}

// Value is one value of a row.
type Value struct {
	Kind  Kind
	Text  []byte  // of a text, decimal, bytes or other, and of what is invalid
	Int   int64   // an integer; 0 or 1; days, or microseconds, since 1970: of the wall clock if local, else of UTC
	Float float64 // a floating-point number
}

// Any is the value as nil, string, int64, float64, bool, time.Time or []byte. A decimal
// is a string; a date, and the wall clock of a local time, are times in UTC.
func (v Value) Any() any {
	switch v.Kind {
	case Null:
		return nil
	case Integer:
		return v.Int
	case Float:
		return v.Float
	case Boolean:
		return v.Int != 0
	case Date:
		return time.Unix(v.Int*86_400, 0).UTC()
	case Local, Instant:
		return time.UnixMicro(v.Int).UTC()
	case Bytes:
		return append([]byte{}, v.Text...)
	default:
		return string(v.Text)
	}
}

// valueOf is the value of an argument.
func valueOf(arg any) Value {
	switch a := arg.(type) {
	case Value:
		return a
	case int64:
		return Value{Kind: Integer, Int: a}
	case int:
		return Value{Kind: Integer, Int: int64(a)}
	case time.Time:
		return Value{Kind: Instant, Int: a.UnixMicro()}
	case string:
		return Value{Kind: Text, Text: []byte(a)}
	default:
		panic("sqldb: an argument is a Value, an integer, a time or a text")
	}
}

// local is the wall clock of a time, in microseconds since 1970 as if it were in UTC.
func local(t time.Time) int64 {
	_, offset := t.Zone()
	return t.UnixMicro() + int64(offset)*1_000_000
}

// date is the calendar date of a time, in days since 1970.
func date(t time.Time) int64 {
	seconds := local(t) / 1_000_000
	if days := seconds / 86_400; seconds%86_400 >= 0 {
		return days
	}
	return seconds/86_400 - 1
}

// literal is the value as a text that servers read; an instant is in UTC.
func (v Value) literal() []byte {
	at := time.UnixMicro(v.Int).UTC()
	switch v.Kind {
	case Integer:
		return strconv.AppendInt(nil, v.Int, 10)
	case Date:
		return time.Unix(v.Int*86_400, 0).UTC().AppendFormat(nil, time.DateOnly)
	case Local, Instant:
		return at.AppendFormat(nil, "2006-01-02 15:04:05.999999")
	default:
		return v.Text
	}
}
