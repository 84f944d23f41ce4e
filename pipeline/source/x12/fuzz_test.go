package x12

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"
	"unicode/utf8"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source/sourcetest"
)

// FuzzRead reads anything as a file. It may refuse it or reject parts of it, and what it
// says is the same when it reads it again.
func FuzzRead(f *testing.F) {
	for _, text := range hospital {
		f.Add([]byte(text))
	}
	f.Add([]byte(file(1, "837", institutional4010, claims("20080120*1015",
		stay("A1", "3", "HI*BK:41071*BJ:78650*BN:E8800*ZZ:1", "HI*BF:4280*BP:33967:D8:20080110", "K3*POAYNZW", "HI*BE:01:::5*BI:74:RD8:20080101-20080102"),
		visit("V1", "HI*BK*8901*BF*87200*BF:5559", "SBR*P*18*******MA", "*IC*X")))))
	f.Add([]byte(isa(professional, 1) + "TA1*1~GS*HC*A*B*20250301*0900*1*X*1~ST*999*1~AK1*HC~SE*9*1~GE*1*1~IEA*1*1~"))
	zone := time.FixedZone("", -5*3600)
	f.Fuzz(func(t *testing.T, data []byte) {
		first, firstErr := readBytes(data, zone)
		second, secondErr := readBytes(data, zone)
		if fmt.Sprint(first, firstErr) != fmt.Sprint(second, secondErr) {
			t.Fatalf("read twice: %v and %v", firstErr, secondErr)
		}
		if firstErr != nil && fault.KindOf(firstErr) != fault.Input {
			t.Fatalf("error %v of kind %d", firstErr, fault.KindOf(firstErr))
		}
		checkFuzzed(t, first, len(data))
	})
}

// readBytes reads on one core; what panics is an internal error.
func readBytes(data []byte, zone *time.Location) (*sourcetest.Collector, error) {
	var got sourcetest.Collector
	err := readAll(context.Background(), "fuzz.x12", bytes.NewReader(data), site{facility: "F", zone: zone, zoned: true}, &got)
	return &got, err
}

func checkFuzzed(t *testing.T, got *sourcetest.Collector, size int) {
	t.Helper()
	for _, r := range got.Rejects {
		if r.Table == nil || r.Reason == "" || r.Record < 1 || len(r.Raw) > min(size, rawBytes) {
			t.Fatalf("reject %d of %v for %q with %d bytes", r.Record, r.Table, r.Reason, len(r.Raw))
		}
		if _, ok := r.Table.Column(r.Column); r.Column != "" && !ok {
			t.Fatalf("a reject blames %s.%s", r.Table.Name, r.Column)
		}
	}
	rows := len(got.Rejects)
	for table, all := range got.Rows {
		rows += len(all)
		for _, row := range all {
			for _, c := range schema.Must(table).Columns {
				if c.Required && c.Default == "" && row[c.Name] == "" {
					t.Fatalf("a row of %s without %s", table, c.Name)
				}
				if !utf8.ValidString(row[c.Name]) {
					t.Fatalf("%s.%s is not UTF-8", table, c.Name)
				}
			}
		}
	}
	if rows > 10+4*size { // a claim of six bytes makes eight rows, any other of fewer
		t.Fatalf("%d rows and rejects from %d bytes", rows, size)
	}
}
