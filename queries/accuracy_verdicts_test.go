package queries_test

import "testing"

// again is a further review of a chart by another auditor.
func again(id, auditor, closed, codesOfCoder, codesOfAuditor string) []string {
	name := id + auditor
	return append([]string{rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
		name+" Q1 "+id+" targeted C1 "+auditor+" 1 2025-03-05 "+closed)}, codes(name, codesOfCoder, codesOfAuditor)...)
}

// Of R1 both say right; of R2 the second finds an error; of R3 the DRG is another one for the
// second. Three auditors saw R1 and R2; the fourth of R1 and a second review by the same auditor
// count nowhere. (AGR-01)
func TestVerdicts(t *testing.T) {
	inserts := append(review("R1", "I10", "I10"), review("R2", "I10 E119", "I10 E119")...)
	inserts = append(inserts, review("R3", "J189", "J189")...)
	inserts = append(inserts, again("R1", "X2", "2025-05-01", "I10", "I10")...)
	inserts = append(inserts, again("R1", "X3", "2025-05-02", "I10", "I10 E119")...)
	inserts = append(inserts, again("R1", "X4", "2025-05-03", "I10", "J189")...)
	inserts = append(inserts, again("R2", "X2", "2025-05-01", "I10 E119", "I10")...)
	inserts = append(inserts, again("R2", "X3", "2025-05-02", "I10 E119", "I10 J189")...)
	inserts = append(inserts, again("R3", "X2", "2025-05-01", "J189", "J189")...)
	inserts = append(inserts,
		rows("audit_code", "audit_case_id side element sequence code code_system", "R3X2 coder drg 1 193 MS-DRG", "R3X2 auditor drg 1 194 MS-DRG"))
	a := ask(t, hospital(t, inserts...), "accuracy/verdicts")
	want(t, a, "pairs right_right right_minor right_grave minor_right minor_minor grave_grave three_0 three_1 three_2 three_3 grades_same three three_same",
		"3 1 1 1 0 0 0 0 1 1 0 1 2 0")
}
