package ledger

import (
	"context"
	"fmt"
	"strings"

	"chartline/pipeline/fault"
	"chartline/pipeline/schema"
	"chartline/pipeline/store/landing"
)

// Balance checks the whole ledger: every tally adds up and is of an input that was
// loaded, the tables and the quarantine hold what the tallies say, and no record was
// left with a fault.
func (l *Ledger) Balance(ctx context.Context) error {
	for _, c := range []struct{ what, count string }{
		{"tallies that do not add up", `SELECT count(*) FROM ledger.tally
			WHERE rows_read <> rows_loaded + rows_duplicate + rows_superseded + rows_quarantined`},
		{"tallies of no loaded input", `SELECT count(*) FROM ledger.tally
			WHERE input_id NOT IN (SELECT input_id FROM ledger.input WHERE status = 'loaded')`},
		{"tallies with another number of records in the quarantine", `SELECT count(*)
			FROM (SELECT input_id, table_name, sum(rows_quarantined) AS n FROM ledger.tally GROUP BY ALL HAVING n > 0) AS t
			FULL JOIN (SELECT input_id, table_name, count(*) AS n FROM ledger.quarantine GROUP BY ALL) AS q
			USING (input_id, table_name) WHERE t.n IS DISTINCT FROM q.n`},
		{"inputs and tables with another number of rows than their tally", inputsOff()},
		{"rows that were loaded with a fault", faultsLeft()},
	} {
		var off int64
		if err := l.w.Scan(ctx, c.count, nil, &off); err != nil {
			return err
		}
		if off > 0 {
			return fault.Newf(fault.Internal, l.w.Path(), "please report it", "the ledger does not balance: %d %s", off, c.what)
		}
	}
	return nil
}

// inputsOff counts the inputs and tables whose rows are not those of their tally.
func inputsOff() string {
	return fmt.Sprintf(`SELECT count(*)
		FROM (SELECT input_id, table_name, sum(rows_loaded) AS n FROM ledger.tally GROUP BY ALL HAVING n > 0) AS t
		FULL JOIN (%s) AS h USING (input_id, table_name) WHERE t.n IS DISTINCT FROM h.n`,
		ofTables(func(t *schema.Table) string {
			return fmt.Sprintf("SELECT %s AS input_id, '%s' AS table_name, count(*) AS n FROM history.%s GROUP BY ALL",
				landing.Input, t.Name, t.Name)
		}))
}

func faultsLeft() string {
	return fmt.Sprintf("SELECT count(*) FROM (%s) AS h", ofTables(func(t *schema.Table) string {
		return fmt.Sprintf("SELECT 1 FROM history.%s WHERE %s IS NOT NULL OR %s IS NOT NULL", t.Name, landing.Fault, landing.Raw)
	}))
}

func ofTables(query func(*schema.Table) string) string {
	queries := make([]string, len(schema.Tables))
	for i, t := range schema.Tables {
		queries[i] = query(t)
	}
	return strings.Join(queries, "\nUNION ALL ")
}
