package queries_test

import (
	"fmt"
	"testing"
)

const validityColumns = "element code_system status codes encounters judged all_codes"

// codes of one discharge on 30 September 2025 and one on 1 October, the day on which a
// code is retired, another begins and a third is split into longer ones; judged by the
// site's own code set, since no release is loaded.
func TestCodeValidity(t *testing.T) {
	db := hospital(t,
		rows("encounter", "encounter_id facility_id patient_type discharged_on dates_shifted",
			"E1 A IP 2025-09-30 false", "E2 A IP 2025-10-01 false", "E0 A IP 2014-01-01 false", "SH A IP 2025-09-30 true"),
		rows("code_set", "code_system code valid_from valid_to billable",
			"ICD-10-CM A001 2015-10-01 - true",
			"ICD-10-CM B001 2015-10-01 2025-09-30 true",
			"ICD-10-CM C001 2025-10-01 - true",
			"ICD-10-CM G35 2015-10-01 - true", "ICD-10-CM G35 2025-10-01 - false", // the newer row ends the older
			"ICD-10-CM G351 2025-10-01 - -", // what is not said to be a header is billable
			"ICD-10-CM H00 2015-10-01 2016-09-30 false"),
		rows("diagnosis", "encounter_id version_no role sequence code code_system",
			"E1 1 principal 1 A001 ICD-10-CM", "E1 1 other 1 B001 ICD-10-CM", "E1 1 other 2 C001 ICD-10-CM",
			"E1 1 other 3 G35 ICD-10-CM", "E1 1 other 4 G351 ICD-10-CM", "E1 1 other 5 H00 ICD-10-CM",
			"E1 1 admitting 1 Z999 ICD-10-CM", "E1 1 other 7 4019 ICD-9-CM",
			"E2 1 principal 1 A001 ICD-10-CM", "E2 1 other 1 B001 ICD-10-CM", "E2 1 other 2 C001 ICD-10-CM",
			"E2 1 other 3 G35 ICD-10-CM", "E2 1 other 4 G351 ICD-10-CM",
			"E0 1 principal 1 A001 ICD-10-CM", "SH 1 principal 1 Z999 ICD-10-CM"),
		rows("procedure", "encounter_id version_no role sequence code code_system", "E1 1 principal 1 0SR90J9 ICD-10-PCS"))
	a := ask(t, db, "frequency/code_validity", "from_date=2010-01-01")
	want(t, a, validityColumns,
		"diagnosis ICD-10-CM header 1 1 12 14",    // H00
		"diagnosis ICD-10-CM not_loaded 1 1 - 14", // before the first code set
		"diagnosis ICD-10-CM not_yet 2 1 12 14",   // C001 and G351 on 30 September
		"diagnosis ICD-10-CM retired 2 1 12 14",   // B001, and G35 which was split, on 1 October
		"diagnosis ICD-10-CM shifted 1 1 - 14",    // a date that is none
		"diagnosis ICD-10-CM unknown 1 1 12 14",   // Z999
		"diagnosis ICD-10-CM valid 6 2 12 14",     //
		"diagnosis ICD-9-CM wrong_system 1 1 1 1", // ten years after the end of ICD-9
		"procedure ICD-10-PCS not_loaded 1 1 - 1")
	if basis := a.Text("basis"); basis[0] != "code_set" || basis[8] != "none" {
		t.Errorf("judged by %v", basis)
	}
}

// Published releases of 2024 and 2025, with a gap after the second and a set of the site
// that must not count beside them.
func published() []string {
	return []string{
		rows("code_release", "code_system valid_from valid_to code billable",
			"ICD-10-CM 2024-10-01 2025-09-30 A001 true", "ICD-10-CM 2025-10-01 2026-09-30 A001 true",
			"ICD-10-CM 2024-10-01 2025-09-30 B001 true", "ICD-10-CM 2025-10-01 2026-09-30 C001 true",
			"ICD-10-CM 2024-10-01 2025-09-30 G35 true", "ICD-10-CM 2025-10-01 2026-09-30 G35 false",
			"ICD-10-CM 2024-10-01 2025-09-30 H00 false", "ICD-10-CM 2025-10-01 2026-09-30 H00 false",
			"ICD-10-PCS 2024-10-01 2025-09-30 0SR90J9 true"),
		rows("code_set", "code_system code valid_from", "ICD-10-CM SITE 2015-10-01"),
	}
}

// coded is an inpatient of a day with these diagnoses.
func coded(id, day string, codes ...string) []string {
	lines := make([]string, len(codes))
	for i, code := range codes {
		lines[i] = fmt.Sprintf("%s 1 other %d %s ICD-10-CM", id, i+1, code)
	}
	return []string{
		rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on", id+" A IP "+day+" "+day),
		rows("diagnosis", "encounter_id version_no role sequence code code_system", lines...),
	}
}

// VER-01, VAL-01 to VAL-05: the release in force on the date decides, and where none is,
// nothing is guessed.
func TestCodeValidityByReleases(t *testing.T) {
	inserts := append(published(), coded("OLD", "2024-09-30", "A001")...)
	inserts = append(inserts, coded("SEP", "2025-09-30", "A001", "B001", "C001", "G35", "H00", "0SR90J9", "ZZZ", "SITE")...)
	inserts = append(inserts, coded("OCT", "2025-10-01", "A001", "B001", "C001", "G35")...)
	inserts = append(inserts, coded("NEW", "2026-10-01", "A001")...)
	a := ask(t, hospital(t, inserts...), "frequency/code_validity", "from_date=2024-01-01", "to_date=2027-01-01")
	want(t, a, validityColumns+" basis releases first_release last_release",
		"diagnosis ICD-10-CM header 1 1 12 14 releases 2 2024-10-01 2025-10-01",
		"diagnosis ICD-10-CM not_loaded 2 2 - 14 releases 2 2024-10-01 2025-10-01", // before the first, after the last
		"diagnosis ICD-10-CM not_yet 1 1 12 14 releases 2 2024-10-01 2025-10-01",
		"diagnosis ICD-10-CM retired 2 1 12 14 releases 2 2024-10-01 2025-10-01", // B001 and G35 on 1 October
		"diagnosis ICD-10-CM unknown 2 1 12 14 releases 2 2024-10-01 2025-10-01", // ZZZ, and what only the site has
		"diagnosis ICD-10-CM valid 5 2 12 14 releases 2 2024-10-01 2025-10-01",
		"diagnosis ICD-10-CM wrong_system 1 1 12 14 releases 2 2024-10-01 2025-10-01") // a procedure's code
}

// TestTrapStayAcrossOctober (VER-02): a stay that crosses 1 October takes the codes of its
// discharge, and so does a visit; one that does not takes those of its service.
func TestTrapStayAcrossOctober(t *testing.T) {
	releases := rows("code_release", "code_system valid_from valid_to code billable",
		"ICD-10-CM 2024-10-01 2025-09-30 B001 true", "ICD-10-CM 2025-10-01 2026-03-31 A001 true", "ICD-10-CM 2026-04-01 2026-09-30 D001 true",
		"CPT 2025-01-01 2025-12-31 99213 true")
	for _, c := range []struct{ name, stay, code, want string }{
		{"inpatient with the old code", "IP 2025-09-20 2025-10-02", "B001", "retired"},
		{"inpatient with the new code", "IP 2025-09-20 2025-10-02", "A001", "valid"},
		{"inpatient across two years", "IP 2024-09-20 2025-09-30", "B001", "valid"},
		{"visit overnight into October", "OBS 2025-09-30 2025-10-01", "A001", "valid"},
		{"visit before October", "ED 2025-09-30 2025-09-30", "A001", "not_yet"},
		{"visit overnight into April", "OBS 2026-03-31 2026-04-01", "A001", "valid"},
		{"inpatient into April", "IP 2026-03-31 2026-04-01", "A001", "retired"},
		{"visit without a first day", "ED - 2025-09-30", "B001", "valid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := hospital(t, releases, rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on", "E A "+c.stay),
				rows("diagnosis", "encounter_id version_no role sequence code code_system", "E 1 principal 1 "+c.code+" ICD-10-CM"))
			want(t, ask(t, db, "frequency/code_validity", "from_date=2024-01-01", "to_date=2027-01-01"), "status", c.want)
		})
	}
	db := hospital(t, releases, rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on", "E A IP 2025-12-20 2026-01-05"),
		rows("procedure", "encounter_id version_no role sequence code code_system performed_on", "E 1 principal 1 99213 CPT 2025-12-30"))
	want(t, ask(t, db, "frequency/code_validity", "from_date=2024-01-01", "to_date=2027-01-01"), "status", "valid") // on its own day
}
