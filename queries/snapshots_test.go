package queries_test

import (
	"math"
	"slices"
	"testing"

	"chartline/pipeline/metric/survival"
	"chartline/pipeline/query"
)

// snapshots are three weekly loads of a source without events. Diagnoses came for S1 with the
// first, for S2 and S3 with the second, for S4 with the third; S5 has none.
func snapshots() []string {
	return []string{
		`INSERT INTO ledger.input (input_id, run_id, source_name, format, file_name, status, loaded_at) VALUES
			(1, 1, 'weekly', 'coding-csv', 'a', 'loaded', '2025-12-08 06:00:00'), (2, 2, 'weekly', 'coding-csv', 'b', 'loaded', '2025-12-15 06:00:00'),
			(3, 3, 'weekly', 'coding-csv', 'c', 'loaded', '2025-12-22 06:00:00'), (4, 4, 'weekly', 'coding-csv', 'd', 'refused', '2025-12-29 06:00:00')`,
		`INSERT INTO ledger.tally (input_id, table_name, rows_read) VALUES (1, 'diagnosis', 1), (2, 'diagnosis', 2), (3, 'diagnosis', 1)`,
		rows("encounter", account, "S1 A IP 2025-12-01 -", "S2 A IP 2025-12-01 -", "S3 A IP 2025-12-10 -", "S4 A IP 2025-12-05 -",
			"S5 A IP 2025-12-02 -", "S6 A IP 2025-12-23 -", "S7 A IP - -", "E1 B IP 2025-12-01 -", "S8 A IP 2025-12-09 -"),
		rows("diagnosis", "encounter_id sequence role code code_system version_no _input_id", "S1 1 principal I10 ICD-10-CM 1 1", "S2 1 principal I10 ICD-10-CM 1 2",
			"S3 1 principal I10 ICD-10-CM 1 2", "S4 1 principal I10 ICD-10-CM 1 3", "S8 1 principal I10 ICD-10-CM 1 1"),
		rows("event", happens, "1 E1 final_coded 2025-12-03 - -"), // facility B tells when, so that it needs no snapshots
	}
}

// CEN-07 by hand: S1 was coded by day 7 with the first snapshot, and S8 before discharge; S2
// after 7 days and by 14; S3, discharged between two, by 5; S4 after 10 and by 17; S5 is open
// after 20. S6 left after the last snapshot, and S7 is in house.
func TestSnapshots(t *testing.T) {
	a := ask(t, hospital(t, snapshots()...), "turnaround/snapshots")
	want(t, a, "patient_type after_day by_day accounts", "IP -1 0 1", "IP -1 5 1", "IP -1 7 1", "IP 7 14 1", "IP 10 17 1", "IP 20 - 1")
	curve := survival.Turnbull(seen(a))
	// Of six accounts, three were coded by day 7 at the latest, and five by day 17.
	if open := curve.At(7); math.Abs(open.Value-0.5) > 1e-4 {
		t.Errorf("open after 7 days: %v", open.Value)
	}
	if open := curve.At(17); math.Abs(open.Value-1.0/6) > 1e-4 {
		t.Errorf("open after 17 days: %v", open.Value)
	}
}

// What was loaded after the as-of instant is not known.
func TestSnapshotsAsOf(t *testing.T) {
	a := ask(t, hospital(t, snapshots()...), "turnaround/snapshots", "as_of=2025-12-15T12:00:00Z", "as_of_on=2025-12-15")
	want(t, a, "after_day by_day accounts", "-1 0 1", "-1 5 1", "-1 7 1", "7 14 1", "10 - 1", "13 - 1")
}

func seen(a *query.Answer) []survival.Seen {
	var list []survival.Seen
	by := a.Number("by_day")
	for row, open := range a.Null("by_day") {
		if open {
			by = slices.Clone(by)
			by[row] = math.Inf(1)
		}
		list = append(list, survival.Seen{After: a.Number("after_day")[row], By: by[row], Accounts: a.Int("accounts")[row]})
	}
	return list
}
