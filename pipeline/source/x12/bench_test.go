package x12

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// BenchmarkRead reads claims as a hospital and a practice send them: 25 diagnoses with
// indicators, three procedures and fifteen lines in one, four and three in the other.
func BenchmarkRead(b *testing.B) {
	for name, text := range map[string]string{
		"institutional": file(1, "837", institutional, many(35_000, largeStay)),
		"professional":  file(1, "837", professional, many(110_000, smallVisit)),
	} {
		b.Run(name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "claims.x12")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				b.Fatal(err)
			}
			in := source.Input{Path: path, Spec: source.Spec{Name: "bench", Timezone: "America/Chicago"}}
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				rows := &counter{}
				if err := (Source{}).Read(context.Background(), in, rows); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(rows.rows), "rows")
			}
		})
	}
}

// counter is a sink that counts rows.
type counter struct {
	source.Sink
	rows int64
}

func (c *counter) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	c.rows += rec.NumRows()
	return nil
}

// many is a transaction of claims of subscribers of their own.
func many(n int, claim func(i int) []string) []string {
	all := claims("20250120*1015")
	for i := range n {
		all = append(all, fmt.Sprintf("HL*%d*1*22*0", i+2), "SBR*P*18*GROUP******MC",
			fmt.Sprintf("NM1*IL*1*NAME%d*FIRST****MI*M%08d", i, i), "N3*12 SOME ROAD", "N4*SOMEWHERE*MD*21201",
			"DMG*D8*19500615*F", "NM1*PR*2*SOME PAYER*****PI*12345")
		all = append(all, claim(i)...)
	}
	return all
}

func largeStay(i int) []string {
	var first, second strings.Builder
	for n := range 12 {
		fmt.Fprintf(&first, "*ABF:E11%02d:::::::Y", n)
		fmt.Fprintf(&second, "*ABF:I50%02d:::::::N", n)
	}
	all := stay(fmt.Sprintf("A%08d", i), "1", "HI"+first.String(), "HI"+second.String(), "HI*DR:291",
		"HI*BBR:02703ZZ:D8:20250111", "HI*BBQ:5A1221Z:D8:20250111*BBQ:4A023N7:D8:20250111",
		"HI*BH:11:D8:20250109", "HI*BE:80:::4*BE:01:::1200", "HI*BG:09", "NM1*71*1*DOCTOR*SOME****XX*1888888885", "PRV*AT*PXC*207R00000X")
	for n := range 14 {
		all = append(all, fmt.Sprintf("LX*%d", n+2), fmt.Sprintf("SV2*0%d*HC:%d*%d.25*UN*%d", 250+n*10, 36415+n, 100+n, n+1), "DTP*472*D8*20250111")
	}
	return all
}

func smallVisit(i int) []string {
	return visit(fmt.Sprintf("V%08d", i), "REF*D9*17312345600006351", "HI*ABK:J069*ABF:R05*ABF:I10*ABF:E119",
		"NM1*82*1*DOCTOR*SOME****XX*1888888885", "PRV*PE*PXC*207Q00000X",
		"LX*1", "SV1*HC:87880:QW*22.5*UN*1***1", "DTP*472*D8*20250203", "REF*6R*0001",
		"LX*2", "SV1*HC:36415*8*UN*1***2", "DTP*472*D8*20250203", "REF*6R*0002")
}
