package queries_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
)

// course is an inpatient account discharged on 1 November at midnight UTC, with a bill hold
// of four days. Its events are given in hours after that.
type course struct {
	events  []string // "type hour" or "type hour reason"
	queries []string // "issued answered closed" in hours, - for none
	want    []string // "state days"
}

// Days by hand: the hours of each state over 24. Waiting lasts to the first touch, work is the sum of
// sessions, and a query lasts while it is open (TAT-09); after coding come the days of the bill hold
// that are left (TAT-01).
var courses = map[string]course{
	"every state once": {
		events: []string{"record_complete 12", "first_touched 24", "hold_started 48 DOCUMENTATION", "hold_ended 60 DOCUMENTATION",
			"final_coded 72", "hold_started 78 EDIT", "hold_ended 102 EDIT", "final_billed 120"},
		queries: []string{"30 50 54"}, // the query counts where the hold overlaps it
		want:    []string{"all 5", "record 0.5", "queue 0.5", "work 0.75", "query 1", "hold 0.25", "edit 1", "bill_hold 0.25", "billing 0.75"},
	},
	"sessions are work, and the time between them is not": {
		events: []string{"record_complete 0", "work_started 6", "work_ended 12", "work_started 18", "work_ended 24", "final_coded 24", "final_billed 24"},
		want:   []string{"all 1", "queue 0.5", "work 0.5"},
	},
	"never touched": {
		events: []string{"record_complete 240"},
		want:   []string{"all 30", "record 10", "queue 20"},
	},
	"coded and billed before discharge": {
		events: []string{"record_complete -9", "final_coded -6", "final_billed -1"},
		want:   []string{"all 0"},
	},
	"coded before discharge": {
		events: []string{"record_complete -9", "final_coded -6", "final_billed 120"},
		want:   []string{"all 5", "bill_hold 4", "billing 1"},
	},
	"a hold that ends before it starts takes no time": {
		events: []string{"record_complete 0", "hold_started 12 CHARGES", "hold_ended 6 CHARGES", "first_touched 24", "final_coded 48", "final_billed 96"},
		want:   []string{"all 4", "queue 1", "work 1", "bill_hold 2"},
	},
	"a hold that nobody ends lasts until coding": {
		events: []string{"record_complete 0", "hold_started 0 CHARGES", "first_touched 12", "final_coded 24", "final_billed 96"},
		want:   []string{"all 4", "hold 1", "bill_hold 3"},
	},
	"an unanswered query lasts until coding": {
		events:  []string{"record_complete 0", "first_touched 0", "final_coded 48", "final_billed 96"},
		queries: []string{"24 - -"},
		want:    []string{"all 4", "work 1", "query 1", "bill_hold 2"},
	},
	"two holds at once count once": {
		events: []string{"record_complete 0", "hold_started 0 CHARGES", "hold_started 12 DOCUMENTATION", "hold_ended 24 CHARGES",
			"hold_ended 36 DOCUMENTATION", "first_touched 48", "final_coded 48", "final_billed 96"},
		want: []string{"all 4", "queue 0.5", "hold 1.5", "bill_hold 2"},
	},
	"billed without a coding event": {
		events: []string{"record_complete 0", "first_touched 24", "final_billed 96"},
		want:   []string{"all 4", "queue 1", "work 3"},
	},
	"voided after coding": {
		events: []string{"record_complete 0", "first_touched 24", "final_coded 24", "voided 48"},
		want:   []string{"all 2", "queue 1", "bill_hold 1"},
	},
}

func TestDecomposition(t *testing.T) {
	for name, c := range courses {
		t.Run(name, func(t *testing.T) {
			a := ask(t, hospital(t, c.inserts()...), "turnaround/decomposition")
			want(t, a, "state days", c.want...)
			for row, n := range a.Int("accounts") {
				equal(t, "accounts in row "+a.Text("state")[row], n, 1)
			}
		})
	}
}

func (c course) inserts() []string {
	out := []string{
		rows("encounter", "encounter_id facility_id patient_type discharged_on discharged_at", "E A IP 2025-11-01 2025-11-01T00:00:00"),
		rows("service_level", "patient_type bill_hold_days coded_within_days", "IP 4 4"),
	}
	for i, line := range c.events {
		out = append(out, eventAt(i, line))
	}
	for i, line := range c.queries {
		out = append(out, queryAt(i, line))
	}
	return out
}

// after writes the instant so many hours after the discharge of a course; - stays.
func after(hours string) string {
	h, err := strconv.Atoi(hours)
	if err != nil {
		return hours
	}
	discharge := time.Date(2025, time.November, 1, 0, 0, 0, 0, time.UTC)
	return discharge.Add(time.Duration(h) * time.Hour).Format("2006-01-02T15:04:05")
}

func eventAt(i int, line string) string {
	cells := append(strings.Fields(line), "-")
	at := after(cells[1])
	return rows("event", happens, fmt.Sprintf("V%d E %s %s %s %s", i, cells[0], at[:10], at, cells[2]))
}

func queryAt(i int, line string) string {
	at := strings.Fields(line)
	return rows("provider_query", "query_id encounter_id issued_at answered_at closed_at",
		fmt.Sprintf("Q%d E %s %s %s", i, after(at[0]), after(at[1]), after(at[2])))
}

// Accounts that cannot be followed for thirty days are counted and left out.
func TestDecompositionLeavesOut(t *testing.T) {
	db := hospital(t, append(endings(),
		rows("encounter", account+" discharged_at",
			"H1 A IP 2025-11-01 - 2025-11-01T00:00:00", // followed
			"H2 A IP 2025-12-15 - 2025-12-15T00:00:00", // too recent
			"H3 A IP 2025-11-01 - 2025-11-01T00:00:00", // an event without an hour
			"H4 A ED 2025-11-01 - -"),                  // a discharge without one
		rows("event", happens, "91 H1 final_coded 2025-11-02 2025-11-02T00:00:00 -", "92 H1 final_billed 2025-11-02 2025-11-02T00:00:00 -",
			"93 H3 final_coded 2025-11-02 - -"))...)
	want(t, ask(t, db, "turnaround/decomposition"), "patient_type state accounts days pending held exited without_hour",
		"ED all 0 0 0 0 0 1",
		"IP all 1 1 1 2 3 8", "IP queue 1 1 1 2 3 8") // E6 and EC held; E2, E3 and E4 exited
}

// On the sample the states of a patient type add up to its time from discharge to the bill,
// which the query makes without them.
func TestDecompositionAddsUp(t *testing.T) {
	db := sample(t)
	a := ask(t, db, "turnaround/decomposition", given(sampleParams)...)
	whole, parts := map[string]float64{}, map[string]float64{}
	for row, name := range a.Text("patient_type") {
		if a.Text("state")[row] == "all" {
			whole[name] = a.Real("days")[row]
			continue
		}
		parts[name] += a.Real("days")[row]
	}
	if len(whole) != 4 {
		t.Fatalf("patient types %v", whole)
	}
	for name, days := range whole {
		if math.Abs(days-parts[name]) > 1e-6*days {
			t.Errorf("%s: the states add up to %v days of %v", name, parts[name], days)
		}
	}
}

func TestBottlenecks(t *testing.T) {
	c := course{
		events: []string{"hold_started 0 CHARGES", "hold_started 12 DOCUMENTATION", "hold_ended 24 CHARGES", "hold_ended 36 DOCUMENTATION",
			"hold_started 40 CHARGES", "hold_ended 52 CHARGES", "first_touched 48", "final_coded 48", "hold_started 84 EDIT", "final_billed 96"},
		queries: []string{"-12 - 6", "36 48 -"},
	}
	a := ask(t, hospital(t, c.inserts()...), "turnaround/bottlenecks")
	want(t, a, "reason affected days days_squared accounts",
		"CHARGES 1 1.5 2.25 1", "DOCUMENTATION 1 1 1 1", "EDIT 1 0.5 0.25 1", "QUERY 1 0.75 0.5625 1")
	near(t, a, "share", 1)
}
