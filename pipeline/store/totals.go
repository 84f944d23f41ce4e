package store

import "context"

// Totals is what became of all records, by table, with the reasons for the quarantine.
func (s *Store) Totals(ctx context.Context) ([]Tally, error) {
	rows, err := s.conn.QueryContext(ctx, `SELECT table_name, CAST(sum(rows_read) AS BIGINT), CAST(sum(rows_loaded) AS BIGINT),
			CAST(sum(rows_duplicate) AS BIGINT), CAST(sum(rows_superseded) AS BIGINT), CAST(sum(rows_quarantined) AS BIGINT)
		FROM ledger.tally GROUP BY 1 ORDER BY 1`)
	if err != nil {
		return nil, engineError(err, s.path)
	}
	defer rows.Close()
	var all []Tally
	at := map[string]int{}
	for rows.Next() {
		var t Tally
		if err := rows.Scan(&t.Table, &t.Read, &t.Loaded, &t.Duplicate, &t.Superseded, &t.Quarantined); err != nil {
			return nil, engineError(err, s.path)
		}
		at[t.Table] = len(all)
		all = append(all, t)
	}
	if err := rows.Err(); err != nil {
		return nil, engineError(err, s.path)
	}
	return all, s.reasonsInto(ctx, func(table string, r Reason) { all[at[table]].Reasons = append(all[at[table]].Reasons, r) })
}

func (s *Store) reasonsInto(ctx context.Context, add func(table string, r Reason)) error {
	rows, err := s.conn.QueryContext(ctx, `SELECT table_name, reason, coalesce(column_name, ''), count(*)
		FROM ledger.quarantine GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3`)
	if err != nil {
		return engineError(err, s.path)
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		var r Reason
		if err := rows.Scan(&table, &r.Reason, &r.Column, &r.Records); err != nil {
			return engineError(err, s.path)
		}
		add(table, r)
	}
	return engineError(rows.Err(), s.path)
}

// Skipped counts the records of no canonical table, by what they are.
func (s *Store) Skipped(ctx context.Context) (map[string]int64, error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT what, CAST(sum(records) AS BIGINT) FROM ledger.skipped GROUP BY 1")
	if err != nil {
		return nil, engineError(err, s.path)
	}
	defer rows.Close()
	skipped := map[string]int64{}
	for rows.Next() {
		var what string
		var n int64
		if err := rows.Scan(&what, &n); err != nil {
			return nil, engineError(err, s.path)
		}
		skipped[what] = n
	}
	return skipped, engineError(rows.Err(), s.path)
}
