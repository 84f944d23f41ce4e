package store

import (
	"fmt"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
)

// quarantine moves the faulty records of a table out of it and gives their number.
func (l *Load) quarantine(land *landing) (int64, error) {
	if err := l.quarantineBroken(land); err != nil {
		return 0, err
	}
	if err := l.quarantineFaulty(land.table); err != nil {
		return 0, err
	}
	for _, r := range land.rejects {
		err := l.s.exec(l.ctx, "INSERT INTO ledger.quarantine VALUES (?, ?, ?, ?, nullif(?, ''), nullif(?, ''))",
			l.inputID, land.table.Name, r.Record, r.Reason, r.Column, r.Raw)
		if err != nil {
			return 0, err
		}
	}
	var n int64
	err := l.s.scan(l.ctx, "SELECT count(*) FROM ledger.quarantine WHERE input_id = ? AND table_name = ?",
		[]any{l.inputID, land.table.Name}, &n)
	return n, err
}

// quarantineBroken takes the records that read_csv could not split into their fields.
// Its table of rejects lives as long as the transaction. A record may have several
// errors and is one reject.
func (l *Load) quarantineBroken(land *landing) error {
	for _, scan := range land.scans {
		err := l.s.exec(l.ctx, fmt.Sprintf(`INSERT INTO ledger.quarantine
			SELECT %d, %s, line - 1, CASE WHEN bool_or(error_type = 'INVALID ENCODING') THEN '%s' ELSE '%s' END, NULL, any_value(csv_line)
			FROM %s GROUP BY line ORDER BY line`,
			l.inputID, quoteText(land.table.Name), source.ReasonEncoding, source.ReasonStructure, scan))
		if err != nil {
			return err
		}
		if err := l.s.exec(l.ctx, "DROP TABLE "+scan+"; DROP TABLE "+scan+"_scan"); err != nil {
			return err
		}
	}
	return nil
}

// quarantineFaulty takes the records that typing or an edit found wrong. Their place
// is their row id: rows land in the order of the file. Records that were broken before
// them did not land, so they are counted in.
func (l *Load) quarantineFaulty(t *schema.Table) error {
	name := quoteText(t.Name)
	err := l.s.exec(l.ctx, fmt.Sprintf(`INSERT INTO ledger.quarantine
		WITH faulty AS (
			SELECT rowid - (SELECT min(rowid) FROM history.%[1]s WHERE %[2]s = %[3]d) + 1 AS ordinal, %[4]s AS fault, %[5]s AS raw
			FROM history.%[1]s WHERE %[2]s = %[3]d AND %[4]s IS NOT NULL),
		broken AS (
			SELECT record_no - row_number() OVER (ORDER BY record_no) AS landed_before, record_no
			FROM ledger.quarantine WHERE input_id = %[3]d AND table_name = %[6]s)
		SELECT %[3]d, %[6]s,
			f.ordinal + (SELECT count(*) FROM broken AS b WHERE b.landed_before < f.ordinal),
			split_part(f.fault, ':', 1), split_part(f.fault, ':', 2), f.raw
		FROM faulty AS f ORDER BY f.ordinal`,
		t.Name, colInput, l.inputID, colFault, colRaw, name))
	if err != nil {
		return err
	}
	return l.s.exec(l.ctx, fmt.Sprintf("DELETE FROM history.%s WHERE %s = %d AND %s IS NOT NULL",
		t.Name, colInput, l.inputID, colFault))
}

// reasons counts the quarantined records of a table by reason and column.
func (l *Load) reasons(t *schema.Table) ([]Reason, error) {
	rows, err := l.s.conn.QueryContext(l.ctx, `SELECT reason, coalesce(column_name, ''), count(*)
		FROM ledger.quarantine WHERE input_id = ? AND table_name = ? GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2`, l.inputID, t.Name)
	if err != nil {
		return nil, engineError(err, l.s.path)
	}
	defer rows.Close()
	var reasons []Reason
	for rows.Next() {
		var r Reason
		if err := rows.Scan(&r.Reason, &r.Column, &r.Records); err != nil {
			return nil, engineError(err, l.s.path)
		}
		reasons = append(reasons, r)
	}
	return reasons, engineError(rows.Err(), l.s.path)
}
