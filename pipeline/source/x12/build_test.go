package x12

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// Guides of the transactions in tests.
const (
	institutional4010 = "004010X096A1"
	institutional     = "005010X223A2"
	professional      = "005010X222A1"
	dental            = "005010X224A2"
)

// isa is a header of 106 bytes with the usual delimiters and a control number.
func isa(version string, number int) string {
	repetition := "^"
	if version < "005" {
		repetition = "U"
	}
	return fmt.Sprintf("ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250301*0900*%s*%s*%09d*0*P*:~\n",
		repetition, version[:5], number)
}

// file is an interchange of one group with one transaction for each list of segments; its
// trailers say what it holds.
func file(number int, set, version string, transactions ...[]string) string {
	var b strings.Builder
	b.WriteString(isa(version, number))
	fmt.Fprintf(&b, "GS*HC*SENDER*RECEIVER*20250301*0900*%d*X*%s~\n", number, version)
	for i, segments := range transactions {
		fmt.Fprintf(&b, "ST*%s*%04d*%s~\n", set, i+1, version)
		for _, s := range segments {
			b.WriteString(s + "~\n")
		}
		fmt.Fprintf(&b, "SE*%d*%04d~\n", len(segments)+2, i+1)
	}
	fmt.Fprintf(&b, "GE*%d*%d~\nIEA*1*%09d~\n", len(transactions), number, number)
	return b.String()
}

// claims is the transaction of an 837 made at a time (BHT04*BHT05), with one provider and
// one subscriber above its claims.
func claims(made string, claims ...[]string) []string {
	all := []string{
		"BHT*0019*00*REF1*" + made + "*CH", "NM1*41*2*SENDER*****46*1", "NM1*40*2*RECEIVER*****46*2",
		"HL*1**20*1", "NM1*85*2*HOSPITAL*****XX*1999999984", "N3*1 ROAD", "N4*TOWN*MD*20001", "REF*EI*520000000",
		"HL*2*1*22*0", "SBR*P*18*******MC", "NM1*IL*1*DOE*ANN****MI*M100", "N3*2 ROAD", "N4*TOWN*MD*20002",
		"DMG*D8*19500615*F", "NM1*PR*2*PAYER*****PI*99",
	}
	for _, c := range claims {
		all = append(all, c...)
	}
	return all
}

// stay is an inpatient claim with a principal and an admitting diagnosis; more segments
// follow before its one line.
func stay(account, frequency string, more ...string) []string {
	all := []string{
		"CLM*" + account + "*1500.5***11:A:" + frequency + "**A*Y*Y", "DTP*434*RD8*20250110-20250114", "DTP*435*DT*202501101405",
		"DTP*096*TM*1130", "CL1*1*7*01", "REF*EA*MRN7", "HI*ABK:I214:::::::Y", "HI*ABJ:R079",
	}
	all = append(all, more...)
	return append(all, "LX*1", "SV2*0120**1500.5*DA*4", "DTP*472*D8*20250110")
}

// visit is a professional claim with one line.
func visit(account string, more ...string) []string {
	all := append([]string{"CLM*" + account + "*80***11:B:1*Y*A*Y*Y"}, more...)
	return append(all, "LX*1", "SV1*HC:99213:25*80*UN*1*11**1", "DTP*472*D8*20250203")
}

// read reads a text as a file; the site's options are pairs of name and value.
func read(t testing.TB, text string, options ...string) (*sourcetest.Collector, error) {
	t.Helper()
	spec := source.Spec{Name: "feed", Timezone: "America/Chicago", Options: map[string]string{}}
	for i := 0; i < len(options); i += 2 {
		spec.Options[options[i]] = options[i+1]
	}
	return readSpec(t, text, spec)
}

func readSpec(t testing.TB, text string, spec source.Spec) (*sourcetest.Collector, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "claims.x12")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var got sourcetest.Collector
	err := Source{}.Read(t.Context(), source.Input{Path: path, Spec: spec}, &got)
	return &got, err
}

// mustRead reads a text that is well.
func mustRead(t testing.TB, text string, options ...string) *sourcetest.Collector {
	t.Helper()
	got, err := read(t, text, options...)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
