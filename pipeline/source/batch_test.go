package source_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// everyKind is a table with a column of each kind.
var everyKind = &schema.Table{Name: "every_kind", Columns: []schema.Column{
	{Name: "text", Kind: schema.Text}, {Name: "integer", Kind: schema.Integer},
	{Name: "money", Kind: schema.Money}, {Name: "weight", Kind: schema.Weight}, {Name: "hours", Kind: schema.Hours},
	{Name: "boolean", Kind: schema.Boolean}, {Name: "date", Kind: schema.Date}, {Name: "instant", Kind: schema.Instant},
}}

func TestBatcherBuildsEveryKind(t *testing.T) {
	var got sourcetest.Collector
	b := source.NewBatcher(everyKind, &got)
	defer b.Release()
	b.Text("text", "Łódź")
	b.Integer("integer", -7)
	b.Decimal("money", decimal128.FromI64(123450))
	b.Decimal("weight", decimal128.FromI64(-12345))
	b.Decimal("hours", decimal128.FromI64(750))
	b.Boolean("boolean", true)
	b.Date("date", 19_000)
	b.Instant("instant", 1_700_000_000)
	finish(t, b)
	b.Text("text", "")
	b.Boolean("boolean", false)
	finish(t, b)
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	// 19,000 days and 1,700,000,000 seconds after 1970-01-01, as date -u -d says.
	want := sourcetest.Row{
		"text": "Łódź", "integer": "-7", "money": "1234.5", "weight": "-1.2345", "hours": "7.5",
		"boolean": "true", "date": "2022-01-08", "instant": "2023-11-14T22:13:20Z",
	}
	rows := got.Rows["every_kind"]
	if len(rows) != 2 {
		t.Fatalf("%d rows, want 2", len(rows))
	}
	for column, value := range want {
		if rows[0][column] != value {
			t.Errorf("%s is %q, want %q", column, rows[0][column], value)
		}
	}
	if len(rows[1]) != 1 || rows[1]["boolean"] != "false" {
		t.Errorf("second row %v, want nothing but false: an empty text and unset columns are null", rows[1])
	}
}

func TestBatcherBoundsBatches(t *testing.T) {
	var got sourcetest.Collector
	b := source.NewBatcher(everyKind, &got)
	defer b.Release()
	const rows = 2*source.BatchRows + 3
	for i := range rows {
		b.Integer("integer", int64(i))
		finish(t, b)
	}
	for range 2 { // the second flush has nothing to hand over
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	sizes := got.Batches["every_kind"]
	if len(sizes) != 3 || sizes[0] != source.BatchRows || sizes[1] != source.BatchRows || sizes[2] != 3 {
		t.Errorf("batches of %v rows, want full ones and the rest", sizes)
	}
	if last := got.Rows["every_kind"][rows-1]["integer"]; last != "131074" {
		t.Errorf("last row %s, want 131074", last)
	}
}

func TestBatcherDropsARow(t *testing.T) {
	var got sourcetest.Collector
	b := source.NewBatcher(everyKind, &got)
	defer b.Release()
	b.Text("text", "given up")
	b.Drop()
	b.Integer("integer", 1)
	finish(t, b)
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	if rows := got.Rows["every_kind"]; len(rows) != 1 || rows[0]["text"] != "" {
		t.Errorf("rows %v, want one without text", rows)
	}
}

// TestBatcherKeepsEveryRow sets random columns of random rows, some twice and in any
// order, and drops and flushes now and then; a plain slice of rows is what to expect.
func TestBatcherKeepsEveryRow(t *testing.T) {
	for seed := range uint64(40) {
		random := rand.New(rand.NewPCG(seed, 1))
		var got sourcetest.Collector
		b := source.NewStatedBatcher(everyKind, &got)
		var want []sourcetest.Row
		for range 700 {
			row := sourcetest.Row{}
			for range random.IntN(14) {
				setAny(b, random, row)
			}
			switch random.IntN(12) {
			case 0:
				b.Drop()
				continue
			case 1:
				if err := b.Flush(); err != nil { // what was set of this row is given up
					t.Fatal(err)
				}
				continue
			}
			finish(t, b)
			want = append(want, row)
		}
		b.Text("text", "never ended")
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
		b.Release()
		rows := got.Rows["every_kind"]
		if len(rows) != len(want) {
			t.Fatalf("seed %d: %d rows, want %d", seed, len(rows), len(want))
		}
		for i := range rows {
			if fmt.Sprint(rows[i]) != fmt.Sprint(want[i]) {
				t.Fatalf("seed %d: row %d is %v, want %v", seed, i, rows[i], want[i])
			}
		}
	}
}

// setAny sets one column of a row.
func setAny(b *source.Batcher, random *rand.Rand, row sourcetest.Row) {
	n := random.Int64N(2_000_000) - 1_000_000
	text := strings.Repeat("ü", random.IntN(4)) + strconv.FormatInt(n, 10)
	amount := func(scale int32) string { return decimal128.FromI64(n).ToString(scale) }
	switch random.IntN(10) {
	case 0:
		b.Text("text", text)
		row["text"] = text
	case 1:
		b.TextBytes("text", []byte(text))
		row["text"] = text
	case 2:
		b.Integer("integer", n)
		row["integer"] = strconv.FormatInt(n, 10)
	case 3:
		b.Decimal("money", decimal128.FromI64(n))
		row["money"] = trimZeros(amount(2))
	case 4:
		b.Decimal("weight", decimal128.FromI64(n))
		row["weight"] = trimZeros(amount(4))
	case 5:
		b.Decimal("hours", decimal128.FromI64(n))
		row["hours"] = trimZeros(amount(2))
	case 6:
		b.Boolean("boolean", n%2 == 0)
		row["boolean"] = strconv.FormatBool(n%2 == 0)
	case 7:
		b.Date("date", arrow.Date32(n%100_000))
		row["date"] = time.Unix(n%100_000*86_400, 0).UTC().Format(time.DateOnly)
	case 8:
		b.Instant("instant", arrow.Timestamp(n*1000))
		row["instant"] = time.Unix(n*1000, 0).UTC().Format(time.RFC3339)
	case 9:
		b.Stated(n)
		row[source.Stated] = strconv.FormatInt(n, 10)
	}
}

// trimZeros is a decimal as Arrow prints it.
func trimZeros(decimal string) string {
	return strings.TrimSuffix(strings.TrimRight(decimal, "0"), ".")
}

// TestBatcherCopiesTexts uses the buffer of a text again.
func TestBatcherCopiesTexts(t *testing.T) {
	var got sourcetest.Collector
	b := source.NewBatcher(everyKind, &got)
	defer b.Release()
	buffer := []byte("first")
	b.TextBytes("text", buffer)
	copy(buffer, "later")
	finish(t, b)
	b.TextBytes("text", nil)
	finish(t, b)
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	if rows := got.Rows["every_kind"]; rows[0]["text"] != "first" || len(rows[1]) != 0 {
		t.Errorf("rows %v, want the first text, and nothing for an empty one", rows)
	}
}

// TestBatcherBoundsText hands over a batch before it holds much more than 16 MiB of text,
// and leaves a batch alone that the sink has kept.
func TestBatcherBoundsText(t *testing.T) {
	out := &keeper{}
	b := source.NewBatcher(everyKind, out)
	defer b.Release()
	for i := range 40 {
		b.Text("text", strings.Repeat(string(rune('a'+i%26)), 1<<20))
		finish(t, b)
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	if len(out.kept) != 3 {
		t.Fatalf("%d batches of 40 MiB, want three", len(out.kept))
	}
	row := 0
	for _, rec := range out.kept {
		texts := rec.Column(0).(*array.String)
		for i := range texts.Len() {
			if text := texts.Value(i); len(text) != 1<<20 || text[0] != byte('a'+row%26) || text[1<<20-1] != text[0] {
				t.Fatalf("row %d has another text", row)
			}
			row++
		}
		rec.Release()
	}
}

// keeper is a sink that keeps the batches themselves.
type keeper struct {
	source.Sink
	kept []arrow.RecordBatch
}

func (k *keeper) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	rec.Retain()
	k.kept = append(k.kept, rec)
	return nil
}

func TestBatcherReturnsTheSinksError(t *testing.T) {
	full := errors.New("full")
	b := source.NewBatcher(everyKind, &sourcetest.Collector{Then: func() error { return full }})
	defer b.Release()
	b.Integer("integer", 1)
	finish(t, b)
	if err := b.Flush(); !errors.Is(err, full) {
		t.Errorf("error %v, want that of the sink", err)
	}
}

func TestBatcherPanicsOnWhatNoTableHas(t *testing.T) {
	b := source.NewBatcher(everyKind, &sourcetest.Collector{})
	defer b.Release()
	for name, set := range map[string]func(){
		"no such column": func() { b.Text("nothing", "x") },
		"another kind":   func() { b.Date("integer", arrow.Date32(1)) },
		"not stated":     func() { b.Stated(1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			set()
		})
	}
}

func finish(t *testing.T, b *source.Batcher) {
	t.Helper()
	if err := b.Next(); err != nil {
		t.Fatal(err)
	}
}
