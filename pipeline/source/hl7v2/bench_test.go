package hl7v2

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// rowCount is a sink that counts.
type rowCount struct {
	rows          int64
	rejects, skip int64
}

func (c *rowCount) Batch(_ *schema.Table, rec arrow.RecordBatch) error {
	c.rows += rec.NumRows()
	return nil
}
func (c *rowCount) File(*schema.Table, source.File) error { return nil }
func (c *rowCount) Reject(source.Reject) error            { c.rejects++; return nil }
func (c *rowCount) Skip(_ string, n int64) error          { c.skip += n; return nil }
func (c *rowCount) Mark(string) error                     { return nil }

// feed writes a feed as a hospital's interface engine sends it: of ten messages six ADT
// with their next of kin and insurance, one bill with the codes, one of charges, and two
// results, which are passed over.
func feed(bytesWanted int) []byte {
	var b bytes.Buffer
	header := func(n int, kind string) {
		fmt.Fprintf(&b, "MSH|^~\\&|ADT1|NORTH^2.16.840.1.113883.19.5^ISO|EHR|HUB|20260301%02d%02d%02d-0600||%s|%08d|P|2.5.1|||AL|NE\r", n/3600%24, n/60%60, n%60, kind, n)
		fmt.Fprintf(&b, "EVN||20260301120000-0600|||C08^TESTER^KIM|20260301115900-0600\r")
		fmt.Fprintf(&b, "PID|1||MR%07d^^^NORTH^MR~999-00-%04d^^^USSSA^SS||DOE&VAN&DOE^PAT^A^^^^L~POE^PAT^^^^^M|ROE^MAX|19%02d0615|F||2106-3^White^HL70005|12 HOSPITAL LANE^APT 4^SPRINGFIELD^IL^62701^USA^H^^SANGAMON||^PRN^PH^^^217^5550100~^NET^Internet^pat.doe@example.org||eng^English^HL70296|M^Married^HL70002|NOR^None^HL70006|AC%08d^^^NORTH^AN|||||||||||||N\r", n, n%10000, 30+n%60, n)
	}
	visit := func(n int, discharged string) {
		fmt.Fprintf(&b, "PV1|1|I|4E^136^B^NORTH^^N^^^MAIN|1|||10535^ATTEND^ANN^^^DR^MD^^NPI&2.16&ISO^L^^^NPI|10536^REFER^REX^^^DR|10537^CONSULT^CAM~10538^CONSULT^CLEO|MED||||1|A0||10535^ATTEND^ANN|IN|V%08d^^^NORTH^VN|MC|||||||||||||||01|||NORTH||A|||20260225101500-0600|%s|||12345.67\r", n, discharged)
	}
	kin := "NK1|1|DOE^JO^^^^^L|SPO^Spouse^HL70063|12 HOSPITAL LANE^^SPRINGFIELD^IL^62701^USA^H|^PRN^PH^^^217^5550101|||||||||||||||||||||||||||\rNK1|2|ROE^MAX|PAR^Parent^HL70063|9 ELM ST^^SPRINGFIELD^IL^62702^USA^H|^PRN^PH^^^217^5550102\rPV2||S^SEMI|^CHEST PAIN AND SHORTNESS OF BREATH|||||20260301|4|4|OBSERVE AND TREAT AS INDICATED BY THE ATTENDING PHYSICIAN\rGT1|1||DOE^PAT^A||12 HOSPITAL LANE^APT 4^SPRINGFIELD^IL^62701^USA|^PRN^PH^^^217^5550100||19600615|F||SEL|||||ACME WIDGETS|1 INDUSTRIAL WAY^^SPRINGFIELD^IL^62703\rIN1|1|MC01^MEDICARE PART A|00001|MEDICARE|PO BOX 100^^BALTIMORE^MD^21201|||||||20250101|||1|DOE^PAT^A|SEL|19600615|12 HOSPITAL LANE^APT 4^SPRINGFIELD^IL^62701||||||||||||||||||1EG4TE5MK73\rIN2|||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||\rAL1|1|DA|1191^PENICILLIN^RXNORM|MO|HIVES\r"
	for n := 1; b.Len() < bytesWanted; n++ {
		switch n % 10 {
		case 8, 9:
			header(n, "ORU^R01^ORU_R01")
			for i := range 20 {
				fmt.Fprintf(&b, "OBX|%d|NM|%d-4^Sodium^LN||%d|mmol/L|136-145|N|||F|||20260301113000-0600||^LAB^TECH\r", i+1, 2950+i, 130+i)
			}
		case 7:
			header(n, "DFT^P03^DFT_P03")
			visit(n, "")
			for i := range 10 {
				fmt.Fprintf(&b, "FT1|%d|T%d-%d||20260301|20260302|CG|%d^ROOM AND BOARD^CDM|||1|%d.50||0120|||||IN|I50.9^HEART FAILURE^I10C|10535^ATTEND^ANN|||||9928%d^VISIT^C4|25~59\r", i+1, n, i, 300000+i, 100+i, i%6)
			}
		case 6:
			header(n, "BAR^P12^BAR_P12")
			visit(n, "20260301110000-0600")
			for i := range 12 {
				fmt.Fprintf(&b, "DG1|%d||I%02d.%d^DIAGNOSIS NUMBER %d^I10C|DIAGNOSIS NUMBER %d|20260225|F|||||||||%d|10535^ATTEND^ANN\r", i+1, 10+i, i%10, i, i, i+1)
			}
			b.WriteString("DRG|291^HEART FAILURE AND SHOCK WITH MCC^MS-DRG|20260302080000-0600||||||||||DOE^CODER||||||3M|43\r")
			for i := range 3 {
				fmt.Fprintf(&b, "PR1|%d||0JH60%dZ^PROCEDURE^I10P||20260226|P||||||||%d\r", i+1, i, i+1)
			}
		case 5:
			header(n, "ADT^A03^ADT_A03")
			visit(n, "20260301110000-0600")
			b.WriteString(kin)
			b.WriteString("DG1|1||I50.9^HEART FAILURE^I10C||20260225|A\r")
		default:
			header(n, "ADT^A08^ADT_A01")
			visit(n, "")
			b.WriteString(kin)
			b.WriteString("DG1|1||I50.9^HEART FAILURE^I10C||20260225|A\r")
		}
	}
	return b.Bytes()
}

// BenchmarkRead reads 64 MB of messages from a file on one core and on all.
func BenchmarkRead(b *testing.B) {
	data := feed(64 << 20)
	path := filepath.Join(b.TempDir(), "feed.hl7")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		b.Fatal(err)
	}
	in := source.Input{Path: path, Spec: source.Spec{Name: "feed", Timezone: "America/Chicago"}}
	for _, cores := range []int{1, runtime.NumCPU()} {
		b.Run(fmt.Sprintf("cores=%d", cores), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			var out rowCount
			for b.Loop() {
				out = rowCount{}
				if err := (Source{}).Read(b.Context(), in, &out); err != nil {
					b.Fatal(err)
				}
			}
			if out.rejects > 0 || out.rows == 0 {
				b.Fatalf("%d rows, %d rejects", out.rows, out.rejects)
			}
			b.ReportMetric(float64(out.rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// watch is a rowCount that does something at each batch.
type watch struct {
	*rowCount
	then func()
}

func (w *watch) Batch(t *schema.Table, rec arrow.RecordBatch) error {
	w.then()
	return w.rowCount.Batch(t, rec)
}
