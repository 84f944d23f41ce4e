//go:build duckdb_arrow

package store

import (
	"context"
	"testing"
)

// The clocks of an account by hand: a date without an hour decides on its own day (CLK-06), what
// comes first stays first, and the way out is the first of voided, combined and non-billable.
func TestClocksOfAccounts(t *testing.T) {
	s := unruled(t)
	publishedRows(t, s, `INSERT INTO history.encounter (encounter_id, facility_id, patient_type, discharged_on, dates_shifted, cancelled) VALUES
			('A', 'F', 'IP', '2025-12-01', NULL, NULL), ('B', 'F', 'IP', '2025-12-01', NULL, NULL), ('C', 'F', 'IP', '2025-12-01', true, NULL),
			('D', 'F', 'IP', '2025-12-01', NULL, true), ('E', 'F', 'IP', NULL, NULL, NULL)`,
		`INSERT INTO history.event (event_id, encounter_id, event_type, occurred_on, occurred_at) VALUES
			('1', 'A', 'final_coded', '2025-12-04', '2025-12-05 02:00:00'), ('2', 'A', 'final_coded', '2025-12-06', NULL),
			('3', 'A', 'recoded', '2025-12-08', '2025-12-08 09:00:00'), ('4', 'A', 'remitted', '2025-12-03', '2025-12-03 09:00:00'),
			('5', 'B', 'final_billed', '2025-12-05', '2025-12-05 09:00:00'), ('6', 'B', 'final_billed', '2025-12-05', NULL),
			('7', 'B', 'non_billable', '2025-12-07', NULL), ('8', 'B', 'combined', '2025-12-07', NULL), ('9', 'B', 'voided', '2025-12-09', NULL),
			('10', 'X', 'final_coded', '2025-12-02', NULL), ('11', 'C', 'final_coded', '2025-12-02', NULL)`)
	for question, want := range map[string]string{
		"SELECT string_agg(encounter_id, ' ' ORDER BY encounter_id) FROM main.account_clock":                                                      "A B E",
		"SELECT coded_on || ' ' || coded_at || ' ' || last_coded_on FROM main.account_clock WHERE encounter_id = 'A'":                             "2025-12-04 2025-12-05 02:00:00 2025-12-08",
		"SELECT passed_on || ' ' || passed_at || ' ' || sent_on FROM main.account_clock WHERE encounter_id = 'A'":                                 "2025-12-03 2025-12-03 09:00:00 2025-12-03",
		"SELECT without_hour_on || ' ' || coalesce(billed_on, '2000-01-01') FROM main.account_clock WHERE encounter_id = 'A'":                     "2025-12-06 2000-01-01",
		"SELECT billed_on || ' ' || (billed_at IS NULL) || ' ' || exited_on || ' ' || exit_kind FROM main.account_clock WHERE encounter_id = 'B'": "2025-12-05 true 2025-12-07 combined",
	} {
		expect(t, s, question, want)
	}
}

// Accounts that take more than one range come to the same as all at once, whatever the order of
// their events, and again when more have come.
func TestClocksOfManyAccounts(t *testing.T) {
	s := unruled(t)
	for _, n := range []string{"130000", "131000"} {
		publishedRows(t, s, `INSERT INTO history.encounter (encounter_id, facility_id, discharged_on)
				SELECT 'E' || i, 'F', DATE '2025-01-01' FROM range(`+n+`) AS t(i) WHERE 'E' || i NOT IN (SELECT encounter_id FROM history.encounter)`,
			`INSERT INTO history.event (event_id, encounter_id, event_type, occurred_on)
				SELECT 'V' || i, 'E' || (i * 7919 % `+n+`), 'final_coded', DATE '2025-01-01' + CAST(i % 50 AS INTEGER) FROM range(`+n+`) AS t(i)`)
		expect(t, s, "SELECT count(*) = "+n+" AND count(DISTINCT encounter_id) = "+n+" FROM main.account_clock", "true")
		expect(t, s, `SELECT count(*) FROM (
			SELECT encounter_id, coded_on FROM main.account_clock WHERE coded_on IS NOT NULL
			EXCEPT SELECT encounter_id, min(occurred_on) FROM history.event GROUP BY 1)`, "0")
	}
}

// publishedRows writes rows as an input of their tables would, and publishes them.
func publishedRows(t *testing.T, s *Store, inserts ...string) {
	t.Helper()
	inserts = append(inserts, "INSERT INTO ledger.tally (input_id, table_name) SELECT coalesce(max(input_id), 0) + 1, 'event' FROM ledger.tally")
	for _, insert := range inserts {
		if err := s.w.Exec(context.Background(), insert); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Publish(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
}
