package hl7v2

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/source"
	"chartline/pipeline/source/sourcetest"
)

// diagnosesOf are the diagnoses as "role sequence system code poa", in the order of emission.
func diagnosesOf(got *sourcetest.Collector) string {
	var all []string
	for _, r := range got.Rows["diagnosis"] {
		all = append(all, strings.TrimSpace(r["role"]+" "+r["sequence"]+" "+r["code_system"]+" "+r["code"]+" "+r["poa"]))
	}
	return strings.Join(all, "; ")
}

func dg1(number, code, kind, priority string) string {
	return fmt.Sprintf("DG1|%s||%s|||%s|||||||||%s", number, code, kind, priority)
}

// TestRolesAndOrder has the diagnoses of one message: standard.md 5.2, DG1-6 and DG1-15.
func TestRolesAndOrder(t *testing.T) {
	for name, c := range map[string]struct {
		segments []string
		want     string
	}{
		"by priority": {
			[]string{dg1("1", "B2^^I10", "F", "2"), dg1("2", "A1^^I10", "F", "1"), dg1("3", "C3^^I10", "F", "3")},
			"principal 1 ICD-10-CM A1; other 1 ICD-10-CM B2; other 2 ICD-10-CM C3"},
		"several with priority 1: the lowest set id": {
			[]string{dg1("3", "C3^^I10", "F", "1"), dg1("2", "B2^^I10", "F", "1")},
			"principal 1 ICD-10-CM B2; other 1 ICD-10-CM C3"},
		"several with priority 1 and one set id: the first": {
			[]string{dg1("1", "C3^^I10", "F", "1"), dg1("1", "B2^^I10", "F", "1")},
			"principal 1 ICD-10-CM C3; other 1 ICD-10-CM B2"},
		"no priorities: the first set id": {
			[]string{dg1("2", "B2^^I10", "F", ""), dg1("1", "A1^^I10", "F", "")},
			"principal 1 ICD-10-CM A1; other 1 ICD-10-CM B2"},
		"priorities without a first: no principal": {
			[]string{dg1("1", "B2^^I10", "F", "2"), dg1("2", "A1^^I10", "F", "0")},
			"other 1 ICD-10-CM B2; other 2 ICD-10-CM A1"},
		"0 is not ranked": {
			[]string{dg1("1", "B2^^I10", "F", "0"), dg1("2", "A1^^I10", "F", "1"), dg1("3", "C3^^I10", "F", "2")},
			"principal 1 ICD-10-CM A1; other 1 ICD-10-CM C3; other 2 ICD-10-CM B2"},
		"admitting beside final": {
			[]string{dg1("1", "R07^^I10", "A", "1"), dg1("2", "I50^^I10", "F", "1")},
			"principal 1 ICD-10-CM I50; admitting 1 ICD-10-CM R07"},
		"the same code as admitting and principal": {
			[]string{dg1("1", "I50^^I10", "A", ""), dg1("2", "I50^^I10", "F", "1")},
			"principal 1 ICD-10-CM I50; admitting 1 ICD-10-CM I50"},
		"working diagnoses are never mixed with final ones": {
			[]string{dg1("1", "A1^^I10", "W", "1"), dg1("2", "I50^^I10", "F", "2"), dg1("3", "C3^^I10", "", "3")},
			"other 1 ICD-10-CM I50"},
		"no types at all": {
			[]string{dg1("1", "A1^^I10", "", "1"), dg1("2", "B2^^I10", "", "2")},
			"principal 1 ICD-10-CM A1; other 1 ICD-10-CM B2"},
		"no types beside admitting": {
			[]string{dg1("1", "R07^^I10", "A", ""), dg1("2", "B2^^I10", "", "1")},
			"principal 1 ICD-10-CM B2; admitting 1 ICD-10-CM R07"},
		"twice, dotted and not": {
			[]string{dg1("1", "I50.9^^I10", "F", "1"), dg1("2", "i509^^I10C", "F", "2")},
			"principal 1 ICD-10-CM I50.9"},
		"two systems in one segment": {
			[]string{dg1("1", "I50.9^HF^I10C^42343007^HF^SCT", "F", "1"), dg1("2", "E11.9^^I10C", "F", "2")},
			"principal 1 ICD-10-CM I50.9; principal 1 SNOMED CT 42343007; other 1 ICD-10-CM E11.9"},
		"a local code with its translation": {
			[]string{dg1("1", "4711^HF^L^I50.9^HF^I10C", "F", "1")},
			"principal 1 ICD-10-CM I50.9"},
		"the system in DG1-2 of old versions": {
			[]string{"DG1|1|I9|428.0^HF|||F"},
			"principal 1 ICD-9-CM 428.0"},
		"DG1-2 that DG1-3 contradicts": {
			[]string{"DG1|1|I9|42343007^HF^SCT|||F"},
			"principal 1 SNOMED CT 42343007"},
		"no system: by the date of the visit": {
			[]string{dg1("1", "I50.9", "F", "1")},
			"principal 1 ICD-10-CM I50.9"},
		"a system of the site": {
			[]string{dg1("1", "4711^HF^LOCAL", "F", "1")},
			"principal 1 other 4711"},
		"a text with an escaped delimiter": {
			[]string{dg1("1", `I50\T\9^A\S\B^I10`, "F", "1")},
			"principal 1 ICD-10-CM I50&9"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent("BAR^P05", "20260303080000", append([]string{pid, pv1}, c.segments...)...))
			if have := diagnosesOf(got); have != c.want {
				t.Errorf("%s\nwant %s", have, c.want)
			}
			if len(got.Rejects) > 0 {
				t.Errorf("%d rejects", len(got.Rejects))
			}
		})
	}
}

// TestTypesThatAreLeftOut are counted, each under its name.
func TestTypesThatAreLeftOut(t *testing.T) {
	message := sent("ADT^A08", "20260303080000", pid, pv1, dg1("1", "A1^^I10", "W", "1"), dg1("2", "B2^^I10", "F", "1"),
		dg1("3", "C3^^I10", "", ""), dg1("4", "D4^^I10", "Q", ""), dg1("5", "B2^^I10", "F", "2"))
	for types, c := range map[string]struct{ want, skipped string }{
		"final":   {"principal 1 ICD-10-CM B2", "map[DG1 of another type:1 DG1 of no type:1 DG1 of type W:1 DG1 repeated:1]"},
		"working": {"principal 1 ICD-10-CM A1", "map[DG1 of another type:1 DG1 of no type:1 DG1 of type F:2]"},
	} {
		t.Run(types, func(t *testing.T) {
			got := read(t, map[string]string{"diagnosis_types": types}, message)
			if have := diagnosesOf(got); have != c.want {
				t.Errorf("%s, want %s", have, c.want)
			}
			if have := fmt.Sprint(got.Skipped); have != c.skipped {
				t.Errorf("%s, want %s", have, c.skipped)
			}
		})
	}
}

// TestICDByDate has codes without a system, before and after 1 October 2015.
func TestICDByDate(t *testing.T) {
	for name, c := range map[string]struct{ visit, want string }{
		"the day before":            {stay("20150930", "20150930"), "ICD-9-CM"},
		"the day":                   {stay("20150930", "20151001"), "ICD-10-CM"},
		"of admission where alone":  {stay("20150101", ""), "ICD-9-CM"},
		"of sending without either": {stay("", ""), "ICD-10-CM"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent("ADT^A08", "20260303", pid, c.visit, dg1("1", "428.0", "F", "1")))
			if system := only(t, got, "diagnosis")["code_system"]; system != c.want {
				t.Errorf("%s, want %s", system, c.want)
			}
		})
	}
}

// TestPOA has the indicator where versions and sites have it (standard.md 5.2): DG1-26
// from 2.6 on, a Z-segment before that.
func TestPOA(t *testing.T) {
	version := func(v string, segments ...string) string {
		return strings.Replace(sent("BAR^P05", "2026030308", append([]string{pid, pv1}, segments...)...), "|2.5.1", "|"+v, 1)
	}
	const field26 = "DG1|1||A1^^I10|||F|||||||||1|||||||||||"
	for name, c := range map[string]struct {
		poa, message, want string
	}{
		"DG1-26 of 2.6":             {"", version("2.6", field26+"N"), "N"},
		"DG1-26 of 2.8":             {"", version("2.8", field26+"y"), "Y"},
		"DG1-26 of 2.5.1":           {"", version("2.5.1", field26+"N"), ""},
		"DG1-26 of 2.5.1 by option": {"DG1-26", version("2.5.1", field26+"N"), "N"},
		"exempt, withdrawn code":    {"", version("2.6", field26+"1"), ""},
		"exempt, HL7's code":        {"", version("2.6", field26+"E"), ""},
		"not listed (ING-07)":       {"", version("2.6", field26+"X"), "X"},
		"by set id, out of order": {"ZDX-3", version("2.5", dg1("1", "A1^^I10", "F", "1"), dg1("2", "B2^^I10", "F", "2"),
			"ZDX|2|B2|N", "ZDX|1|A1|Y"), "Y N"},
		"by order without set ids": {"ZDX-3", version("2.5", dg1("1", "A1^^I10", "F", "1"), "ZDX||A1|Y", dg1("2", "B2^^I10", "F", "2"),
			"ZDX||B2|U"), "Y U"},
		"fewer than diagnoses":   {"ZDX-2.2", version("2.5", dg1("1", "A1^^I10", "F", "1"), dg1("2", "B2^^I10", "F", "2"), "ZDX|2|x^W"), " W"},
		"of no diagnosis":        {"ZDX-2", version("2.5", dg1("1", "A1^^I10", "F", "1"), "ZDX|7|W"), ""},
		"a Z-segment and DG1-26": {"ZDX-2", version("2.6", field26+"N", "ZDX|1|Y"), "Y"},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, map[string]string{"poa": c.poa}, c.message)
			var have []string
			for _, r := range got.Rows["diagnosis"] {
				have = append(have, r["poa"])
			}
			if strings.Join(have, " ") != c.want {
				t.Errorf("%q, want %q", have, c.want)
			}
		})
	}
}

// TestSnapshots has what a message states as a whole: a list where it has one, nothing
// where it has none, and an empty one where it deletes.
func TestSnapshots(t *testing.T) {
	for name, c := range map[string]struct {
		kind     string
		segments []string
		lists    string
		rows     int
	}{
		"no DG1 says nothing":        {"ADT^A08", nil, "", 0},
		"a list":                     {"ADT^A08", []string{dg1("1", "A1^^I10", "F", "1")}, "diagnosis", 1},
		"admitting only is no list":  {"ADT^A01", []string{dg1("1", "A1^^I10", "A", "1")}, "", 1},
		"working only is no list":    {"ADT^A08", []string{dg1("1", "A1^^I10", "W", "1")}, "", 0},
		"deleted":                    {"ADT^A08", []string{`DG1|1||""`}, "diagnosis", 0},
		"procedures":                 {"ADT^A08", []string{"PR1|1||0JH60DZ^^I10P"}, "procedure", 0},
		"deleted procedures":         {"ADT^A08", []string{`PR1|1||""`}, "procedure", 0},
		"a DRG is no list":           {"BAR^P12", []string{"DRG|291"}, "", 0},
		"a DRG deleted":              {"BAR^P12", []string{`DRG|""`}, "drg_assignment", 0},
		"charges are no list":        {"DFT^P03", []string{"FT1|1|T1||20260301||CG"}, "", 0},
		"a visit that did not occur": {"ADT^A11", []string{dg1("1", "A1^^I10", "F", "1")}, "diagnosis procedure drg_assignment code_statement", 0},
		"a visit that was deleted":   {"ADT^A23", nil, "diagnosis procedure drg_assignment code_statement", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent(c.kind, "20260303", append([]string{pid, pv1}, c.segments...)...))
			var lists []string
			for _, r := range got.Rows["code_list"] {
				lists = append(lists, r["list"])
			}
			if strings.Join(lists, " ") != c.lists || len(got.Rows["diagnosis"]) != c.rows || len(got.Rejects) > 0 {
				t.Errorf("lists %q, %d diagnoses, %d rejects", lists, len(got.Rows["diagnosis"]), len(got.Rejects))
			}
		})
	}
}

// TestActionCodes has changes of single codes: DG1-21 with DG1-20 to name them by.
func TestActionCodes(t *testing.T) {
	action := func(code, kind, priority, id, act string) string {
		return fmt.Sprintf("DG1|1||%s||20260301|%s|||||||||%s|||||%s|%s", code, kind, priority, id, act)
	}
	got := read(t, nil, sent("BAR^P12", "20260303", pid, pv1,
		action("A1^^I10", "F", "1", "D1^HIS", "A"), action("B2^^I10", "F", "2", "D2^HIS", "U"),
		action("C3^^I10", "F", "3", "D3^HIS", "D"), action("R07^^I10", "A", "1", "", "A"),
		action("E5^^I10", "W", "1", "D5^HIS", "A"), action("F6^^I10", "F", "", "", ""),
		"PR1|1||0JH60DZ^^I10P||20260226|||||||||1|||||P1|A"))
	var have []string
	for _, r := range got.Rows["code_statement"] {
		have = append(have, strings.Join([]string{r["kind"], r["statement_id"], r["code"], r["role"], r["rank"], r["stated_on"], r["withdrawn"]}, " "))
	}
	want := []string{
		"diagnosis V1/DG1/D1/HIS A1 principal 1 2026-03-01 false",
		"diagnosis V1/DG1/D2/HIS B2 other 2 2026-03-01 false",
		"diagnosis V1/DG1/D3/HIS C3 other 3 2026-03-01 true",
		"diagnosis V1/DG1/F/ICD-10-CM/F6 F6 other 1 2026-03-01 false",
		"diagnosis V1/DG1/A/ICD-10-CM/R07 R07 admitting 1 2026-03-01 false",
		"procedure V1/PR1/P1 0JH60DZ principal 1 2026-02-26 false",
	}
	if strings.Join(have, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\nwant\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
	if len(got.Rows["diagnosis"])+len(got.Rows["code_list"]) > 0 || got.Skipped["DG1 of type W"] != 1 {
		t.Errorf("changes are no list: %v, %v", got.Rows["diagnosis"], got.Skipped)
	}
}

// TestWithdrawalWithoutACode has nothing to withdraw.
func TestWithdrawalWithoutACode(t *testing.T) {
	got := read(t, nil, sent("BAR^P12", "20260303", pid, pv1, "DG1|1|||||F|||||||||1|||||D1|D"))
	if len(got.Rows["code_statement"]) != 0 || len(got.Rejects) != 1 || got.Rejects[0].Column != "code" ||
		got.Rejects[0].Reason != source.ReasonMissing || got.Rejects[0].Record != 1 {
		t.Errorf("%v", got.Rejects)
	}
}

// TestProcedures has PR1: standard.md 5.2.
func TestProcedures(t *testing.T) {
	for name, c := range map[string]struct {
		segments []string
		want     string
	}{
		"by priority": {[]string{"PR1|1||0JH60DZ^^I10P||20260226|||||||||2", "PR1|2||02HV33Z^^I10P||20260227101500|||||||||1"},
			"principal 1 ICD-10-PCS 02HV33Z 2026-02-27 ; other 2 ICD-10-PCS 0JH60DZ 2026-02-26 "},
		"no priority, ICD":    {[]string{"PR1|1||0JH60DZ^^I10P"}, "principal 1 ICD-10-PCS 0JH60DZ  "},
		"no priority, CPT":    {[]string{"PR1|1||99285^^C4"}, "other 1 CPT 99285  "},
		"CPT that says it":    {[]string{"PR1|1||99285^^C4|||||||||||1"}, "principal 1 CPT 99285  "},
		"modifiers":           {[]string{"PR1|1||99285^^C4|||||||||||||25^X^Y~~59"}, "other 1 CPT 99285  25 59"},
		"PR1-2 of old ones":   {[]string{"PR1|1|I9|37.22"}, "principal 1 ICD-9-PCS 37.22  "},
		"no system":           {[]string{"PR1|1||0JH60DZ", "PR1|2||99285", "PR1|3||J1100", "PR1|4||37.22", "PR1|5||X"}, "principal 1 ICD-10-PCS 0JH60DZ  ; other 1 CPT 99285  ; other 1 HCPCS J1100  ; other 1 ICD-9-PCS 37.22  ; other 1 other X  "},
		"numbered by systems": {[]string{"PR1|1||99285^^C4", "PR1|2||J1100^^HCPCS", "PR1|3||99284^^CPT4"}, "other 1 CPT 99285  ; other 1 HCPCS J1100  ; other 2 CPT 99284  "},
		"twice is twice":      {[]string{"PR1|1||99285^^C4", "PR1|2||99285^^C4"}, "other 1 CPT 99285  ; other 2 CPT 99285  "},
		"two systems in one":  {[]string{"PR1|1||0JH60DZ^^I10P^33282^^C4"}, "principal 1 ICD-10-PCS 0JH60DZ  ; other 1 CPT 33282  "},
	} {
		t.Run(name, func(t *testing.T) {
			got := read(t, nil, sent("BAR^P05", "20260303", append([]string{pid, pv1}, c.segments...)...))
			var have []string
			for _, r := range got.Rows["procedure"] {
				have = append(have, strings.Join([]string{r["role"], r["sequence"], r["code_system"], r["code"], r["performed_on"], r["modifiers"]}, " "))
			}
			if strings.Join(have, "; ") != c.want {
				t.Errorf("%q\nwant %q", strings.Join(have, "; "), c.want)
			}
		})
	}
}
