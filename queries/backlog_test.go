package queries_test

import "testing"

// backlog has accounts on both edges of the first buckets, and one of each that is not
// in the backlog. The as-of date is 31 December.
func backlog() []string {
	return []string{
		rows("encounter", "encounter_id facility_id patient_type discharged_on total_charges dates_shifted",
			"A0 A IP 2025-12-31 100.10 -", "A3 A IP 2025-12-28 200.20 -", // 0 and 3 days
			"A4 A IP 2025-12-27 300 -", "A7 A ED 2025-12-24 400 -", // 4 and 7
			"A8 A IP 2025-12-23 - -",                                 // 8, without charges
			"A30 A IP 2025-12-01 500 -", "A31 A IP 2025-11-30 600 -", // 30 and 31
			"A91 B IP 2025-10-01 700 -", "OLD A IP 2024-01-01 800 -", // 91, and before any period
			"COD A IP 2025-12-01 1 -", "BIL A IP 2025-12-01 1 -", "VOI A IP 2025-12-01 1 -",
			"LAT A IP 2025-12-30 1000 -", // coded after the as-of date: still open
			"NEW A IP 2026-01-01 1 -", "HOU A IP - 1 -", "SHI A IP 2025-12-01 1 true"),
		rows("event", happens,
			"1 COD final_coded 2025-12-02 - -", "2 BIL final_billed 2025-12-02 - -", "3 VOI voided 2025-12-02 - -",
			"4 LAT final_coded 2026-01-01 - -",
			"5 A8 hold_started 2025-12-24 2025-12-24T10:00:00 QUERY",
			"6 A30 hold_started 2025-12-02 - CHARGES", "7 A30 hold_ended 2025-12-05 - CHARGES",
			"8 A31 hold_started 2025-12-01 - LEGAL", "9 OLD hold_started 2024-01-02 - QUERY",
			"10 A91 hold_started 2025-10-02 - QUERY", "11 A91 hold_ended 2025-10-02 - QUERY",
			"14 A3 hold_started 2025-12-29 - QUERY", "15 A3 hold_ended 2025-12-29 - QUERY",
			"17 A7 hold_started 2025-12-25 2025-12-25T09:00:00 QUERY", "16 A7 hold_ended 2025-12-25 2025-12-25T08:00:00 EDIT",
			"12 A91 hold_started 2025-10-03 - -", "13 A4 hold_started 2026-01-01 - QUERY"),
		rows("service_level", "patient_type bill_hold_days coded_within_days", "IP 4 4"),
		rows("charge_day", "facility_id service_on patient_type payer_class gross_revenue",
			"A 2025-10-02 IP X 1", "A 2025-10-03 IP X 4000", "A 2025-12-31 IP X 5000", "A 2025-12-31 IP Y 1000",
			"A 2026-01-01 IP X 1", "B 2025-12-30 ED X 800"),
	}
}

func TestAgeing(t *testing.T) {
	db := hospital(t, backlog()...)
	want(t, ask(t, db, "backlog/ageing"), "bucket from_days to_days accounts dollars without_charges",
		"1 0 3 3 1300.3 0", "2 4 7 2 700 0", "3 8 14 1 0 1", "4 15 30 1 500 0", "5 31 60 1 600 0",
		"6 61 90 0 0 0", "7 91 - 2 1500 0")
	want(t, ask(t, db, "backlog/ageing", "patient_type=ED"), "bucket accounts",
		"1 0", "2 1", "3 0", "4 0", "5 0", "6 0", "7 0")
}

func TestReasons(t *testing.T) {
	want(t, ask(t, hospital(t, backlog()...), "backlog/reasons"), "reason accounts over_30_days dollars without_charges",
		"LEGAL 1 1 600 0", "QUERY 3 1 1200 1", "none 5 0 2100.3 0", "unknown 1 1 700 0")
}

// Dollars by hand: 100.10 + 200.20 + 1000 are within the hold of 4 days; an emergency
// account has no service level. Revenue of 90 days, 3 October to 31 December, is 10,800:
// 120 a day.
func TestDNFC(t *testing.T) {
	db := hospital(t, backlog()...)
	want(t, ask(t, db, "backlog/dnfc"),
		"accounts dollars in_hold in_hold_dollars over_hold over_hold_dollars over_30_days without_charges revenue revenue_days",
		"10 4600.3 3 1300.3 7 3300 3 1 10800 3")
	want(t, ask(t, db, "backlog/dnfc", "patient_type=ED"), "accounts dollars in_hold revenue dnfc_days", "1 400 0 800 45")
	want(t, ask(t, db, "backlog/dnfc", "facility=B", "patient_type=IP"), "accounts dollars revenue dnfc_days", "1 700 0 -")
}

// The backlog of the last day of the series is that of the as-of date.
func TestDailyBacklog(t *testing.T) {
	db := hospital(t, append(backlog(),
		rows("encounter", "encounter_id facility_id patient_type discharged_on total_charges", "PRE A IP 2025-12-26 50"),
		rows("event", happens, "20 PRE final_coded 2025-12-20 - -"))...) // coded before discharge
	a := ask(t, db, "backlog/daily")
	want(t, a, "day discharged finished uncoded dollars",
		"2025-10-01 1 0 2 1500", "2025-11-30 1 0 3 2100", "2025-12-01 4 0 7 2603", "2025-12-02 0 3 4 2600",
		"2025-12-23 1 0 5 2600", "2025-12-24 1 0 6 3000", "2025-12-26 1 1 6 3000", "2025-12-27 1 0 7 3300",
		"2025-12-28 1 0 8 3500.2", "2025-12-30 1 0 9 4500.2", "2025-12-31 1 0 10 4600.3")
	now := ask(t, db, "backlog/dnfc")
	if last := a.Len() - 1; a.Int("uncoded")[last] != now.Int("accounts")[0] || a.Real("dollars")[last] != now.Real("dollars")[0] {
		t.Error("the series ends in another backlog than backlog/dnfc counts")
	}
}

func TestNegativeDurations(t *testing.T) {
	db := hospital(t, rows("encounter", "encounter_id facility_id patient_type admitted_on discharged_on",
		"E1 A IP 2025-01-02 2025-01-01", "E2 A IP 2025-01-01 2025-01-05", "E3 A IP - 2025-01-05", "E4 A IP 2025-01-05 -"),
		rows("event", happens, "1 E2 final_coded 2025-01-04 - -", "2 E3 final_coded 2025-01-05 - -",
			"3 E4 final_coded 2025-01-05 - -", "4 E3 final_billed 2025-01-04 - -", "5 E2 final_billed 2025-01-04 - -"))
	a := ask(t, db, "quality/negative_durations")
	want(t, a, "accounts compared", "1 2", "1 2", "1 2")
	if got := a.Text("step"); got[0] != "billed before coded" || got[1] != "coded before discharge" {
		t.Errorf("steps %v", got)
	}
}
