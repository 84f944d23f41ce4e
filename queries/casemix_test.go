package queries_test

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// grouped are discharges around 1 October 2025 with their DRGs, and one of everything that
// must not count. Version 42 holds until then, version 43 from then on.
func grouped() []string {
	return []string{
		rows("encounter", "encounter_id facility_id patient_type payer_class discharge_status admitted_on discharged_on dates_shifted",
			"E1 A IP Medicare 01 2025-09-01 2025-09-05 false", // 4 days, 193
			"E2 A IP Medicare 02 2025-09-10 2025-09-11 false", // 1 day, 193, transferred
			"E3 B IP - 01 2025-09-28 2025-10-01 false",        // 3 days, 193 on 1 October
			"E4 B IP Self-pay 01 2025-10-03 2025-10-03 -",     // within a day, 470
			"E5 B IP Self-pay 20 2025-10-01 2025-10-08 false", // 7 days, 522, which is recycled
			"E6 A IP Medicare 01 2025-10-01 2025-10-02 false", // not in the table, weight of the record
			"E7 A IP Medicare 01 2025-10-01 2025-10-02 false", // without any weight
			"E8 A IP Medicare 01 2025-10-01 2025-10-02 false", // ungroupable
			"E9 A IP Medicare 01 2025-10-01 2025-10-02 false", // APR-DRG only
			"OB A OBS Medicare 01 2025-10-01 2025-10-02 false",
			"VO A IP Medicare 01 2025-10-01 2025-10-02 false",
			"HO A IP Medicare - 2025-10-01 - false",
			"SH A IP Medicare 01 2150-05-01 2150-05-08 true"),
		rows("event", "event_id encounter_id event_type occurred_on", "V1 VO voided 2025-10-03"),
		rows("drg_assignment", "encounter_id version_no drg_system grouper_version drg weight",
			"E1 1 MS-DRG 42 193 1.3000", "E2 1 MS-DRG 42 193 -", "E3 1 MS-DRG 43 193 -",
			"E3 1 APR-DRG 40 139 9.0000", // another system: in no index of MS-DRG
			"E4 1 MS-DRG 43 470 2.0000", "E5 1 MS-DRG 42 522 0.8000", "E6 1 MS-DRG 43 777 3.0000",
			"E7 1 MS-DRG 43 778 -", "E8 1 MS-DRG 43 999 0.0000", "E9 1 APR-DRG 40 139 9.0000",
			"OB 1 MS-DRG 43 193 -", "VO 1 MS-DRG 43 193 -", "HO 1 MS-DRG 43 193 -", "SH 1 MS-DRG 43 470 -"),
		rows("drg_set", "drg_system grouper_version drg title mdc drg_type weight gmlos base_title severity",
			"MS-DRG 42 193 PNEUMONIA_W_MCC 04 MED 1.3000 4.0 PNEUMONIA MCC",
			"MS-DRG 42 194 PNEUMONIA_W_CC 04 MED 0.9000 3.0 PNEUMONIA CC",
			"MS-DRG 42 195 PNEUMONIA_WO 04 MED 0.7000 2.5 PNEUMONIA none",
			"MS-DRG 42 470 JOINT_WO_MCC 8 SURG 1.9000 2.0 JOINT without_MCC",
			"MS-DRG 42 522 ALCOHOL 20 MED 0.8000 5.0 ALCOHOL -",
			"MS-DRG 43 193 PNEUMONIA_W_MCC 04 MED 1.4000 4.0 PNEUMONIA MCC",
			"MS-DRG 43 195 PNEUMONIA_WO 04 MED 0.7000 2.5 PNEUMONIA none",
			"MS-DRG 43 194 PNEUMONIA_W_CC 04 MED 0.9000 3.0 PNEUMONIA CC",
			"MS-DRG 43 469 JOINT_W_MCC 08 SURG 3.1000 5.0 JOINT MCC",
			"MS-DRG 43 470 JOINT_WO_MCC 08 SURG 2.0000 2.0 JOINT without_MCC",
			"MS-DRG 43 522 HIP 08 SURG 2.1000 4.0 HIP -",
			"MS-DRG 43 999 UNGROUPABLE - - 0.0000 0.0 UNGROUPABLE -",
			"APR-DRG 40 139 OTHER 04 MED 5.0000 4.0 - -"),
	}
}

// CMX-01: weights of the version that grouped each discharge, of one system at a time, over
// those that have one. Of 1 October: E3 alone counts by version 43, in whose release 193 is
// heavier.
func TestCaseMixIndexByMonth(t *testing.T) {
	db := hospital(t, grouped()...)
	const columns = "month cases weights weight_squares first_version last_version"
	a := ask(t, db, "casemix/index_monthly")
	if cmi := a.Estimates("cmi"); math.Abs(cmi[0].Value-2.6/2) > 1e-12 || math.Abs(cmi[1].Value-7.2/4) > 1e-12 {
		t.Errorf("index %v and %v", cmi[0].Value, cmi[1].Value)
	}
	want(t, a, columns,
		"2025-09-01 2 2.6 3.38 42 42",
		"2025-10-01 4 7.2 15.6 42 43") // 1.4 + 2 + 0.8 + 3; E7, E8 and E9 are in no index
	want(t, ask(t, db, "casemix/index_monthly", "drg_system=APR-DRG"), columns, "2025-10-01 2 10 50 40 40")
}

// Standard 8, item 25: the index of the same DRG rises on 1 October by its new weight alone, and
// the index of constant weights does not. (CMX-02)
func TestTrapIndexTrendAcrossOctober(t *testing.T) {
	db := hospital(t, append(grouped()[2:], // the tables of DRGs and the assignments
		rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on",
			"E1 A IP 2025-09-01 2025-09-05", "E3 A IP 2025-09-28 2025-10-01"))...)
	a := ask(t, db, "casemix/index_monthly", "version=42")
	want(t, a, "month weights constant_version constant_weights not_comparable",
		"2025-09-01 1.3 42 1.3 0", "2025-10-01 1.4 42 1.3 0")
	for name, differ := range map[string]bool{"cmi": true, "constant_cmi": false} {
		e := a.Estimates(name)
		if (e[0].Value != e[1].Value) != differ {
			t.Errorf("%s is %v in September and %v in October", name, e[0].Value, e[1].Value)
		}
	}
}

// VER-09: a number that another version gives to another MDC is not comparable; one that it does
// not have is neither. Without a version the one that grouped the most is taken. (CMX-02)
func TestConstantWeightsLeaveOutWhatIsNotComparable(t *testing.T) {
	db := hospital(t, grouped()...)
	const columns = "month constant_version comparable constant_weights constant_squares not_comparable"
	want(t, ask(t, db, "casemix/index_monthly", "version=43"), columns,
		"2025-09-01 43 2 2.8 3.92 0",
		"2025-10-01 43 2 3.4 5.96 2") // 522 is another DRG, 777 is in no version
	untold := hospital(t, append(grouped(), "UPDATE history.drg_set SET mdc = NULL")...)
	want(t, ask(t, untold, "casemix/index_monthly", "version=43"), columns, // the type tells it still
		"2025-09-01 43 2 2.8 3.92 0", "2025-10-01 43 2 3.4 5.96 2")
	want(t, ask(t, db, "casemix/index_monthly"), columns, // three by 42, two by 43
		"2025-09-01 42 2 2.6 3.38 0",
		"2025-10-01 42 3 4 5.94 1")
	want(t, ask(t, db, "casemix/index_monthly", "version=7"), columns,
		"2025-09-01 7 0 0 0 2", "2025-10-01 7 0 0 0 4")
}

// CMX-01 by payer and by medical and surgical DRGs.
func TestCaseMixIndexByUnit(t *testing.T) {
	db := hospital(t, grouped()...)
	const columns = "unit cases weights"
	want(t, ask(t, db, "casemix/index_by"), columns, "Medical 4 4.8", "Surgical 2 4", "not known 1 3") // with SH
	want(t, ask(t, db, "casemix/index_by", "by=payer"), columns, "Medicare 4 7.6", "Self-pay 2 2.8", "not known 1 1.4")
	want(t, ask(t, db, "casemix/index_by", "by=facility"), columns, "A 4 7.6", "B 3 4.2")
	want(t, ask(t, db, "casemix/index_by", "by=all", "facility=B"), columns, "all 3 4.2")
}

// Every discharge has one state, and no weight is guessed.
func TestWeightCoverage(t *testing.T) {
	want(t, ask(t, hospital(t, grouped()...), "casemix/coverage"), "place cases discharges",
		"1 6 10", "2 1 10", "3 1 10", "4 1 10", "5 1 10")
}

// CMX-01: what is left out is listed.
func TestUngroupable(t *testing.T) {
	db := hospital(t, grouped()...)
	want(t, ask(t, db, "casemix/ungroupable"), "facility_id drg cases discharges",
		"A 998 0 6", "A 999 1 6", "B 998 0 3", "B 999 0 3")
	want(t, ask(t, db, "casemix/ungroupable", "drg_system=APR-DRG"), "facility_id drg cases discharges",
		"A 955 0 1", "A 956 0 1", "B 955 0 1", "B 956 0 1")
}

// E2 left after 1 day of GMLOS 4: it counts (1+1)/4 of a case. (CMX-03)
func TestTransferAdjustedIndex(t *testing.T) {
	db := hospital(t, grouped()...)
	const columns = "month cases transferred reduced fractions adjusted_weights adjusted_squares fraction_squares products not_adjustable"
	a := ask(t, db, "casemix/transfer_adjusted")
	want(t, a, columns,
		"2025-09-01 2 1 1 1.5 1.95 2.1125 1.25 1.625 0",
		"2025-10-01 4 0 0 4 7.2 15.6 4 7.2 0")
	if e := a.Estimates("transfer_adjusted_cmi")[0]; e.Value != 1.95/1.5 {
		t.Errorf("transfer-adjusted index %v", e.Value)
	}
	// E6 has no GMLOS: as a transfer it is left out, and nothing is guessed.
	want(t, ask(t, db, "casemix/transfer_adjusted", "transfers=01"), columns,
		"2025-09-01 2 1 0 2 2.6 3.38 2 2.6 0",
		"2025-10-01 3 2 0 3 4.2 6.6 3 4.2 1")
}

// A cancer centre or children's hospital (05) is a transfer of post-acute DRGs only, as of
// FIN-05, and of special pay half comes at once: E2 counts 1, 2/4, or half and 2/8. (CMX-03)
func TestPostAcuteTransfersOfTheIndex(t *testing.T) {
	const status = "UPDATE history.encounter SET discharge_status = '05' WHERE encounter_id = 'E2'"
	for name, c := range map[string]struct{ marks, want string }{
		"not listed":  {"UPDATE history.drg_set SET post_acute = NULL", "2025-09-01 2 0 0 2"},
		"listed":      {"UPDATE history.drg_set SET post_acute = true", "2025-09-01 2 1 1 1.5"},
		"special pay": {"UPDATE history.drg_set SET post_acute = true, special_pay = true", "2025-09-01 2 1 1 1.75"},
	} {
		t.Run(name, func(t *testing.T) {
			db := hospital(t, append(grouped(), status, c.marks)...)
			want(t, ask(t, db, "casemix/transfer_adjusted", "to_date=2025-10-01"), "month cases transferred reduced fractions", c.want)
		})
	}
}

// Standard 8, item 9: of six discharges with a DRG three are of a base that tells CCs apart; a
// base that is split by MCC alone, or not at all, is in no rate of CCs. (CMX-04)
func TestTrapSeverityRateOverAllDischarges(t *testing.T) {
	db := hospital(t, grouped()...)
	a := ask(t, db, "casemix/severity_monthly")
	want(t, a, "month cases not_loaded not_split cc_split with_cc_mcc mcc_split with_mcc",
		"2025-09-01 2 0 0 2 2 2 2",
		"2025-10-01 5 2 1 1 1 2 1") // E6 and E7 are not loaded, 522 is not split, 470 is split by MCC
	if e := a.Estimates("cc_mcc_rate")[1]; e.Value != 1 || e.N != 1 {
		t.Errorf("the rate of October is %v of %d discharges", e.Value, e.N)
	}
	want(t, ask(t, db, "casemix/severity"), "scope cases not_loaded not_split cc_split with_cc_mcc mcc_split with_mcc",
		"all 8 2 1 3 3 5 3") // with SH
}

// Where no base is loaded, there is no rate rather than one of 0. (CMX-04)
func TestSeverityWithoutFamilies(t *testing.T) {
	db := hospital(t, append(grouped(), "UPDATE history.drg_set SET base_title = NULL, severity = NULL")...)
	a := ask(t, db, "casemix/severity")
	want(t, a, "cases not_loaded cc_split mcc_split", "8 8 0 0")
	for _, name := range []string{"cc_mcc_rate", "mcc_rate"} {
		if e := a.Estimates(name)[0]; e.Defined() {
			t.Errorf("%s is %v of nothing", name, e.Value)
		}
	}
	families := ask(t, db, "casemix/stay_by_family").Text("family")
	if !slices.Contains(families, "193 PNEUMONIA_W_MCC") {
		t.Errorf("rows are %q: without a base a row is a DRG", families)
	}
}

// CMX-05: codes count where both lists stand on the day of discharge, of other diagnoses
// only.
func TestSeverityCapture(t *testing.T) {
	diagnoses := rows("diagnosis", "encounter_id version_no role sequence code code_system",
		"E1 1 principal 1 J189 ICD-10-CM", "E1 1 other 1 N179 ICD-10-CM", "E1 1 other 2 J9601 ICD-10-CM",
		"E2 1 principal 1 J9601 ICD-10-CM", "E2 1 other 1 I10 ICD-10-CM",
		"E3 1 other 1 N179 ICD-10-CM", "E4 1 other 1 J9601 ICD-10-CM")
	const columns = "cases judged with_cc_mcc with_mcc"
	want(t, ask(t, hospital(t, append(grouped(), diagnoses)...), "casemix/capture"), columns, "8 0 0 0")
	half := rows("code_mark", "list code_system code valid_from", "mcc ICD-10-CM J9601 2024-10-01")
	want(t, ask(t, hospital(t, append(grouped(), diagnoses, half)...), "casemix/capture"), columns, "8 0 0 0")
	// The list of CCs ends on 30 September: October is not judged.
	both := rows("code_mark", "list code_system code valid_from valid_to", "cc ICD-10-CM N179 2024-10-01 2025-09-30")
	want(t, ask(t, hospital(t, append(grouped(), diagnoses, half, both)...), "casemix/capture"), columns, "8 2 1 1")
}

// The title in force decides: A41.9 is unspecified, and so is R10.9 until its release ends. E1
// and E3 have three diagnoses each. (CMX-07)
func TestMonitoring(t *testing.T) {
	db := hospital(t, append(grouped(),
		rows("diagnosis", "encounter_id version_no role sequence code code_system",
			"E1 1 principal 1 R109 ICD-10-CM", "E1 1 other 1 A419 ICD-10-CM", "E1 1 other 2 I10 ICD-10-CM",
			"E3 1 principal 1 A419 ICD-10-CM", "E3 1 other 1 R109 ICD-10-CM", "E3 1 other 2 XXX ICD-10-CM",
			"E4 1 other 1 R109 ICD-10-CM", // not coded: no principal
			"SH 1 principal 1 R109 ICD-10-CM"),
		rows("code_set", "code_system code valid_from title",
			"ICD-10-CM R109 2015-10-01 Unspecified_pain", "ICD-10-CM A419 2015-10-01 Sepsis,_unspecified",
			"ICD-10-CM I10 2015-10-01 Hypertension"),
		rows("code_release", "code_system valid_from valid_to code billable title",
			"ICD-10-CM 2025-10-01 2026-09-30 R109 true Pain_elsewhere",
			"ICD-10-CM 2025-10-01 2026-09-30 A419 true Sepsis,_unspecified"))...)
	a := ask(t, db, "casemix/monitoring")
	want(t, a, "coded symptom typed surgical codes codes_squared titled unspecified unspecified_titled titled_records",
		"2 1 5 1 6 18 5 3 8 2")
	for name, value := range map[string]float64{"symptom_rate": 1. / 2, "unspecified_rate": 3. / 5, "surgical_rate": 1. / 5, "mean_codes": 3} {
		near(t, a, name, value)
	}
}

func TestStayAgainstGMLOS(t *testing.T) {
	db := hospital(t, grouped()...)
	a := ask(t, db, "casemix/stay_monthly", "long=1")
	want(t, a, "month cases days day_squares expected_days long_stays not_compared",
		"2025-09-01 2 5 17 8 0 0",
		"2025-10-01 3 11 59 11 1 2") // 3 of 4, 1 of 2, 7 of 5; E6 and E7 have no GMLOS
	want(t, ask(t, db, "casemix/stay"), "scope cases days long_stays not_compared", "all 6 23 1 2") // SH: 7 of 2
	near := func(what string, got, want float64) {
		if d := got - want; d > 1e-6 || d < -1e-6 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	near("geometric mean of 4 and 1", a.Estimates("geometric_days")[0].Value, 2)
	near("GMLOS of 4 and 4", a.Estimates("gmlos")[0].Value, 4)
	near("4 and 1 over 4", a.Estimates("stay_ratio")[0].Value, 0.5)
	want(t, ask(t, db, "casemix/stay_by_family"), "family drg_type based cases days not_compared",
		"PNEUMONIA MED true 3 8 0", "JOINT SURG true 2 8 0", "ALCOHOL MED true 1 7 0",
		"777 (title not loaded) - false 0 0 1", "778 (title not loaded) - false 0 0 1")
}

// The queries of case-mix repeat how they count: it must be the same text.
func TestCaseMixHasOneDefinition(t *testing.T) {
	first := ""
	for _, q := range allQueries(t) {
		if !strings.HasPrefix(q.Name, "casemix/") {
			continue
		}
		text := between(t, q.SQL, "WITH discharge", []string{"s.drg = g.drg\n)"})
		if first == "" {
			first = text
		}
		if text != first {
			t.Errorf("%s counts in another way than the first", q.Name)
		}
	}
}
