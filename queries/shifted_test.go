package queries_test

import "testing"

// TestShiftedDatesHaveNoCalendar: where dates were shifted, intervals hold and the
// calendar does not, so that nothing may be counted by it.
func TestShiftedDatesHaveNoCalendar(t *testing.T) {
	db := hospital(t, append(codes("R1", "I10", "I10"),
		rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on total_charges dates_shifted",
			"E1 A IP 2150-01-01 2150-01-05 100 true", "E2 A IP 2150-01-01 2150-01-05 100 true"),
		rows("event", happens, "1 E1 final_coded 2150-01-07 - -"),
		rows("service_level", "patient_type bill_hold_days coded_within_days", "IP 4 4"),
		rows("diagnosis", "encounter_id version_no role sequence code code_system", "E1 1 principal 1 I10 ICD-10-CM"),
		rows("code_set", "code_system code valid_from", "ICD-10-CM I10 2015-10-01"),
		rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
			"R1 Q E1 random C1 X 1 2150-01-07 2150-02-01"))...)
	given := []string{"from_date=2150-01-01", "to_date=2151-01-01", "as_of_on=2150-12-31", "as_of=2150-12-31T00:00:00Z"}
	for _, name := range []string{
		"backlog/daily", "backlog/reasons", "frequency/category_monthly",
		"frequency/volumes", "turnaround/attainment", "turnaround/attainment_weekly", "turnaround/attainment_by", "turnaround/completed",
		"turnaround/survival", "turnaround/survival_monthly", "turnaround/survival_by", "turnaround/survival_period", "turnaround/exits",
		"turnaround/decomposition", "turnaround/bottlenecks", "turnaround/record_complete", "backlog/ageing_by_reason", "backlog/workload", "provider/bill",
	} {
		if a := ask(t, db, name, given...); a.Len() != 0 {
			t.Errorf("%s counts shifted dates: %d rows", name, a.Len())
		}
	}
	want(t, ask(t, db, "frequency/code_validity", given...), "status codes judged", "shifted 1 -")
	want(t, ask(t, db, "backlog/dnfc", given...), "accounts", "0")
	for _, name := range []string{"accuracy/codes", "accuracy/records", "accuracy/attributes", "accuracy/weighted"} {
		want(t, ask(t, db, name, "as_of_on=2150-12-31"), "charts", "1")
		want(t, ask(t, db, name, "as_of_on=2150-12-31", "by=month"), "charts")
	}
	want(t, ask(t, db, "quality/negative_durations", given...),
		"step compared", "billed before coded 0", "coded before discharge 1", "discharged before admission 2")
}
