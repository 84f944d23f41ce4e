package sqldb

import (
	"math"
	"strconv"
	"strings"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
)

// driverKinds are the kinds of types by the names that drivers of database/sql give
// them, without what stands in parentheses.
var driverKinds = kindsOf(map[Kind]string{
	Text:    "CHAR BPCHAR NCHAR VARCHAR VARCHAR2 NVARCHAR NVARCHAR2 TEXT NTEXT TINYTEXT MEDIUMTEXT LONGTEXT CLOB NCLOB STRING ENUM SET NAME UNIQUEIDENTIFIER UUID",
	Integer: "TINYINT SMALLINT MEDIUMINT INT INTEGER BIGINT INT2 INT4 INT8 UTINYINT USMALLINT UINTEGER UBIGINT YEAR",
	Decimal: "DECIMAL NUMERIC NUMBER MONEY SMALLMONEY HUGEINT",
	Float:   "FLOAT DOUBLE REAL FLOAT4 FLOAT8 BINARY_FLOAT BINARY_DOUBLE",
	Boolean: "BIT BOOL BOOLEAN",
	Date:    "DATE",
	Local:   "DATETIME DATETIME2 SMALLDATETIME TIMESTAMP",
	Instant: "DATETIMEOFFSET TIMESTAMPTZ",
	Bytes:   "BINARY VARBINARY BLOB TINYBLOB MEDIUMBLOB LONGBLOB IMAGE BYTEA RAW",
})

func kindsOf(names map[Kind]string) map[string]Kind {
	kinds := map[string]Kind{}
	for k, all := range names {
		for name := range strings.FieldsSeq(all) {
			kinds[name] = k
		}
	}
	return kinds
}

// driverKind is the kind of a type, of which a driver may know better.
func driverKind(better map[string]Kind, name string) Kind {
	name, _, _ = strings.Cut(strings.ToUpper(name), "(")
	name = strings.TrimSpace(strings.TrimPrefix(name, "UNSIGNED "))
	if k, ok := better[name]; ok {
		return k
	}
	if k, ok := driverKinds[name]; ok {
		return k
	}
	return Other
}

// cell takes one value of each row from a driver.
type cell struct {
	kind  Kind
	guid  bool // SQL Server's uniqueidentifier, whose first half has its bytes in another order
	value Value
}

// Scan takes a value. Bytes are the driver's until the next row.
func (c *cell) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		c.value = Value{}
	case int64:
		c.value = c.whole(s)
	case uint64:
		c.value = c.unsigned(s)
	case float64:
		c.value = Value{Kind: Float, Float: s}
	case float32:
		// The shortest decimal of the smaller type, so that 0.1 stays 0.1.
		f, _ := strconv.ParseFloat(strconv.FormatFloat(float64(s), 'g', -1, 32), 64)
		c.value = Value{Kind: Float, Float: f}
	case bool:
		c.value = Value{Kind: Boolean}
		if s {
			c.value.Int = 1
		}
	case time.Time:
		c.value = c.moment(s)
	case []byte:
		c.value = c.text(s)
	case string:
		c.value = c.text([]byte(s))
	default:
		c.value = invalid(nil)
	}
	return nil
}

func (c *cell) whole(n int64) Value {
	if c.kind == Boolean && (n == 0 || n == 1) {
		return Value{Kind: Boolean, Int: n}
	}
	return Value{Kind: Integer, Int: n}
}

// unsigned keeps a number that no integer holds as its digits.
func (c *cell) unsigned(n uint64) Value {
	if n > math.MaxInt64 {
		return Value{Kind: Decimal, Text: strconv.AppendUint(nil, n, 10)}
	}
	return c.whole(int64(n))
}

// moment is a time in the column's kind.
func (c *cell) moment(t time.Time) Value {
	switch c.kind {
	case Date:
		return Value{Kind: Date, Int: date(t)}
	case Local:
		return Value{Kind: Local, Int: local(t)}
	case Instant:
		return Value{Kind: Instant, Int: t.UnixMicro()}
	default:
		return invalid(t.AppendFormat(nil, time.RFC3339Nano))
	}
}

// text is a value that the driver gives as text or bytes.
func (c *cell) text(raw []byte) Value {
	switch c.kind {
	case Integer:
		n, err := strconv.ParseInt(string(raw), 10, 64)
		if err != nil {
			return invalid(raw)
		}
		return Value{Kind: Integer, Int: n}
	case Boolean:
		return bit(raw)
	case Date, Local, Instant:
		return c.written(raw)
	case Text:
		if c.guid {
			return guid(raw)
		}
	case Float:
		f, err := strconv.ParseFloat(string(raw), 64)
		if err != nil {
			return invalid(raw)
		}
		return Value{Kind: Float, Float: f}
	}
	return Value{Kind: c.kind, Text: raw}
}

// bit is MySQL's bit(1).
func bit(raw []byte) Value {
	if len(raw) != 1 || raw[0] > 1 {
		return invalid(raw)
	}
	return Value{Kind: Boolean, Int: int64(raw[0])}
}

// written is a date or time as MySQL writes it; the zero date is none.
func (c *cell) written(raw []byte) Value {
	layout := time.DateTime // which takes a fraction too
	if c.kind == Date {
		layout = time.DateOnly
	}
	t, err := time.Parse(layout, string(raw))
	if err != nil {
		return invalid(raw)
	}
	return c.moment(t)
}

// guid is a uniqueidentifier as SQL Server writes it.
func guid(raw []byte) Value {
	if len(raw) != 16 {
		return Value{Kind: Text, Text: raw}
	}
	var id mssql.UniqueIdentifier
	if err := id.Scan(raw); err != nil {
		return invalid(raw)
	}
	return Value{Kind: Text, Text: []byte(id.String())}
}
