package format_test

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/fault"
)

// numbers is an answer of n rows in batches of 2,048, as DuckDB gives them.
func numbers(t *testing.T, n int64) array.RecordReader {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	var batches []arrow.RecordBatch
	for i := range n {
		b.Field(0).(*array.Int64Builder).Append(i)
		if (i+1)%2048 == 0 || i == n-1 {
			batches = append(batches, b.NewRecordBatch())
		}
	}
	return reader(t, schema, batches...)
}

func reader(t *testing.T, schema *arrow.Schema, batches ...arrow.RecordBatch) array.RecordReader {
	t.Helper()
	r, err := array.NewRecordReader(schema, batches)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rowsOf reads a file back.
func rowsOf(t *testing.T, f format.Form, content []byte) (rows int64, groups int) {
	t.Helper()
	if f == format.Arrow {
		r, err := ipc.NewReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		for r.Next() {
			rows += r.RecordBatch().NumRows()
		}
		return rows, 0
	}
	p, err := file.NewParquetReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	r, err := pqarrow.NewFileReader(p, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	return table.NumRows(), p.NumRowGroups()
}

// TestBinaryFormsHoldEveryRow also holds Parquet to row groups of a size that its
// readers can share out, though the batches are small.
func TestBinaryFormsHoldEveryRow(t *testing.T) {
	const n = 300_000
	for _, f := range []format.Form{format.Parquet, format.Arrow} {
		t.Run(string(f), func(t *testing.T) {
			r := numbers(t, n)
			defer r.Release()
			var out bytes.Buffer
			if _, err := format.Write(&out, f, r); err != nil {
				t.Fatal(err)
			}
			rows, groups := rowsOf(t, f, out.Bytes())
			if rows != n {
				t.Errorf("%d rows, want %d", rows, n)
			}
			if f == format.Parquet && groups != 3 {
				t.Errorf("%d row groups, want 3 of at most 122,880 rows", groups)
			}
		})
	}
}

// TestFloats: no number loses a digit, and none that is not finite or is negative zero
// reaches a reader of JSON.
func TestFloats(t *testing.T) {
	cases := map[string]struct {
		value     float64
		csv, json string
	}{
		"whole":         {1_000_000, "1000000", "1000000"},
		"exact":         {0.1, "0.1", "0.1"},
		"tiny":          {1e-7, "1e-07", "1e-07"},
		"huge":          {1e22, "1e+22", "1e+22"},
		"negative zero": {math.Copysign(0, -1), "0", "0"},
		"not a number":  {math.NaN(), "NaN", "null"},
		"infinite":      {math.Inf(-1), "-Inf", "null"},
	}
	schema := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Float64}}, nil)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			for f, want := range map[format.Form]string{format.CSV: "x\n" + c.csv + "\n", format.JSON: "[\n{\"x\":" + c.json + "}\n]\n"} {
				b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
				defer b.Release()
				b.Field(0).(*array.Float64Builder).Append(c.value)
				var out bytes.Buffer
				if _, err := format.Write(&out, f, reader(t, schema, b.NewRecordBatch())); err != nil {
					t.Fatal(err)
				}
				if out.String() != want {
					t.Errorf("%s: %q, want %q", f, out.String(), want)
				}
			}
		})
	}
}

// full is a disk without space.
type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFullDiskIsUnavailable(t *testing.T) {
	for _, f := range format.Forms {
		r := numbers(t, 100_000)
		_, err := format.Write(full{}, f, r)
		r.Release()
		if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, errFull) {
			t.Errorf("%s: %v, want fault.Unavailable with its cause", f, err)
		}
	}
}

// TestGridKeepsToTheTerminal: what stands in a cell is no command, and stays in it.
func TestGridKeepsToTheTerminal(t *testing.T) {
	g := format.Grid{
		Columns: []format.Column{{Name: "text"}, {Name: "n", Numeric: true}},
		Rows:    [][]string{{"a\x1b[2Jb\tc\u202ed\ne", "1"}, {strings.Repeat("long ", 20), "10"}},
	}
	want := strings.Join([]string{
		"text                                                           n",
		"──────────────────────────────────────────────────────────────────",
		"a\ufffd[2Jb c\ufffdd                                                     1",
		"e",
		"long long long long long long long long long long long long   10",
		"long long long long long long long long",
	}, "\n")
	if got := g.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestTextForms: every row comes, and a value does not leave its cell.
func TestTextForms(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "a_b", Type: arrow.BinaryTypes.String, Nullable: true}, {Name: "n", Type: arrow.PrimitiveTypes.Int64},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	b.Field(0).(*array.StringBuilder).AppendValues([]string{"x|y\n<b>", ""}, []bool{true, false})
	b.Field(1).(*array.Int64Builder).AppendValues([]int64{1, 2}, nil)
	rec := b.NewRecordBatch()
	for name, c := range map[string]struct {
		form format.Form
		recs []arrow.RecordBatch
		want string
	}{
		"markdown":         {format.Markdown, []arrow.RecordBatch{rec}, "| a\\_b | n |\n| --- | --: |\n| x\\|y<br>&lt;b> | 1 |\n|  | 2 |\n"},
		"empty markdown":   {format.Markdown, nil, "| a\\_b | n |\n| --- | --: |\n"},
		"objects by line":  {format.NDJSON, []arrow.RecordBatch{rec}, "{\"a_b\":\"x|y\\n<b>\",\"n\":1}\n{\"a_b\":null,\"n\":2}\n"},
		"no objects":       {format.NDJSON, nil, ""},
		"an array":         {format.JSON, []arrow.RecordBatch{rec}, "[\n{\"a_b\":\"x|y\\n<b>\",\"n\":1},\n{\"a_b\":null,\"n\":2}\n]\n"},
		"an array of none": {format.JSON, nil, "[\n]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if _, err := format.Write(&out, c.form, reader(t, schema, c.recs...)); err != nil {
				t.Fatal(err)
			}
			if out.String() != c.want {
				t.Errorf("got %q, want %q", out.String(), c.want)
			}
		})
	}
}

// TestFilesSayTheirMode: Parquet and Arrow files hold the mode of their data in their metadata.
func TestFilesSayTheirMode(t *testing.T) {
	for _, f := range []format.Form{format.Parquet, format.Arrow} {
		var out bytes.Buffer
		if _, err := format.Write(&out, f, format.Stamped(numbers(t, 5000), "safe-harbor")); err != nil {
			t.Fatal(err)
		}
		if rows, _ := rowsOf(t, f, out.Bytes()); rows != 5000 {
			t.Errorf("%s: %d rows", f, rows)
		}
		var mode *string
		if f == format.Arrow {
			r, err := ipc.NewReader(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Release()
			told, _ := r.Schema().Metadata().GetValue("mode")
			mode = &told
		} else {
			p, err := file.NewParquetReader(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			mode = p.MetaData().KeyValueMetadata().FindValue("mode")
		}
		if mode == nil || *mode != "safe-harbor" {
			t.Errorf("%s: says %v", f, mode)
		}
	}
}
