package queries_test

import "testing"

// POA by hand: of seven matched codes two are exempt (the coder gave both a value, which is an
// error of its own kind), one has no POA on either side, of one nobody knows whether it is
// exempt, one is blank on the coder's side, one differs and one agrees. (ACC-09)
func TestPresentOnAdmission(t *testing.T) {
	db := hospital(t, append(review("R1", "", ""),
		rows("audit_code", "audit_case_id side element sequence code code_system poa poa_exempt",
			"R1 coder diagnosis 1 I10 ICD-10-CM Y false", "R1 auditor diagnosis 1 I10 ICD-10-CM Y false",
			"R1 coder diagnosis 2 E119 ICD-10-CM N false", "R1 auditor diagnosis 2 E119 ICD-10-CM Y false",
			"R1 coder diagnosis 3 N179 ICD-10-CM - false", "R1 auditor diagnosis 3 N179 ICD-10-CM Y false",
			"R1 coder diagnosis 4 J189 ICD-10-CM - -", "R1 auditor diagnosis 4 J189 ICD-10-CM - -",
			"R1 coder diagnosis 5 Z794 ICD-10-CM Y true", "R1 auditor diagnosis 5 Z794 ICD-10-CM - true",
			"R1 coder diagnosis 6 Z7901 ICD-10-CM Y true", "R1 auditor diagnosis 6 Z7901 ICD-10-CM Y true",
			"R1 coder diagnosis 7 R079 ICD-10-CM Y false", // not matched
			"R1 coder diagnosis 8 R509 ICD-10-CM Y -", "R1 auditor diagnosis 8 R509 ICD-10-CM Y -"))...)
	a := ask(t, db, "accuracy/attributes")
	want(t, a, "poa_agreed poa_codes poa_agreed_sq poa_codes_sq poa_product poa_charts", "1 3 1 9 3 1")
	want(t, a, "poa_missing poa_y_to_n poa_n_to_y poa_flips exempt_valued exempt_codes poa_not_judged", "1 0 1 1 2 2 2")
	near(t, a, "poa_accuracy", 1.0/3)
	near(t, a, "poa_flip_rate", 1.0/3)
}

// Exempt is decided by the list in force on the day of discharge (DEF-05): Z794 left the list at
// the end of September 2025, E119 was never on it, and the day before the first list has none at
// all. (ACC-09)
func TestPOAExemptionByFiscalYear(t *testing.T) {
	var inserts []string
	for id, discharged := range map[string]string{
		"R1": "2025-09-30", "R2": "2025-10-01", "R3": "2024-09-30", "R4": "2024-10-01",
	} {
		inserts = append(inserts,
			rows("encounter", "encounter_id facility_id patient_type discharged_on", id+" A IP "+discharged),
			rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
				id+" Q "+id+" random C1 X1 1 2025-10-05 2025-11-01"),
			rows("audit_code", "audit_case_id side element sequence code code_system poa",
				id+" coder diagnosis 1 E119 ICD-10-CM N", id+" auditor diagnosis 1 E119 ICD-10-CM N",
				id+" coder diagnosis 2 Z794 ICD-10-CM Y", id+" auditor diagnosis 2 Z794 ICD-10-CM N"))
	}
	inserts = append(inserts, rows("code_mark", "list code_system code valid_from valid_to",
		"poa_exempt ICD-10-CM Z794 2024-10-01 2025-09-30", "poa_exempt ICD-10-CM Z7901 2025-10-01 2026-09-30"))
	want(t, ask(t, hospital(t, inserts...), "accuracy/attributes"),
		"poa_codes poa_agreed poa_y_to_n exempt_codes exempt_valued poa_not_judged", "4 3 1 2 2 2")
}

// Procedures count by code and date, as often as they occur: of the auditor's four the coder has
// one, one of two on a date, and one on a wrong date. (ACC-08)
func TestProceduresAreMultisets(t *testing.T) {
	db := hospital(t, append(review("R1", "I10", "I10"),
		rows("audit_code", "audit_case_id side element sequence code code_system performed_on",
			"R1 coder procedure 1 0SR90J9 ICD-10-PCS 2025-03-01", "R1 auditor procedure 1 0SR90J9 ICD-10-PCS 2025-03-01",
			"R1 coder procedure 2 30233N1 ICD-10-PCS 2025-03-02", "R1 auditor procedure 2 30233N1 ICD-10-PCS 2025-03-02",
			"R1 auditor procedure 3 30233N1 ICD-10-PCS 2025-03-02",
			"R1 coder procedure 3 5A1955Z ICD-10-PCS 2025-03-03", "R1 auditor procedure 4 5A1955Z ICD-10-PCS 2025-03-04"))...)
	want(t, ask(t, db, "accuracy/attributes"),
		"procedure_agreed procedure_auditor procedure_coder procedure_charts undated", "2 4 3 1 3")
	want(t, ask(t, db, "accuracy/records"), "codes_right all_right", "0 0")
}

// Characters by hand: 0SR90J9 is right; 0SRB04A has another device and 0DTJ4ZZ another approach;
// 0DBN8ZX has another root operation; a CPT code has no characters. (ACC-08)
func TestProceduresByCharacter(t *testing.T) {
	db := hospital(t, append(review("R1", "I10", "I10"),
		rows("audit_code", "audit_case_id side element sequence code code_system performed_on",
			"R1 coder procedure 1 0SR90J9 ICD-10-PCS 2025-03-01", "R1 auditor procedure 1 0SR90J9 ICD-10-PCS 2025-03-01",
			"R1 coder procedure 2 0SRB01A ICD-10-PCS 2025-03-01", "R1 auditor procedure 2 0SRB04A ICD-10-PCS 2025-03-01",
			"R1 coder procedure 3 0DTJ0ZZ ICD-10-PCS 2025-03-01", "R1 auditor procedure 3 0DTJ4ZZ ICD-10-PCS 2025-03-01",
			"R1 coder procedure 4 0DJD8ZZ ICD-10-PCS 2025-03-01", "R1 auditor procedure 4 0DBN8ZX ICD-10-PCS 2025-03-01",
			"R1 coder procedure 5 99284 CPT 2025-03-01", "R1 auditor procedure 5 99284 CPT 2025-03-01"))...)
	a := ask(t, db, "accuracy/attributes")
	want(t, a, "procedure_agreed procedure_auditor undated pcs_auditor root_agreed approach_agreed device_agreed", "2 5 2 4 3 2 2")
	near(t, a, "root_operation_accuracy", .75)
	near(t, a, "approach_accuracy", 2.0/3)
}

// ACC-11: equal discharge status, of records for which the auditor has one; a difference is an
// error of the record (ACC-04 b).
func TestDischargeStatusMakesAChartUnclean(t *testing.T) {
	db := hospital(t, append(append(review("R1", "I10", "I10"), review("R2", "I10", "I10")...),
		rows("audit_code", "audit_case_id side element sequence code",
			"R1 coder discharge_status 1 01", "R1 auditor discharge_status 1 01",
			"R2 coder discharge_status 1 01", "R2 auditor discharge_status 1 06"))...)
	want(t, ask(t, db, "accuracy/records"), "charts codes_right all_right status_same status_reviewed", "2 2 1 1 2")
}
