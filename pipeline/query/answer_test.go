package query

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/fault"
)

const columns = `-- title: T
-- answers: A?
-- column: name text? - A text.
-- column: k int - A count.
-- column: n int? - A count.
-- column: x real? - A number.
-- column: d date? - A day.
-- column: b bool? - A flag.
-- metric: share = proportion(k, n)
SELECT 1 ORDER BY k`

var fields = []arrow.Field{
	{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "k", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
	{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "x", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	{Name: "d", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	{Name: "b", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
}

// batch builds a record of JSON values, a list a row.
func batch(t *testing.T, fields []arrow.Field, rows ...string) arrow.RecordBatch {
	t.Helper()
	schema := arrow.NewSchema(fields, nil)
	var lines []string
	for _, r := range rows {
		cells := strings.Split(r, "|")
		for i, f := range fields {
			cells[i] = fmt.Sprintf("%q: %s", f.Name, cells[i])
		}
		lines = append(lines, "{"+strings.Join(cells, ",")+"}")
	}
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader("["+strings.Join(lines, ",")+"]"))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// reader gives records in batches.
func reader(t *testing.T, fields []arrow.Field, batches ...arrow.RecordBatch) array.RecordReader {
	t.Helper()
	r, err := array.NewRecordReader(arrow.NewSchema(fields, nil), batches)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func collect(t *testing.T, r array.RecordReader) *Answer {
	t.Helper()
	a, err := mustParse(t, columns).Collect(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCollect(t *testing.T) {
	a := collect(t, reader(t, fields,
		batch(t, fields, `"é"|1|4|0.5|"2024-02-29"|true`, `null|0|null|null|null|null`),
		batch(t, fields, `""|2|2|-0.0|"1970-01-01"|false`)))
	if a.Len() != 3 {
		t.Fatalf("%d rows", a.Len())
	}
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct{ got, want any }{
		"name":   {a.Text("name"), []string{"é", "", ""}},
		"k":      {a.Int("k"), []int64{1, 0, 2}},
		"n":      {a.Int("n"), []int64{4, 0, 2}},
		"x":      {a.Real("x"), []float64{.5, 0, 0}},
		"d":      {a.Date("d"), []time.Time{day(2024, 2, 29), {}, day(1970, 1, 1)}},
		"b":      {a.Bool("b"), []bool{true, false, false}},
		"null":   {a.Null("name"), []bool{false, true, false}},
		"number": {a.Number("k"), []float64{1, 0, 2}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: got %v, want %v", name, c.got, c.want)
		}
	}
	if math.Signbit(a.Real("x")[2]) {
		t.Error("negative zero")
	}
	estimates := a.Estimates("share")
	if estimates[0].Value != .25 || estimates[1].Defined() || estimates[2].Value != 1 {
		t.Errorf("estimates %+v", estimates)
	}
	var csv bytes.Buffer
	if err := a.WriteCSV(&csv); err != nil {
		t.Fatal(err)
	}
	const want = "name,k,n,x,d,b\né,1,4,0.5,2024-02-29,true\n,0,,,,\n,2,2,0,1970-01-01,false\n"
	if csv.String() != want {
		t.Errorf("got %q", csv.String())
	}
}

// TestCollectCopiesStrings writes over the memory of a batch, as an engine does.
func TestCollectCopiesStrings(t *testing.T) {
	rec := batch(t, fields, `"clinic"|1|1|1|"2024-01-01"|true`)
	a := collect(t, reader(t, fields, rec))
	inside := rec.Column(0).(*array.String).Value(0)
	copy(unsafe.Slice(unsafe.StringData(inside), len(inside)), "XXXXXX")
	if got := a.Text("name")[0]; got != "clinic" {
		t.Errorf("the answer now says %q", got)
	}
}

// TestCellsHaveNoExponent: dollars are written as people write them, and give the number back.
func TestCellsHaveNoExponent(t *testing.T) {
	a := collect(t, reader(t, fields, batch(t, fields, `"a"|1|1|8807262.64|"2024-01-01"|true`, `"b"|1|1|0.00001|"2024-01-01"|true`, `"c"|1|1|-2500000|"2024-01-01"|true`)))
	for row, want := range []string{"8807262.64", "0.00001", "-2500000"} {
		if got := a.Cell(row, 3); got != want {
			t.Errorf("row %d is %s, want %s", row, got, want)
		}
	}
}

func TestCollectRefuses(t *testing.T) {
	change := func(i int, f arrow.Field) []arrow.Field {
		out := append([]arrow.Field(nil), fields...)
		out[i] = f
		return out
	}
	swapped := append([]arrow.Field{fields[1], fields[0]}, fields[2:]...)
	cases := []struct {
		name   string
		fields []arrow.Field
		says   []string
	}{
		{"another name", change(0, arrow.Field{Name: "nom", Type: arrow.BinaryTypes.String}), []string{"nom is not declared", "name is missing"}},
		{"another type", change(1, arrow.Field{Name: "k", Type: arrow.BinaryTypes.String}), []string{"k is utf8 and declared int"}},
		{"decimal", change(3, arrow.Field{Name: "x", Type: &arrow.Decimal128Type{Precision: 38}}), []string{"x is decimal(38, 0) and declared real"}},
		{"timestamp", change(4, arrow.Field{Name: "d", Type: arrow.FixedWidthTypes.Timestamp_us}), []string{"declared date"}},
		{"too few", fields[:5], []string{"b is missing"}},
		{"another order", swapped, []string{"another order"}},
		{"twice", append(append([]arrow.Field(nil), fields...), fields[0]), []string{"twice"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := mustParse(t, columns).Collect(reader(t, c.fields))
			if fault.KindOf(err) != fault.Query {
				t.Fatalf("kind %d: %v", fault.KindOf(err), err)
			}
			for _, says := range c.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("%q does not say %q", err, says)
				}
			}
		})
	}
}

func TestCollectRefusesValues(t *testing.T) {
	infinite := func(x float64) arrow.RecordBatch {
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
		b.Field(0).(*array.StringBuilder).Append("a")
		b.Field(1).(*array.Int32Builder).Append(1)
		b.Field(2).(*array.Int64Builder).Append(1)
		b.Field(3).(*array.Float64Builder).Append(x)
		b.Field(4).(*array.Date32Builder).Append(1)
		b.Field(5).(*array.BooleanBuilder).Append(true)
		return b.NewRecordBatch()
	}
	for name, c := range map[string]struct {
		rec  arrow.RecordBatch
		says string
	}{
		"empty count":  {batch(t, fields, `"a"|null|1|1|"2024-01-01"|true`), "column k has an empty value"},
		"infinity":     {infinite(math.Inf(-1)), "column x has a number that is not finite"},
		"not a number": {infinite(math.NaN()), "column x has a number that is not finite"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := mustParse(t, columns).Collect(reader(t, fields, c.rec))
			if fault.KindOf(err) != fault.Query || !strings.Contains(err.Error(), c.says) {
				t.Errorf("kind %d: %v", fault.KindOf(err), err)
			}
		})
	}
}

func TestAccessorsPanicOnWhatIsNotDeclared(t *testing.T) {
	a := collect(t, reader(t, fields))
	for name, call := range map[string]func(){
		"column": func() { a.Int("m") }, "type": func() { a.Int("name") },
		"number": func() { a.Number("name") }, "metric": func() { a.Estimates("rate") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			call()
		})
	}
}

// failing is an engine that answers with an error.
type failing struct{ err error }

func (f failing) Query(context.Context, string, ...any) (array.RecordReader, error) {
	return nil, f.err
}
func (f failing) String() string { return "" }
func (f failing) Close() error   { return nil }

func TestRunNamesTheQuery(t *testing.T) {
	q := mustParse(t, columns)
	_, err := q.Run(context.Background(), failing{fault.New(fault.Unavailable, "", "out of memory", "")}, nil)
	if fault.KindOf(err) != fault.Unavailable || err.Error() != "topic/name: out of memory" {
		t.Errorf("kind %d: %v", fault.KindOf(err), err)
	}
	plain := errors.New("plain")
	if _, err := q.Run(context.Background(), failing{plain}, nil); !errors.Is(err, plain) {
		t.Errorf("got %v", err)
	}
}
