package queries_test

import "testing"

// TAT-07 and TAT-08 by hand, for a bill hold of 4 days. The as-of date is 31 December.
func TestBilling(t *testing.T) {
	db := hospital(t, rows("service_level", "patient_type bill_hold_days coded_within_days", "IP 4 4"),
		rows("encounter", account, "B1 A IP 2025-12-01 -", "B2 A IP 2025-12-01 -", "B3 A IP 2025-12-01 -", "B4 A IP 2025-12-01 -",
			"B5 A IP 2025-12-29 -", "B6 A IP 2025-12-01 -", "B7 A ED 2025-12-20 -", "B8 A IP 2025-12-01 -"),
		rows("event", happens,
			"01 B1 final_coded 2025-12-02 - -", "02 B1 final_billed 2025-12-06 - -", "03 B1 claim_submitted 2025-12-07 - -", "04 B1 remitted 2025-12-20 - -", // hold ends on day 4, bill on 5
			"05 B2 final_coded 2025-12-02 - -", "06 B2 recoded 2025-12-08 - -", "07 B2 final_billed 2025-12-10 - -", // the recode is on the bill
			"08 B2 recoded 2025-12-15 - -", "09 B2 rebilled 2025-12-16 - -",
			"10 B3 final_billed 2025-12-04 - -", "11 B3 final_coded 2025-12-06 - -", // billed before it was coded
			"12 B4 final_coded 2025-12-11 - -",                                // not billed for 20 days
			"13 B5 final_coded 2025-12-30 - -",                                // in its hold
			"14 B6 final_coded 2025-12-02 - -", "15 B6 voided 2025-12-03 - -", //
			"16 B7 final_coded 2025-12-21 - -", "17 B7 final_billed 2025-12-22 - -", // no bill hold
			"18 B8 claim_submitted 2025-12-05 - -")) // a claim, and nothing before it
	want(t, ask(t, db, "turnaround/billing"), "interval_name day ended censored early",
		"coded_to_billed 0 1 0 1",                                      // B3
		"coded_to_billed 1 1 1 0",                                      // B7; B5
		"coded_to_billed 2 1 0 0",                                      // B2, from its recode
		"coded_to_billed 4 1 0 0",                                      // B1
		"coded_to_billed 20 0 1 0",                                     // B4
		"controllable 0 1 0 1",                                         // B3
		"controllable 1 2 0 0",                                         // B1 from the end of hold, B7
		"controllable 2 1 0 0",                                         // B2
		"controllable 20 0 1 0",                                        // B4
		"billed_to_submitted 1 1 0 0",                                  // B1
		"billed_to_submitted 9 0 1 0",                                  // B7
		"billed_to_submitted 21 0 1 0", "billed_to_submitted 27 0 1 0", // B2, B3
		"submitted_to_paid 13 1 0 0", "submitted_to_paid 26 0 1 0") // B1, B8
}
