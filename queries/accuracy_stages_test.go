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

// REB-01 and REB-02: an overturned finding counts against the auditor, not the coder.
func TestOverturnRateIsTheAuditors(t *testing.T) {
	a := ask(t, hospital(t, rebutted()...), "accuracy/rebuttals")
	want(t, a, "unit reviews issued accepted rebutted upheld overturned partially_overturned pending", "X1 3 4 1 2 0 1 0 2")
	near(t, a, "rebuttal_rate", .5)
	near(t, a, "overturn_rate", .25)
}
