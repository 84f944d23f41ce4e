package queries_test

import (
	"testing"
	"time"

	"chartline/pipeline/calendar"
	"chartline/pipeline/forecast/flow"
)

// The accounts of the backlog fixture, as of 31 December: nine wait that were discharged by
// then, three of them held; one that is coded the day after still waits.
func TestFlow(t *testing.T) {
	db := hospital(t, backlog()...)
	want(t, ask(t, db, "forecast/flow"), "patient_type discharged_on outcome ended_on accounts held",
		"ED 2025-12-24 waiting - 1 1",
		"IP 2024-01-01 waiting - 1 1", "IP 2025-10-01 waiting - 1 1", "IP 2025-11-30 waiting - 1 1",
		"IP 2025-12-01 coded 2025-12-02 2 0", "IP 2025-12-01 left 2025-12-02 1 0", "IP 2025-12-01 waiting - 1 0",
		"IP 2025-12-23 waiting - 1 1", "IP 2025-12-27 waiting - 1 0", "IP 2025-12-28 waiting - 1 0",
		"IP 2025-12-30 waiting - 1 0", "IP 2025-12-31 waiting - 1 0")
	want(t, ask(t, db, "forecast/flow", "days=28", "facility=A"), "discharged_on outcome", "2025-12-24 waiting",
		"2024-01-01 waiting", "2025-11-30 waiting", "2025-12-01 waiting", "2025-12-23 waiting", "2025-12-27 waiting",
		"2025-12-28 waiting", "2025-12-30 waiting", "2025-12-31 waiting")
}

// The endings fixture has accounts that are coded before discharge, and coded before they are
// voided; holds that stop the clock of turnaround do not take an account out of the backlog.
func TestFlowOfEndings(t *testing.T) {
	want(t, ask(t, hospital(t, endings()...), "forecast/flow"), "outcome ended_on accounts held",
		"coded 2025-12-01 1 0", "coded 2025-12-03 1 0", "coded 2025-12-05 1 0", "coded 2025-12-06 1 0",
		"coded 2025-12-10 1 0", "coded 2025-12-31 1 0", "left 2025-12-03 3 0", "left 2025-12-09 1 0", "waiting - 2 0")
}

// 29 December 2025 was a Monday. What is worked on the as-of date is not over.
func TestCapacity(t *testing.T) {
	db := hospital(t, rows("coder_day", "coder_id worked_on patient_type paid_hours productive_hours charts_completed",
		"C1 2025-12-29 IP 8 6.5 13", "C2 2025-12-29 IP 8 6 12", "C1 2025-12-22 IP 8 5 10", "C1 2025-12-28 IP 4 3 6",
		"C1 2025-12-30 IP 8 0 4", "C2 2025-12-30 IP 8 - 4", "C1 2025-12-31 IP 8 7 14", "C3 2025-12-29 ED 8 7 -",
		"C1 2025-09-30 IP 8 7 14"))
	want(t, ask(t, db, "forecast/capacity"), "patient_type weekday worked_days coder_days hours charts",
		"ED 1 1 1 7 0", "IP 1 2 3 17.5 35", "IP 7 1 1 3 6")
}

// The history that is rebuilt from counts has on every day the backlog that backlog/daily
// counts from accounts, and balances from day to day.
func TestFlowHasTheBacklogOfEveryDay(t *testing.T) {
	db := sample(t)
	var given []string
	for name, value := range sampleParams {
		given = append(given, name+"="+value)
	}
	on := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	d := flow.Department(ask(t, db, "forecast/flow", given...), on, 400, 400, calendar.USFederal(2024, 2027))
	counted := map[string]int64{}
	daily := ask(t, db, "backlog/daily", given...)
	for i, day := range daily.Date("day") {
		counted[day.Format(time.DateOnly)] = daily.Int("uncoded")[i]
	}
	last, compared := int64(-1), 0
	for i, got := range flow.Backlog(d) {
		day := d.Start.After(calendar.Days(i)).String()
		if n, ok := counted[day]; ok {
			last = n
		}
		if last < 0 {
			continue
		}
		if compared++; got != last {
			t.Fatalf("%s: %d wait, and %d by backlog/daily", day, got, last)
		}
	}
	if compared < 390 {
		t.Errorf("%d days compared", compared)
	}
}
