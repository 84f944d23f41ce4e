package queries_test

import (
	"strings"
	"testing"
)

// stays are discharges of 2025 with their codes, and one of everything that must not
// count.
func stays() []string {
	return []string{
		rows("encounter", "encounter_id patient_id facility_id patient_type admitted_on discharged_on dates_shifted",
			"E1 P1 A IP 2025-01-01 2025-01-05 false",
			"E2 P1 A IP 2025-01-30 2025-02-03 -",
			"E3 P2 B IP 2025-02-01 2025-02-01 false",
			"E4 - A IP 2025-02-10 2025-02-28 false",
			"OB P3 A OBS 2025-01-05 2025-01-06 false", // no inpatient
			"HO P3 A IP 2025-12-30 - false",           // in house
			"VO P3 A IP 2025-01-01 2025-01-02 false",  // voided
			"UN P3 A IP 2025-01-01 2025-01-02 false",  // not coded
			"LA P3 A IP 2025-12-01 2026-01-01 false",  // the first day after the period
			"EA P3 A IP 2024-12-01 2024-12-31 false",  // the last day before it
			"SH P4 A IP 2150-05-01 2150-05-08 true"),  // shifted dates
		rows("event", "event_id encounter_id event_type occurred_on", "V1 VO voided 2025-01-03", "V2 E1 final_coded 2025-01-06"),
		rows("code_assignment", "encounter_id version_no", "E1 1", "E2 1", "E2 2", "E3 1"),
		rows("diagnosis", "encounter_id version_no role sequence code code_system",
			"E1 1 principal 1 F320 ICD-10-CM", "E1 1 other 1 F329 ICD-10-CM", "E1 1 other 2 I10 ICD-10-CM",
			"E1 1 other 3 F329 ICD-10-CM",                                   // twice on one chart
			"E2 1 principal 1 I10 ICD-10-CM", "E2 1 other 1 J189 ICD-10-CM", // replaced by version 2
			"E2 2 principal 1 F329 ICD-10-CM", "E2 2 other 1 I10 ICD-10-CM",
			"E3 1 principal 1 I10 ICD-10-CM", "E3 1 admitting 1 F329 ICD-10-CM",
			"E3 1 reason_for_visit 1 F329 ICD-10-CM", "E3 1 external_cause 1 W19XXXA ICD-10-CM",
			"E4 1 principal 1 29620 ICD-9-CM", "E4 1 other 1 I10 ICD-9-CM", // another system
			"OB 1 principal 1 F320 ICD-10-CM", "VO 1 principal 1 F320 ICD-10-CM", "LA 1 principal 1 F320 ICD-10-CM",
			"EA 1 principal 1 F320 ICD-10-CM", "SH 1 principal 1 F320 ICD-10-CM"),
		rows("code_set", "code_system code valid_from valid_to title billable",
			"ICD-10-CM F320 2015-10-01 2020-09-30 old true", "ICD-10-CM F320 2020-10-01 - new true",
			"ICD-10-CM F32 2015-10-01 - category false", "ICD-9-CM I10 2000-01-01 - other true"),
	}
}

// FRQ-01: a discharge counts once, so that codes sum to discharges (GRP-01, GRP-02). FRQ-04: the
// latest version counts, and nothing of voided accounts. FRQ-05: inpatients are asked for unless
// another type is. Facilities and types narrow numerator and denominator (RTE-01).
func TestPrincipal(t *testing.T) {
	db := hospital(t, stays()...)
	const columns = "code title encounters discharges"
	want(t, ask(t, db, "frequency/principal"), columns, "F320 new 2 4", "F329 - 1 4", "I10 - 1 4")
	want(t, ask(t, db, "frequency/principal", "characters=3"), columns, "F32 category 3 4", "I10 - 1 4")
	want(t, ask(t, db, "frequency/principal", "code_system=ICD-9-CM"), columns, "29620 - 1 1")
	want(t, ask(t, db, "frequency/principal", "facility=B"), columns, "I10 - 1 1")
	want(t, ask(t, db, "frequency/principal", "patient_type=all", "to_date=2025-02-01"), columns, "F320 new 3 3")
}

// FRQ-02: the chart with F32.0 and twice F32.9 counts once for F32. FRQ-03: admitting,
// reason-for-visit and external-cause codes do not count.
func TestAnyListed(t *testing.T) {
	db := hospital(t, stays()...)
	const columns = "code encounters patients discharges"
	want(t, ask(t, db, "frequency/any_listed"), columns, "I10 3 2 4", "F320 2 2 4", "F329 2 1 4")
	want(t, ask(t, db, "frequency/any_listed", "characters=3"), columns, "F32 3 2 4", "I10 3 2 4")
	want(t, ask(t, db, "frequency/any_listed", "code_system=ICD-9-CM"), columns, "29620 1 0 1", "I10 1 0 1")
}

// FRQ-03: codes of V00 to Y99, and E codes of ICD-9-CM, are external causes wherever they stand:
// in no diagnosis frequency, and tabulated apart. Endocrine codes of ICD-10-CM begin with E and are
// none, as V codes of ICD-9-CM are none.
func TestExternalCausesAreTabulatedApart(t *testing.T) {
	db := hospital(t, append(stays(), rows("diagnosis", "encounter_id version_no role sequence code code_system",
		"E1 1 other 4 Y905 ICD-10-CM", "E1 1 other 5 Y906 ICD-10-CM", "E1 1 external_cause 1 W19XXXA ICD-10-CM", "E2 2 other 2 E119 ICD-10-CM",
		"E4 1 other 2 E8859 ICD-9-CM", "E4 1 other 3 V1582 ICD-9-CM"))...)
	const columns = "code encounters discharges"
	want(t, ask(t, db, "frequency/any_listed"), columns, "I10 3 4", "F320 2 4", "F329 2 4", "E119 1 4")
	want(t, ask(t, db, "frequency/any_listed", "code_system=ICD-9-CM"), columns, "29620 1 1", "I10 1 1", "V1582 1 1")
	want(t, ask(t, db, "frequency/group_any_listed"), "grouping encounters", "F32 3", "I10 3", "E11 1")
	want(t, ask(t, db, "frequency/group_monthly", "basis=any_listed", "to_date=2025-02-01"), "grouping encounters", "F32 1", "I10 1")
	want(t, ask(t, db, "frequency/co_occurrence", "least=1"), "first_group second_group together", "F32 I10 2", "E11 F32 1", "E11 I10 1")
	const causes = "grouping encounters patients discharges"
	want(t, ask(t, db, "frequency/external_causes"), causes, "W19 2 2 4", "Y90 1 1 4")             // W19 of E1 and of E3; Y90 twice on one record
	want(t, ask(t, db, "frequency/external_causes", "code_system=ICD-9-CM"), causes, "E885 1 0 1") // a category of E codes has four characters
	want(t, ask(t, db, "frequency/external_causes", "scheme=CCSR"), causes, "not loaded 2 2 4")
}

// Every month with coded discharges has a row of every category, also with none.
func TestCategoryMonthly(t *testing.T) {
	want(t, ask(t, hospital(t, stays()...), "frequency/category_monthly"), "category title month encounters discharges",
		"F32 category 2025-01-01 1 1", "F32 category 2025-02-01 1 2",
		"I10 - 2025-01-01 0 1", "I10 - 2025-02-01 1 2")
}

// DEF-06: who was transferred (02), left against advice (07), went to another unit of the hospital (62)
// or died (20) was discharged like anybody else; who is still there (30) was not. FRQ-05: mother and
// newborn are two discharges, and a visit is none.
func TestTransfersAndDeathsAreDischarges(t *testing.T) {
	var stays, codes []string
	for _, line := range []string{"E01 A IP 2025-01-05 01", "E02 A IP 2025-01-05 02", "E07 A IP 2025-01-05 07", "E20 A IP 2025-01-05 20", "E62 A IP 2025-01-05 62",
		"MOM A IP 2025-01-05 01", "BABY A IP 2025-01-05 01", "E30 A IP - 30", "OBS A OBS 2025-01-05 01"} {
		stays = append(stays, line)
		codes = append(codes, strings.Fields(line)[0]+" 1 principal 1 I10 ICD-10-CM")
	}
	db := hospital(t, rows("encounter", "encounter_id facility_id patient_type discharged_on discharge_status", stays...),
		rows("diagnosis", "encounter_id version_no role sequence code code_system", codes...))
	want(t, ask(t, db, "frequency/principal"), "code encounters discharges", "I10 7 7")
	want(t, ask(t, db, "frequency/coverage"), "patient_type encounters in_house discharged", "IP 8 1 7", "OBS 1 0 1")
	want(t, ask(t, db, "frequency/volumes"), "patient_type encounters", "IP 7", "OBS 1")
}

func TestVolumes(t *testing.T) {
	want(t, ask(t, hospital(t, stays()...), "frequency/volumes"), "month facility_id patient_type encounters",
		"2025-01-01 A IP 2", "2025-01-01 A OBS 1", "2025-02-01 A IP 2", "2025-02-01 B IP 1")
}

func TestCoverage(t *testing.T) {
	want(t, ask(t, hospital(t, stays()...), "frequency/coverage"),
		"patient_type encounters in_house voided outside_period discharged coded shifted",
		"IP 10 1 1 2 6 4 1", "OBS 1 0 0 0 1 1 0")
}

func TestLengthOfStay(t *testing.T) {
	db := hospital(t, append(stays(), rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on",
		"N1 A IP 2025-03-02 2025-03-01", "N2 A IP - 2025-03-01"))...) // backwards, and without a beginning
	want(t, ask(t, db, "encounters/length_of_stay"), "patient_type days encounters",
		"IP 0 1", "IP 1 1", "IP 4 2", "IP 7 1", "IP 18 1")
}
