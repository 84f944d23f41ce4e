package claim

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/x12/segment"
)

const (
	isa5010 = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250301*0900*^*00501*000000001*0*P*:~"
	isa4010 = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250301*0900*U*00401*000000001*0*P*:~"
)

// Versions of the guides.
const (
	institutional = "005010X223A2"
	professional  = "005010X222A1"
	old           = "004010X096A1"
)

// decode reads the claim of some segments.
func decode(t *testing.T, version string, text string) *Claim {
	t.Helper()
	header := isa5010
	if version == old {
		header = isa4010
	}
	d := Decoder{Guide: GuideOf(version)}
	var c Claim
	d.Decode(&c, segments(t, header+text)[1:])
	return &c
}

func segments(t *testing.T, text string) []segment.Segment {
	t.Helper()
	var all []segment.Segment
	r := segment.NewReader(strings.NewReader(text))
	for {
		s, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, *s)
	}
}

// TestCodesOfAnHI reads the composites of HI segments (standard.md 5.1): what the
// qualifiers mean, POA in the ninth component, trailing components that are left out,
// components 3 and 4 in pairs, and 8 and 9 that exclude each other.
func TestCodesOfAnHI(t *testing.T) {
	for name, c := range map[string]struct {
		version, text string
		want          string // diagnoses, procedures, DRGs, account codes
		flaws         string
	}{
		"a principal with its indicator":                 {institutional, "HI*ABK:I214:::::::Y", "principal/1 ICD-10-CM I214 Y", ""},
		"an indicator that is exempt":                    {institutional, "HI*ABK:Z370:::::::1", "principal/1 ICD-10-CM Z370", ""},
		"an indicator left out":                          {institutional, "HI*ABK:Z370", "principal/1 ICD-10-CM Z370", ""},
		"an indicator that is not listed stays (ING-07)": {institutional, "HI*ABK:I214:::::::Q", "principal/1 ICD-10-CM I214 Q", ""},
		"the indicator U, where ISA11 is U in 4010":      {old, "HI*BK:U071:::::::U", "principal/1 ICD-9-CM U071 U", ""},
		"small letters":                                  {institutional, "HI*abk:i21.4:::::::y", "principal/1 ICD-10-CM i21.4 Y", ""},
		"every role of version 5010":                     {institutional, "HI*ABK:A1*ABJ:A2*APR:A3*ABN:A4*ABF:A5", "principal/1 ICD-10-CM A1; admitting/1 ICD-10-CM A2; reason_for_visit/1 ICD-10-CM A3; external_cause/1 ICD-10-CM A4; other/1 ICD-10-CM A5", ""},
		"every role in ICD-9":                            {institutional, "HI*BK:1*BJ:2*PR:3*BN:4*BF:5", "principal/1 ICD-9-CM 1; admitting/1 ICD-9-CM 2; reason_for_visit/1 ICD-9-CM 3; external_cause/1 ICD-9-CM 4; other/1 ICD-9-CM 5", ""},
		"the reason for the visit in 4010":               {old, "HI*BK:1*ZZ:7806", "principal/1 ICD-9-CM 1; reason_for_visit/1 ICD-9-CM 7806", ""},
		"ZZ in 5010":                                     {institutional, "HI*ZZ:7806", "", "/ unlisted_value"},
		"others over two segments are counted":           {institutional, "HI*ABF:A1*ABF:A2~HI*ABF:A3", "other/1 ICD-10-CM A1; other/2 ICD-10-CM A2; other/3 ICD-10-CM A3", ""},
		"repetitions within an element":                  {institutional, "HI*ABF:A1^ABF:A2", "other/1 ICD-10-CM A1; other/2 ICD-10-CM A2", ""},
		"empty elements":                                 {institutional, "HI*ABK:A1**~HI*", "principal/1 ICD-10-CM A1", ""},
		"procedures with and without dates":              {institutional, "HI*BBR:0TTD0ZZ:D8:20250110~HI*BBQ:0DBN0ZZ", "principal/1 ICD-10-PCS 0TTD0ZZ 2025-01-10; other/2 ICD-10-PCS 0DBN0ZZ", ""},
		"procedures in ICD-9":                            {institutional, "HI*BR:0066:D8:20120110*BQ:3722", "principal/1 ICD-9-PCS 0066 2012-01-10; other/2 ICD-9-PCS 3722", ""},
		"advanced billing concepts":                      {institutional, "HI*CAH:ABCDE", "principal/1 ABC ABCDE", ""},
		"HCPCS in 4010":                                  {old, "HI*BP:33967:D8:20080110*BO:J1234", "principal/1 CPT 33967 2008-01-10; other/1 HCPCS J1234", ""},
		"the surgery of an anaesthetist":                 {professional, "HI*BP:33967", "", ""},
		"a DRG":                                          {institutional, "HI*DR:291", "DRG 291", ""},
		"a condition":                                    {institutional, "HI*BG:45", "condition/1 45", ""},
		"an occurrence":                                  {institutional, "HI*BH:11:D8:20250101", "occurrence/1 11 2025-01-01", ""},
		"a span":                                         {institutional, "HI*BI:74:RD8:20250101-20250103", "occurrence_span/1 74 2025-01-01 to 2025-01-03", ""},
		"a value":                                        {institutional, "HI*BE:08:::1740.5", "value/1 08 1740.50", ""},
		"treatment codes are of no table":                {institutional, "HI*TC:A01", "", ""},
		"components 8 and 9 together":                    {institutional, "HI*ABK:I214::::::I219:Y", "", "diagnosis/code broken_record"},
		"a range of codes":                               {institutional, "HI*ABF:I214::::::I219", "", "diagnosis/code broken_record"},
		"a date without its format":                      {institutional, "HI*BBR:0TTD0ZZ::20250110", "", "procedure/performed_on broken_record"},
		"a format without its date":                      {institutional, "HI*BH:11:D8", "", "account_code/occurred_on broken_record"},
		"no such day":                                    {institutional, "HI*BBR:0TTD0ZZ:D8:20250230", "", "procedure/performed_on wrong_type"},
		"a span of one day":                              {institutional, "HI*BI:74:RD8:20250101", "", "account_code/occurred_on wrong_type"},
		"a value that is no amount":                      {institutional, "HI*BE:08:::12,5", "", "account_code/amount wrong_type"},
		"a qualifier without its code":                   {institutional, "HI*ABK*DR:", "", "diagnosis/code missing_value, drg_assignment/drg missing_value"},
		"a code without its qualifier":                   {institutional, "HI*I214", "", "/ broken_record"},
		"a qualifier that is not listed":                 {institutional, "HI*XYZ:I214", "", "/ unlisted_value"},
		"separators of elements in a composite":          {professional, "HI*BK*8901*BF*87200*BF:5559", "other/1 ICD-9-CM 5559", "diagnosis/code missing_value, / broken_record, diagnosis/code missing_value, / broken_record"},
	} {
		t.Run(name, func(t *testing.T) {
			got := decode(t, c.version, "CLM*1*5***11:A:1~"+c.text+"~")
			if codes(got) != c.want {
				t.Errorf("codes\n%s\nwant\n%s", codes(got), c.want)
			}
			if flaws(got) != c.flaws {
				t.Errorf("flaws %q, want %q", flaws(got), c.flaws)
			}
			for _, f := range got.Flaws {
				if f.Raw == "" || !strings.Contains(c.text, f.Raw) {
					t.Errorf("a flaw has the text %q", f.Raw)
				}
			}
		})
	}
}

// codes are all codes of a claim in words.
func codes(c *Claim) string {
	var all []string
	for _, d := range c.Diagnoses {
		all = append(all, fmt.Sprintf("%s/%d %s %s %s", d.Role, d.Sequence, d.System, d.Code, d.POA))
	}
	for _, p := range c.Procedures {
		all = append(all, fmt.Sprintf("%s/%d %s %s %s", p.Role, p.Sequence, p.System, p.Code, date(p.On)))
	}
	for _, d := range c.DRGs {
		all = append(all, "DRG "+d)
	}
	for _, a := range c.Accounts {
		text := fmt.Sprintf("%s/%d %s %s", a.Kind, a.Sequence, a.Code, date(a.From))
		if a.Through.Set {
			text += " to " + date(a.Through)
		}
		if a.Amount.Set {
			text = strings.TrimSpace(text) + " " + a.Amount.Value.ToString(2)
		}
		all = append(all, text)
	}
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return strings.Join(all, "; ")
}

func flaws(c *Claim) string {
	var all []string
	for _, f := range c.Flaws {
		all = append(all, f.Table+"/"+f.Column+" "+f.Reason)
	}
	return strings.Join(all, ", ")
}

func date(d Day) string {
	if !d.Set {
		return ""
	}
	return d.On.FormattedString()
}

// TestIndicatorsOfVersion4010 reads K3: the principal's and the others' in their order, Z
// or X, then those of external causes.
func TestIndicatorsOfVersion4010(t *testing.T) {
	const dx = "HI*BK:41071*BJ:78650*BN:E8800~HI*BF:4280*BF:25000~"
	for name, c := range map[string]struct{ version, k3, want, flaws string }{
		"all of them":                 {old, "K3*POAYNUZW", "Y N U, cause W", ""},
		"exempt ones":                 {old, "K3*POAY1NZ1", "Y  N, cause ", ""},
		"X at the end":                {old, "K3*POAYNUX", "Y N U, cause ", ""},
		"before the codes":            {old, "K3*POAYNUZW~", "Y N U, cause W", ""},
		"one too few":                 {old, "K3*POAYNZ", "  , cause ", "diagnosis/poa broken_record"},
		"one too many":                {old, "K3*POAYNUWZ", "  , cause ", "diagnosis/poa broken_record"},
		"one too many behind the end": {old, "K3*POAYNUZWW", "Y N U, cause ", "diagnosis/poa broken_record"},
		"a K3 about something else":   {old, "K3*STATE DATA", "  , cause ", ""},
		"version 5010 uses none":      {institutional, "K3*POAYNUZW", "  , cause ", ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := dx + c.k3
			if strings.HasSuffix(c.k3, "~") {
				text = c.k3 + dx
			}
			got := decode(t, c.version, "CLM*1*5***11:A:1~"+text+"~")
			poa := fmt.Sprintf("%s %s %s, cause %s", got.Diagnoses[0].POA, got.Diagnoses[3].POA, got.Diagnoses[4].POA, got.Diagnoses[2].POA)
			if poa != c.want || flaws(got) != c.flaws {
				t.Errorf("%q and flaws %q, want %q and %q", poa, flaws(got), c.want, c.flaws)
			}
		})
	}
}

func TestServiceLines(t *testing.T) {
	for name, c := range map[string]struct{ version, text, want, flaws string }{
		"institutional": {institutional, "LX*1~SV2*0120*HC:J1885:59:RT:::A NOTE*73.42*UN*1.5~DTP*472*D8*20250110",
			"0120 J1885 [59 RT] 2025-01-10 1.5000 73.42", ""},
		"a room has no procedure": {institutional, "LX*1~SV2*0120**100*DA*4~DTP*472*RD8*20250110-20250114",
			"0120  [] 2025-01-10 4.0000 100.00", ""},
		"professional": {professional, "LX*1~SV1*HC:99213:25:GC:XS:59*80*UN*1*11**1~DTP*472*D8*20250203",
			" 99213 [25 GC XS 59] 2025-02-03 1.0000 80.00", ""},
		"minutes are no units": {professional, "LX*1~SV1*HC:00790*900*MJ*75~DTP*472*D8*20250203", " 00790 [] 2025-02-03  900.00", ""},
		"dental, with the date of the claim": {"005010X224A2", "DTP*472*D8*20250203~LX*1~SV3*AD:D0150*45****1",
			" D0150 [] 2025-02-03 1.0000 45.00", ""},
		"dates behind a payer's answer are another's": {professional, "LX*1~SV1*HC:99213*80*UN*1~DTP*472*D8*20250203~SVD*43*55*HC:99213**1~DTP*573*D8*20250301",
			" 99213 [] 2025-02-03 1.0000 80.00", ""},
		"two lines":            {professional, "LX*1~SV1*HC:1*1*UN*1~LX*2~SV1*HC:2*2*UN*1", " 1 []  1.0000 1.00; 2 []  1.0000 2.00", ""},
		"lines without an LX":  {professional, "SV1*HC:1*1*UN*1~SV1*HC:2*2*UN*1", " 1 []  1.0000 1.00; 2 []  1.0000 2.00", ""},
		"a line without an SV": {professional, "LX*1~LX*2~SV1*HC:2*2*UN*1", " 2 []  1.0000 2.00", "service_line/ broken_record"},
		"a charge that is none": {professional, "LX*1~SV1*HC:1*1O*UN*1~LX*2~SV1*HC:2*-2*UN*1",
			" 2 []  1.0000 -2.00", "service_line/charge wrong_type"},
		"units that are none":           {professional, "LX*1~SV1*HC:1*1*UN*1.23456", "", "service_line/units wrong_type"},
		"a date of a format not listed": {professional, "LX*1~SV1*HC:1*1*UN*1~DTP*472*RD9*20250322-20250325", "", "service_line/service_on wrong_type"},
		"a date in the format of a period": {professional, "LX*1~SV1*HC:1*1*UN*1~DTP*472*D8*20250203~LX*2~SV1*HC:2*2*UN*1~DTP*472*RD8*20250203",
			" 1 [] 2025-02-03 1.0000 1.00", "service_line/service_on wrong_type"},
		"a procedure without a qualifier": {professional, "LX*1~SV1*99213*1*UN*1", "", "service_line/code broken_record"},
	} {
		t.Run(name, func(t *testing.T) {
			got := decode(t, c.version, "CLM*1*5***11:B:1~"+c.text+"~")
			var all []string
			for _, l := range got.Lines {
				all = append(all, fmt.Sprintf("%s %s [%s] %s %s %s", l.Revenue, l.Code, l.Modifiers, date(l.On), written(l.Units, 4), written(l.Charge, 2)))
			}
			if lines := strings.Join(all, ";"); lines != c.want || flaws(got) != c.flaws {
				t.Errorf("lines\n%q and flaws %q, want\n%q and %q", lines, flaws(got), c.want, c.flaws)
			}
		})
	}
}

func written(a Amount, scale int32) string {
	if !a.Set {
		return ""
	}
	return a.Value.ToString(scale)
}

// TestSegmentsOfOthers: what stands in the loops of other payers and of lines says
// nothing about the claim.
func TestSegmentsOfOthers(t *testing.T) {
	got := decode(t, institutional, "CLM*1*5***11:A:1~REF*EA*MRN1~NM1*71*1*A*B****XX*111~"+
		"SBR*S*18*******CI~REF*EA*OTHER~NM1*71*1*A*B****XX*222~HI*ABK:I10~SBR*P*18*******MA~"+
		"LX*1~SV2*0120**1*UN*1~NM1*71*1*A*B****XX*333~REF*EA*OTHER~")
	if got.Record != "MRN1" || got.Attending != "111" || len(got.Diagnoses) != 0 || got.FirstPayer != "MA" {
		t.Errorf("record %q, attending %q, %d diagnoses, first payer %q", got.Record, got.Attending, len(got.Diagnoses), got.FirstPayer)
	}
	if got := decode(t, professional, "CLM*1*5***11:B:1~NM1*71*1*A*B****XX*111~NM1*82*1*A*B****XX*222~NM1*82*1*A*B****XX*333~"); got.Attending != "222" {
		t.Errorf("rendering provider %q, want the first", got.Attending)
	}
}

// TestAClaimIsRefusedAsAWhole for what its encounter cannot do without.
func TestAClaimIsRefusedAsAWhole(t *testing.T) {
	for text, want := range map[string]string{
		"CLM**5***11:A:1~":                        "encounter_id " + source.ReasonMissing,
		"CLM*1*5 dollars***11:A:1~":               "total_charges " + source.ReasonType,
		"CLM*1*1234567890123***11:A:1~":           "total_charges " + source.ReasonType,
		"CLM*1*1.005***11:A:1~":                   "total_charges " + source.ReasonType,
		"CLM*1*5***11:A:1~DTP*434*RD8*20250101~":  "discharged_on " + source.ReasonType,
		"CLM*1*5***11:A:1~DTP*435*D8*20251301~":   "admitted_on " + source.ReasonType,
		"CLM*1*5***11:A:1~DTP*096*D8*2025~":       "discharged_on " + source.ReasonType,
		"CLM**x***11:A:1~DTP*096*D8*2025~":        "total_charges " + source.ReasonType,
		"CLM*1*5***11:A:1~DTP*096*TM*9999~":       "",
		"CLM*1****11:A:1~":                        "",
		"CLM*1*5~":                                "",
		"CLM*1*-5.10***11:A:1~DTP*999*D8*nothing": "",
	} {
		got := decode(t, institutional, text)
		flaw := ""
		if got.Flaw != nil {
			flaw = got.Flaw.Column + " " + got.Flaw.Reason
		}
		if flaw != want {
			t.Errorf("%s: %q, want %q", text, flaw, want)
		}
	}
}

func TestAmount(t *testing.T) {
	for text, want := range map[string]string{
		"500": "500.00", "12.25": "12.25", ".5": "0.50", "0": "0.00", "007.50": "7.50", "-3": "-3.00", "1.500": "1.50",
		"999999999999.99": "999999999999.99", "": "none", "1000000000000": "wrong", "1.234": "wrong", "1,5": "wrong",
		"-": "wrong", ".": "wrong", "1.2.3": "wrong", "+5": "wrong", "--5": "wrong", "1e3": "wrong", " ": "wrong",
		"18446744073709551617": "wrong", // one more than 64 bits hold
	} {
		a, ok := money(text)
		got := "wrong"
		if ok {
			if got = written(a, 2); !a.Set {
				got = "none"
			}
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
