//go:build duckdb_arrow

package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/store/ledger"
	"chartline/pipeline/store/load"
)

// columns of a batch: a name and its values, nil being null.
type columns []struct {
	name   string
	values []any
}

// batch builds a batch of a table by the types of its schema.
func batch(t *testing.T, mem memory.Allocator, tbl *schema.Table, cols columns) arrow.RecordBatch {
	t.Helper()
	var fields []arrow.Field
	for _, c := range cols {
		col, ok := tbl.Column(c.name)
		if !ok {
			t.Fatalf("%s has no column %s", tbl.Name, c.name)
		}
		fields = append(fields, arrow.Field{Name: c.name, Type: col.Kind.Arrow(), Nullable: true})
	}
	b := array.NewRecordBuilder(mem, arrow.NewSchema(fields, nil))
	defer b.Release()
	for i, c := range cols {
		for _, v := range c.values {
			appendTo(t, b.Field(i), v)
		}
	}
	return b.NewRecordBatch()
}

func appendTo(t *testing.T, field array.Builder, v any) {
	t.Helper()
	if v == nil {
		field.AppendNull()
		return
	}
	switch f := field.(type) {
	case *array.StringBuilder:
		f.Append(v.(string))
	case *array.Int64Builder:
		f.Append(int64(v.(int)))
	case *array.BooleanBuilder:
		f.Append(v.(bool))
	case *array.Decimal128Builder:
		f.Append(decimal128.FromI64(int64(v.(int))))
	case *array.Date32Builder:
		f.Append(arrow.Date32(v.(int)))
	case *array.TimestampBuilder:
		f.Append(arrow.Timestamp(v.(int)))
	default:
		t.Fatalf("no way to append to %T", field)
	}
}

func begin(t *testing.T, s *Store) *load.Load {
	t.Helper()
	l, err := s.Begin(context.Background(), ledger.Input{RunID: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Rollback)
	return l
}

func commit(t *testing.T, l *load.Load) []ledger.Tally {
	t.Helper()
	tallies, err := l.Commit(1)
	if err != nil {
		t.Fatal(err)
	}
	return tallies[0]
}

// give hands over batches of a table that were built for it, and releases them.
func give(t *testing.T, l *load.Load, tbl *schema.Table, cols ...columns) {
	t.Helper()
	for _, c := range cols {
		rec := batch(t, memory.DefaultAllocator, tbl, c)
		err := l.Batch(tbl, rec)
		rec.Release()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestBatchOfEveryKind(t *testing.T) {
	s := openStore(t)
	// The zone of a file must not move the instants of a batch.
	if _, err := pull(s, source.Spec{Path: write(t, "facility.csv", "facility_id\nF\n"), Timezone: "Asia/Kolkata"}); err != nil {
		t.Fatal(err)
	}
	l := begin(t, s)
	give(t, l, schema.Must("encounter"), columns{
		{"encounter_id", []any{"E1", " E2 ", "E3"}},
		{"facility_id", []any{"F", "F", "F"}},
		{"patient_type", []any{"IP", "ED", "IP"}},
		{"admitted_on", []any{20455, nil, 0}},            // 2026-01-02
		{"admitted_at", []any{1767348000, nil, -1}},      // 2026-01-02 10:00 UTC
		{"discharge_status", []any{" 01", "..", nil}},    // a code: normalised
		{"age_years", []any{50, nil, -4}},                // the last one is impossible
		{"total_charges", []any{123450, nil, 1}},         // in cents
		{"dates_shifted", []any{true, nil, false}},       // null is false
		{"service_line", []any{"Heart & Lung", "", nil}}, // an empty text is null
	})
	if got := counts(commit(t, l)[0]); got != "3 1 0 0 2" {
		t.Errorf("tally %s", got)
	}
	expect(t, s, `SELECT encounter_id, admitted_on = DATE '2026-01-02', admitted_at = TIMESTAMP '2026-01-02 10:00:00', discharge_status,
		age_years, CAST(total_charges AS VARCHAR), dates_shifted, service_line FROM encounter`,
		"E1|true|true|01|50|1234.50|true|Heart & Lung")
	expect(t, s, "SELECT record_no, reason, column_name, raw_record ->> 'encounter_id', raw_record ->> 'age_years' FROM ledger.quarantine ORDER BY 1",
		"2|wrong_type|discharge_status|E2|-", "3|impossible|age_years|E3|-4")
}

func TestBatchOfSomeColumns(t *testing.T) {
	s := openStore(t)
	l := begin(t, s)
	dx := schema.Must("diagnosis")
	give(t, l, dx,
		columns{
			{"code_system", []any{"ICD-10-CM", "ICD-10-CM"}},
			{"code", []any{"a41.9", "I10 "}},
			{"role", []any{"principal", "other"}},
			{"sequence", []any{1, 2}},
			{"encounter_id", []any{"E1", "E1"}},
		},
		// Other columns in another order, in the same input.
		columns{
			{"encounter_id", []any{"E2", "", nil}},
			{"version_no", []any{2, 1, 1}},
			{"sequence", []any{1, 1, 1}},
			{"role", []any{"principal", "principal", "principal"}},
			{"code", []any{"038.9", "I10", "I10"}},
			{"code_system", []any{"ICD-9-CM", "ICD-9-CM", "ICD-9-CM"}},
			{"poa", []any{"Y", nil, nil}},
		})
	if got := counts(commit(t, l)[0]); got != "5 3 0 0 2" {
		t.Errorf("tally %s", got)
	}
	expect(t, s, "SELECT encounter_id, version_no, sequence, code, poa FROM history.diagnosis ORDER BY ALL",
		"E1|1|1|A419|-", "E1|1|2|I10|-", "E2|2|1|0389|Y")
	expect(t, s, "SELECT record_no, reason, column_name FROM ledger.quarantine ORDER BY 1", "4|missing_value|encounter_id", "5|missing_value|encounter_id")
}

func TestBatchesOfSeveralTables(t *testing.T) {
	s := openStore(t)
	l := begin(t, s)
	dx, enc := schema.Must("diagnosis"), schema.Must("encounter")
	for i := range 3 {
		id := fmt.Sprintf("E%d", i)
		give(t, l, dx, columns{{"encounter_id", []any{id}}, {"sequence", []any{1}}, {"role", []any{"principal"}}, {"code", []any{"I10"}}, {"code_system", []any{"X"}}})
		give(t, l, enc, columns{{"encounter_id", []any{id}}, {"facility_id", []any{"F"}}, {"patient_type", []any{"IP"}}})
		if err := l.Reject(source.Reject{Table: schema.Must("procedure"), Record: int64(i + 1), Reason: source.ReasonStructure, Raw: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, y := range commit(t, l) {
		got = append(got, y.Table+" "+counts(y))
	}
	if want := "encounter 3 3 0 0 0, diagnosis 3 3 0 0 0, procedure 3 0 0 0 3"; strings.Join(got, ", ") != want {
		t.Errorf("tallies %s, want %s", got, want)
	}
}

// TestManyBatches has more rows than one INSERT takes and more rejects than wait in
// memory, both all over the input.
func TestManyBatches(t *testing.T) {
	const records, waiting = 3*2*122_880 + 17, 8_192
	s := openStore(t)
	l := begin(t, s)
	tbl := schema.Must("patient")
	rows := source.NewBatcher(tbl, l)
	defer rows.Release()
	rejected, faulty := 0, 0
	for i := 1; i <= records; i++ {
		if i%40 == 0 {
			rejected++
			if err := l.Reject(source.Reject{Table: tbl, Record: int64(i), Reason: source.ReasonStructure, Raw: fmt.Sprint("P", i)}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		rows.Text("patient_id", fmt.Sprint("P", i))
		if i%1009 == 0 {
			faulty++
			rows.Date("birth_on", -200_000)
		}
		if err := rows.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Flush(); err != nil {
		t.Fatal(err)
	}
	if rejected < 2*waiting {
		t.Fatalf("only %d rejects", rejected)
	}
	want := fmt.Sprint(records, records-rejected-faulty, 0, 0, rejected+faulty)
	if got := counts(commit(t, l)[0]); got != want {
		t.Errorf("tally %s, want %s", got, want)
	}
	expect(t, s, `SELECT reason, count(*) FILTER (WHERE CASE reason WHEN 'impossible' THEN raw_record ->> 'patient_id' ELSE raw_record END = 'P' || record_no)
		FROM ledger.quarantine GROUP BY 1 ORDER BY 1`,
		fmt.Sprintf("broken_record|%d", rejected), fmt.Sprintf("impossible|%d", faulty))
}

func TestBatchThatIsNotOfItsTable(t *testing.T) {
	str, i64 := arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64
	for _, c := range []struct {
		name   string
		fields []arrow.Field
	}{
		{"a column that the table has not", []arrow.Field{{Name: "patient_id", Type: str}, {Name: "nickname", Type: str}}},
		{"a column twice", []arrow.Field{{Name: "patient_id", Type: str}, {Name: "patient_id", Type: str}}},
		{"another type", []arrow.Field{{Name: "patient_id", Type: i64}}},
		{"a date as an instant with a zone", []arrow.Field{{Name: "birth_on", Type: &arrow.TimestampType{Unit: arrow.Second, TimeZone: "America/Chicago"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := openStore(t)
			l := begin(t, s)
			b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(c.fields, nil))
			defer b.Release()
			for _, f := range b.Fields() {
				f.AppendNull()
			}
			rec := b.NewRecordBatch()
			defer rec.Release()
			wantFault(t, l.Batch(schema.Must("patient"), rec), fault.Internal, "patient")
		})
	}
}

// TestRejectsKeepTheirText has texts that no column of text may hold.
func TestRejectsKeepTheirText(t *testing.T) {
	s := openStore(t)
	l := begin(t, s)
	for i, raw := range []string{"caf\xe9", "a\x00b", "", "'; DROP TABLE history.patient; --"} {
		if err := l.Reject(source.Reject{Table: schema.Must("patient"), Record: int64(i + 1), Column: "sex", Reason: source.ReasonEncoding, Raw: raw}); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, l)
	expect(t, s, "SELECT record_no, table_name, reason, column_name, raw_record FROM ledger.quarantine ORDER BY 1",
		"1|patient|bad_encoding|sex|caf\ufffd", "2|patient|bad_encoding|sex|a\x00b", "3|patient|bad_encoding|sex|-",
		"4|patient|bad_encoding|sex|'; DROP TABLE history.patient; --")
}

// TestBatchMemory follows every allocation of batches to its release, whatever becomes
// of the load.
func TestBatchMemory(t *testing.T) {
	tbl := schema.Must("patient")
	cols := columns{{"patient_id", []any{"P1", "P2"}}, {"birth_on", []any{0, 1}}}
	for _, c := range []struct {
		name string
		end  func(*Store, *load.Load) error
	}{
		{"committed", func(_ *Store, l *load.Load) error { _, err := l.Commit(1); return err }},
		{"rolled back", func(_ *Store, l *load.Load) error { l.Rollback(); return nil }},
		{"rolled back twice", func(_ *Store, l *load.Load) error { l.Rollback(); l.Rollback(); return nil }},
		{"refused", func(_ *Store, l *load.Load) error {
			for range 3 {
				if err := l.Reject(source.Reject{Table: tbl, Record: 1, Reason: source.ReasonStructure}); err != nil {
					return err
				}
			}
			if _, err := l.Commit(0); fault.KindOf(err) != fault.Policy {
				return fmt.Errorf("not refused: %w", err)
			}
			return nil
		}},
		{"failed", func(s *Store, l *load.Load) error {
			if err := s.w.Exec(context.Background(), "DROP TABLE history.patient"); err != nil {
				return err
			}
			if _, err := l.Commit(1); err == nil {
				return errors.New("no error")
			}
			return nil
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
			defer mem.AssertSize(t, 0)
			s := openStore(t)
			l := begin(t, s)
			for range 3 {
				rec := batch(t, mem, tbl, cols)
				err := l.Batch(tbl, rec)
				rec.Release()
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := c.end(s, l); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRollbackEndsOnlyItsOwn rolls back a load that is over while the next one is open.
func TestRollbackEndsOnlyItsOwn(t *testing.T) {
	s := openStore(t)
	tbl := schema.Must("patient")
	first := begin(t, s)
	give(t, first, tbl, columns{{"patient_id", []any{"P1"}}})
	commit(t, first)
	second := begin(t, s)
	give(t, second, tbl, columns{{"patient_id", []any{"P2"}}})
	first.Rollback()
	commit(t, second)
	expect(t, s, "SELECT patient_id FROM patient ORDER BY 1", "P1", "P2")
}

// TestNoViewOfBatchesIsLeft: it would lead readers to memory that is free.
func TestNoViewOfBatchesIsLeft(t *testing.T) {
	s := openStore(t)
	tbl := schema.Must("patient")
	l := begin(t, s)
	give(t, l, tbl, columns{{"patient_id", []any{"P1", "P2"}}})
	commit(t, l)
	expect(t, s, "SELECT count(*) FROM duckdb_views() WHERE view_name LIKE '%batches%'", "0")
}
