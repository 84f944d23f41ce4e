package queries_test

import "testing"

// rebutted are three reviews of coder C1: R1 closed with a finding overturned, R2 closed with
// one accepted, R3 told of two that are pending: a code missed and one too many.
func rebutted() []string {
	var inserts []string
	for _, r := range [][3]string{
		{"R1", "I10 E119", "I10 E119"}, {"R2", "I10 R079", "I10"}, {"R3", "I10 N390 K219", "I10 N390 J189"},
	} {
		inserts = append(inserts, review(r[0], r[1], r[2])...)
	}
	return append(inserts,
		"UPDATE history.audit_case SET closed_on = NULL WHERE audit_case_id = 'R3'",
		rows("initial_code", "audit_case_id element sequence code code_system",
			"R1 diagnosis 1 I10 ICD-10-CM", "R1 diagnosis 2 E1122 ICD-10-CM"),
		rows("audit_finding", "finding_id audit_case_id element error_type coder_value auditor_value final_state",
			"F1 R1 diagnosis SP E119 E1122 overturned", "F2 R2 diagnosis CM R079 - accepted",
			"F3 R3 diagnosis OM - J189 open", "F4 R3 diagnosis CM K219 - open"),
		rows("rebuttal", "finding_id step_no to_state occurred_at occurred_on actor_id reason",
			"F3 1 draft 2025-04-01T10:00:00Z 2025-04-01 X1 found", "F3 2 issued 2025-04-02T10:00:00Z 2025-04-02 X1 told",
			"F4 1 draft 2025-04-01T10:00:00Z 2025-04-01 X1 found", "F4 2 issued 2025-04-02T10:00:00Z 2025-04-02 X1 told",
			"F4 3 rebutted 2025-04-03T10:00:00Z 2025-04-03 C1 disagreed"))
}

// By hand (REB-03, REB-04). At first R1 has 1 of 2, R2 1 of 1 and R3 2 of 3. In the end R1
// has 2 of 2, and R3 is pending: at worst it stays, at best J189 goes and K219 comes back, so
// that it has 3 of 3.
func TestInitialAndFinalAccuracy(t *testing.T) {
	a := ask(t, hospital(t, rebutted()...), "accuracy/stages")
	want(t, a, "stage charts pending pending_findings agreed auditor_codes agreed_sq auditor_sq agreed_auditor auditor_charts",
		"best 3 1 2 6 6 14 14 14 3", "final 2 0 0 3 3 5 5 5 2", "initial 3 1 2 4 6 6 14 9 3", "worst 3 1 2 5 6 9 14 11 3")
}

// What was not issued by the day is no review yet.
func TestReviewsThatNobodyWasToldOf(t *testing.T) {
	a := ask(t, hospital(t, rebutted()...), "accuracy/stages", "as_of_on=2025-04-01")
	want(t, a, "stage charts pending agreed auditor_codes", "best 2 0 3 3", "final 2 0 3 3", "initial 2 0 2 3", "worst 2 0 3 3")
}

// A closed review with a finding that nobody decided is pending too: a change that is
// overturned gives the coder's code back, and codes that change places change nothing.
func TestOpenFindingsOfClosedReviewsArePending(t *testing.T) {
	a := ask(t, hospital(t, append(review("R1", "I10 E119", "E1122 I10"),
		rows("audit_finding", "finding_id audit_case_id element error_type coder_value auditor_value final_state",
			"F1 R1 diagnosis SP E119 E1122 -", "F2 R1 diagnosis SQ I10 E1122 open"))...), "accuracy/stages")
	want(t, a, "stage charts pending agreed auditor_codes", "best 1 1 2 2", "initial 1 1 1 2", "worst 1 1 1 2")
}

// otherElements are three reviews with a procedure and a DRG: of R1 both findings were
// overturned, so that the coder's stand; of R2 both were accepted; R3 waits for the answers to a
// procedure of another day and to a DRG.
func otherElements() []string {
	var inserts []string
	for _, id := range []string{"R1", "R2", "R3"} {
		inserts = append(inserts, review(id, "I10", "I10")...)
	}
	return append(inserts,
		"UPDATE history.audit_case SET closed_on = NULL WHERE audit_case_id = 'R3'",
		rows("audit_code", "audit_case_id side element sequence code code_system grouper_version performed_on",
			"R1 coder procedure 1 0DTJ4ZZ ICD-10-PCS - 2025-03-02", "R1 auditor procedure 1 0DTJ4ZZ ICD-10-PCS - 2025-03-02",
			"R1 coder drg 1 470 MS-DRG 42 -", "R1 auditor drg 1 470 MS-DRG 42 -",
			"R2 coder procedure 1 0DTJ4ZZ ICD-10-PCS - 2025-03-02", "R2 auditor procedure 1 0DTJ0ZZ ICD-10-PCS - 2025-03-02",
			"R2 coder drg 1 470 MS-DRG 42 -", "R2 auditor drg 1 469 MS-DRG 42 -",
			"R3 coder procedure 1 0DTJ4ZZ ICD-10-PCS - 2025-03-02", "R3 auditor procedure 1 0DTJ4ZZ ICD-10-PCS - 2025-03-03",
			"R3 coder drg 1 470 MS-DRG 42 -", "R3 auditor drg 1 469 MS-DRG 42 -"),
		rows("initial_code", "audit_case_id element sequence code code_system grouper_version performed_on",
			"R1 diagnosis 1 I10 ICD-10-CM - -", "R1 procedure 1 0DTJ0ZZ ICD-10-PCS - 2025-03-02",
			"R1 procedure 2 02HV33Z ICD-10-PCS - 2025-03-02", "R1 drg 1 469 MS-DRG 42 -"),
		rows("audit_finding", "finding_id audit_case_id element error_type coder_value auditor_value final_state",
			"F1 R1 procedure PR 0DTJ4ZZ 0DTJ0ZZ overturned", "F2 R1 drg AB 470 469 overturned", "F3 R1 procedure OM - 02HV33Z overturned",
			"F4 R2 procedure PR 0DTJ4ZZ 0DTJ0ZZ accepted", "F5 R2 drg AB 470 469 accepted",
			"F6 R3 procedure PR 0DTJ4ZZ 0DTJ4ZZ open", "F7 R3 drg AB 470 469 open"),
		rows("rebuttal", "finding_id step_no to_state occurred_at occurred_on actor_id reason",
			"F6 1 issued 2025-04-02T10:00:00Z 2025-04-02 X1 told"))
}

// By hand (REB-03, REB-04): procedures found of procedures there are, at first 0/2 + 0/1 + 0/1,
// in the end 1/1 + 0/1, at worst 1/1 + 0/1 + 0/1 and at best 1/1 + 0/1 + 1/1; DRGs likewise.
func TestStagesOfProceduresAndDRGs(t *testing.T) {
	a := ask(t, hospital(t, otherElements()...), "accuracy/stages")
	want(t, a, "stage charts pending pending_findings procedure_agreed procedure_auditor procedure_agreed_sq procedure_auditor_sq procedure_product procedure_charts drg_same drg_reviewed",
		"best 3 1 2 2 3 2 3 2 3 2 3", "final 2 0 0 1 2 1 2 1 2 1 2", "initial 3 1 2 0 4 0 6 0 3 0 3", "worst 3 1 2 1 3 1 3 1 3 1 3")
	want(t, a, "stage agreed auditor_codes", "best 3 3", "final 2 2", "initial 3 3", "worst 3 3")
}

// A DRG that nobody can group is in no stage (ACC-05), and one of another grouper in none of
// this one.
func TestStagesLeaveOutWhatCannotBeGrouped(t *testing.T) {
	db := hospital(t, append(append(review("R1", "I10", "I10"), review("R2", "I10", "I10")...),
		rows("audit_code", "audit_case_id side element sequence code code_system grouper_version",
			"R1 coder drg 1 999 MS-DRG 42", "R1 auditor drg 1 470 MS-DRG 42",
			"R2 coder drg 1 302 APR-DRG 40", "R2 auditor drg 1 302 APR-DRG 40"))...)
	want(t, ask(t, db, "accuracy/stages"), "stage charts drg_same drg_reviewed", "best 2 0 0", "final 2 0 0", "initial 2 0 0", "worst 2 0 0")
	want(t, ask(t, db, "accuracy/stages", "drg_system=APR-DRG"), "stage drg_same drg_reviewed", "best 1 1", "final 1 1", "initial 1 1", "worst 1 1")
}

// A finding that contradicts the sets gives back no more than there is.
func TestFindingsThatContradictTheSets(t *testing.T) {
	a := ask(t, hospital(t, append(review("R1", "I10 E119", "I10 E119"),
		rows("audit_finding", "finding_id audit_case_id element error_type coder_value auditor_value final_state",
			"F1 R1 diagnosis SP E119 E1122 open", "F2 R1 diagnosis OM - J189 open", "F3 R1 diagnosis OM - K219 open",
			"F4 R1 diagnosis OM - N390 open"))...), "accuracy/stages")
	want(t, a, "stage agreed auditor_codes", "best 0 0", "initial 2 2", "worst 2 2")
}

// REB-01 and REB-02: an overturned finding counts against the auditor, not the coder.
func TestOverturnRateIsTheAuditors(t *testing.T) {
	a := ask(t, hospital(t, rebutted()...), "accuracy/rebuttals")
	want(t, a, "unit reviews issued accepted rebutted upheld overturned partially_overturned pending", "X1 3 4 1 2 0 1 0 2")
	near(t, a, "rebuttal_rate", .5)
	near(t, a, "overturn_rate", .25)
}

// The state of a finding lasts until its next step, or until now (standard 2.10): F1 was issued
// on a Wednesday, rebutted a week later, upheld and taken to the second level; F2 waits for its
// coder. A step after the day is not known yet, and the one before it lasts.
func TestHowLongFindingsWait(t *testing.T) {
	db := hospital(t, append(review("R1", "I10 E119", "I10 E119"),
		rows("audit_finding", "finding_id audit_case_id element error_type coder_value auditor_value final_state",
			"F1 R1 diagnosis OM - J189 upheld", "F2 R1 diagnosis CM E119 - open"),
		rows("rebuttal", "finding_id step_no to_state occurred_at occurred_on actor_id reason",
			"F1 1 draft 2025-04-01T10:00:00Z 2025-04-01 X1 found", "F1 2 issued 2025-04-02T10:00:00Z 2025-04-02 X1 told",
			"F1 3 rebutted 2025-04-09T10:00:00Z 2025-04-09 C1 disagreed", "F1 4 upheld 2025-04-10T10:00:00Z 2025-04-10 X1 stands",
			"F1 5 second_level 2025-04-11T10:00:00Z 2025-04-11 C1 disagreed", "F1 6 final 2025-04-20T10:00:00Z 2025-04-20 X2 stands",
			"F2 1 draft 2025-04-01T10:00:00Z 2025-04-01 X1 found", "F2 2 issued 2025-04-02T10:00:00Z 2025-04-02 X1 told"))...)
	want(t, ask(t, db, "accuracy/service_levels", "as_of_on=2025-04-30"), "unit state began_on ended_on ended waiting",
		"X1 issued 2025-04-02 2025-04-09 1 0", "X1 issued 2025-04-02 2025-04-30 0 1",
		"X1 rebutted 2025-04-09 2025-04-10 1 0", "X1 second_level 2025-04-11 2025-04-20 1 0")
	want(t, ask(t, db, "accuracy/service_levels", "as_of_on=2025-04-08", "by=all"), "unit state began_on ended_on ended waiting",
		"all issued 2025-04-02 2025-04-08 0 2")
}
