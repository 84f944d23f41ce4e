package queries_test

import (
	"slices"
	"testing"
)

// Month ends that are rebuilt from events are what backlog/position counts as of the last second
// of the month, in Chicago's clocks of the sample.
func TestMonthEndsAreThoseOfThePosition(t *testing.T) {
	db := sample(t)
	monthly := ask(t, db, "director/position_monthly", "as_of_on="+sampleParams["as_of_on"], "as_of="+sampleParams["as_of"])
	measures, months := monthly.Text("measure"), monthly.Date("month")
	for _, c := range []struct{ month, on, at string }{
		{"2025-01-01", "2025-01-31", "2025-02-01T05:59:59Z"}, {"2025-07-01", "2025-07-31", "2025-08-01T04:59:59Z"},
		{"2026-03-01", "2026-03-31", "2026-04-01T04:59:59Z"}, {"2026-09-01", "2026-09-30", "2026-10-01T04:59:59Z"},
	} {
		then := ask(t, db, "backlog/position", "as_of_on="+c.on, "as_of="+c.at)
		compared := 0
		for i, measure := range measures {
			if months[i].Format("2006-01-02") != c.month {
				continue
			}
			row := slices.Index(then.Text("stage"), measure)
			if compared++; monthly.Int("accounts")[i] != then.Int("accounts")[row] || !close(monthly.Real("dollars")[i], then.Real("dollars")[row]) {
				t.Errorf("%s at the end of %s: %d accounts, and %d as of then", measure, c.month, monthly.Int("accounts")[i], then.Int("accounts")[row])
			}
		}
		if compared != 4 {
			t.Errorf("%s: %d measures", c.month, compared)
		}
	}
}

func close(a, b float64) bool { return a-b < 0.01 && b-a < 0.01 }

// Revenue is that of the month and the two before it, and months without any are told.
func TestMonthlyRevenue(t *testing.T) {
	db := hospital(t,
		rows("encounter", "encounter_id facility_id patient_type discharged_on total_charges",
			"A1 A IP 2025-12-10 100", "A2 A IP 2025-10-10 50.50", "A3 A IP 2025-10-11 7", "A4 A IP 2025-10-12 9"),
		rows("event", happens, "1 A2 final_coded 2025-10-20 - -", "2 A2 final_billed 2025-12-01 - -", "3 A3 claim_submitted 2025-12-31 - -", "4 A4 voided 2025-10-31 - -"),
		rows("charge_day", "facility_id service_on patient_type payer_class gross_revenue",
			"A 2025-09-30 IP X 1", "A 2025-10-01 IP X 1000", "A 2025-12-31 IP X 500", "A 2026-01-01 IP X 9"))
	want(t, ask(t, db, "director/position_monthly"), "measure month accounts dollars revenue revenue_months",
		"dnfb 2025-10-01 2 57.5 1001 2", "dnfb 2025-12-01 1 100 1500 2",
		"dnfc 2025-10-01 1 7 1001 2", "dnfc 2025-12-01 1 100 1500 2",
		"dnsp 2025-10-01 2 57.5 1001 2", "dnsp 2025-12-01 2 150.5 1500 2",
		"fbns 2025-10-01 0 0 1001 2", "fbns 2025-12-01 1 50.5 1500 2")
}

// The accounts of the backlog fixture: a hold stands above a provider's query that waits.
func TestWorklistOfAccounts(t *testing.T) {
	db := hospital(t, append(backlog(), rows("provider_query", "query_id encounter_id issued_at answered_at",
		"Q1 A0 2025-12-31T10:00:00 -", "Q2 A4 2025-12-29T10:00:00 2025-12-30T10:00:00", "Q3 A31 2025-12-02T10:00:00 -",
		"Q4 LAT 2026-01-01T10:00:00 -"))...)
	want(t, ask(t, db, "worklist/uncoded"), "encounter_id patient_type age_days target_days dollars reason waits_since",
		"A0 IP 0 4 100.1 QUERY -", "A3 IP 3 4 200.2 none -", "A30 IP 30 4 500 none -", "A31 IP 31 4 600 LEGAL 2025-12-01",
		"A4 IP 4 4 300 none -", "A7 ED 7 - 400 QUERY 2025-12-25", "A8 IP 8 4 - QUERY 2025-12-24", "A91 IP 91 4 700 unknown 2025-10-03",
		"LAT IP 1 4 1000 none -", "OLD IP 730 4 800 QUERY 2024-01-02")
}

// CEN-05: the same accounts, of which those are listed that a hold keeps or a limit has passed.
// A0, A3 and LAT are inside everything; A7 is of a type without a service level.
func TestHeldAccounts(t *testing.T) {
	want(t, ask(t, hospital(t, backlog()...), "worklist/held"), "encounter_id reason held_on censored past_bill_hold past_target past_30_days",
		"A30 none - false true true false", "A31 LEGAL 2025-12-01 true true true true", "A4 none - false true false false",
		"A7 QUERY 2025-12-25 false true false false", "A8 QUERY 2025-12-24 false true true false",
		"A91 unknown 2025-10-03 false true true true", "OLD QUERY 2024-01-02 false true true true")
}

// An account of which only a claim, a recode or a payment is known is coded: no coder has to
// open it, and no forecast waits for it.
func TestLaterEventsEndTheWait(t *testing.T) {
	for _, kind := range []string{"recoded", "rebilled", "claim_submitted", "remitted"} {
		db := hospital(t, rows("encounter", account, "E1 A IP 2025-12-01 -"), rows("event", happens, "1 E1 "+kind+" 2025-12-03 - -"))
		want(t, ask(t, db, "worklist/uncoded"), "encounter_id")
		want(t, ask(t, db, "worklist/held"), "encounter_id")
		want(t, ask(t, db, "forecast/flow"), "outcome ended_on accounts", "coded 2025-12-03 1")
	}
}

// Small counts of a whole scope are shown, and those that single out a few are withheld
// (SUP-01, SUP-07): what docs/design.md says.
func TestWhichBacklogCountsAreWithheld(t *testing.T) {
	for name, withheld := range map[string]bool{
		"backlog/position": false, "backlog/dnfc": false, "backlog/daily": false, "backlog/workload": false, "director/position_monthly": false,
		"forecast/flow": false, "backlog/ageing": true, "backlog/ageing_by_reason": true, "backlog/reasons": true,
	} {
		q, err := library(t).Get(name)
		if err != nil {
			t.Fatal(err)
		}
		if q.Judged() != withheld {
			t.Errorf("%s: small counts withheld is %v, want %v", name, q.Judged(), withheld)
		}
	}
}
