package batch

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// schema has one column of each way in which Arrow lays out values.
var schema = arrow.NewSchema([]arrow.Field{
	{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true}, {Name: "flag", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "text", Type: arrow.BinaryTypes.String, Nullable: true}, {Name: "list", Type: arrow.ListOf(arrow.BinaryTypes.String), Nullable: true},
	{Name: "pair", Type: arrow.StructOf(arrow.Field{Name: "a", Type: arrow.PrimitiveTypes.Int32, Nullable: true}), Nullable: true},
	{Name: "amount", Type: &arrow.Decimal128Type{Precision: 18, Scale: 2}, Nullable: true},
}, nil)

// rows makes batches of these lengths, whose rows are told apart and have missing values.
func rows(t *testing.T, wide int, lengths ...int) (batches []arrow.RecordBatch) {
	t.Helper()
	var lines []string
	for _, length := range lengths {
		lines = lines[:0]
		for i := range length {
			lines = append(lines, fmt.Sprintf(`{"n": %d, "flag": %t, "text": %q, "list": ["a%d", null], "pair": {"a": %d}, "amount": "%d.25"}`,
				len(batches)*10_000+i, i%3 == 0, strings.Repeat("é", wide)+fmt.Sprint(i), i, i, i), `{"n": null, "text": null, "list": null, "pair": null}`)
		}
		b, _, err := array.RecordFromJSON(memory.DefaultAllocator, schema, strings.NewReader("["+strings.Join(lines, ",")+"]"))
		if err != nil {
			t.Fatal(err)
		}
		batches = append(batches, b)
	}
	return batches
}

// told is every row of a reader as text, with the number of batches.
func told(t *testing.T, r array.RecordReader) (text []string, batches int, largestBatch int64) {
	t.Helper()
	for r.Next() {
		b := r.RecordBatch()
		batches, largestBatch = batches+1, max(largestBatch, Size(b))
		if err := Check(b); err != nil {
			t.Error(err)
		}
		for i := range int(b.NumRows()) {
			var row strings.Builder
			for _, c := range b.Columns() {
				row.WriteString(c.ValueStr(i) + "|")
			}
			text = append(text, row.String())
		}
	}
	if r.Err() != nil {
		t.Error(r.Err())
	}
	return text, batches, largestBatch
}

func TestGatheredRowsAreTheSame(t *testing.T) {
	for name, c := range map[string]struct {
		wide    int
		lengths []int
		most    int64
		batches int
	}{
		"many small ones":      {1, []int{1, 7, 8, 9, 64, 100, 0, 3}, largest, 1},
		"none":                 {1, nil, largest, 0},
		"one":                  {1, []int{5}, largest, 1},
		"each too large":       {30_000, []int{20, 20, 20}, largest, 3},
		"more than one of all": {300, []int{100, 100, 100, 100, 100}, largest, 2},
		"a lower limit":        {1, []int{10, 10, 10}, 100, 3},
	} {
		t.Run(name, func(t *testing.T) {
			batches := rows(t, c.wide, c.lengths...)
			plain, err := array.NewRecordReader(schema, batches)
			if err != nil {
				t.Fatal(err)
			}
			from, err := array.NewRecordReader(schema, batches)
			if err != nil {
				t.Fatal(err)
			}
			want, _, _ := told(t, plain)
			gathered := Gather(from, c.most)
			got, n, size := told(t, gathered)
			gathered.Release()
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%d rows of %d, or others", len(got), len(want))
			}
			if n != c.batches || n == 1 && size > largest {
				t.Errorf("%d batches, want %d; the largest has %d bytes", n, c.batches, size)
			}
		})
	}
}

// TestDictionariesAreNotGathered: who writes an Arrow stream remembers the last dictionary,
// beyond the memory of a gathered batch.
func TestDictionariesAreNotGathered(t *testing.T) {
	words := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint8, ValueType: arrow.BinaryTypes.String}
	for _, c := range []struct {
		kind arrow.DataType
		may  bool
	}{
		{words, false}, {arrow.ListOf(words), false}, {arrow.StructOf(arrow.Field{Name: "a", Type: words}), false},
		{arrow.MapOf(arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64), true}, {arrow.FixedSizeListOf(2, words), false},
		{arrow.SparseUnionOf([]arrow.Field{{Name: "a", Type: arrow.PrimitiveTypes.Int64}}, []arrow.UnionTypeCode{0}), false},
	} {
		if may := joinable(c.kind); may != c.may {
			t.Errorf("%s is gathered: %t", c.kind, may)
		}
	}
}
