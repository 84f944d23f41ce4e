package queries_test

import (
	"strings"
	"testing"
)

// ACC-04 in its scopes: (a) every code, (b) every element, (c) the DRG. The record has a principal
// and a secondary diagnosis, a procedure, a DRG and a discharge status; one thing at a time differs
// on the coder's side.
func TestRecordsWithoutErrorInThreeScopes(t *testing.T) {
	const right = "diagnosis 1 I10 ICD-10-CM - Y -;diagnosis 2 E119 ICD-10-CM - Y -;procedure 1 0DTJ4ZZ ICD-10-PCS - - 2025-03-02;" +
		"drg 1 470 MS-DRG 42 - -;discharge_status 1 01 UB-04 - - -"
	for name, c := range map[string]struct{ from, to, want string }{
		"nothing":               {"", "", "1 1 1"},
		"a code":                {"E119", "E1165", "0 0 1"},
		"a code too few":        {"diagnosis 2 E119 ICD-10-CM - Y -;", "", "0 0 1"},
		"a procedure":           {"0DTJ4ZZ", "0DTJ0ZZ", "0 0 1"},
		"a procedure's date":    {"2025-03-02", "2025-03-03", "0 0 1"}, // procedures go by code and date (2.1)
		"the principal's place": {"diagnosis 1 I10 ICD-10-CM - Y -;diagnosis 2 E119", "diagnosis 2 I10 ICD-10-CM - Y -;diagnosis 1 E119", "1 0 1"},
		"POA":                   {"diagnosis 2 E119 ICD-10-CM - Y", "diagnosis 2 E119 ICD-10-CM - N", "1 0 1"},
		"the discharge status":  {"discharge_status 1 01", "discharge_status 1 03", "1 0 1"},
		"the DRG":               {"drg 1 470", "drg 1 469", "1 0 0"},
		"a code and the DRG":    {"E119 ICD-10-CM - Y -;procedure 1 0DTJ4ZZ ICD-10-PCS - - 2025-03-02;drg 1 470", "E1165 ICD-10-CM - Y -;procedure 1 0DTJ4ZZ ICD-10-PCS - - 2025-03-02;drg 1 469", "0 0 0"},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []string
			for side, text := range map[string]string{"auditor": right, "coder": strings.Replace(right, c.from, c.to, 1)} {
				for line := range strings.SplitSeq(text, ";") {
					lines = append(lines, "R1 "+side+" "+line)
				}
			}
			db := hospital(t, append(review("R1", "", ""),
				rows("audit_code", "audit_case_id side element sequence code code_system grouper_version poa performed_on", lines...))...)
			a := ask(t, db, "accuracy/records")
			want(t, a, "charts codes_right all_right drg_right", "1 "+c.want)
		})
	}
}

// ACC-06 by hand, of the newest schemes, where CCSR has one default for inpatients and one for
// others: a wrong code can be right in its category, its CCSR group or its chapter.
func TestPrincipalDiagnosisAtEveryLevel(t *testing.T) {
	var inserts []string
	for id, sides := range map[string][2]string{
		"R1": {"I10", "I10"},           // the same at every level
		"R2": {"E119", "E1165"},        // the same category and chapter
		"R3": {"I10", "I119"},          // the same CCSR group and chapter
		"R4": {"R079", "I10"},          // nothing in common
		"R5": {"I10 E119", "E119 I10"}, // swapped
		"R6": {"I10", "Y92009"},        // no group of its own in CCSR: not compared there
		"R7": {"G20", "G35"},           // of an emergency: the same group of outpatients, and chapter
	} {
		inserts = append(inserts, review(id, sides[0], sides[1])...)
	}
	inserts = append(inserts, "UPDATE history.encounter SET patient_type = 'ED' WHERE encounter_id = 'R7'",
		rows("code_group", "scheme scheme_version code_system code grouping position default_inpatient default_outpatient",
			"CCSR v2 ICD-10-CM I10 CIR007 1 true true", "CCSR v2 ICD-10-CM I119 CIR008 1 false false", "CCSR v2 ICD-10-CM I119 CIR007 2 true true",
			"CCSR v2 ICD-10-CM E119 END002 1 true true", "CCSR v2 ICD-10-CM E1165 END003 1 true true", "CCSR v2 ICD-10-CM R079 CIR012 1 true true",
			"CCSR v2 ICD-10-CM Y92009 XXX000 1 true true", "CCSR v2 ICD-10-CM G20 NVS004 1 true false", "CCSR v2 ICD-10-CM G20 NVS020 2 false true",
			"CCSR v2 ICD-10-CM G35 NVS005 1 true false", "CCSR v2 ICD-10-CM G35 NVS020 2 false true",
			"CCSR v1 ICD-10-CM E119 OLD001 1 true true", "CCSR v1 ICD-10-CM E1165 OLD001 1 true true",
			"chapter v2 ICD-10-CM I10 09 1 - -", "chapter v2 ICD-10-CM I119 09 1 - -", "chapter v2 ICD-10-CM E119 04 1 - -", "chapter v2 ICD-10-CM E1165 04 1 - -",
			"chapter v2 ICD-10-CM R079 18 1 - -", "chapter v2 ICD-10-CM Y92009 20 1 - -", "chapter v2 ICD-10-CM G20 06 1 - -", "chapter v2 ICD-10-CM G35 06 1 - -"))
	a := ask(t, hospital(t, inserts...), "accuracy/records")
	want(t, a, "pdx_reviewed pdx_same pdx_swapped pdx_category_same pdx_ccsr_reviewed pdx_ccsr_same pdx_chapter_reviewed pdx_chapter_same",
		"7 1 1 2 6 3 7 4")
	for name, share := range map[string]float64{"pdx_accuracy": 1. / 7, "pdx_category_accuracy": 2. / 7, "pdx_ccsr_accuracy": .5, "pdx_chapter_accuracy": 4. / 7} {
		near(t, a, name, share)
	}
}
