package claim

import (
	"strings"
	"testing"
)

func TestGuideOf(t *testing.T) {
	for version, want := range map[string]Guide{
		"005010X223A2": {Institutional, false}, "005010X222A1": {Professional, false}, "005010X224A2": {Dental, false},
		"004010X096A1": {Institutional, true}, "004010X098A1": {Professional, true}, "004010X097A1": {Dental, true},
		"005010X299": {Institutional, false}, "005010x223a2": {Institutional, false}, "005010": {Unlisted, false},
		"004010": {Unlisted, true}, "": {Unlisted, false},
	} {
		if got := GuideOf(version); got != want {
			t.Errorf("%q is %+v, want %+v", version, got, want)
		}
	}
}

// TestFrequencies lists CLM05-3 as the UB-04 has it: 1 original, 2 to 4 parts of a stay,
// 5 late charges, 7 replacement, 8 void; payers adjust with letters.
func TestFrequencies(t *testing.T) {
	for f, c := range map[Frequency]struct {
		event              string
		void, part, opened bool
	}{
		"": {event: "final_billed"}, "1": {event: "final_billed"}, "0": {event: "final_billed"}, "9": {event: "final_billed"},
		"2": {part: true, opened: true}, "3": {part: true, opened: true}, "4": {event: "final_billed", part: true},
		"5": {}, "6": {event: "rebilled"}, "7": {event: "rebilled"}, "8": {event: "voided", void: true}, "G": {event: "rebilled"},
	} {
		if f.Event() != c.event || f.IsVoid() != c.void || f.IsPart() != c.part || f.IsOpen() != c.opened {
			t.Errorf("%q: event %q, void %v, part %v, open %v", f, f.Event(), f.IsVoid(), f.IsPart(), f.IsOpen())
		}
		if f.Rank() < 0 || f.Rank() >= Ranks {
			t.Errorf("%q has rank %d of %d", f, f.Rank(), Ranks)
		}
	}
	order := []Frequency{"1", "3", "4", "7", "8"}
	for i := range order[1:] {
		if order[i].Rank() >= order[i+1].Rank() {
			t.Errorf("%q does not come before %q", order[i], order[i+1])
		}
	}
	if !Frequency("A").IsNotice() || Frequency("1").IsNotice() {
		t.Error("A is a notice of election and 1 is none")
	}
}

func TestPatientType(t *testing.T) {
	for name, c := range map[string]struct{ version, clm05, revenue, want string }{
		"a hospital stay":         {institutional, "11:A:1", "0450 0762", "IP"},
		"a stay under part B":     {institutional, "12:A:1", "", "IP"},
		"a nursing home":          {institutional, "21:A:1", "", "IP"},
		"an emergency visit":      {institutional, "13:A:1", "0250 0450 0360", "ED"},
		"a visit with urgent":     {institutional, "13:A:1", "0456", "ED"},
		"observation":             {institutional, "13:A:1", "0450 0762", "OBS"},
		"surgery":                 {institutional, "13:A:1", "0250 0360", "SDS"},
		"ambulatory surgery":      {institutional, "13:A:1", "490", "SDS"},
		"a laboratory test":       {institutional, "13:A:1", "0300", "ANC"},
		"nothing charged":         {institutional, "13:A:1", "", "ANC"},
		"a critical access visit": {institutional, "85:A:1", "0450", "ED"},
		"a month of therapy":      {institutional, "13:A:3", "0420", "OP-REC"},
		"dialysis":                {institutional, "72:A:1", "0821", "OP-REC"},
		"a surgery centre":        {institutional, "83:A:1", "0490", "SDS"},
		"another's specimen":      {institutional, "14:A:1", "0300", "ANC"},
		"a type not listed":       {institutional, "99:A:1", "", "OTHER"},
		"no type":                 {institutional, "", "", "OTHER"},
		"an office":               {professional, "11:B:1", "", "PROF"},
		"a dentist":               {"005010X224A2", "11:B:1", "", "PROF"},
		"told by the claim":       {"005010", "11:A:1", "", "IP"},
		"told by the claim too":   {"005010", "11:B:1", "", "PROF"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "CLM*1*5***" + c.clm05 + "~"
			for _, r := range strings.Fields(c.revenue) {
				text += "LX*1~SV2*" + r + "**1*UN*1~"
			}
			if got := decode(t, c.version, text).PatientType(); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestStay: the through date is the discharge on a bill that closes the stay (standard.md
// 5.1), and the hour of DTP*096 is no instant (CLK-06).
func TestStay(t *testing.T) {
	const month = "DTP*434*RD8*20250105-20250131~"
	for name, c := range map[string]struct{ version, text, from, through string }{
		"a stay":                      {institutional, "CLM*1*5***11:A:1~" + month + "DTP*435*D8*20250104~DTP*096*TM*1300~CL1*1*7*01~", "2025-01-04", "2025-01-31"},
		"still a patient":             {institutional, "CLM*1*5***11:A:1~" + month + "DTP*435*D8*20250104~CL1*1*7*30~", "2025-01-04", ""},
		"a replacement":               {institutional, "CLM*1*5***11:A:7~" + month + "CL1*1*7*01~", "2025-01-05", "2025-01-31"},
		"the first part":              {institutional, "CLM*1*5***11:A:2~" + month + "CL1*1*7*01~", "2025-01-05", ""},
		"a middle part":               {institutional, "CLM*1*5***11:A:3~" + month + "DTP*435*D8*20241204~CL1*1*7*01~", "2024-12-04", ""},
		"a middle part, no admission": {institutional, "CLM*1*5***11:A:3~" + month, "", ""},
		"the last part":               {institutional, "CLM*1*5***11:A:4~" + month + "CL1*1*7*01~", "", "2025-01-31"},
		"one day":                     {institutional, "CLM*1*5***13:A:1~DTP*434*D8*20250105~", "2025-01-05", "2025-01-05"},
		"an admission with its hour":  {institutional, "CLM*1*5***11:A:1~DTP*435*DT*202501041405~", "2025-01-04", ""},
		"an outpatient by lines":      {institutional, "CLM*1*5***13:A:1~LX*1~SV2*0300**1*UN*1~DTP*472*D8*20250107~", "2025-01-07", "2025-01-07"},
		"professional, by its lines": {professional, "CLM*1*5***11:B:1~DTP*435*D8*20250101~LX*1~SV1*HC:1*1*UN*1~DTP*472*RD8*20250105-20250107~LX*2~SV1*HC:1*1*UN*1~DTP*472*D8*20250103~",
			"2025-01-03", "2025-01-07"},
		"professional, by its dates": {professional, "CLM*1*5***21:B:1~DTP*435*D8*20250101~DTP*096*D8*20250104~", "2025-01-01", "2025-01-04"},
		"nothing":                    {professional, "CLM*1*5***21:B:1~", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			from, through := decode(t, c.version, c.text).Stay()
			if date(from) != c.from || date(through) != c.through {
				t.Errorf("%s to %s, want %s to %s", date(from), date(through), c.from, c.through)
			}
		})
	}
}

// TestGrouper takes the version from the discharge: MS-DRG v44 is that of fiscal year
// 2027 and began on 1 October 2026 (standard.md 0); before 1 October 2007 the same
// numbers were CMS-DRGs (VER-09).
func TestGrouper(t *testing.T) {
	for through, want := range map[string]string{
		"20260930": "MS-DRG 43", "20261001": "MS-DRG 44", "20071001": "MS-DRG 25", "20070930": "CMS-DRG 24", "": "MS-DRG ",
	} {
		text := "CLM*1*5***11:A:1~"
		if through != "" {
			text += "DTP*434*D8*" + through + "~"
		}
		system, version := decode(t, institutional, text).Grouper("291")
		if system+" "+version != want {
			t.Errorf("%s: %s %s, want %s", through, system, version, want)
		}
	}
	if system, version := decode(t, institutional, "CLM*1*5***11:A:1~").Grouper("1391"); system != "other" || version != "" {
		t.Errorf("a number of four digits is of %s %s", system, version)
	}
	if DRG("14") != "014" || DRG("291") != "291" {
		t.Errorf("numbers %s and %s", DRG("14"), DRG("291"))
	}
}

func TestPayerClass(t *testing.T) {
	for indicator, want := range map[string]string{
		"MA": "Medicare", "MB": "Medicare", "16": "Medicare", "MC": "Medicaid", "09": "Self-pay", "CI": "Commercial",
		"BL": "Commercial", "HM": "Commercial", "CH": "Other", "WC": "Other", "VA": "Other", "ZZ": "Other", "??": "Other", "": "",
	} {
		if got := PayerClass(indicator); got != want {
			t.Errorf("%q is %q, want %q", indicator, got, want)
		}
	}
}

func TestPatientOfTheHierarchy(t *testing.T) {
	const above = "HL*1**20*1~NM1*85*2*A*****XX*1999999984~N4*TOWN*MD*20001~REF*EI*52~NM1*87*2~N4*TOWN*MD*20009~"
	const insured = "HL*2*1*22*1~SBR*P*18*******MC~NM1*IL*1*DOE*ANN****MI*M100~N4*TOWN*MD*20002~DMG*D8*19500615*F~NM1*PR*2*PAYER*****PI*9~N4*CITY*MD*20003~"
	const child = "HL*3*2*23*0~PAT*19~NM1*QC*1*DOE*BEN~N4*TOWN*MD*20004~DMG*D8*20200101*M~"
	for name, c := range map[string]struct{ text, provider, id, birth, sex, postal string }{
		"the subscriber":                 {above + insured, "1999999984", "M100", "19500615", "F", "20002"},
		"a dependent":                    {above + insured + child, "1999999984", "M100/*", "20200101", "M", "20004"},
		"the next subscriber":            {above + insured + child + "HL*4*1*22*0~NM1*IL*1*ROE*CY****MI*M200~", "1999999984", "M200", "", "", ""},
		"the next dependent":             {above + insured + child + "HL*4*2*23*0~NM1*QC*1*DOE*TOM~", "1999999984", "M100/*", "", "", ""},
		"a dependent with a number":      {above + insured + "HL*3*2*23*0~NM1*QC*1*DOE*BEN****MI*M101~", "1999999984", "M101", "", "", ""},
		"the next provider":              {above + insured + "HL*5**20*1~", "", "", "", "", ""},
		"a provider by its tax number":   {"HL*1**20*1~NM1*85*2*A~REF*EI*52~" + insured, "52", "M100", "19500615", "F", "20002"},
		"no provider":                    {"HL*1**20*1~NM1*117*2*A*****XX*1~REF*EI*52~", "", "", "", "", ""},
		"a dependent of nobody's number": {above + "HL*2*1*22*1~NM1*IL*1*DOE*ANN~" + child, "1999999984", "", "20200101", "M", "20004"},
	} {
		t.Run(name, func(t *testing.T) {
			var l Loops
			for _, s := range segments(t, isa5010+c.text)[1:] {
				l.Segment(&s)
			}
			p := l.Treated()
			id := l.PatientID()
			if member, _, more := strings.Cut(id, "/"); more {
				id = member + "/*"
			}
			if l.Provider != c.provider || id != c.id || p.Birth != c.birth || p.Sex != c.sex || p.Postal != c.postal {
				t.Errorf("provider %q, patient %q %+v", l.Provider, id, *p)
			}
		})
	}
}

// TestDependentsAreToldApart: twins have the subscriber's number and one birthday, and the
// name is not to be read from the identifier.
func TestDependentsAreToldApart(t *testing.T) {
	l := Loops{Dependent: true, Subscriber: Person{Member: "M100"}, Patient: Person{First: "BEN", Birth: "20200101", Sex: "M"}}
	ben := l.PatientID()
	l.Patient.First = "Ben"
	if l.PatientID() != ben {
		t.Error("the same child in small letters is another")
	}
	l.Patient.First = "TOM"
	if l.PatientID() == ben {
		t.Error("twins are one")
	}
	if strings.Contains(ben, "BEN") || strings.Contains(ben, "2020") || !strings.HasPrefix(ben, "M100/") {
		t.Errorf("the identifier is %q", ben)
	}
}
