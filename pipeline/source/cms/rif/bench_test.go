package rif

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/cms/claimtest"
)

// BenchmarkRead reads 40,000 inpatient claims of two lines each, with ten diagnoses and
// two procedures, in Blue Button's columns: 64 MB.
func BenchmarkRead(b *testing.B) {
	claim := stay.with("FST_DGNS_E_CD", "W19XXXA", "ICD_DGNS_E_CD1", "W19XXXA", "ICD_PRCDR_CD2", "02HV33Z", "ICD_PRCDR_VRSN_CD2", "0", "PRCDR_DT2", "05-Mar-2024")
	for n := 4; n <= 10; n++ {
		claim[fmt.Sprintf("ICD_DGNS_CD%d", n)] = fmt.Sprintf("E11%d", 10+n)
		claim[fmt.Sprintf("ICD_DGNS_VRSN_CD%d", n)], claim[fmt.Sprintf("CLM_POA_IND_SW%d", n)] = "0", "Y"
	}
	records := file(inpatientHeader, claim.with("CLM_ID", "-00000000"), claim.with("CLM_ID", "-00000000", "CLM_LINE_NUM", "2"))[len(inpatientHeader)+1:]
	var text strings.Builder
	text.WriteString(inpatientHeader + "\n")
	for n := range 40_000 {
		text.WriteString(strings.ReplaceAll(records, "-00000000", fmt.Sprintf("-%08d", n)))
	}
	path := filepath.Join(b.TempDir(), "inpatient.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, cores := range []int{1, runtime.NumCPU()} {
		b.Run(fmt.Sprintf("cores=%d", cores), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			b.SetBytes(int64(text.Len()))
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
