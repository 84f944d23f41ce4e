package ledger

import (
	"context"
	"database/sql"
)

// Totals is what became of all records, by table, with the reasons for the quarantine.
func (l *Ledger) Totals(ctx context.Context) ([]Tally, error) {
	var all []Tally
	at := map[string]int{}
	err := l.w.Each(ctx, `SELECT table_name, CAST(sum(rows_read) AS BIGINT), CAST(sum(rows_loaded) AS BIGINT),
			CAST(sum(rows_duplicate) AS BIGINT), CAST(sum(rows_superseded) AS BIGINT), CAST(sum(rows_quarantined) AS BIGINT)
		FROM ledger.tally GROUP BY 1 ORDER BY 1`, nil, func(rows *sql.Rows) error {
		var t Tally
		err := rows.Scan(&t.Table, &t.Read, &t.Loaded, &t.Duplicate, &t.Superseded, &t.Quarantined)
		at[t.Table] = len(all)
		all = append(all, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, l.reasonsInto(ctx, func(table string, r Reason) { all[at[table]].Reasons = append(all[at[table]].Reasons, r) })
}

func (l *Ledger) reasonsInto(ctx context.Context, add func(table string, r Reason)) error {
	return l.w.Each(ctx, `SELECT table_name, reason, coalesce(column_name, ''), count(*)
		FROM ledger.quarantine GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3`, nil, func(rows *sql.Rows) error {
		var table string
		var r Reason
		if err := rows.Scan(&table, &r.Reason, &r.Column, &r.Records); err != nil {
			return err
		}
		add(table, r)
		return nil
	})
}

// Skipped counts the records of no canonical table, by what they are.
func (l *Ledger) Skipped(ctx context.Context) (map[string]int64, error) {
	skipped := map[string]int64{}
	err := l.w.Each(ctx, "SELECT what, CAST(sum(records) AS BIGINT) FROM ledger.skipped GROUP BY 1", nil, func(rows *sql.Rows) error {
		var what string
		var n int64
		err := rows.Scan(&what, &n)
		skipped[what] = n
		return err
	})
	return skipped, err
}
