package sqldb

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
)

// TestCells gives values as drivers do: go-mssqldb in particular, of which there is no
// server for tests. Its types are in its documentation under doc/how-to-use-parameters
// and in makeGoLangTypeName.
func TestCells(t *testing.T) {
	guid, err := mssql.UniqueIdentifier{0x6F, 0x96, 0x19, 0xFF, 0x8B, 0x86, 0xD0, 0x11, 0xB4, 0x2D, 0, 0xC0, 0x4F, 0xC9, 0x64, 0xFF}.Value()
	if err != nil {
		t.Fatal(err)
	}
	chicago := time.FixedZone("", -5*3600)
	evening := time.Date(2024, 7, 1, 22, 30, 0, 500_000_000, time.UTC)
	for _, c := range []struct {
		kind string // the driver's name of the column's type
		from any
		want any // as Any gives it
		of   Kind
	}{
		{"NVARCHAR", "Łódź", "Łódź", Text},
		{"NCHAR", "a  ", "a  ", Text},
		{"UNIQUEIDENTIFIER", guid, "6F9619FF-8B86-D011-B42D-00C04FC964FF", Text},
		{"UNIQUEIDENTIFIER", "6F9619FF-8B86-D011-B42D-00C04FC964FF", "6F9619FF-8B86-D011-B42D-00C04FC964FF", Text},
		{"BIGINT", int64(math.MinInt64), int64(math.MinInt64), Integer},
		{"TINYINT", int64(255), int64(255), Integer},
		{"UNSIGNED BIGINT", uint64(7), int64(7), Integer},
		{"UNSIGNED BIGINT", uint64(math.MaxUint64), "18446744073709551615", Decimal},
		{"INT", []byte("12"), int64(12), Integer},
		{"INT", []byte("x"), "x", Invalid},
		{"DECIMAL", []byte("1234.50"), "1234.50", Decimal},
		{"MONEY", []byte("922337203685477.5807"), "922337203685477.5807", Decimal},
		{"REAL", float32(0.1), 0.1, Float},
		{"FLOAT", 1.5, 1.5, Float},
		{"FLOAT", []byte("1.5"), 1.5, Float},
		{"BIT", true, true, Boolean},
		{"BIT", false, false, Boolean},
		{"BIT", []byte{1}, true, Boolean},
		{"BIT", []byte{2}, "\x02", Invalid},
		{"BOOLEAN", int64(1), true, Boolean},
		{"BOOLEAN", int64(2), int64(2), Integer},
		{"DATE", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), Date},
		{"DATE", time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC), Date},
		{"DATETIME2", evening, evening, Local},
		{"DATETIME", time.Date(2024, 7, 1, 22, 30, 0, 500_000_000, chicago), evening, Local},
		{"SMALLDATETIME", evening, evening, Local},
		{"DATETIMEOFFSET", time.Date(2024, 7, 1, 17, 30, 0, 500_000_000, chicago), evening, Instant},
		{"VARBINARY", []byte("a"), []byte("a"), Bytes},
		{"XML", "<a/>", "<a/>", Other},
		{"TIME", time.Date(1, 1, 1, 12, 30, 0, 0, time.UTC), "0001-01-01T12:30:00Z", Invalid},
		{"VARCHAR(20)", "x", "x", Text},
		{"decimal(10,2)", "1.5", "1.5", Decimal},
		{"INT", nil, nil, Null},
		{"INT", struct{}{}, "", Invalid},
	} {
		cell := cell{kind: driverKind(nil, c.kind), guid: c.kind == "UNIQUEIDENTIFIER"}
		if err := cell.Scan(c.from); err != nil {
			t.Fatal(err)
		}
		got := cell.value.Any()
		if !reflect.DeepEqual(got, c.want) || cell.value.Kind != c.of {
			t.Errorf("%s %v is %v of kind %s, want %v of kind %s", c.kind, c.from, got, cell.value.Kind, c.want, c.of)
		}
	}
}

func TestKindOfATimestampDependsOnTheServer(t *testing.T) {
	if k := driverKind(mysqlKinds, "TIMESTAMP"); k != Instant {
		t.Errorf("of MySQL it is %s", k)
	}
	if k := driverKind(nil, "TIMESTAMP"); k != Local {
		t.Errorf("of others it is %s", k)
	}
}

// FuzzDecode gives any bytes as a value of any type: none may panic, and what is made is
// of the type's kind or invalid, and bounded.
func FuzzDecode(f *testing.F) {
	f.Add(uint32(1700), []byte{0, 2, 0, 0, 0, 0, 0, 2, 0, 1, 0x13, 0x88})
	f.Add(uint32(1700), []byte{0, 0, 0x7f, 0xff, 0x40, 0, 0xff, 0xff})
	f.Add(uint32(2950), bytes.Repeat([]byte{7}, 16))
	f.Add(uint32(oidDate), []byte{0x7f, 0xff, 0xff, 0xff})
	f.Add(uint32(oidTimestamp), []byte{0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe})
	f.Add(uint32(701), []byte{0x7f, 0xf8, 0, 0, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, oid uint32, raw []byte) {
		b, ok := builtIn[oid]
		if !ok {
			t.Skip()
		}
		s := make(scratch, 0, 8)
		v := decoderOf(oid, b.kind)(raw, &s)
		if v.Kind != b.kind && v.Kind != Invalid {
			t.Fatalf("%s gives %s", b.name, v.Kind)
		}
		if len(v.Text) > len(raw)+4*65_536*2 {
			t.Fatalf("%d bytes of %d", len(v.Text), len(raw))
		}
		v.Any()
		if v.Kind == Decimal && strings.Trim(string(v.Text), "0123456789.-") != "" {
			t.Fatalf("a number of %q", v.Text)
		}
		again := make(scratch, 0, 8)
		if w := decoderOf(oid, b.kind)(raw, &again); !bytes.Equal(w.Text, v.Text) || w.Int != v.Int {
			t.Fatal("decoded another way the second time")
		}
	})
}
