package queries_test

import (
	"strings"
	"testing"

	"chartline/pipeline/query"
)

// ccsr groups the codes of stays: F32.0 in two categories with a default of each setting,
// I10 in one that no principal diagnosis of an inpatient may have, and F32.9 in none.
func ccsr() []string {
	return append(stays(),
		rows("code_group", "scheme scheme_version code_system code grouping position default_inpatient default_outpatient",
			"CCSR v2026.1 ICD-10-CM F320 MBD002 1 true false", "CCSR v2026.1 ICD-10-CM F320 MBD010 2 false true",
			"CCSR v2026.1 ICD-10-CM I10 CIR007 1 false true", "CCSR v2025.1 ICD-10-CM F320 OLD001 1 true true"),
		rows("group_title", "scheme scheme_version grouping title", "CCSR v2026.1 MBD002 depressive", "CCSR v2025.1 OLD001 old"))
}

const groupColumns = "grouping title encounters discharges"

// TestTrapCCSRDefaultOfSecondaryDiagnoses is trap 8: the default of a setting groups principal
// diagnoses, those of inpatients, and the first-listed ones of visits by their own (DEF-01, DEF-02), and no others; all categories count for any-listed ones, and what may not be
// principal keeps its row.
func TestTrapCCSRDefaultOfSecondaryDiagnoses(t *testing.T) {
	db := hospital(t, ccsr()...)
	want(t, ask(t, db, "frequency/group_principal", "scheme=CCSR"), groupColumns,
		"MBD002 depressive 2 4", "XXX000 - 1 4", "not grouped - 1 4")
	want(t, ask(t, db, "frequency/group_principal", "scheme=CCSR", "patient_type=OBS"), groupColumns, "MBD010 - 1 1")
	want(t, ask(t, db, "frequency/group_any_listed", "scheme=CCSR"), "grouping encounters patients discharges",
		"CIR007 3 2 4", "MBD002 2 2 4", "MBD010 2 2 4", "not grouped 2 1 4")
	want(t, ask(t, db, "frequency/group_principal", "scheme=CCSR", "scheme_version=v2025.1"), groupColumns,
		"OLD001 old 2 4", "not grouped - 2 4")
}

// A mapping that has a row of its own for what may not be principal says the same.
func TestCCSRUnacceptableInItsOwnRow(t *testing.T) {
	db := hospital(t, append(ccsr(), rows("code_group", "scheme scheme_version code_system code grouping default_inpatient",
		"CCSR v2026.1 ICD-10-CM I10 XXX000 true"))...)
	want(t, ask(t, db, "frequency/group_principal", "scheme=CCSR"), groupColumns,
		"MBD002 depressive 2 4", "XXX000 - 1 4", "not grouped - 1 4")
	want(t, ask(t, db, "frequency/group_any_listed", "scheme=CCSR"), "grouping encounters",
		"CIR007 3", "MBD002 2", "MBD010 2", "not grouped 2")
}

// GRP-08: a scheme without defaults gives a code its first group; one that is not loaded gives a
// row that says so, and no count is lost.
func TestGroupsOfOtherSchemes(t *testing.T) {
	db := hospital(t, append(ccsr(), rows("code_group", "scheme scheme_version code_system code grouping position",
		"block FY2026 ICD-10-CM F320 F30-F39 -", "block FY2026 ICD-10-CM F329 F30-F39 -", "block FY2026 ICD-10-CM I10 I10-I1A -",
		"mine 1 ICD-10-CM I10 second 2", "mine 1 ICD-10-CM I10 first 1"))...)
	want(t, ask(t, db, "frequency/group_principal", "scheme=block"), groupColumns, "F30-F39 - 3 4", "I10-I1A - 1 4")
	want(t, ask(t, db, "frequency/group_principal", "scheme=mine"), groupColumns, "not grouped - 3 4", "first - 1 4")
	want(t, ask(t, db, "frequency/group_any_listed", "scheme=mine"), "grouping encounters", "first 3", "not grouped 3", "second 3")
	want(t, ask(t, db, "frequency/group_principal", "scheme=chapter"), groupColumns, "not loaded - 4 4")
	want(t, ask(t, db, "frequency/group_any_listed", "scheme=chapter"), "grouping encounters", "not loaded 4")
	byDays := ask(t, db, "frequency/group_principal") // of categories, by their first three characters (GRP-02)
	want(t, byDays, "grouping title encounters discharges patient_days",
		"F32 category 3 4 16", "I10 - 1 4 16") // 4, 4 and 7 days, and a stay within a day
	near(t, byDays, "day_rate", 1000*3./16) // RTE-02
}

// Two releases, of which the later adds F32.A, removes F33.9 and splits G35, which the
// conversion table says too.
func releases() []string {
	return []string{rows("code_release", "code_system valid_from valid_to code billable",
		"ICD-10-CM 2024-10-01 2025-09-30 F320 true", "ICD-10-CM 2024-10-01 2025-09-30 F339 true", "ICD-10-CM 2024-10-01 2025-09-30 G35 true",
		"ICD-10-CM 2025-10-01 2026-09-30 F320 true", "ICD-10-CM 2025-10-01 2026-09-30 F32A true", "ICD-10-CM 2025-10-01 2026-09-30 G35 false",
		"ICD-10-CM 2025-10-01 2026-09-30 G35A true"),
		rows("code_change", "code_system code previous_code valid_from", "ICD-10-CM G35A G35 2025-10-01")}
}

// inpatients have one principal diagnosis each: DATE CODE, many a line.
func inpatients(lines ...string) []string {
	var stays, codes []string
	for i, line := range lines {
		day, code, _ := strings.Cut(line, " ")
		id := "V" + string(rune('A'+i/26)) + string(rune('A'+i%26))
		stays = append(stays, id+" P"+id+" A IP "+day+" "+day)
		codes = append(codes, id+" 1 principal 1 "+code+" ICD-10-CM")
	}
	return []string{rows("encounter", "encounter_id patient_id facility_id patient_type admitted_on discharged_on", stays...),
		rows("diagnosis", "encounter_id version_no role sequence code code_system", codes...)}
}

// VER-08, RTE-06: the month in which a release begins is a break, and of each group it is
// known how many of its codes the release moved.
func TestTrendBreaksAtReleases(t *testing.T) {
	months := inpatients("2024-09-30 F320", "2024-10-02 G35", "2025-09-30 F320", "2025-10-01 G35A", "2025-11-15 F320", "2025-11-16 I10")
	given := []string{"from_date=2024-09-01", "to_date=2026-01-01"}
	const columns = "grouping month encounters discharges code_set changed_codes"
	want(t, ask(t, hospital(t, append(months, releases()...)...), "frequency/group_monthly", given...), columns,
		"F32 2024-09-01 1 1 not loaded -", "F32 2024-10-01 0 1 break -", "F32 2025-09-01 1 1 in force -",
		"F32 2025-10-01 0 1 break 1", "F32 2025-11-01 1 2 in force -",
		"G35 2024-09-01 0 1 not loaded -", "G35 2024-10-01 1 1 break -", "G35 2025-09-01 0 1 in force -",
		"G35 2025-10-01 1 1 break 2", "G35 2025-11-01 0 2 in force -",
		"I10 2024-09-01 0 1 not loaded -", "I10 2024-10-01 0 1 break -", "I10 2025-09-01 0 1 in force -",
		"I10 2025-10-01 0 1 break 0", "I10 2025-11-01 1 2 in force -")
	a := ask(t, hospital(t, months...), "frequency/group_monthly", given...)
	for row, state := range a.Text("code_set") {
		if state != "not loaded" || !a.Null("changed_codes")[row] {
			t.Errorf("row %d: %s without a release", row, state)
		}
	}
}

// The same days a year before: 29 February has none, and the first day after the period
// counts in neither.
func TestRisingComparesTheSameDays(t *testing.T) {
	days := inpatients("2025-01-01 F320", "2025-02-27 F320", "2025-03-01 F320", "2024-01-01 F320", "2024-02-29 I10", "2024-03-01 F320",
		"2023-12-31 F320", "2025-02-28 G35A", "2024-12-31 F320")
	const columns = "grouping later earlier later_discharges earlier_discharges changed_codes"
	db := hospital(t, append(days, releases()...)...)
	want(t, ask(t, db, "frequency/rising", "from_date=2025-01-01", "to_date=2025-03-01"), columns,
		"F32 2 1 3 2 -", "G35 1 0 3 2 -", "I10 0 1 3 2 -")
	want(t, ask(t, db, "frequency/rising", "from_date=2020-01-01", "to_date=2025-03-01"), columns, // its last year
		"F32 4 2 5 3 -", "G35 1 0 5 3 -", "I10 0 1 5 3 -")
	want(t, ask(t, db, "frequency/rising", "from_date=2026-01-01", "to_date=2026-03-01"), columns, // nothing later
		"F32 - - 0 3 1", "G35 - - 0 3 2")
}

// A pair counts once a discharge; a group that is on all discharges goes with none.
func TestCoOccurrence(t *testing.T) {
	db := hospital(t, append(stays(), "UPDATE history.diagnosis SET code = 'J189' WHERE encounter_id = 'E3' AND role = 'principal'")...)
	const columns = "first_group second_group together first_encounters second_encounters discharges"
	want(t, ask(t, db, "frequency/co_occurrence", "least=1"), columns, "F32 I10 2 3 2 4")
	want(t, ask(t, db, "frequency/co_occurrence", "least=3"), columns)
	all := hospital(t, stays()...)
	want(t, ask(t, all, "frequency/co_occurrence", "least=1", "facility=A"), columns) // F32 is on all three
}

// FRQ-06 by hand: E1 has 4 diagnoses, E2 2, E3 and the record of shifted dates 1 each; one is at a cap
// of 4.
func TestCodesPerRecord(t *testing.T) {
	db := hospital(t, stays()...)
	const columns = "patient_type encounters codes codes_squared at_cap"
	want(t, ask(t, db, "frequency/codes_per_record", "cap=4"), columns, "IP 4 8 22 1", "OBS 1 1 1 0")
}

// mixes are two facilities with other patients: at A two women of 30 and one man of 70, at
// B one and three. All with I10 but as many as fall to the share.
func mixes() []string {
	return []string{
		rows("patient", "patient_id sex", "PW F", "PM M", "PX X"),
		rows("encounter", "encounter_id patient_id facility_id patient_type discharged_on age_years",
			"A1 PW A IP 2025-02-01 30", "A2 PW A IP 2025-02-01 30", "A3 PM A IP 2025-02-01 70",
			"B1 PW B IP 2025-02-01 30", "B2 PM B IP 2025-02-01 70", "B3 PM B IP 2025-02-01 70", "B4 PM B IP 2025-02-01 74",
			"B5 PX B IP 2025-02-01 30", "B6 PW B IP 2025-02-01 -"),
		rows("diagnosis", "encounter_id version_no role sequence code code_system",
			"A1 1 principal 1 I10 ICD-10-CM", "A2 1 principal 1 J189 ICD-10-CM", "A3 1 principal 1 J189 ICD-10-CM",
			"B1 1 principal 1 J189 ICD-10-CM", "B2 1 principal 1 I10 ICD-10-CM", "B3 1 principal 1 I10 ICD-10-CM",
			"B4 1 principal 1 J189 ICD-10-CM", "B5 1 principal 1 I10 ICD-10-CM", "B6 1 principal 1 I10 ICD-10-CM"),
	}
}

// RTE-03 to RTE-05 by hand: women have weight 3/7 and men 4/7. At A 1/2 of the women and
// none of the men have I10: 3/14; at B none and 2/3: 8/21. Expected are 1/3 of the women
// and 2/4 of the men: 7/6 at A, 11/6 at B.
func TestStandardisedByFacility(t *testing.T) {
	a := ask(t, hospital(t, mixes()...), "frequency/standardised")
	const columns = "grouping facility_id encounters discharges unknown exposure"
	want(t, a, columns, "I10 A 1 3 0 3", "I10 B 2 4 2 4", "J18 A 2 3 0 3", "J18 B 2 4 2 4")
	numbers(t, a, "rate_sum", 3./14, 8./21, 11./14, 13./21)
	numbers(t, a, "variance_sum", 9./196, 16./49*2/9, 9./196+16./49, 9./49+16./49/9)
	numbers(t, a, "largest", 4./7, 3./7, 4./7, 3./7)
	numbers(t, a, "expected", 7./6, 11./6, 11./6, 13./6)
}

// The US standard has no sexes and eleven bands, of which two have patients here: they are
// all that is asked for, and weigh 0.135573 and 0.066037. With more there is no direct rate.
func TestStandardisedToTheUSPopulation(t *testing.T) {
	db := hospital(t, mixes()...)
	a := ask(t, db, "frequency/standardised", "standard=us2000")
	want(t, a, "grouping facility_id encounters discharges unknown exposure rate_sum",
		"I10 A 1 3 0 - -", "I10 B 3 5 1 - -", "J18 A 2 3 0 - -", "J18 B 2 5 1 - -")
	young := ask(t, db, "frequency/standardised", "standard=us2000", "from_age=25", "to_age=34")
	numbers(t, young, "rate_sum", 1./2, 1./2, 1./2, 1./2)
	numbers(t, young, "largest", 1./2, 1./2, 1./2, 1./2)
}

func numbers(t *testing.T, a *query.Answer, column string, want ...float64) {
	t.Helper()
	got := a.Real(column)
	for row, w := range want {
		if d := got[row] - w; d > 1e-9 || d < -1e-9 {
			t.Errorf("%s of row %d: got %.12g, want %.12g", column, row+1, got[row], w)
		}
	}
}

func TestAgeAndSex(t *testing.T) {
	want(t, ask(t, hospital(t, mixes()...), "frequency/age_sex"), "grouping age_band sex encounters discharges",
		"I10 25-34 F 1 3", "I10 25-34 unknown 1 1", "I10 65-74 M 2 4", "I10 unknown F 1 1",
		"J18 25-34 F 2 3", "J18 65-74 M 2 4")
}

// Where dates were shifted there is no month and no year ago.
func TestGroupTrendsHaveNoShiftedDates(t *testing.T) {
	db := hospital(t, rows("encounter", "encounter_id facility_id patient_type discharged_on dates_shifted", "S A IP 2150-02-01 true"),
		rows("diagnosis", "encounter_id version_no role sequence code code_system", "S 1 principal 1 I10 ICD-10-CM"))
	for _, name := range []string{"frequency/group_monthly", "frequency/rising"} {
		if a := ask(t, db, name, "from_date=2150-01-01", "to_date=2151-01-01"); a.Len() != 0 {
			t.Errorf("%s counts shifted dates", name)
		}
	}
}

// TestOneGrouping: the queries by group, and those of one index, say what they repeat in
// the same words.
func TestOneGrouping(t *testing.T) {
	for name, c := range map[string]struct{ from, to, files string }{
		"groups": {"scheme AS (", "-- Of each code|-- Numbers are",
			"frequency/group_principal frequency/group_any_listed frequency/group_monthly frequency/rising frequency/co_occurrence frequency/age_sex frequency/standardised"},
		"defaults": {"principal_group AS (", "coded AS (", "frequency/group_principal frequency/group_monthly frequency/rising frequency/age_sex frequency/standardised"},
		"changes":  {"release AS (", "broken AS (|-- Releases are known", "frequency/group_monthly frequency/rising"},
		"members":  {"scheme AS (", "loaded AS (", "frequency/group_any_listed frequency/hospital_acquired"},
		"diagnoses without causes": {"d.role IN ('principal', 'other')", "substr(d.code, 1, 1) = 'E')",
			"frequency/any_listed frequency/group_any_listed frequency/group_monthly frequency/co_occurrence frequency/hospital_acquired"},
		// Scores may have points for age, which conditions have not.
		"Charlson scores": {"WITH prefix AS (", "score AS (", "comorbidity/charlson_quan2005 comorbidity/charlson_by_encounter"},
		"Charlson POA": {"exempt AS (", "account AS (",
			"comorbidity/charlson_quan2005 comorbidity/charlson_by_encounter comorbidity/charlson_conditions"},
		"Charlson conditions": {"assigned AS (", "weight AS (|total AS (",
			"comorbidity/charlson_quan2005 comorbidity/charlson_by_encounter comorbidity/charlson_conditions"},
		"Elixhauser": {"WITH prefix AS (", "weight AS (|total AS (", "comorbidity/elixhauser_quan2005 comorbidity/elixhauser_conditions"},
		"refined":    {"measure AS (", "score AS (|total AS (", "comorbidity/elixhauser_refined comorbidity/elixhauser_refined_measures"},
	} {
		t.Run(name, func(t *testing.T) {
			first := ""
			for file := range strings.FieldsSeq(c.files) {
				q, err := library(t).Get(file)
				if err != nil {
					t.Fatal(err)
				}
				text := between(t, q.SQL, c.from, strings.Split(c.to, "|"))
				if first == "" {
					first = text
				}
				if text != first {
					t.Errorf("%s counts in another way than the first of %s", file, c.files)
				}
			}
		})
	}
}

// FRQ-07: acquired is N, and U only where it is asked for; exempt codes are in no count
// whatever they say; a day without a list, a shifted date and a record without POA are not
// judged.
func TestHospitalAcquired(t *testing.T) {
	db := hospital(t,
		rows("encounter", "encounter_id facility_id patient_type discharged_on dates_shifted",
			"E1 A IP 2025-02-01 -", "E2 A IP 2025-02-02 -", "E3 A IP 2025-02-03 -",
			"NP A IP 2025-02-04 -", "NL A IP 2025-11-01 -", "SH A IP 2025-02-01 true"),
		rows("code_mark", "list code_system code valid_from valid_to", "poa_exempt ICD-10-CM Z370 2024-10-01 2025-09-30"),
		rows("diagnosis", "encounter_id version_no role sequence code code_system poa",
			"E1 1 principal 1 I10 ICD-10-CM Y", "E1 1 other 1 N179 ICD-10-CM N", "E1 1 other 2 N170 ICD-10-CM Y", "E1 1 other 3 Z370 ICD-10-CM N",
			"E2 1 principal 1 I10 ICD-10-CM Y", "E2 1 other 1 N179 ICD-10-CM U", "E2 1 other 2 Z370 ICD-10-CM -",
			"E3 1 principal 1 I10 ICD-10-CM W", "E3 1 other 1 N179 ICD-10-CM -", "E3 1 other 2 Y838 ICD-10-CM N", // an external cause (FRQ-03)
			"NP 1 principal 1 N179 ICD-10-CM -", "NL 1 principal 1 N179 ICD-10-CM N", "SH 1 principal 1 N179 ICD-10-CM N"))
	const columns = "grouping encounters listed discharges unstated not_judged"
	want(t, ask(t, db, "frequency/hospital_acquired"), columns, "N17 1 2 3 1 3", "I10 0 3 3 0 3")
	want(t, ask(t, db, "frequency/hospital_acquired", "acquired=NU"), columns, "N17 2 2 3 1 3", "I10 0 3 3 0 3")
	want(t, ask(t, db, "frequency/hospital_acquired", "from_date=2025-10-01"), columns, "not loaded 0 0 0 0 2")
}

// On the any-listed basis a discharge counts once a group and month, and groups do not sum
// to discharges.
func TestGroupMonthlyAnyListed(t *testing.T) {
	a := ask(t, hospital(t, stays()...), "frequency/group_monthly", "basis=any_listed")
	want(t, a, "grouping month encounters discharges", "F32 2025-01-01 1 1", "F32 2025-02-01 1 2", "I10 2025-01-01 1 1", "I10 2025-02-01 2 2")
}
