package source_test

import (
	"errors"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
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
