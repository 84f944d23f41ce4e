//go:build duckdb_arrow

package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// parquetOf writes a Parquet file of these fields, its rows being given as JSON.
func parquetOf(t testing.TB, rows string, fields ...arrow.Field) string {
	t.Helper()
	s := arrow.NewSchema(fields, nil)
	rec, _, err := array.RecordFromJSON(memory.DefaultAllocator, s, bytes.NewReader([]byte(rows)))
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Release()
	var b bytes.Buffer
	w, err := pqarrow.NewFileWriter(s, &b, parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy)), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(rec); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func field(name string, typ arrow.DataType) arrow.Field {
	return arrow.Field{Name: name, Type: typ, Nullable: true}
}

var (
	text    = arrow.BinaryTypes.String
	local   = &arrow.TimestampType{Unit: arrow.Microsecond}
	utc     = &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}
	nanos   = &arrow.TimestampType{Unit: arrow.Nanosecond}
	decimal = &arrow.Decimal128Type{Precision: 12, Scale: 2}
)

// stays are encounters in Parquet files of Chicago; what is loaded of them, and why the
// rest is not.
var stays = []struct {
	name         string
	fields       []arrow.Field
	rows         string
	holds, wrong string
}{
	{"native types",
		[]arrow.Field{field("admitted_on", arrow.FixedWidthTypes.Date32), field("admitted_at", local), field("discharged_at", utc),
			field("age_years", arrow.PrimitiveTypes.Int32), field("total_charges", decimal), field("dates_shifted", arrow.FixedWidthTypes.Boolean)},
		`[{"encounter_id": "E1", "admitted_on": "2026-07-01", "admitted_at": "2026-07-01 10:00:00", "discharged_at": "2026-07-02 10:00:00.999Z", "age_years": 7, "total_charges": "1234.50", "dates_shifted": true},
		  {"encounter_id": "E2"}]`,
		"E1|2026-07-01|2026-07-01 15:00:00|2026-07-02 10:00:00|7|1234.50|true E2|-|-|-|-|-|false", ""},
	{"all text",
		[]arrow.Field{field("admitted_on", text), field("admitted_at", text), field("discharged_at", text),
			field("age_years", text), field("total_charges", text), field("dates_shifted", text)},
		`[{"encounter_id": "E1", "admitted_on": "2026-07-01", "admitted_at": "2026-07-01T10:00:00", "discharged_at": "2026-07-02T10:00:00Z", "age_years": "7", "total_charges": "1234.50", "dates_shifted": "true"},
		  {"encounter_id": "E2", "admitted_on": "", "age_years": " "}, {"encounter_id": "E3", "admitted_on": "yesterday"}]`,
		"E1|2026-07-01|2026-07-01 15:00:00|2026-07-02 10:00:00|7|1234.50|true E2|-|-|-|-|-|false", "3 wrong_type admitted_on"},
	{"as data frames write",
		[]arrow.Field{field("admitted_on", nanos), field("admitted_at", nanos), field("discharged_at", utc),
			field("age_years", arrow.PrimitiveTypes.Float64), field("total_charges", arrow.PrimitiveTypes.Float64), field("dates_shifted", arrow.PrimitiveTypes.Int64)},
		`[{"encounter_id": "E1", "admitted_on": "2026-07-01 00:00:00", "admitted_at": "2026-07-01 10:00:00.123456789", "age_years": 7.0, "total_charges": 1234.5, "dates_shifted": 1},
		  {"encounter_id": "E2", "admitted_on": "2026-07-01 08:30:00"}, {"encounter_id": "E3", "age_years": 7.5}, {"encounter_id": "E4", "total_charges": 1e300}]`,
		"E1|2026-07-01|2026-07-01 15:00:00|-|7|1234.50|true", "2 wrong_type admitted_on, 3 wrong_type age_years, 4 wrong_type total_charges"},
	{"with what nobody asked for",
		[]arrow.Field{field("tags", arrow.ListOf(text)), field("note", arrow.StructOf(field("by", text))), field("Encounter_Note", text)},
		`[{"encounter_id": "E1", "tags": ["a", "b"], "note": {"by": "x"}}, {"encounter_id": "", "tags": ["a"]}]`,
		"E1|-|-|-|-|-|false", "2 missing_value encounter_id"},
	{"no rows", nil, `[]`, "", ""},
}

func TestParquet(t *testing.T) {
	for _, c := range stays {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			fields := append([]arrow.Field{field("encounter_id", text), field("facility", text), field("Patient_Type", text)}, c.fields...)
			path := write(t, "encounter.parquet", parquetOf(t, c.rows, fields...))
			spec := source.Spec{Path: path, Timezone: "America/Chicago", Columns: map[string]string{"facility_id": "encounter_id", "patient_type": "encounter_id"}}
			if _, err := pull(s, spec); err != nil {
				t.Fatal(err)
			}
			expect(t, s, `SELECT coalesce(string_agg(concat_ws('|', encounter_id, coalesce(CAST(admitted_on AS VARCHAR), '-'), coalesce(CAST(admitted_at AS VARCHAR), '-'),
				coalesce(CAST(discharged_at AS VARCHAR), '-'), coalesce(CAST(age_years AS VARCHAR), '-'), coalesce(CAST(total_charges AS VARCHAR), '-'), dates_shifted),
				' ' ORDER BY encounter_id), '') FROM encounter`, c.holds)
			expect(t, s, "SELECT coalesce(string_agg(concat_ws(' ', record_no, reason, column_name), ', ' ORDER BY record_no), '') FROM ledger.quarantine", c.wrong)
		})
	}
}

func TestParquetRefused(t *testing.T) {
	whole := parquetOf(t, `[{"coder_id": "K1", "role": "coder"}]`, field("coder_id", text), field("role", text))
	for _, c := range []struct{ name, content, words string }{
		{"a column is missing", parquetOf(t, `[{"coder_id": "K1"}]`, field("coder_id", text)), `:1: no column "role" for coder.role`},
		{"a column twice", parquetOf(t, `[{"coder_id": "K1", "role": "coder", "ROLE": "auditor"}]`, field("coder_id", text), field("role", text), field("ROLE", text)),
			"two columns of coder have the same name"},
		{"text that is not UTF-8", parquetOfBytes(t, "K\xe9"), "cannot be read as a table"},
		{"cut in half", whole[:len(whole)/2], "not a whole Parquet file"},
		{"without its last byte", whole[:len(whole)-1], "not a whole Parquet file"},
		{"with something after it", whole + "\n", "not a whole Parquet file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			path := write(t, "coder.parquet", c.content)
			_, err := pull(s, source.Spec{Path: path})
			wantFault(t, err, fault.Input, path, c.words, "; ")
			expect(t, s, "SELECT count(*) FROM ledger.input", "0")
		})
	}
}

// parquetOfBytes has a text of any bytes, which JSON cannot.
func parquetOfBytes(t *testing.T, id string) string {
	t.Helper()
	s := arrow.NewSchema([]arrow.Field{field("coder_id", text), field("role", text)}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, s)
	defer b.Release()
	b.Field(0).(*array.StringBuilder).Append(id)
	b.Field(1).(*array.StringBuilder).Append("coder")
	rec := b.NewRecordBatch()
	defer rec.Release()
	var out bytes.Buffer
	w, err := pqarrow.NewFileWriter(s, &out, parquet.NewWriterProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(rec); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestParquetDamaged cuts a file off at every place and turns bytes in it: each is
// loaded or refused as an input, and never a panic or a fault of ours.
func TestParquetDamaged(t *testing.T) {
	s := openStore(t)
	rows := "["
	for i := range 200 {
		rows += fmt.Sprintf(`{"coder_id": "K%d", "role": "coder"},`, i)
	}
	whole := parquetOf(t, rows+`{"coder_id": "K", "role": "auditor"}]`, field("coder_id", text), field("role", text))
	try := func(content string) error {
		_, err := pull(s, source.Spec{Path: write(t, "coder.parquet", content)})
		if err != nil && fault.KindOf(err) != fault.Input {
			t.Errorf("error %v of kind %d, want one of the input", err, fault.KindOf(err))
		}
		return err
	}
	for n := 4; n < len(whole); n += 1 + len(whole)/60 {
		if try(whole[:n]) == nil {
			t.Errorf("%d of %d bytes were loaded", n, len(whole))
		}
	}
	r := rand.New(rand.NewPCG(3, 5))
	for range 60 {
		damaged := []byte(whole)
		damaged[4+r.IntN(len(whole)-4)] ^= byte(1 + r.IntN(255))
		_ = try(string(damaged))
	}
}
