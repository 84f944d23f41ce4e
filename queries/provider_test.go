package queries_test

import "testing"

const asked = "query_id encounter_id provider_id phase issued_at answered_at closed_at response_class impact"

// questions are queries of every kind about accounts discharged in 2025; the as-of instant
// is the end of 31 December.
func questions() []string {
	return []string{
		rows("encounter", "encounter_id facility_id patient_type discharged_on total_charges dates_shifted",
			"E1 A IP 2025-12-20 100 -", "E2 A IP 2025-12-20 200 -", "E3 A ED 2025-12-20 - -", "E4 A IP 2025-12-20 400 -",
			"E5 A IP - 500 -", "E6 A IP 2025-12-20 600 true", "E7 A IP 2024-12-20 700 -"),
		rows("event", happens, "1 E1 first_touched 2025-12-21 - -", "2 E2 final_coded 2025-12-21 - -",
			"3 E1 final_billed 2025-12-25 2025-12-25T00:00:00 -", "4 E2 final_billed 2025-12-25 - -",
			"5 E3 final_coded 2026-01-01 - -", "6 E4 final_billed 2026-01-01 2026-01-01T05:00:00 -"),
		rows("provider_query", asked,
			"A1 E1 D1 concurrent 2025-12-19T00:00:00 2025-12-21T00:00:00 2025-12-21T01:00:00 agree drg", // after 48 hours: in time
			"A2 E1 D1 concurrent 2025-12-19T00:00:00 2025-12-21T00:00:01 - alternative none",            // a second late
			"A3 E1 D1 concurrent 2025-12-19T00:00:00 - 2025-12-24T00:00:00 retracted -",
			"A4 E1 D1 concurrent 2025-12-19T00:00:00 - 2025-12-24T12:30:00 - -",               // closed, never answered
			"A5 E1 D2 retrospective 2025-12-24T00:00:00 2025-12-26T00:00:00 - agree poa",      // open at the bill
			"A6 E1 D2 retrospective 2025-12-26T00:00:00 2025-12-25T00:00:00 - disagree drg",   // after the bill; answered before it was asked
			"A7 E1 D2 retrospective 2025-12-30T00:00:00 - - - -",                              // not due yet
			"A8 E2 D2 retrospective 2025-12-28T00:00:00 - - - -",                              // due
			"A9 E2 - - 2025-12-30T00:00:00 2026-01-01T00:00:00 2026-01-01T00:00:00 agree drg", // answered later
			"B1 E2 D1 - 2026-01-01T00:00:00 - - - -",                                          // asked later
			"B2 E2 D1 retrospective 2025-12-22T00:00:00 2025-12-22T12:00:00 - maybe drg",
			"B3 E5 D3 concurrent 2025-12-01T00:00:00 - - - -", "B4 E6 D3 concurrent 2025-12-01T00:00:00 - - - -",
			"B5 E7 D3 concurrent 2024-12-19T00:00:00 - - - -", "B6 NOBODY D3 concurrent 2025-12-01T00:00:00 - - - -"),
	}
}

// QRY-01: records over records, and queries over records beside it.
func TestQueryRate(t *testing.T) {
	a := ask(t, hospital(t, append(questions(),
		rows("encounter", "encounter_id facility_id patient_type discharged_on", "T1 A IP 2025-12-20", "T2 A IP 2025-12-20", "T3 A IP 2025-12-20"),
		rows("event", happens, "91 T1 first_touched 2025-12-21 - -", "92 T2 final_coded 2025-12-21 - -", "93 T3 first_touched 2026-01-01 - -"))...), "provider/query_rate")
	want(t, a, "patient_type reviewed queried queries queries_squared", "IP 4 2 10 58") // E1, E2, T1 and T2; 7² + 3²; E3, E4 and T3 were not worked on
	near(t, a, "query_rate", 0.5)
	near(t, a, "density", 2.5)
}

// QRY-02, QRY-04 and QRY-05: due are queries that are answered, closed or as old as the time given,
// retracted ones never; agreement is of the five classes alone, and each class stands by itself.
func TestResponses(t *testing.T) {
	db := hospital(t, questions()...)
	a := ask(t, db, "provider/responses")
	want(t, a, "phase issued retracted waiting due answered answered_in_time due_hours",
		"concurrent 4 1 0 3 2 1 48", "retrospective 5 0 1 4 3 3 72", "unknown 1 0 1 0 0 0 72")
	want(t, a, "agree alternative disagree undetermined not_significant unclassified valid changed",
		"1 1 0 0 0 0 2 1", "1 0 1 0 0 1 2 2", "0 0 0 0 0 0 0 0")
	near(t, a, "response_rate", 2.0/3)
	near(t, a, "in_time", 1.0/3)
	near(t, a, "agreement", 0.5)
	strict := ask(t, db, "provider/responses", "concurrent_hours=24", "retrospective_hours=24")
	want(t, strict, "phase waiting due answered_in_time due_hours",
		"concurrent 0 3 0 24", "retrospective 0 5 2 24", "unknown 0 1 0 24")
}

// QRY-03: by phase, from the query to the first answer, and open ones to the end of their follow-up.
func TestResponseTime(t *testing.T) {
	want(t, ask(t, hospital(t, questions()...), "provider/response_time"), "phase hour answered censored retracted early",
		"concurrent 48 2 0 0 0", "concurrent 120 0 1 1 0", "concurrent 132 0 1 0 0",
		"retrospective 0 1 0 0 1", "retrospective 12 1 0 0 0", "retrospective 47 0 1 0 0", "retrospective 48 1 0 0 0",
		"retrospective 95 0 1 0 0", "unknown 47 0 1 0 0")
}

// Seconds by hand: 19 December 2025 began 1,766,102,400 seconds after 1970.
func TestAnswerDays(t *testing.T) {
	want(t, ask(t, hospital(t, questions()...), "provider/answer_days"), "phase asked_second ended_second answered open closed retracted",
		"concurrent 1766102400 1766275200 2 0 0 0", // A1 and A2, a second apart
		"concurrent 1766102400 1766534400 0 0 0 1", // A3
		"concurrent 1766102400 1766579400 0 0 1 0", // A4, at half past twelve
		"retrospective 1766361600 1766404800 1 0 0 0", "retrospective 1766534400 1766707200 1 0 0 0",
		"retrospective 1766707200 1766620800 1 0 0 0", // A6, answered before it was asked
		"retrospective 1766880000 1767224700 0 1 0 0", "retrospective 1767052800 1767224700 0 1 0 0",
		"unknown 1767052800 1767224700 0 1 0 0")
}

// QRY-06 and QRY-07: what was open at the instant of the first bill, and what was asked after it.
func TestQueriesAndTheBill(t *testing.T) {
	a := ask(t, hospital(t, questions()...), "provider/bill")
	want(t, a, "patient_type billed asked_before open_at_bill queried_after without_hour", "IP 1 5 1 1 1") // A5 was open; A4 was closed, and A2 answered, before
	near(t, a, "post_bill", 1)
}

func TestWaitingQueries(t *testing.T) {
	db := hospital(t, questions()...)
	want(t, ask(t, db, "provider/waiting"), "provider_id cases overdue dollars",
		"D2 2 1 300", "D3 2 2 1200", "unknown 1 0 200") // B5 waits since last year, B3 in house
	if age := ask(t, db, "provider/waiting").Real("oldest_days")[2]; age < 1.999 || age > 2 {
		t.Errorf("the query asked two days before the end of the year is %v days old", age)
	}
}

// By month, E3 and E4 were not worked on; December is not over on its last day.
func TestQueryRateMonthly(t *testing.T) {
	db := hospital(t, questions()...)
	want(t, ask(t, db, "provider/query_rate_monthly"), "month reviewed queried pending", "2025-12-01 2 2 2")
	want(t, ask(t, db, "provider/query_rate_monthly", "as_of_on=2026-01-01", "as_of=2026-01-01T00:00:00Z"),
		"month reviewed queried pending", "2025-12-01 3 2 0") // E3 was coded on the first of January
	want(t, ask(t, db, "provider/query_rate_monthly", "to_date=2025-12-21", "as_of_on=2026-01-01", "as_of=2026-01-01T00:00:00Z"),
		"month reviewed queried pending", "2025-12-01 3 2 3")
}

// QRY-05: of the valid answers A1 changed the DRG, A2 nothing, A5 POA and A6 the DRG; B2 is in no class.
func TestQueryImpact(t *testing.T) {
	inserts := append(questions(), "UPDATE history.provider_query SET author_role = 'cdi' WHERE query_id IN ('A5', 'A6')")
	a := ask(t, hospital(t, inserts...), "provider/impact")
	want(t, a, "author valid drg cc_mcc poa specificity unchanged", "CDI 2 1 0 1 0 0", "unknown 2 1 0 0 0 1")
	near(t, a, "drg_share", 0.5)
}

// TestProviderProfile: its rows add up to those of provider/responses, whoever is put together.
func TestProviderProfile(t *testing.T) {
	db := hospital(t, questions()...)
	want(t, ask(t, db, "provider/profile", "at_least=3"), "provider providers issued due answered valid agree",
		"D1 1 5 4 3 2 1", "D2 1 4 3 2 2 1", "others 0 1 0 0 0 0")
	want(t, ask(t, db, "provider/profile", "at_least=4"), "provider providers issued due answered valid agree",
		"D1 1 5 4 3 2 1", "others 1 5 3 2 2 1")
	want(t, ask(t, db, "provider/profile"), "provider providers issued due answered valid agree", "others 2 10 7 5 4 2")
}
