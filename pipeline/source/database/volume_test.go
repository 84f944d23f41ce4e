package database_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver pgx, to compare with

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/database/servertest"
)

// counter is a sink that counts rows and looks at the memory in use.
type counter struct {
	rows, rejects int64
	largest       int64  // rows of a batch
	heap          uint64 // bytes in use when it was highest
}

func (c *counter) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	c.rows += rec.NumRows()
	c.largest = max(c.largest, rec.NumRows())
	if c.heap > 0 {
		c.measure()
	}
	return nil
}

func (c *counter) measure() {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	c.heap = max(c.heap, m.HeapAlloc)
}

func (c *counter) File(*schema.Table, source.File) error { return nil }
func (c *counter) Reject(source.Reject) error            { c.rejects++; return nil }
func (c *counter) Skip(string, int64) error              { return nil }
func (c *counter) Mark(string) error                     { return nil }

// stays is a table of encounters, and the SELECT that reads it, for each server.
var stays = []struct {
	name, make, query string
	server            func(testing.TB) *servertest.Server
}{
	{"postgres", `DROP TABLE IF EXISTS stays; CREATE TABLE stays AS SELECT 'E' || g AS encounter_id, 'P' || (g % 100000) AS patient_id,
		'F1'::varchar(10) AS facility_id, 'IP'::char(4) AS patient_type, date '2024-01-01' + (g % 700) AS admitted_on,
		timestamptz '2024-01-01' + (g % 50000000) * interval '1 second' AS admitted_at, timestamp '2024-01-03' + (g % 50000000) * interval '1 second' AS discharged_at,
		g % 90 AS age_years, (g * 1.37)::numeric(14,2) AS total_charges, false AS dates_shifted,
		timestamptz '2024-01-01' + (g % 50000000) * interval '1 second' AS seen FROM generate_series(1, @) g; ANALYZE stays`,
		"SELECT encounter_id, patient_id, facility_id, patient_type, admitted_on, admitted_at, discharged_at, age_years, total_charges, dates_shifted, seen FROM stays",
		servertest.Postgres},
	{"mariadb", `DROP TABLE IF EXISTS stays; CREATE TABLE stays ENGINE=MyISAM AS SELECT CONCAT('E', seq) AS encounter_id, CONCAT('P', seq % 100000) AS patient_id,
		'F1' AS facility_id, 'IP' AS patient_type, DATE_ADD(date '2024-01-01', INTERVAL seq % 700 DAY) AS admitted_on,
		DATE_ADD(timestamp '2024-01-01 00:00:00', INTERVAL seq % 50000000 SECOND) AS admitted_at, DATE_ADD(timestamp '2024-01-03 00:00:00', INTERVAL seq % 50000000 SECOND) AS discharged_at,
		CAST(seq % 90 AS int) AS age_years, CAST(seq * 1.37 AS decimal(14,2)) AS total_charges, 0 AS dates_shifted,
		DATE_ADD(timestamp '2024-01-01 00:00:00', INTERVAL seq % 50000000 SECOND) AS seen FROM seq_1_to_@`,
		"SELECT encounter_id, patient_id, facility_id, patient_type, admitted_on, admitted_at, discharged_at, age_years, total_charges, dates_shifted, seen FROM stays",
		servertest.MariaDB},
}

// TestAMillionRowsInBoundedMemory: rows are read as they come.
func TestAMillionRowsInBoundedMemory(t *testing.T) {
	for _, table := range stays {
		t.Run(table.name, func(t *testing.T) {
			s := table.server(t)
			s.Exec(t, strings.ReplaceAll(table.make, "@", "1000000"))
			before := &counter{}
			before.measure()
			got := &counter{heap: 1}
			if err := read(t.Context(), spec(s.Address, one("encounter", table.query), "watermark", "seen"), "", got); err != nil {
				t.Fatal(err)
			}
			if got.rows != 1_000_000 || got.rejects != 0 || got.largest > source.BatchRows {
				t.Errorf("%d rows, %d rejects, batches of up to %d", got.rows, got.rejects, got.largest)
			}
			// A batch of these rows is about 10 MB.
			if used := int64(got.heap) - int64(before.heap); used > 48<<20 {
				t.Errorf("%d MB in use while reading", used>>20)
			} else {
				t.Logf("%d MB in use while reading", used>>20)
			}
		})
	}
}

func TestLongTextsMakeSmallBatches(t *testing.T) {
	s := servertest.Postgres(t)
	got := &counter{}
	query := "SELECT 'P' || g AS patient_id, repeat('x', 500000) AS postal_code FROM generate_series(1, 200) g"
	if err := read(t.Context(), spec(s.Address, one("patient", query)), "", got); err != nil {
		t.Fatal(err)
	}
	// The batcher hands over 16 MiB, which is 33.6 texts of 500,000 bytes.
	if got.rows != 200 || got.largest > 34 {
		t.Errorf("%d rows, batches of up to %d", got.rows, got.largest)
	}
}

// BenchmarkRead reads 500,000 encounters. The bytes are those of the rows as CSV.
func BenchmarkRead(b *testing.B) {
	const rows = 500_000
	for _, table := range stays {
		s := table.server(b)
		s.Exec(b, strings.ReplaceAll(table.make, "@", "500000"))
		for name, address := range map[string]string{table.name: s.Address, table.name + " by database/sql alone": "pgx:" + s.Address} {
			if table.name != "postgres" && address != s.Address {
				continue
			}
			b.Run(name, func(b *testing.B) {
				sp := spec(address, one("encounter", table.query), "watermark", "seen")
				const line = len("E250000,P50000,F1,IP,2024-12-31,2024-01-01 00:00:00,2024-01-03 00:00:00,45,342500.00,false,2024-01-01 00:00:00\n")
				b.SetBytes(rows * int64(line))
				for b.Loop() {
					var got counter
					if err := read(b.Context(), sp, "", &got); err != nil || got.rows != rows {
						b.Fatalf("%d rows, error %v", got.rows, err)
					}
				}
				b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}
