package queries_test

import "testing"

// weighed are four reviews. R1 has one of everything: a secondary diagnosis too few, POA of
// another wrong, a procedure on another day, another discharge status. Of R2 a DRG cannot be
// grouped, and nothing is said of POA. R3 and R4 have the same codes in two fiscal years, in
// which other codes are exempt from POA.
func weighed() []string {
	var inserts []string
	for _, id := range []string{"R1", "R2", "R3", "R4"} {
		inserts = append(inserts, review(id, "", "")...)
	}
	return append(inserts,
		"UPDATE history.audit_case SET coded_on = DATE '2025-11-05' WHERE audit_case_id = 'R4'",
		rows("audit_code", "audit_case_id side element sequence code code_system grouper_version poa poa_exempt performed_on",
			"R1 coder diagnosis 1 I10 ICD-10-CM - Y false -", "R1 coder diagnosis 2 E119 ICD-10-CM - N false -",
			"R1 auditor diagnosis 1 I10 ICD-10-CM - Y false -", "R1 auditor diagnosis 2 E119 ICD-10-CM - Y false -",
			"R1 auditor diagnosis 3 R079 ICD-10-CM - Y false -",
			"R1 coder procedure 1 0DTJ4ZZ ICD-10-PCS - - - 2025-03-02", "R1 auditor procedure 1 0DTJ4ZZ ICD-10-PCS - - - 2025-03-03",
			"R1 coder drg 1 470 MS-DRG 42 - - -", "R1 auditor drg 1 470 MS-DRG 42 - - -",
			"R1 coder discharge_status 1 01 UB-04 - - - -", "R1 auditor discharge_status 1 03 UB-04 - - - -",
			"R2 coder diagnosis 1 I10 ICD-10-CM - - - -", "R2 auditor diagnosis 1 I10 ICD-10-CM - - - -",
			"R2 coder drg 1 999 MS-DRG 42 - - -", "R2 auditor drg 1 470 MS-DRG 42 - - -",
			"R3 coder diagnosis 1 I10 ICD-10-CM - Y - -", "R3 auditor diagnosis 1 I10 ICD-10-CM - Y - -",
			"R3 coder diagnosis 2 Z7901 ICD-10-CM - Y - -", "R3 auditor diagnosis 2 Z7901 ICD-10-CM - Y - -",
			"R4 coder diagnosis 1 I10 ICD-10-CM - Y - -", "R4 auditor diagnosis 1 I10 ICD-10-CM - Y - -",
			"R4 coder diagnosis 2 Z7901 ICD-10-CM - Y - -", "R4 auditor diagnosis 2 Z7901 ICD-10-CM - Y - -"),
		rows("code_mark", "list code_system code valid_from valid_to",
			"poa_exempt ICD-10-CM Z7901 2024-10-01 2025-09-30", "poa_exempt ICD-10-CM I10 2025-10-01 2026-09-30"))
}

// By hand, with the default weights (ACC-12): principal 5, DRG 5, procedure 2, all else 1.
//
//	R1  right: principal 5, E119 1, POA of I10 1, procedure 2, DRG 5         14 of 18, 9 elements
//	    wrong: R079 1, POA of E119 1, date 1, status 1
//	R2  principal 5; its DRG is in neither sum                                5 of 5, 1 element
//	R3  principal 5, Z7901 1, POA of I10 1, Z7901 being exempt                7 of 7, 3 elements
//	R4  principal 5, Z7901 1, POA of Z7901 1, I10 being exempt                7 of 7, 3 elements
func TestWeightedAccuracyByHand(t *testing.T) {
	a := ask(t, hospital(t, weighed()...), "accuracy/weighted")
	want(t, a, "charts elements points points_possible points_sq points_possible_sq points_product", "4 16 33 37 319 447 375")
}
