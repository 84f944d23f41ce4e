//go:build duckdb_arrow

package bench

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"chartline/pipeline/store"
)

// accountsSQL writes {n} accounts of two years in the order of their discharge.
var accountsSQL = []string{
	`INSERT INTO history.encounter (encounter_id, facility_id, patient_type, service_line, payer_class, admitted_on, discharged_on, discharged_at, total_charges)
		SELECT format('E{:09d}', i), 'F' || i % 7, CASE i % 5 WHEN 0 THEN 'IP' WHEN 1 THEN 'ED' WHEN 2 THEN 'OBS' WHEN 3 THEN 'SDS' ELSE 'ANC' END,
		       'S' || i % 11, 'P' || i % 4, CAST(moment AS DATE), CAST(moment AS DATE), moment, 500 + hash(i) % 40000
		FROM (SELECT i, TIMESTAMP '2024-10-01 00:00:00' + to_seconds(i * 63072000 // {n}) AS moment FROM range({n}) AS t(i)) AS a`,
	`INSERT INTO history.provider_query (query_id, encounter_id, author_role, provider_id, phase, issued_at, answered_at, closed_at, response_class, impact)
		SELECT 'Q' || i, format('E{:09d}', i), 'coder', 'P' || i % 300, 'retrospective', moment, moment + to_seconds(hash(i) % 400000),
		       moment + to_seconds(hash(i) % 400000), CASE WHEN i % 1000 = 0 THEN 'retracted' WHEN i % 3 = 0 THEN 'agree' WHEN i % 3 = 1 THEN 'disagree' ELSE 'alternative' END, 'drg'
		FROM (SELECT i, TIMESTAMP '2024-10-02 00:00:00' + to_seconds(i * 63072000 // {n}) AS moment FROM range(0, {n}, 8) AS t(i)) AS a
		WHERE moment <= TIMESTAMP '2026-10-01 06:00:00'`,
	`INSERT INTO history.service_level (patient_type, bill_hold_days, coded_within_days)
		VALUES ('IP', 4, 4), ('OBS', 3, 4), ('SDS', 3, 4), ('ED', 3, 3), ('ANC', 3, 3)`,
	`INSERT INTO history.charge_day (facility_id, service_on, patient_type, payer_class, gross_revenue)
		SELECT facility_id, discharged_on, patient_type, payer_class, sum(total_charges) FROM history.encounter GROUP BY ALL`,
	`INSERT INTO history.coder_day (coder_id, worked_on, patient_type, paid_hours, productive_hours, charts_completed)
		SELECT 'C' || c, DATE '2024-10-01' + CAST(d AS INTEGER), 'IP', 8, 7, 20 FROM range(50) AS t(c), range(730) AS u(d)`,
	// By the tally, publishing knows that there is something new.
	`INSERT INTO ledger.tally (input_id, table_name, rows_read, rows_loaded) VALUES (1, 'event', {n}, {n})`,
	// Facility W tells no events. What has codes is loaded each week, 8 days after discharge
	// and later.
	`INSERT INTO ledger.input (input_id, run_id, source_name, format, file_name, status, loaded_at)
		SELECT 1 + i, i, 'weekly', 'coding-csv', 'w' || i, 'loaded', TIMESTAMP '2024-10-07 06:00:00' + to_days(CAST(7 * i AS INTEGER)) FROM range(1, 104) AS t(i)`,
	`INSERT INTO ledger.tally (input_id, table_name, rows_read) SELECT 1 + i, 'diagnosis', 1 FROM range(1, 104) AS t(i)`,
	`INSERT INTO history.encounter (encounter_id, facility_id, patient_type, discharged_on, discharged_at)
		SELECT format('W{:09d}', i), 'W', 'IP', CAST(moment AS DATE), moment
		FROM (SELECT i, TIMESTAMP '2024-10-14 00:00:00' + to_seconds(i * 60000000 * 7 // {n}) AS moment FROM range({n} // 7) AS t(i)) AS a`,
	`INSERT INTO history.diagnosis (encounter_id, version_no, sequence, role, code, code_system, _input_id)
		SELECT encounter_id, 1, 1, 'principal', 'I10', 'ICD-10-CM', 2 + (8 + hash(encounter_id) % 20 + date_diff('day', DATE '2024-10-14', discharged_on)) // 7
		FROM history.encounter WHERE facility_id = 'W' AND discharged_on < DATE '2026-09-01'`,
}

// eventSQL writes one event of each account: {place} is its place among the five, {what} what it
// is, and {after} how many seconds after discharge it comes. What comes after the as-of instant
// is not there yet. One account in twenty is held for a time, one in two hundred is voided.
const eventSQL = `INSERT INTO history.event (event_id, encounter_id, event_type, occurred_on, occurred_at, reason_code)
	SELECT format('E{:09d}-{place}', i), format('E{:09d}', i), what, CAST(moment AS DATE), moment,
	       CASE WHEN what LIKE 'hold%' THEN CASE i // 20 % 5 WHEN 0 THEN 'QUERY' WHEN 1 THEN 'CHARGES' WHEN 2 THEN 'EDIT' WHEN 3 THEN 'LEGAL' ELSE 'DOCUMENTATION' END END
	FROM (SELECT i, {what} AS what, TIMESTAMP '2024-10-01 00:00:00' + to_seconds(i * 63072000 // {n} + CAST({after} AS BIGINT)) AS moment FROM range({n}) AS t(i)) AS a
	WHERE moment <= TIMESTAMP '2026-10-01 06:00:00' AND NOT (i % 200 = 7 AND {place} > 3)`

// codedAfter is exponential after two days, so that some accounts wait for weeks.
const codedAfter = "172800 - 200000 * ln((1 + hash(i, 3) % 100000) / 100001.0)"

// steps are what happens to an account: the event and the seconds from discharge to it.
var steps = [][2]string{
	{"CASE WHEN i % 20 = 0 THEN 'hold_started' ELSE 'record_complete' END", "hash(i, 1) % 86400"},
	{"CASE WHEN i % 20 = 0 THEN 'hold_ended' ELSE 'first_touched' END", "86400 + hash(i, 2) % 86400"},
	{"CASE WHEN i % 200 = 7 THEN 'voided' ELSE 'final_coded' END", codedAfter},
	{"'final_billed'", codedAfter + " + 86400 + hash(i, 4) % 86400"},
	{"'claim_submitted'", codedAfter + " + 172800"},
}

// accounts is a published store of encounters() accounts with five events each, written once
// and kept.
func accounts(b *testing.B) string {
	b.Helper()
	path := filepath.Join(home(), "accounts.duckdb")
	if kept, err := store.Published(path); err == nil {
		return kept
	}
	recorded(b, path)
	kept, err := publish(path)
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil {
		b.Fatal(err)
	}
	return kept
}

// recorded makes a store of encounters() accounts by DuckDB alone.
func recorded(b *testing.B, path string) {
	b.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := within(path, func(*store.Store) error { return nil }); err != nil {
		b.Fatal(err)
	}
	db := open(b, path)
	for _, statement := range flowStatements() {
		run(b, db, statement)
	}
	run(b, db, "CHECKPOINT")
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
}

// publish publishes a store and gives the path of the copy.
func publish(path string) (kept string, err error) {
	err = within(path, func(s *store.Store) error {
		kept, err = s.Publish(context.Background(), 1)
		return err
	})
	return kept, err
}

// within opens a store, works in it and closes it.
func within(path string, work func(*store.Store) error) error {
	s, err := store.Open(context.Background(), path, store.Options{Memory: memory})
	if err != nil {
		return err
	}
	return errors.Join(work(s), s.Close())
}

func flowStatements() (list []string) {
	n := strconv.Itoa(encounters())
	for _, text := range accountsSQL {
		list = append(list, strings.ReplaceAll(text, "{n}", n))
	}
	for k, step := range steps {
		fill := strings.NewReplacer("{n}", n, "{place}", strconv.Itoa(k+1), "{what}", step[0], "{after}", step[1])
		list = append(list, fill.Replace(eventSQL))
	}
	return list
}
