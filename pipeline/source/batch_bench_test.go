package source_test

import (
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// BenchmarkBatcher builds diagnoses as a parser of claims does: flushed at the end of
// each block of ten thousand.
func BenchmarkBatcher(b *testing.B) {
	const rows, block = 1_000_000, 10_000
	for b.Loop() {
		batcher := source.NewStatedBatcher(schema.Must("diagnosis"), forget{})
		for i := range rows {
			setDiagnosis(batcher, int64(i))
			if err := batcher.Next(); err != nil {
				b.Fatal(err)
			}
			if i%block == block-1 {
				if err := batcher.Flush(); err != nil {
					b.Fatal(err)
				}
			}
		}
		batcher.Release()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

func setDiagnosis(b *source.Batcher, i int64) {
	b.Text("encounter_id", "E0000000001")
	b.Integer("version_no", 1)
	b.Integer("sequence", i%25)
	b.Text("role", "other")
	b.Text("code", "E1165")
	b.Text("code_system", "ICD-10-CM")
	b.Text("poa", "Y")
	b.Stated(i)
}

// forget is a sink that keeps nothing.
type forget struct{ source.Sink }

func (forget) Batch(*schema.Table, arrow.RecordBatch) error { return nil }
