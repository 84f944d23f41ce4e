package queries_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric/sampling"
)

// bought are audited inpatients of a facility that is paid 5,000 + 1,000 dollars by Medicare
// for a case of weight 1, and 7,000 + 1,000 from July on. The version is 43 throughout.
func bought() []string {
	return []string{
		rows("base_rate", "facility_id payer_class valid_from payment operating capital",
			"A Medicare 2024-01-01 drg 5000 1000", "A Medicare 2025-07-01 drg 7000 1000",
			"A Medicaid 2024-01-01 per_diem - -", "B Medicare 2025-06-01 drg 9000 -"),
		rows("drg_set", "drg_system grouper_version drg weight gmlos post_acute special_pay",
			"MS-DRG 43 193 1.5000 4.0 true false", "MS-DRG 43 194 1.0000 3.0 true false", "MS-DRG 43 470 2.0000 6.0 true true",
			"MS-DRG 43 313 0.5000 2.0 false false", "MS-DRG 43 291 1.2500 4.0 - -", "MS-DRG 43 999 0.0000 0.0 - -"),
	}
}

// buy is a closed random review whose DRG and discharge status change from one pair to
// another, of a stay of some days that ended on a date.
func buy(id, where, days, ended string, coder, auditor [2]string) []string {
	first := "2025-0" + ended[6:7] + "-0" + string('9'-days[0]+'0') // a stay of n days ends on the 9th
	return []string{
		rows("encounter", "encounter_id facility_id payer_class patient_type admitted_on discharged_on discharge_status",
			id+" "+where+" IP "+first+" "+ended+" 01"),
		rows("audit_case", "audit_case_id audit_id encounter_id selection stratum coder_id auditor_id version_no coded_on closed_on",
			id+" Q1 "+id+" random IP C1 X1 1 2025-08-05 2025-09-01"),
		rows("audit_code", "audit_case_id side element sequence code code_system grouper_version",
			id+" coder drg 1 "+coder[0]+" MS-DRG 43", id+" auditor drg 1 "+auditor[0]+" MS-DRG 43",
			id+" coder discharge_status 1 "+coder[1]+" - -", id+" auditor discharge_status 1 "+auditor[1]+" - -"),
	}
}

// priced are one case of every kind.
func priced() []string {
	inserts := bought()
	for _, more := range [][]string{
		buy("E1", "A Medicare", "4", "2025-06-09", [2]string{"194", "01"}, [2]string{"193", "01"}), // +0.5 × 6,000
		buy("E2", "A Medicare", "4", "2025-07-09", [2]string{"193", "01"}, [2]string{"313", "01"}), // −1 × 8,000, the new rate
		buy("E3", "A Medicare", "1", "2025-06-09", [2]string{"193", "01"}, [2]string{"193", "02"}), // transferred: 2 of 4 days of 9,000
		buy("E4", "A Medicare", "1", "2025-06-09", [2]string{"470", "01"}, [2]string{"470", "03"}), // special pay: 1/2 + 2/12 of 12,000
		buy("E5", "A Medicare", "1", "2025-06-09", [2]string{"313", "03"}, [2]string{"313", "01"}), // no post-acute DRG: 0
		buy("E6", "A Medicare", "1", "2025-06-09", [2]string{"291", "06"}, [2]string{"291", "06"}), // not told: 0
		buy("E7", "A Medicaid", "4", "2025-06-09", [2]string{"194", "01"}, [2]string{"193", "01"}), // per diem: weight only
		buy("E8", "B Medicare", "4", "2025-05-09", [2]string{"194", "01"}, [2]string{"193", "01"}), // before its first rate
		buy("E9", "A Medicare", "4", "2025-06-09", [2]string{"999", "01"}, [2]string{"193", "01"}), // ungroupable
		buy("EX", "A Medicare", "4", "2025-06-09", [2]string{"777", "01"}, [2]string{"193", "01"}), // without a weight
	} {
		inserts = append(inserts, more...)
	}
	return inserts
}

// By hand: 3,000 − 8,000 − 4,500 − 4,000 + 0 + 0; paid 6,000 + 12,000 + 9,000 + 12,000 + 3,000 +
// 7,500. FIN-01: by the rate of the contract on the day of discharge. FIN-03: net and absolute
// over what is paid. FIN-04: weight changes over all cases with a weight.
func TestFinancialImpact(t *testing.T) {
	a := ask(t, hospital(t, priced()...), "finance/impact")
	want(t, a, "cases priced not_drg without_rate without_weight ungroupable changed under over reduced transfers_not_known",
		"8 6 1 1 1 1 4 1 3 2 1")
	want(t, a, "gross_under gross_over net absolute paid amounts_sq", "3000 -16500 -13500 19500 49500 109250000")
	want(t, a, "weight_change weight_change_sq", "0.5 1.75") // 0.5 − 1 + 0.5 + 0.5
	if e := a.Estimates("net_payment_error_rate")[0]; math.Abs(e.Value+13500./49500) > 1e-12 {
		t.Errorf("net payment error rate %v", e.Value)
	}
	if e := a.Estimates("absolute_payment_error_rate")[0]; math.Abs(e.Value-19500./49500) > 1e-12 {
		t.Errorf("absolute payment error rate %v", e.Value)
	}
	if e := a.Estimates("cmi_effect")[0]; e.Value != 0.5/8 || e.N != 8 {
		t.Errorf("CMI effect %v of %d", e.Value, e.N)
	}
}

// FIN-07: a contract that pays by the day has the change of weight, and no amount.
func TestFinancialImpactByPayer(t *testing.T) {
	want(t, ask(t, hospital(t, priced()...), "finance/impact", "by=payer"), "unit cases priced net weight_change",
		"Medicaid 1 0 0 0.5", "Medicare 7 6 -13500 0")
}

func TestCasesThatCostMoney(t *testing.T) {
	want(t, ask(t, hospital(t, priced()...), "finance/cases"), "audit_case_id base_rate amount state",
		"E1 6000 3000 priced", "E2 8000 -8000 priced", "E3 6000 -4500 priced", "E4 6000 -4000 priced",
		"E7 - - not_drg", "E8 - - no_rate")
}

// SMP-01: what was targeted, one's own work and a second review support no rate; targeted
// amounts stand apart.
func TestTargetedAmountsSupportNoRate(t *testing.T) {
	db := hospital(t, append(priced(),
		"UPDATE history.audit_case SET selection = 'targeted' WHERE audit_case_id = 'E2'",
		"UPDATE history.audit_case SET auditor_id = 'C1' WHERE audit_case_id = 'E3'",
		"UPDATE history.audit_case SET closed_on = NULL WHERE audit_case_id = 'E4'")...)
	want(t, ask(t, db, "finance/impact"), "priced gross_under gross_over targeted targeted_under targeted_over",
		"3 3000 0 1 0 -8000")
}

// drawn adds a draw of two strata to the priced cases: the first six are of one of 60
// accounts, the others of one of 40.
func drawn(selection string) []string {
	return append(priced(),
		rows("audit_draw", "audit_id drawn_at drawn_on method selection generator seed filter universe unassigned shifted reviewed frame_count frame_hash data_version",
			"Q1 2025-08-10T00:00:00 2025-08-10 stratified "+selection+" splitmix64 7 from=2025-07-01 110 4 1 5 100 abc run-1"),
		rows("audit_stratum", "audit_id stratum frame_count sample_count spare_count", "Q1 IP 60 6 2", "Q1 OBS 40 4 2"),
		"UPDATE history.audit_case SET stratum = 'OBS' WHERE audit_case_id IN ('E7', 'E8', 'E9', 'EX')",
		"UPDATE history.audit_case SET selection = '"+selection+"'")
}

// FIN-08: the stratified difference estimator, from the sums of the strata of a draw.
func TestStrataOfADraw(t *testing.T) {
	a := ask(t, hospital(t, drawn("random")...), "finance/strata")
	// E7 is paid by the day and E9 by no DRG: known to be 0. Of E8 and EX nothing is known.
	want(t, a, "stratum frame_count sample_count closed known outside drg_wrong over net overpaid underpaid paid",
		"IP 60 6 6 6 0 2 3 -13500 16500 3000 49500", "OBS 40 4 4 2 2 4 0 0 0 0 0")
	// 60 × 16,500/6; by hand, variance 60 × 54 × s²/6 with s² of 8,000, 4,500, 4,000, 0, 0, 0.
	var strata []sampling.Stratum
	for row := range a.Len() {
		strata = append(strata, sampling.Stratum{Frame: a.Int("frame_count")[row], Sample: a.Int("known")[row],
			Sum: a.Real("overpaid")[row], Squares: a.Real("overpaid_sq")[row]})
	}
	total := sampling.AppraiseStrata(strata, "USD")
	spread := (8000.*8000 + 4500*4500 + 4000*4000 - 16500*16500/6.) / 5
	if total.Total != 165000 || math.Abs(total.TotalError-math.Sqrt(60*54*spread/6)) > 1e-6 {
		t.Errorf("total %v ± %v", total.Total, total.TotalError)
	}
}

// SMP-02: what draws an audit again; a rate of wrong DRGs has its reviews where it is random
// alone (SMP-01).
func TestAuditsAndTheirDraws(t *testing.T) {
	const columns = "audit_id selection method seed frame_count cases closed drg_wrong random_closed"
	db := hospital(t, append(drawn("random"), rows("audit_finding", "finding_id audit_case_id element error_type drg_changed final_state",
		"F1 E1 diagnosis OM true accepted", "F2 E1 diagnosis OM true upheld", "F3 E2 diagnosis CM true overturned"))...)
	want(t, ask(t, db, "finance/audits"), columns, "Q1 random stratified 7 100 10 10 1 10")
	want(t, ask(t, hospital(t, drawn("targeted")...), "finance/audits"), columns, "Q1 targeted stratified 7 100 10 10 0 0")
	want(t, ask(t, hospital(t, priced()...), "finance/audits"), columns, "Q1 random not known - - 10 10 0 10")
}

// clocked are reviews of E1 to E8 with a finding each; as of 31 December 2025.
func clocked() []string {
	inserts := priced()
	return append(inserts,
		rows("audit_finding", "finding_id audit_case_id element error_type direction drg_changed final_state identified_on",
			"F1 E1 diagnosis OM under true accepted -",           // remitted on 1 December
			"F2 E2 diagnosis CM over true accepted 2025-12-20",   // stated: 49 days left
			"F3 E3 diagnosis CM over true accepted -",            // closed on 1 September: over
			"F4 E4 diagnosis CM over true open -",                // issued on 2 September
			"F5 E5 diagnosis CM over true overturned 2025-12-20", // is none
			"F6 E6 diagnosis CM over false accepted 2025-12-20",  // does not change the DRG
			"F7 E7 diagnosis OM under true accepted -",           // Medicaid has no such clock
			"F8 E8 diagnosis OM under true accepted -",           // not remitted yet
			"F9 E2 diagnosis IC over true accepted 2025-12-24"),  // the same account
		rows("rebuttal", "finding_id step_no to_state occurred_at occurred_on actor_id reason",
			"F4 2 issued 2025-09-02T12:00:00 2025-09-02 X1 r"),
		rows("event", "event_id encounter_id event_type occurred_on", "V1 E1 remitted 2025-12-01", "V2 E1 remitted 2025-12-20"))
}

func TestSixtyDayClocks(t *testing.T) {
	db := hospital(t, clocked()...)
	const columns = "audit_case_id clock findings began_on days_left suspended_days_left state"
	want(t, ask(t, db, "finance/deadlines"), columns,
		"E1 upward 1 2025-12-01 30 - running", "E2 overpayment 2 2025-12-20 49 - running",
		"E3 overpayment 1 2025-09-01 -61 - over", "E4 overpayment 1 - - 60 investigated", "E8 upward 1 - - - not begun")
	// The last day of the 60 and of the 180, and the days after them.
	for _, c := range []struct{ asOf, review, days, state string }{
		{"2026-02-18", "E2", "0", "within 14 days"}, {"2026-02-19", "E2", "-1", "over"},
		{"2026-03-01", "E4", "", "investigated"}, {"2026-03-02", "E4", "59", "running"},
	} {
		a := ask(t, db, "finance/deadlines", "as_of_on="+c.asOf)
		row := slices.Index(a.Text("audit_case_id"), c.review)
		if got := a.Cell(row, index(t, a.Query, "days_left")); got != c.days || a.Text("state")[row] != c.state {
			t.Errorf("%s on %s: %q days left, %s; want %q, %s", c.review, c.asOf, got, a.Text("state")[row], c.days, c.state)
		}
	}
}

// An account that was billed again after the review is settled, in time or late.
func TestSettledClocks(t *testing.T) {
	db := hospital(t, append(clocked(), rows("event", "event_id encounter_id event_type occurred_on",
		"V3 E3 rebilled 2025-08-20", "V4 E3 rebilled 2025-11-01", "V5 E2 rebilled 2025-12-30"))...)
	want(t, ask(t, db, "finance/deadline_counts"), "clock state cases",
		"overpayment over 0", "overpayment within 14 days 0", "overpayment running 0", "overpayment investigated 1",
		"overpayment not begun 0", "overpayment settled late 1", "overpayment settled 1",
		"upward over 0", "upward within 14 days 0", "upward running 1", "upward investigated 0",
		"upward not begun 1", "upward settled late 0", "upward settled 0")
}

// Two reviews of one account are one claim: its clock began with the first that found it, and one
// that the first review missed has its own.
func TestTwoReviewsHaveOneClock(t *testing.T) {
	db := hospital(t, append(clocked(),
		rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
			"Z3 Q2 E3 random C1 X2 1 2025-03-05 2025-10-01", "Z6 Q2 E6 random C1 X2 1 2025-03-05 2025-12-01"),
		rows("audit_finding", "finding_id audit_case_id element error_type direction drg_changed final_state",
			"G3 Z3 diagnosis CM over true accepted", "G6 Z6 diagnosis CM over true accepted"))...)
	const columns = "audit_case_id encounter_id clock findings began_on state"
	want(t, ask(t, db, "finance/deadlines"), columns,
		"E1 E1 upward 1 2025-12-01 running", "E2 E2 overpayment 2 2025-12-20 running", "E3 E3 overpayment 2 2025-09-01 over",
		"E4 E4 overpayment 1 - investigated", "E8 E8 upward 1 - not begun", "Z6 E6 overpayment 1 2025-12-01 running")
}

// FIN-06: N and U do not count, Y and W do; a principal diagnosis is no condition acquired.
func TestHospitalAcquiredConditions(t *testing.T) {
	db := hospital(t, append(review("R1", "", ""),
		rows("code_mark", "list code_system code valid_from valid_to", "hac ICD-10-CM T8141XA 2024-10-01 -", "hac ICD-10-CM I2699 2020-10-01 2023-09-30",
			"hac ICD-10-CM L89153 2024-10-01 -", "hac ICD-10-CM J95851 2024-10-01 -"),
		"UPDATE history.encounter SET discharged_on = DATE '2025-03-01'",
		rows("audit_code", "audit_case_id side element sequence code code_system poa",
			"R1 coder diagnosis 2 T8141XA ICD-10-CM Y", "R1 auditor diagnosis 2 T8141XA ICD-10-CM N",
			"R1 coder diagnosis 3 L89153 ICD-10-CM U", "R1 auditor diagnosis 3 L89153 ICD-10-CM W",
			"R1 coder diagnosis 4 I2699 ICD-10-CM Y", "R1 auditor diagnosis 4 I2699 ICD-10-CM N",
			"R1 coder diagnosis 1 J95851 ICD-10-CM Y", "R1 auditor diagnosis 1 J95851 ICD-10-CM N"),
		// Another auditor's review of the same account, which does not count again.
		rows("audit_case", "audit_case_id audit_id encounter_id selection coder_id auditor_id version_no coded_on closed_on",
			"Z1 Q2 R1 random C1 X2 1 2025-03-05 2025-06-01"),
		rows("audit_code", "audit_case_id side element sequence code code_system poa",
			"Z1 coder diagnosis 2 T8141XA ICD-10-CM Y", "Z1 auditor diagnosis 2 T8141XA ICD-10-CM N"))...)
	want(t, ask(t, db, "finance/hac"), "facility_id charts codes paid_by_coder paid_by_auditor lost gained", "A 1 2 1 1 1 1")
}
