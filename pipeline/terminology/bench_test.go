package terminology

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// forget is a sink that keeps nothing.
type forget struct{ rows int64 }

func (f *forget) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	f.rows += rec.NumRows()
	return nil
}
func (*forget) File(*schema.Table, source.File) error { return nil }
func (*forget) Reject(source.Reject) error            { return nil }
func (*forget) Skip(string, int64) error              { return nil }
func (*forget) Mark(string) error                     { return nil }

// BenchmarkRead reads an order file of 73,646 lines, which become three rows each, and
// a table of groups.
func BenchmarkRead(b *testing.B) {
	for _, c := range []struct{ name, file, content string }{
		{"order file", october, strings.Join(orderFile(), "")},
		{"table of groups", "groups.csv", groups + strings.Repeat("lines,1,ICD-10-CM,A003,gut,\"Gut, all of it\"\n", 100_000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), c.file)
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(c.content)))
			benchmark(b, source.Input{Path: path}, strings.Count(c.content, "\n"))
		})
	}
}

// BenchmarkRelease reads the order file of FY2026 out of its archive.
func BenchmarkRelease(b *testing.B) {
	in := source.Input{Path: filepath.Join(published(b), fy2026), Member: "icd10cm_order_2026.txt"}
	b.SetBytes(14_694_719)
	benchmark(b, in, 98_186)
}

func benchmark(b *testing.B, in source.Input, lines int) {
	b.ReportAllocs()
	for b.Loop() {
		if err := (Source{}).Read(context.Background(), in, &forget{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
