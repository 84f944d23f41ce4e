package queries_test

import "testing"

// profiled are four encounters at the edges of the bands, one with almost nothing known.
func profiled() []string {
	return []string{
		rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on age_years dates_shifted",
			"E1 F1 IP 2025-03-01 2025-03-01 0 false", "E2 F1 IP 2025-03-01 2025-03-31 89 true",
			"E3 F1 IP 2025-03-01 - 90 false", "E4 F1 ED 2025-03-01 2025-03-02 - false"),
		rows("diagnosis", "encounter_id version_no sequence role code code_system poa",
			"E1 1 1 principal I10 ICD-10-CM Y", "E1 1 1 admitting I10 ICD-10-CM -", "E2 1 1 principal I10 ICD-10-CM Y",
			"E2 1 1 other XXX ICD-10-CM -"),
		rows("drg_assignment", "encounter_id version_no drg_system grouper_version drg", "E1 1 MS-DRG 42 195", "E2 1 MS-DRG - 195"),
		rows("drg_set", "drg_system grouper_version drg title", "MS-DRG 42 195 Pneumonia"),
		rows("code_set", "code_system code valid_from title billable", "ICD-10-CM I10 2015-10-01 Hypertension true", "ICD-10-CM I10 2016-10-01 Hypertension true"),
	}
}

// A code with two titles in two years is counted once.
func TestProfileCodeSystems(t *testing.T) {
	want(t, ask(t, hospital(t, profiled()...), "profile/code_systems"), "kind code_system version cases codes titled encounters",
		"diagnosis ICD-10-CM none 4 2 3 2", "drg MS-DRG 42 1 1 1 1", "drg MS-DRG unknown 1 1 0 1")
}

// Thirty days from the first to the thirty-first; who is in house has no stay yet.
func TestProfileRanges(t *testing.T) {
	db := hospital(t, profiled()...)
	want(t, ask(t, db, "profile/ranges"), "measure band cases total",
		"age 0 1 4", "age 75–89 1 4", "age 90+ 1 4", "age not known 1 4",
		"days of stay 0 1 2", "days of stay 11–30 1 2", "diagnoses 1 1 2", "diagnoses 2–5 1 2")
	want(t, ask(t, db, "profile/ranges", "patient_type=ED"), "measure band cases total", "age not known 1 1")
}

// Tables without a record have no row, and each other column that may be empty has one.
func TestProfileCompleteness(t *testing.T) {
	a := ask(t, hospital(t, profiled()...), "profile/completeness")
	got := map[string]string{}
	for row := range a.Len() {
		got[a.Text("table_name")[row]+"."+a.Text("column_name")[row]] = a.Cell(row, 3) + " of " + a.Cell(row, 2)
	}
	for name, want := range map[string]string{
		"encounter.age_years": "3 of 4", "encounter.discharged_on": "3 of 4", "encounter.attending_id": "0 of 4",
		"diagnosis.poa": "2 of 4", "drg_assignment.grouper_version": "1 of 2", "patient.sex": "",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
}
