package queries_test

import "testing"

// recoded is a stay of one person that was coded twice, beside that of another one. The second
// version drops E119, adds F1010, moves J189 from other to principal, and I10 was there on
// arrival after all. The stay of E2 has shifted dates.
func recoded() []string {
	return []string{
		rows("facility", "facility_id name", "F1 Lakemont"),
		rows("encounter", "encounter_id patient_id facility_id patient_type admitted_on discharged_on dates_shifted",
			"E1 P1 F1 IP 2025-03-01 2025-03-04 false", "E2 P1 F2 ED 2025-05-01 2025-05-01 true", "E3 P2 F1 IP 2025-03-01 2025-03-04 false"),
		rows("coder", "coder_id role", "C1 coder", "A1 auditor"),
		rows("code_assignment", "encounter_id version_no coder_id assigned_at reason",
			"E1 1 C1 2025-03-06T05:30:00Z first_final", "E1 2 A1 2025-04-01T15:00:00Z audit_correction",
			"E2 1 C9 2025-05-02T15:00:00Z first_final", "E3 1 C1 2025-03-06T15:00:00Z first_final"),
		rows("diagnosis", "encounter_id version_no sequence role code code_system poa",
			"E1 1 1 principal R05 ICD-10-CM Y", "E1 1 1 other J189 ICD-10-CM Y", "E1 1 2 other E119 ICD-10-CM Y", "E1 1 3 other I10 ICD-10-CM N",
			"E1 2 1 principal J189 ICD-10-CM Y", "E1 2 1 other I10 ICD-10-CM Y", "E1 2 2 other F1010 ICD-10-CM Y",
			"E2 1 1 principal F1010 ICD-10-CM -", "E3 1 1 principal F1010 ICD-10-CM Y"),
		rows("procedure", "encounter_id version_no sequence role code code_system performed_on",
			"E1 1 1 principal 0BJ08ZZ ICD-10-PCS 2025-03-02", "E1 2 1 principal 0BJ08ZZ ICD-10-PCS 2025-03-02"),
		rows("drg_assignment", "encounter_id version_no drg_system grouper_version drg", "E1 1 MS-DRG 42 204", "E1 2 MS-DRG 42 195"),
		rows("drg_set", "drg_system grouper_version drg title", "MS-DRG 42 195 Pneumonia", "MS-DRG 41 195 Old"),
		rows("code_set", "code_system code valid_from valid_to title billable",
			"ICD-10-CM J189 2015-10-01 2024-09-30 Retired true", "ICD-10-CM J189 2024-10-01 - Pneumonia true", "ICD-10-CM J189 2025-10-01 - Future true"),
		rows("code_mark", "list code_system code valid_from detail",
			"plain_words ICD-10-CM J189 2020-01-01 Infected_lungs", "sensitive ICD-10-CM F1010 2020-01-01 alcohol"),
	}
}

// TestPatientSeesOwnVisitsOnly: no row of the copy is of another person, and shifted dates are
// no dates of a visit.
func TestPatientSeesOwnVisitsOnly(t *testing.T) {
	db := hospital(t, recoded()...)
	want(t, ask(t, db, "patient/visits"), "encounter_id facility patient_type admitted_on discharged_on",
		"E1 Lakemont IP 2025-03-01 2025-03-04", "E2 F2 ED - -")
	want(t, ask(t, db, "patient/visits", "patient=P3"), "encounter_id")
	want(t, ask(t, db, "patient/codes", "patient=P2"), "encounter_id code guarded", "E3 F1010 true")
	want(t, ask(t, db, "patient/changes", "patient=P2"), "code")
}

// TestPatientCodes: the latest version, each with the title that was in force on the last day.
func TestPatientCodes(t *testing.T) {
	db := hospital(t, recoded()...)
	want(t, ask(t, db, "patient/codes"), "encounter_id kind role sequence code title plain poa done_on guarded",
		"E1 diagnosis other 1 I10 - - Y - false",
		"E1 diagnosis other 2 F1010 - - Y - true",
		"E1 diagnosis principal 1 J189 Pneumonia Infected_lungs Y - false",
		"E1 drg grouped 1 195 Pneumonia - - - false",
		"E1 procedure principal 1 0BJ08ZZ - - - 2025-03-02 false",
		"E2 diagnosis principal 1 F1010 - - - - -")
}

// TestPatientCodesWithoutLists: without a list of sensitive codes nothing is judged.
func TestPatientCodesWithoutLists(t *testing.T) {
	inserts := recoded()
	db := hospital(t, inserts[:len(inserts)-1]...)
	want(t, ask(t, db, "patient/codes", "patient=P2"), "code plain guarded", "F1010 - -")
}

// TestPatientVersions: roles and no people; 1741239000 is 2025-03-06T05:30:00Z by date(1).
func TestPatientVersions(t *testing.T) {
	want(t, ask(t, hospital(t, recoded()...), "patient/versions"), "encounter_id version_no role assigned_second reason",
		"E1 1 coder 1741239000 first_final", "E1 2 auditor 1743519600 audit_correction", "E2 1 - - first_final")
}

func TestPatientChanges(t *testing.T) {
	want(t, ask(t, hospital(t, recoded()...), "patient/changes"), "version_no kind code role change title",
		"2 diagnosis E119 other removed -",
		"2 diagnosis F1010 other added -",
		"2 diagnosis I10 other arrival -",
		"2 diagnosis J189 other removed Future",
		"2 diagnosis J189 principal added Future",
		"2 diagnosis R05 principal removed -",
		"2 drg 195 grouped added -",
		"2 drg 204 grouped removed -")
}
