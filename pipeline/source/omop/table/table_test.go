package table

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// kept are Rows that keep the fields as text, an empty one as -, and reject what has
// "reject" in its first field. Small files are read as one block.
type kept struct {
	out  source.Sink
	rows [][]string
}

func (k *kept) Row(r *Row) error {
	var row []string
	for _, f := range r.Fields {
		if f == nil {
			f = []byte("-")
		}
		row = append(row, string(f))
	}
	if row[0] == "reject" {
		return k.out.Reject(r.Reject(source.Unread, "", source.ReasonType))
	}
	k.rows = append(k.rows, row)
	return nil
}
func (*kept) Flush() error { return nil }
func (*kept) Release()     {}

// read reads an input, and gives its rows.
func read(t testing.TB, in source.Input, form Form) (rows [][]string, out *sourcetest.Collector, err error) {
	t.Helper()
	var all []*kept
	var starts sync.Mutex // the workers start at the same time
	out = &sourcetest.Collector{}
	err = Read(t.Context(), in, form, func(out source.Sink) Rows {
		k := &kept{out: out}
		starts.Lock()
		defer starts.Unlock()
		all = append(all, k)
		return k
	}, out)
	for _, k := range all {
		rows = append(rows, k.rows...)
	}
	return rows, out, err
}

func put(t testing.TB, name string, content []byte) source.Input {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return source.Input{Path: path}
}

func TestText(t *testing.T) {
	form := Form{Columns: []Column{{Name: "a", Required: true}, {Name: "b", Formerly: "was_b"}, {Name: "c"}}}
	for name, c := range map[string]struct{ text, want string }{
		"in another order":       {"B,x,A\n1,2,3\n", "[[3 1 -]]"},
		"under its earlier name": {"a,WAS_B\n1,2\n", "[[1 2 -]]"},
		"under both":             {"a,was_b,b\n1,2,3\n", "[[1 3 -]]"},
		"what stands for empty":  {"a,b,c\nNULL,\\N,NA\nnan,None, \nNaN,null,\"\"\n", "[[- - -] [- - -] [- - -]]"},
		"and what does not":      {"a,b,c\n0,N,Nullo\n", "[[0 N Nullo]]"},
		"blanks":                 {"a,b,c\n 1 ,\t2,3 4\n", "[[1 2 3 4]]"},
	} {
		t.Run(name, func(t *testing.T) {
			rows, _, err := read(t, put(t, "x.csv", []byte(c.text)), form)
			if err != nil || fmt.Sprint(rows) != c.want {
				t.Errorf("rows %v and error %v, want %s", rows, err, c.want)
			}
		})
	}
	if _, _, err := read(t, put(t, "x.csv", []byte("b,c\n1,2\n")), form); fault.KindOf(err) != fault.Input {
		t.Errorf("error %v, want one for the missing column", err)
	}
}

func TestVocabulariesHaveNoQuotes(t *testing.T) {
	form := Form{Columns: []Column{{Name: "name"}, {Name: "code"}}, Verbatim: true}
	for text, want := range map[string]string{
		"name\tcode\n\"Foo\" bar\tX\n": `[["Foo" bar X]]`,
		"name,code\n\"Foo, bar\",X\n":  `[[Foo, bar X]]`,
	} {
		rows, out, err := read(t, put(t, "concept.csv", []byte(text)), form)
		if err != nil || fmt.Sprint(rows) != want || len(out.Rejects) > 0 {
			t.Errorf("rows %v, %d rejects and error %v, want %s", rows, len(out.Rejects), err, want)
		}
	}
}

func TestDigits(t *testing.T) {
	for text, want := range map[string]string{
		"44.0": "44", "44.000": "44", "44.": "44", "-3.0": "-3", "44": "44", "250.00": "250", "250.01": "250.01",
		"E11.0": "E11.0", ".0": ".0", "-.0": "-.0", "": "", "1.0.0": "1.0.0",
	} {
		if got := string(Digits([]byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// sample is a Parquet file with a column of every type that is written for OMOP.
func sample(t testing.TB, rows int) []byte {
	t.Helper()
	dictionary := &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}
	s := arrow.NewSchema([]arrow.Field{
		{Name: "TEXT", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "large", Type: arrow.BinaryTypes.LargeString, Nullable: true},
		{Name: "int32", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		{Name: "int64", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "float", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "date", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "local", Type: &arrow.TimestampType{Unit: arrow.Microsecond}, Nullable: true},
		{Name: "instant", Type: &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}, Nullable: true},
		{Name: "decimal", Type: &arrow.Decimal128Type{Precision: 10, Scale: 2}, Nullable: true},
		{Name: "dictionary", Type: dictionary, Nullable: true},
		{Name: "int16", Type: arrow.PrimitiveTypes.Int16, Nullable: true},
		{Name: "unused", Type: arrow.ListOf(arrow.PrimitiveTypes.Int64), Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, s)
	defer b.Release()
	for i := range rows {
		if i == 1 {
			for _, f := range b.Fields() {
				f.AppendNull()
			}
			continue
		}
		b.Field(0).(*array.StringBuilder).Append("E11.9")
		b.Field(1).(*array.LargeStringBuilder).Append("large")
		b.Field(2).(*array.Int32Builder).Append(8507)
		b.Field(3).(*array.Int64Builder).Append(int64(i) - 1)
		b.Field(4).(*array.Float64Builder).Append(44)
		b.Field(5).(*array.Date32Builder).Append(20513)               // 2026-03-01: 56 years with 14 leap days and 59 days
		b.Field(6).(*array.TimestampBuilder).Append(1772323200000000) // 2026-03-01 00:00:00
		b.Field(7).(*array.TimestampBuilder).Append(1772323200500)
		b.Field(8).(*array.Decimal128Builder).Append(decimal128.FromI64(4400))
		if err := b.Field(9).(*array.BinaryDictionaryBuilder).AppendString("word"); err != nil {
			t.Fatal(err)
		}
		b.Field(10).(*array.Int16Builder).Append(7)
		b.Field(11).AppendNull()
	}
	rec := b.NewRecordBatch()
	defer rec.Release()
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(s, &out, parquet.NewWriterProperties(parquet.WithMaxRowGroupLength(2)), pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(rec); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var sampleForm = Form{Columns: []Column{
	{Name: "dictionary"}, {Name: "text", Required: true}, {Name: "absent"}, {Name: "large"}, {Name: "int32"}, {Name: "int64"}, {Name: "float"},
	{Name: "date"}, {Name: "local"}, {Name: "instant"}, {Name: "decimal"}, {Name: "newer", Formerly: "int16"},
}}

const sampleRows = "[[word E11.9 - large 8507 -1 44 2026-03-01 2026-03-01T00:00:00 2026-03-01T00:00:00.5Z 44.00 7]" +
	" [- - - - - - - - - - - -]" +
	" [word E11.9 - large 8507 1 44 2026-03-01 2026-03-01T00:00:00 2026-03-01T00:00:00.5Z 44.00 7]]"

func TestParquet(t *testing.T) {
	content := sample(t, 3)
	var gz bytes.Buffer
	z := gzip.NewWriter(&gz)
	z.Write(content)
	z.Close()
	for name, in := range map[string]source.Input{
		"plain":                 put(t, "x.parquet", content),
		"of another name":       put(t, "x.csv", content),
		"packed":                put(t, "x.parquet.gz", gz.Bytes()),
		"packed in an archive":  archive(t, zip.Deflate, content),
		"in an archive":         archive(t, zip.Store, content),
		"packed within archive": archive(t, zip.Store, gz.Bytes()),
	} {
		t.Run(name, func(t *testing.T) {
			rows, _, err := read(t, in, sampleForm)
			if err != nil || fmt.Sprint(rows) != sampleRows {
				t.Errorf("rows\n%v\nand error %v, want\n%s", rows, err, sampleRows)
			}
		})
	}
}

func archive(t testing.TB, method uint16, content []byte) source.Input {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "a/x.parquet", Method: method})
	if err != nil {
		t.Fatal(err)
	}
	w.Write(content)
	z.Close()
	in := put(t, "x.zip", b.Bytes())
	in.Member = "a/x.parquet"
	return in
}

func TestParquetRejects(t *testing.T) {
	form := Form{Columns: []Column{{Name: "newer", Formerly: "dictionary"}, {Name: "text"}}}
	in := put(t, "x.parquet", bytes.ReplaceAll(sample(t, 2), []byte("word"), []byte("none")))
	rows, _, err := read(t, in, form)
	if err != nil || fmt.Sprint(rows) != "[[none E11.9] [- -]]" {
		t.Fatalf("rows %v and error %v", rows, err)
	}
	k := &kept{out: &sourcetest.Collector{}}
	c := columns{form: form, rows: k, row: Row{Fields: [][]byte{[]byte("reject"), []byte(strings.Repeat("x", 2*longestRaw))}}, number: 7}
	c.row.record = &c
	if err := k.Row(&c.row); err != nil {
		t.Fatal(err)
	}
	r := k.out.(*sourcetest.Collector).Rejects[0]
	if r.Record != 7 || !strings.HasPrefix(r.Raw, "newer=reject\ntext=xxx") || len(r.Raw) > 64<<10 {
		t.Errorf("record %d with %d bytes", r.Record, len(r.Raw))
	}
}

// TestDamagedParquet cuts a file everywhere and flips its bytes: what is read of it is
// rows or an input error, never a panic.
func TestDamagedParquet(t *testing.T) {
	content := sample(t, 3)
	for i := 4; i < len(content); i += 7 {
		if _, _, err := read(t, put(t, "x.parquet", content[:i]), sampleForm); fault.KindOf(err) != fault.Input {
			t.Fatalf("cut at %d: error %v", i, err)
		}
		flipped := bytes.Clone(content)
		flipped[i] ^= 0x55
		if _, _, err := read(t, put(t, "x.parquet", flipped), sampleForm); err != nil && fault.KindOf(err) != fault.Input {
			t.Fatalf("flipped at %d: error %v", i, err)
		}
	}
	if _, _, err := read(t, put(t, "x.parquet", content), Form{Columns: []Column{{Name: "nowhere", Required: true}}}); fault.KindOf(err) != fault.Input {
		t.Errorf("error %v, want one for the missing column", err)
	}
}

// FuzzParquet feeds any bytes as Parquet.
func FuzzParquet(f *testing.F) {
	content := sample(f, 3)
	f.Add(content)
	f.Add(content[:len(content)/2])
	f.Add([]byte("PAR1PAR1"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if !bytes.HasPrefix(content, parquetMagic) {
			t.Skip("text")
		}
		_, _, err := read(t, put(t, "x.parquet", content), sampleForm)
		if err != nil && fault.KindOf(err) != fault.Input {
			t.Fatalf("error %v of kind %d, want an input error", err, fault.KindOf(err))
		}
	})
}

func TestSpoolLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	in := archive(t, zip.Deflate, sample(t, 3))
	s, err := seekable(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("%d files and error %v, want none even while it is open", len(left), err)
	}
	if n, err := s.Seek(0, io.SeekEnd); err != nil || n == 0 {
		t.Errorf("%d bytes and error %v", n, err)
	}
}
