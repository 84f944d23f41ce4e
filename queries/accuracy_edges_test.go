package queries_test

import (
	"fmt"
	"math"
	"testing"

	"chartline/pipeline/metric/metrictest"
	"chartline/pipeline/query"
)

// accuracyQueries are the questions that have measures of units.
var accuracyQueries = []string{
	"accuracy/codes", "accuracy/records", "accuracy/attributes", "accuracy/severity", "accuracy/weighted",
}

const auditCases = "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on"

// sides are procedures, DRG and discharge status of a review, the same on both sides but
// for the DRG and the status of the coder.
func sides(id, drg, status string) string {
	return rows("audit_code", "audit_case_id side element sequence code code_system grouper_version performed_on",
		id+" coder procedure 1 0SR90J9 ICD-10-PCS - 2025-03-01", id+" auditor procedure 1 0SR90J9 ICD-10-PCS - 2025-03-01",
		id+" coder drg 1 "+drg+" MS-DRG 42 -", id+" auditor drg 1 470 MS-DRG 42 -",
		id+" coder discharge_status 1 "+status+" UB-04 - -", id+" auditor discharge_status 1 01 UB-04 - -")
}

// Everything right and everything wrong give numbers with intervals inside their bounds,
// and so do charts without codes on one side.
func TestNoAuditBreaksAMeasure(t *testing.T) {
	for name, inserts := range map[string][]string{
		"no audits":        nil,
		"one audit":        append(review("R1", "I10 E119", "I10 E119"), sides("R1", "470", "01")),
		"everything right": repeated(40, "I10 E119", "I10 E119", "470", "01"),
		"everything wrong": repeated(40, "R079 R509", "I10 E119", "999", "06"),
		"coder empty":      repeated(40, "", "I10 E119", "470", "01"),
		"auditor empty":    repeated(40, "I10 E119", "", "470", "01"),
		"no codes at all":  append(review("R1", "", ""), review("R2", "", "")...),
	} {
		t.Run(name, func(t *testing.T) {
			db := hospital(t, inserts...)
			for _, q := range accuracyQueries {
				sound(t, ask(t, db, q))
				sound(t, ask(t, db, q, "by=coder"))
			}
		})
	}
}

func repeated(n int, coder, auditor, drg, status string) []string {
	var inserts []string
	for i := range n {
		id := fmt.Sprintf("R%02d", i)
		inserts = append(append(inserts, review(id, coder, auditor)...), sides(id, drg, status))
	}
	return inserts
}

// sound fails where a measure could mislead: shares and their intervals lie within 0 and 1,
// net accuracy is at most 1, and rates are not negative.
func sound(t *testing.T, a *query.Answer) {
	t.Helper()
	for _, m := range a.Query.Metrics {
		for row, e := range a.Estimates(m.Name) {
			what := fmt.Sprintf("%s of %s, row %d", m.Name, a.Query.Name, row+1)
			switch m.Estimator {
			case "net_ratio":
				metrictest.Sound(t, e, what)
				if e.Hi > 1 {
					t.Errorf("%s: upper bound %v", what, e.Hi)
				}
			case "errors_per_hundred", "errors_per_one":
				metrictest.Sound(t, e, what)
				if e.Lo < 0 {
					t.Errorf("%s: lower bound %v", what, e.Lo)
				}
			default:
				metrictest.Share(t, e, what)
			}
		}
	}
}

func TestEverythingRightAndEverythingWrong(t *testing.T) {
	right := hospital(t, repeated(40, "I10 E119", "I10 E119", "470", "01")...)
	wrong := hospital(t, repeated(40, "R079 R509", "I10 E119", "471", "06")...)
	for q, measures := range map[string]map[string][2]float64{ // value where all is right, and where all is wrong
		"accuracy/codes": {"code_accuracy": {1, 0}, "net_accuracy": {1, -1}, "jaccard": {1, 0}, "f1": {1, 0}, "errors_per_100_codes": {0, 200}},
		"accuracy/records": {"record_accuracy": {1, 0}, "drg_affecting_accuracy": {1, 0}, "drg_accuracy": {1, 0},
			"pdx_accuracy": {1, 0}, "disposition_accuracy": {1, 0}},
		// Procedure and date are right, 2 + 1, of these, a principal and two secondary
		// diagnoses (one of each side), DRG and status: 3 / (3 + 5 + 2 + 5 + 1).
		"accuracy/weighted": {"weighted_accuracy": {1, 3. / 16}},
	} {
		for name, want := range measures {
			for i, a := range []*query.Answer{ask(t, right, q), ask(t, wrong, q)} {
				if e := a.Estimates(name)[0]; !e.Defined() || math.Abs(e.Value-want[i]) > 1e-9 {
					t.Errorf("%s: %v (%s), want %v", name, e.Value, e.Missing, want[i])
				}
			}
		}
	}
}

// A review by the coder is none, and the second random review of an encounter compares
// auditors: the one that closed first counts.
func TestOneReviewOfAnEncounterCounts(t *testing.T) {
	db := hospital(t, append(append(append(append(review("R1", "I10", "I10"), codes("R2", "I10", "E119")...), codes("R3", "I10", "E119")...), codes("R4", "I10", "E119")...),
		rows("audit_case", auditCases,
			"R2 Q2 R1 random C1 X2 1 2025-03-05 2025-04-02",      // a second auditor, later
			"R3 Q3 R1 random C1 C1 1 2025-03-05 2025-03-06",      // by the coder
			"R4 Q4 R1 random C1 X1 2 2025-05-05 2025-06-01"))...) // another version of the codes
	for _, q := range []string{"accuracy/codes", "accuracy/records"} {
		want(t, ask(t, db, q), "charts again own", "2 1 1")
	}
	want(t, ask(t, db, "accuracy/codes"), "agreed auditor_codes", "1 2")
	want(t, ask(t, db, "accuracy/matching"), "category agreed omissions", "E11 0 1", "I10 1 0")
	want(t, ask(t, db, "accuracy/agreement"), "level first_label second_label records",
		"category 2 1 1", "code 2 1 1", "verdict 1 2 1")
}

// The same text in another code system or another version of the grouper is another code.
func TestCodesOfAnotherVersionDoNotAgree(t *testing.T) {
	db := hospital(t, append(review("R1", "", ""),
		rows("audit_code", "audit_case_id side element sequence code code_system grouper_version",
			"R1 coder diagnosis 1 V270 ICD-9-CM -", "R1 auditor diagnosis 1 V270 ICD-10-CM -",
			"R1 coder drg 1 470 MS-DRG 41", "R1 auditor drg 1 470 MS-DRG 42"))...)
	want(t, ask(t, db, "accuracy/codes"), "agreed auditor_codes coder_codes substitutions", "0 1 1 0")
	want(t, ask(t, db, "accuracy/records"), "pdx_same pdx_category_same drg_same drg_reviewed", "0 0 0 1")
}

// Of auditors by hand: three encounters, of which two have the same diagnosis of both and one
// differs in its last character only. (AGR-01, AGR-06)
func TestAgreementOfAuditors(t *testing.T) {
	var inserts []string
	for i, second := range []string{"I10", "E119", "E1165"} {
		id, first := fmt.Sprintf("R%d", i), []string{"I10", "E119", "E1169"}[i]
		inserts = append(append(inserts, review(id, first, first)...), codes("S"+id, first, second)...)
		inserts = append(inserts, rows("audit_case", auditCases, "S"+id+" Q2 "+id+" targeted C1 X2 1 2025-03-05 2025-05-01"))
	}
	inserts = append(inserts, rows("code_group", "scheme scheme_version code_system code grouping position default_inpatient default_outpatient",
		"CCSR v1 ICD-10-CM I10 CIR007 1 true true", "CCSR v1 ICD-10-CM E119 END002 1 true true",
		"CCSR v1 ICD-10-CM E1165 END003 1 true true", "CCSR v1 ICD-10-CM E1169 END003 1 true true",
		"CCSR v0 ICD-10-CM E1169 OLD001 1 true true",
		"chapter v1 ICD-10-CM I10 09 1 - -", "chapter v1 ICD-10-CM E119 04 1 - -", "chapter v1 ICD-10-CM E1165 04 1 - -", "chapter v1 ICD-10-CM E1169 04 1 - -"))
	want(t, ask(t, hospital(t, inserts...), "accuracy/agreement"), "level first_label second_label records",
		"CCSR 1 1 1", "CCSR 2 2 1", "CCSR 3 3 1", // CIR007, END002, END003
		"category 1 1 2", "category 2 2 1",
		"chapter 1 1 2", "chapter 2 2 1",
		"code 2 1 1", "code 3 3 1", "code 4 4 1", "verdict 1 1 2", "verdict 1 2 1")
}

// A CC survives unless the principal diagnosis of its side is in its collection (ACC-10):
// of R1 the auditor's is excluded, R2 has both an MCC, R3 is of a day without lists.
func TestSeverityAfterExclusion(t *testing.T) {
	var inserts []string
	for id, c := range map[string][3]string{
		"R1": {"I10 E871", "A419 E871", "2025-03-01"},
		"R2": {"I10 J9601", "I10 J9601 E871", "2025-03-01"},
		"R3": {"I10 E871", "I10 E871", "2019-03-01"},
	} {
		inserts = append(inserts, rows("encounter", "encounter_id facility_id patient_type discharged_on", id+" A IP "+c[2]),
			rows("audit_case", auditCases, id+" Q "+id+" random C1 X1 1 2025-03-05 2025-04-01"))
		inserts = append(inserts, codes(id, c[0], c[1])...)
	}
	lists := rows("code_mark", "list code_system code valid_from valid_to detail",
		"cc ICD-10-CM E871 2024-10-01 2025-09-30 0012", "mcc ICD-10-CM J9601 2024-10-01 2025-09-30 0013")
	exclusions := rows("code_group", "scheme scheme_version code_system code grouping",
		"cc_exclusion v42 ICD-10-CM A419 0012", "cc_exclusion v42 ICD-10-CM I10 0099")
	const columns = "charts judged exclusions mcc_both mcc_auditor mcc_coder cc_both cc_auditor cc_coder"
	want(t, ask(t, hospital(t, append(inserts, lists, exclusions)...), "accuracy/severity"), columns, "3 2 2 1 1 1 0 1 1")
	want(t, ask(t, hospital(t, append(inserts, lists)...), "accuracy/severity"), columns, "3 2 0 1 1 1 1 2 1")
	want(t, ask(t, hospital(t, inserts...), "accuracy/severity"), columns, "3 0 0 0 0 0 0 0 0")
	// The collections of the version that the list names hold, and not newer ones of the same number.
	versions := rows("code_group", "scheme scheme_version code_system code grouping",
		"cc_exclusion v42 ICD-10-CM A419 0012", "cc_exclusion v43 ICD-10-CM I10 0012")
	named := hospital(t, append(inserts, lists, versions, "UPDATE history.code_mark SET list_version = 'v42'")...)
	want(t, ask(t, named, "accuracy/severity"), columns, "3 2 2 1 1 1 0 1 1")
	want(t, ask(t, hospital(t, append(inserts, lists, versions)...), "accuracy/severity"), columns, "3 2 2 1 1 1 0 1 0")
}

// The site's newest weights hold, and an element without a weight does not count.
func TestWeightsOfTheSite(t *testing.T) {
	db := hospital(t, append(append(review("R1", "I10 R079", "I10 E119"), sides("R1", "471", "01")),
		rows("accuracy_weight", "weight_set element weight",
			"2024 drg 9", "2025 principal_diagnosis 2.5", "2025 secondary_diagnosis 0.5"))...)
	a := ask(t, db, "accuracy/weighted")
	want(t, a, "weight_set charts elements points points_possible points_sq", "2025 1 3 2.5 3.5 6.25")
	near(t, a, "weighted_accuracy", 2.5/3.5)
	want(t, ask(t, db, "accuracy/weights"), "element weight", "principal_diagnosis 2.5", "secondary_diagnosis 0.5")
	want(t, ask(t, db, "accuracy/weighted", "weights=2024"), "weight_set points points_possible", "2024 0 9")
	want(t, ask(t, db, "accuracy/weighted", "weights=default"), "weight_set elements", "default 7")
}

// Records between errors that changed the DRG, by hand: the second and the fourth of five.
func TestRecordsBetweenErrors(t *testing.T) {
	var cases []string
	for i := range 5 {
		cases = append(cases, fmt.Sprintf("R%d Q E%d random C1 X1 1 2025-03-%02d 2025-04-01", i, i, 10+i))
	}
	db := hospital(t, rows("audit_case", auditCases, cases...),
		rows("audit_finding", "finding_id audit_case_id element error_type drg_changed final_state",
			"F1 R1 drg SQ true accepted", "F2 R3 drg SQ true partially_overturned", "F3 R3 drg SP true upheld",
			"F4 R4 drg SP true overturned", "F5 R0 diagnosis OM false accepted"))
	want(t, ask(t, db, "accuracy/between"), "event_no coded_on records_between events reviewed",
		"1 2025-03-11 1 2 5", "2 2025-03-13 1 2 5")
	want(t, ask(t, db, "accuracy/between", "error=OM"), "event_no records_between events", "1 0 1")
}

func TestFindingsByCause(t *testing.T) {
	db := hospital(t, append(append(review("R1", "I10", "I10"), review("R2", "I10", "I10")...),
		rows("audit_finding", "finding_id audit_case_id element error_type subtype root_cause direction drg_changed final_state",
			"F1 R1 diagnosis OM missed_cc hurry under true accepted", "F2 R1 diagnosis OM missed_cc habit under false upheld",
			"F3 R2 diagnosis OM - hurry over false accepted", "F4 R2 diagnosis QO missed_cc - under false accepted"))...)
	const columns = "error_type coder_attributable findings charts drg_changed over_coded under_coded reviewed"
	for split, lines := range map[string][]string{
		"subtype":    {"OM true 2 1 1 0 2 2", "OM true 1 1 0 1 0 2", "QO false 1 1 0 0 1 2"},
		"root_cause": {"OM true 2 2 1 1 1 2", "OM true 1 1 0 0 1 2", "QO false 1 1 0 0 1 2"},
		"direction":  {"OM true 2 1 1 0 2 2", "OM true 1 1 0 1 0 2", "QO false 1 1 0 0 1 2"},
	} {
		want(t, ask(t, db, "accuracy/findings", "split="+split), columns, lines...)
	}
	want(t, ask(t, db, "accuracy/findings"), "detail", "missed_cc", "not stated", "missed_cc")
}
