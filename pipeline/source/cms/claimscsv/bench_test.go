package claimscsv

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
)

// wideFile writes 100,000 claims of two lines each, with five diagnoses, in Tuva's columns.
func wideFile(b *testing.B) (path string, size int64) {
	b.Helper()
	var text bytes.Buffer
	text.WriteString(tuvaHeader + "\n")
	for i := range 100_000 {
		for line := 1; line <= 2; line++ {
			fmt.Fprintf(&text, "%d,%d,institutional,%d,,2024-01-%02d,2024-01-%02d,,,,,1,1,01,,111,470,0450,%d,99284,25,,,,,1234567890,,9876543210,,10.00,,%d.25,icd-10-cm",
				1_000_000+i, line, 10_000+i%5_000, 1+i%9, 10+i%19, line, 100+i%9_000)
			for n := 1; n <= 25; n++ {
				text.WriteByte(',')
				if n <= 5 {
					fmt.Fprintf(&text, "E%d%d", 10+n, i%90+10)
				}
			}
			for n := 1; n <= 25; n++ {
				text.WriteByte(',')
				if n <= 5 {
					text.WriteByte('Y')
				}
			}
			text.WriteString(",icd-10-pcs,0SG0071")
			for n := 2; n <= 50; n++ {
				text.WriteByte(',')
				if n == 26 {
					text.WriteString("2024-01-05")
				}
			}
			text.WriteString(",made up\n")
		}
	}
	path = filepath.Join(b.TempDir(), "medical_claim.csv")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	return path, int64(text.Len())
}

func BenchmarkRead(b *testing.B) {
	path, size := wideFile(b)
	for _, cores := range []int{1, runtime.NumCPU()} {
		b.Run(fmt.Sprintf("cores=%d", cores), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			b.SetBytes(size)
			var rows int64
			for b.Loop() {
				var out claimtest.Discard
				if err := (Source{}).Read(b.Context(), source.Input{Path: path}, &out); err != nil {
					b.Fatal(err)
				}
				rows = out.Rows
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
