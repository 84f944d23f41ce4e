//go:build duckdb_arrow

package bench

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimscsv"
	"chartline/pipeline/source/fhir"
)

// fileBytes is the size of a file that is read: 256 MB.
const fileBytes = 256 << 20

// read is a form of records that DuckDB can read by itself, with the columns that both
// sides extract. limit is how many times DuckDB's time ours may take.
type read struct {
	name   string
	from   source.Source
	file   string
	header string
	line   func(i int) string
	plain  string // what DuckDB selects of the file, as FROM
	limit  float64
}

var reads = []read{
	{"fhir", fhir.Source{}, "Condition.ndjson", "", condition,
		`SELECT id, encounter.reference, unnest(code.coding).system, unnest(code.coding).code, recordedDate, meta.lastUpdated, meta.versionId, category, verificationStatus
			FROM read_ndjson('%s', columns = {id: 'VARCHAR', encounter: 'STRUCT(reference VARCHAR)',
				code: 'STRUCT(coding STRUCT(system VARCHAR, code VARCHAR)[])', recordedDate: 'VARCHAR', meta: 'STRUCT(lastUpdated VARCHAR, versionId VARCHAR)',
				category: 'STRUCT(coding STRUCT(code VARCHAR)[])[]', verificationStatus: 'STRUCT(coding STRUCT(code VARCHAR)[])'})`, 1},
	{"claims-csv", claimscsv.Source{}, "medical_claim.csv", wideHeader(), wideLine,
		`SELECT * FROM read_csv('%s', all_varchar = true, header = true, auto_detect = false, delim = ',', quote = '"', columns = {` + wideColumns() + `})`, 2},
}

// BenchmarkSources decodes a file to batches, with rejects and everything, beside what
// DuckDB needs to read the same columns into a table, on one core and on all.
func BenchmarkSources(b *testing.B) {
	for _, r := range reads {
		path := filepath.Join(home(), r.file)
		size := lines(b, path, r.header, r.line)
		for _, cores := range []int{1, runtime.NumCPU()} {
			b.Run(fmt.Sprintf("%s/cores=%d", r.name, cores), func(b *testing.B) { beside(b, r, path, size, cores) })
		}
	}
}

// beside times both sides, the better of two tries each.
func beside(b *testing.B, r read, path string, size int64, cores int) {
	db := open(b, ":memory:")
	run(b, db, fmt.Sprintf("SET threads = %d", cores))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	var ours, theirs time.Duration
	var rows int64
	for b.Loop() {
		for range 2 {
			start, count := time.Now(), &rowCounter{}
			in := source.Input{Path: path, Spec: source.Spec{Name: "bench", Timezone: "UTC"}}
			if err := r.from.Read(context.Background(), in, count); err != nil {
				b.Fatal(err)
			}
			ours, rows = least(ours, time.Since(start)), count.rows
			start = time.Now()
			run(b, db, "CREATE OR REPLACE TABLE read AS "+fmt.Sprintf(r.plain, path))
			theirs = least(theirs, time.Since(start))
		}
	}
	b.ReportMetric(float64(size)/1e6/ours.Seconds(), "MB/s")
	b.ReportMetric(float64(size)/1e6/theirs.Seconds(), "MB/s-duckdb")
	b.ReportMetric(float64(rows)/ours.Seconds(), "rows/s")
	against(b, ours, theirs, r.limit)
}

func least(a, b time.Duration) time.Duration {
	if a == 0 || b < a {
		return b
	}
	return a
}

// rowCounter is a sink that counts rows and keeps none.
type rowCounter struct{ rows int64 }

func (c *rowCounter) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	c.rows += rec.NumRows()
	return nil
}
func (*rowCounter) File(*schema.Table, source.File) error { return nil }
func (*rowCounter) Reject(source.Reject) error            { return nil }
func (*rowCounter) Skip(string, int64) error              { return nil }
func (*rowCounter) Mark(string) error                     { return nil }

// lines writes a file of lines where it is not there yet, and gives its size.
func lines(b *testing.B, path, header string, line func(i int) string) int64 {
	b.Helper()
	if info, err := os.Stat(path); err == nil {
		return info.Size()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	size, _ := w.WriteString(header)
	for i := 0; size < fileBytes; i++ {
		n, _ := w.WriteString(line(i))
		size += n
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	return int64(size)
}

// condition is a Condition as a bulk export has it.
func condition(i int) string {
	return fmt.Sprintf(`{"resourceType":"Condition","id":"c%09d","meta":{"versionId":"1","lastUpdated":"2024-03-01T10:11:12.%03d+00:00"},`+
		`"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},`+
		`"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},`+
		`"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"encounter-diagnosis","display":"Encounter Diagnosis"}]}],`+
		`"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.%d","display":"Type 2 diabetes mellitus"},`+
		`{"system":"http://snomed.info/sct","code":"44054006","display":"Diabetes mellitus type 2 (disorder)"}],"text":"Diabetes mellitus type 2"},`+
		`"subject":{"reference":"Patient/p%07d"},"encounter":{"reference":"Encounter/e%08d"},"recordedDate":"2023-01-19T22:58:16-05:00"}`+"\n",
		i, i%1000, i%10, i%99991, i/7)
}

// wideNames are the columns of a wide claim file: 25 diagnoses with their indicators.
func wideNames() []string {
	names := strings.Split("claim_id,claim_line_number,claim_type,patient_id,claim_start_date,claim_end_date,admission_date,discharge_date,bill_type_code,discharge_disposition_code,ms_drg_code,revenue_center_code,hcpcs_code,service_unit_quantity,charge_amount,diagnosis_code_type", ",")
	for _, stem := range []string{"diagnosis_code_", "diagnosis_poa_"} {
		for n := 1; n <= 25; n++ {
			names = append(names, fmt.Sprintf("%s%d", stem, n))
		}
	}
	return names
}

func wideHeader() string { return strings.Join(wideNames(), ",") + "\n" }

func wideColumns() string { return "'" + strings.Join(wideNames(), "': 'VARCHAR', '") + "': 'VARCHAR'" }

// wideLine is a line of a claim of two lines and twelve diagnoses.
func wideLine(i int) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%09d,%d,institutional,%07d,2024-01-%02d,2024-01-%02d,2024-01-%02d,2024-01-%02d,111,01,291,0%d,992%02d,%d,%d.50,icd-10-cm",
		i/2, i%2+1, i%99991, i/2%9+1, i/2%9+12, i/2%9+1, i/2%9+12, 250+i%50, i%100, i%9+1, 100+i%900)
	for n := 1; n <= 25; n++ {
		s.WriteByte(',')
		if n <= 12 {
			fmt.Fprintf(&s, "I%02d%d", n+10, i/2%10)
		}
	}
	for n := 1; n <= 25; n++ {
		s.WriteByte(',')
		if n <= 12 {
			s.WriteByte('Y')
		}
	}
	s.WriteByte('\n')
	return s.String()
}
