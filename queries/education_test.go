package queries_test

import (
	"fmt"
	"strings"
	"testing"

	"chartline/pipeline/query"
)

// taught is the education of C1 on omissions and laterality on 10 March 2025, of C2 on
// omissions on the same day, and of C3 on a day of which 90 have not passed.
func taught() []string {
	inserts := []string{
		rows("education", "coder_id educated_on topic", "C1 2025-03-10 OM", "C1 2025-03-10 laterality", "C1 2025-06-10 OM",
			"C2 2025-03-10 OM", "C3 2025-10-15 OM", "C4 2026-02-01 OM"),
	}
	for i, c := range []struct{ coder, on, found, finding string }{
		{"C1", "2025-03-09", "1/4", "OM missed_cc accepted"},        // before
		{"C1", "2025-03-10", "3/4", "OM missed_cc accepted"},        // on the day: no recurrence, but after it
		{"C1", "2025-03-11", "3/4", "SP laterality upheld"},         // recurs
		{"C1", "2025-06-08", "4/4", "OM missed_cc overturned"},      // the 90th day; not the coder's error
		{"C1", "2025-06-09", "2/4", "OM missed_cc accepted"},        // the 91st
		{"C3", "2025-10-20", "2/4", "OM missed_secondary accepted"}, // not over yet
		{"C5", "2025-03-20", "2/4", "OM missed_cc accepted"},        // was not educated
	} {
		id := fmt.Sprintf("R%d", i)
		var found, all int
		fmt.Sscanf(c.found, "%d/%d", &found, &all)
		inserts = append(inserts, chart(id, found, all)...)
		inserts = append(inserts,
			"UPDATE history.audit_case SET closed_on = DATE '2025-12-01', coder_id = '"+c.coder+"', coded_on = DATE '"+c.on+"' WHERE audit_case_id = '"+id+"'",
			rows("audit_finding", "finding_id audit_case_id element error_type subtype final_state",
				"F"+id+" "+id+" diagnosis "+strings.Join(strings.Fields(c.finding), " ")))
	}
	return inserts
}

// EDU-01 by hand: of three coders educated on omissions one was followed, whose only one in the
// 90 days did not stand; on the 91st day is another. Errors of the topic alone recur.
func TestRecurrence(t *testing.T) {
	db := hospital(t, taught()...)
	const columns = "topic educated followed recurred pending not_reviewed charts findings"
	want(t, ask(t, db, "education/recurrence"), columns, "OM 3 1 0 1 1 2 0", "laterality 1 1 1 0 0 2 1")
	want(t, ask(t, db, "education/recurrence", "days=91"), columns, "OM 3 1 1 1 1 3 1", "laterality 1 1 1 0 0 3 1")
}

// EDU-02: the charts of the year before a session and of its day and the year after, of each
// coder.
func TestBeforeAndAfterEducation(t *testing.T) {
	a := ask(t, hospital(t, taught()...), "education/before_after")
	want(t, a, "coder_id educated_on topics before_agreed before_auditor_codes before_charts before_findings after_agreed after_auditor_codes after_charts after_findings",
		"C1 2025-03-10 2 1 4 1 1 12 16 4 3", "C2 2025-03-10 1 0 0 0 0 0 0 0 0", "C3 2025-10-15 1 0 0 0 0 2 4 1 1")
	want(t, a, "before_agreed_sq before_auditor_sq before_agreed_auditor after_agreed_sq after_auditor_sq after_agreed_auditor",
		"1 16 4 38 64 48", "0 0 0 0 0 0", "0 0 0 4 16 8")
	want(t, ask(t, hospital(t, taught()...), "education/before_after", "window_days=1"), "coder_id before_charts after_charts",
		"C1 1 2", "C2 0 0", "C3 0 0")
}

// EDU-03 by hand: four findings of missed_cc and one each of two other kinds stand, six in all:
// the first alone is beyond 50 %. Of C1 it is the latest on 9 June, which the session of the
// 10th follows.
func TestEducationThatIsDue(t *testing.T) {
	db := hospital(t, taught()...)
	const columns = "position error_type subtype findings all_findings coder_id coder_findings latest_on educated_on audited_on state"
	want(t, ask(t, db, "education/due", "threshold_percent=50"), columns,
		"1 OM missed_cc 4 6 C1 3 2025-06-09 2025-06-10 - audit due")
	want(t, ask(t, db, "education/due", "threshold_percent=70", "least=1"), columns,
		"1 OM missed_cc 4 6 C1 3 2025-06-09 2025-06-10 - audit due", "1 OM missed_cc 4 6 C5 1 2025-03-20 - - education due",
		"2 OM missed_secondary 1 6 C3 1 2025-10-20 - - education due")
	again := hospital(t, append(taught(), "UPDATE history.audit_case SET coder_id = 'C1' WHERE audit_case_id = 'R5'")...)
	a := ask(t, again, "education/due", "threshold_percent=50")
	want(t, a, "educated_on audited_on state", "2025-06-10 2025-12-01 done")
}

// improved: what the sample states of the coder who was taught, before and after.
func improved(t *testing.T, a *query.Answer, stated truth) {
	for name, want := range map[string]accuracy{"before": stated.Education.Before, "after": stated.Education.After} {
		equal(t, name+" charts", sum(a.Int(name+"_charts")), want.Cases)
		equal(t, name+" agreed", sum(a.Int(name+"_agreed")), want.TP)
		equal(t, name+" codes", sum(a.Int(name+"_auditor_codes")), want.AuditorCodes)
	}
}
