package sqldb

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"strconv"
)

// Numbers of types that are given with arguments or asked for by name.
const (
	oidInt8        = 20
	oidOid         = 26
	oidDate        = 1082
	oidTimestamp   = 1114
	oidTimestamptz = 1184
)

// builtIn are the types of PostgreSQL by their numbers, as pg_type.dat of its source has
// them; types that are missing have no place in a canonical table.
var builtIn = map[uint32]struct {
	name string
	kind Kind
}{
	16: {"boolean", Boolean}, 17: {"bytea", Bytes}, 18: {`"char"`, Text}, 19: {"name", Text},
	oidInt8: {"bigint", Integer}, 21: {"smallint", Integer}, 23: {"integer", Integer}, 25: {"text", Text},
	oidOid: {"oid", Integer}, 114: {"json", Other}, 142: {"xml", Other}, 700: {"real", Float}, 701: {"double precision", Float},
	705: {"unknown", Text}, 790: {"money", Other}, 1042: {"char", Text}, 1043: {"varchar", Text},
	oidDate: {"date", Date}, 1083: {"time", Other}, oidTimestamp: {"timestamp without time zone", Local},
	oidTimestamptz: {"timestamp with time zone", Instant}, 1186: {"interval", Other}, 1266: {"time with time zone", Other},
	1700: {"numeric", Decimal}, 2950: {"uuid", Text}, 3802: {"jsonb", Other},
}

// scratch holds the texts that are made for a row.
type scratch []byte

// decoder reads a value in the server's binary form. One that is not of the length that
// its type has is invalid.
type decoder func(raw []byte, s *scratch) Value

// decoderOf finds the decoder of a type.
func decoderOf(oid uint32, kind Kind) decoder {
	switch kind {
	case Text:
		if oid == 2950 {
			return decodeUUID
		}
		return func(raw []byte, _ *scratch) Value { return Value{Kind: Text, Text: raw} }
	case Integer:
		if oid == oidOid {
			return decodeOid
		}
		return decodeInteger
	case Decimal:
		return decodeNumeric
	case Float:
		return decodeFloat
	case Boolean:
		return decodeBoolean
	case Date:
		return decodeDate
	case Local, Instant:
		return decodeMicros(kind)
	default:
		return func(raw []byte, _ *scratch) Value { return Value{Kind: kind, Text: raw} }
	}
}

func invalid(raw []byte) Value { return Value{Kind: Invalid, Text: raw} }

// named is an invalid value that has a name.
func (s *scratch) named(name string) Value { return invalid(s.since(len(*s), name)) }

// since adds a text, and gives what was added from a place on.
func (s *scratch) since(start int, text string) []byte {
	*s = append(*s, text...)
	return (*s)[start:len(*s):len(*s)]
}

func decodeBoolean(raw []byte, _ *scratch) Value {
	if len(raw) != 1 {
		return invalid(raw)
	}
	return Value{Kind: Boolean, Int: int64(raw[0] & 1)}
}

func decodeInteger(raw []byte, _ *scratch) Value {
	v := Value{Kind: Integer}
	switch len(raw) {
	case 2:
		v.Int = int64(int16(binary.BigEndian.Uint16(raw)))
	case 4:
		v.Int = int64(int32(binary.BigEndian.Uint32(raw)))
	case 8:
		v.Int = int64(binary.BigEndian.Uint64(raw))
	default:
		return invalid(raw)
	}
	return v
}

func decodeOid(raw []byte, _ *scratch) Value {
	if len(raw) != 4 {
		return invalid(raw)
	}
	return Value{Kind: Integer, Int: int64(binary.BigEndian.Uint32(raw))}
}

func decodeFloat(raw []byte, _ *scratch) Value {
	switch len(raw) {
	case 4: // the shortest decimal of the smaller type, so that 0.1 stays 0.1
		f := math.Float32frombits(binary.BigEndian.Uint32(raw))
		v, _ := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'g', -1, 32), 64)
		return Value{Kind: Float, Float: v}
	case 8:
		return Value{Kind: Float, Float: math.Float64frombits(binary.BigEndian.Uint64(raw))}
	}
	return invalid(raw)
}

// decodeDate reads days since 1 January 2000, of which the first and the last stand for
// infinity.
func decodeDate(raw []byte, s *scratch) Value {
	if len(raw) != 4 {
		return invalid(raw)
	}
	days := int32(binary.BigEndian.Uint32(raw))
	if days == math.MaxInt32 || days == math.MinInt32 {
		return s.named("infinity")
	}
	const from1970 = 10_957
	return Value{Kind: Date, Int: int64(days) + from1970}
}

// decodeMicros reads microseconds since 1 January 2000, alike.
func decodeMicros(kind Kind) decoder {
	return func(raw []byte, s *scratch) Value {
		if len(raw) != 8 {
			return invalid(raw)
		}
		micros := int64(binary.BigEndian.Uint64(raw))
		if micros == math.MaxInt64 || micros == math.MinInt64 {
			return s.named("infinity")
		}
		const from1970 = 946_684_800_000_000
		if micros > math.MaxInt64-from1970 {
			return s.named("out of range")
		}
		return Value{Kind: kind, Int: micros + from1970}
	}
}

func decodeUUID(raw []byte, s *scratch) Value {
	if len(raw) != 16 {
		return invalid(raw)
	}
	start := len(*s)
	for i, end := range []int{4, 6, 8, 10, 16} {
		if i > 0 {
			*s = append(*s, '-')
		}
		from := []int{0, 4, 6, 8, 10}[i]
		*s = hex.AppendEncode(*s, raw[from:end])
	}
	return Value{Kind: Text, Text: s.since(start, "")}
}

// decodeNumeric reads an exact number: digits to the base of 10,000, the power of that
// base at which the first stands, sign, and how many decimal places to show.
func decodeNumeric(raw []byte, s *scratch) Value {
	if len(raw) < 8 || len(raw) != 8+2*int(binary.BigEndian.Uint16(raw)) {
		return invalid(raw)
	}
	weight := int(int16(binary.BigEndian.Uint16(raw[2:])))
	sign := binary.BigEndian.Uint16(raw[4:])
	places := int(binary.BigEndian.Uint16(raw[6:]))
	digits := raw[8:]
	start := len(*s)
	switch sign {
	case 0:
	case 0x4000:
		*s = append(*s, '-')
	default:
		return s.named("not a number")
	}
	digit := func(power int) uint16 {
		if at := weight - power; at >= 0 && 2*at < len(digits) {
			return binary.BigEndian.Uint16(digits[2*at:])
		}
		return 0
	}
	*s = strconv.AppendUint(*s, uint64(digit(max(weight, 0))), 10)
	for power := weight - 1; power >= 0; power-- {
		*s = appendFour(*s, digit(power))
	}
	if places > 0 {
		*s = append(*s, '.')
		point := len(*s)
		for power := -1; len(*s)-point < places; power-- {
			*s = appendFour(*s, digit(power))
		}
		*s = (*s)[:point+places]
	}
	return Value{Kind: Decimal, Text: s.since(start, "")}
}

// appendFour adds the four decimal digits of one to the base of 10,000.
func appendFour(s scratch, digit uint16) scratch {
	return append(s, byte('0'+digit/1000%10), byte('0'+digit/100%10), byte('0'+digit/10%10), byte('0'+digit%10))
}
