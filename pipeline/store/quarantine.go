package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/store/landing"
)

// quarantine moves the faulty records of a table out of it and gives their number.
func (l *Load) quarantine(a *arrival) (int64, error) {
	for _, s := range a.scans {
		if err := l.quarantineBroken(a.table, s); err != nil {
			return 0, err
		}
	}
	if err := l.quarantineRejects(a); err != nil {
		return 0, err
	}
	if err := l.quarantineFaulty(a.table); err != nil {
		return 0, err
	}
	var n int64
	err := l.s.scan(l.ctx, "SELECT count(*) FROM ledger.quarantine WHERE input_id = ? AND table_name = ?",
		[]any{l.inputID, a.table.Name}, &n)
	return n, err
}

// quarantineBroken takes the records that read_csv could not split into their fields.
// A record may have several errors and is one reject. DuckDB numbers lines from that of the header, a record
// within quotes as one line, and a blank line as one too.
func (l *Load) quarantineBroken(t *schema.Table, s scan) error {
	if s.rejects == "" {
		return nil
	}
	take := func(blank string) string {
		return fmt.Sprintf(`INSERT INTO ledger.quarantine
			SELECT %d, %s, %d + r.line - 1 - coalesce(b.n, 0), r.reason, NULL, r.raw
			FROM (SELECT line, CASE WHEN bool_or(error_type = 'INVALID ENCODING') THEN '%s' ELSE '%s' END AS reason,
					trim(any_value(csv_line), chr(10) || chr(13)) AS raw
				FROM %s GROUP BY line) AS r
			ASOF LEFT JOIN (SELECT n AS line, row_number() OVER (ORDER BY n) AS n FROM %s) AS b ON r.line - 1 > b.line
			ORDER BY r.line`,
			l.inputID, landing.Text(t.Name), s.before, source.ReasonEncoding, source.ReasonStructure, s.rejects, blank)
	}
	var err error
	if len(s.blank) == 0 {
		err = l.s.exec(l.ctx, take("(SELECT CAST(NULL AS BIGINT) AS n)"))
	} else {
		err = insertNumbers(l.ctx, l.s, s.blank, take)
	}
	if err != nil {
		return err
	}
	return s.drop(l.ctx, l.s)
}

// drop removes the tables of rejects of a scan, which live as long as the session.
func (sc scan) drop(ctx context.Context, s *Store) error {
	if sc.rejects == "" {
		return nil
	}
	return s.exec(ctx, fmt.Sprintf("DROP TABLE IF EXISTS temp.%[1]s; DROP TABLE IF EXISTS temp.%[1]s_scan", sc.rejects))
}

// rejectSchema is how rejects travel into the quarantine.
var rejectSchema = arrow.NewSchema([]arrow.Field{
	{Name: "record_no", Type: arrow.PrimitiveTypes.Int64},
	{Name: "reason", Type: arrow.BinaryTypes.String},
	{Name: "column_name", Type: arrow.BinaryTypes.String},
	{Name: "raw_record", Type: arrow.BinaryTypes.String},
}, nil)

// quarantineRejects takes the records that the source left out.
func (l *Load) quarantineRejects(a *arrival) error {
	if len(a.rejects) == 0 {
		return nil
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, rejectSchema)
	defer b.Release()
	for _, r := range a.rejects {
		b.Field(0).(*array.Int64Builder).Append(r.Record)
		b.Field(1).(*array.StringBuilder).Append(r.Reason)
		b.Field(2).(*array.StringBuilder).Append(r.Column)
		b.Field(3).(*array.StringBuilder).Append(strings.ToValidUTF8(r.Raw, "\ufffd"))
	}
	a.rejects = nil
	rec := b.NewRecordBatch()
	defer rec.Release()
	return l.s.insertArrow(l.ctx, []arrow.RecordBatch{rec}, func(view string) string {
		return fmt.Sprintf(`INSERT INTO ledger.quarantine
			SELECT %d, %s, record_no, reason, nullif(column_name, ''), nullif(raw_record, '') FROM %s`,
			l.inputID, landing.Text(a.table.Name), view)
	})
}

// quarantineFaulty takes the records that typing or an edit found wrong. Their place is
// their row id: rows land in the order of the file. Records that were left out before
// them did not land, so they are counted in: the k-th of them, at place p, has p-k
// landed records before it.
func (l *Load) quarantineFaulty(t *schema.Table) error {
	err := l.s.exec(l.ctx, fmt.Sprintf(`INSERT INTO ledger.quarantine
		WITH faulty AS (
			SELECT rowid - (SELECT min(rowid) FROM history.%[1]s WHERE %[2]s = %[3]d) + 1 AS place, %[4]s AS fault, %[5]s AS raw
			FROM history.%[1]s WHERE %[2]s = %[3]d AND %[4]s IS NOT NULL),
		missing AS (
			SELECT landed, max(k) AS k
			FROM (SELECT row_number() OVER (ORDER BY record_no) AS k, record_no - row_number() OVER (ORDER BY record_no) AS landed
				FROM ledger.quarantine WHERE input_id = %[3]d AND table_name = %[6]s) AS left_out
			GROUP BY landed)
		SELECT %[3]d, %[6]s, f.place + coalesce(m.k, 0), split_part(f.fault, ':', 1), split_part(f.fault, ':', 2), f.raw
		FROM faulty AS f ASOF LEFT JOIN missing AS m ON f.place > m.landed
		ORDER BY f.place`,
		t.Name, landing.Input, l.inputID, landing.Fault, landing.Raw, landing.Text(t.Name)))
	if err != nil {
		return err
	}
	return l.s.exec(l.ctx, fmt.Sprintf("DELETE FROM history.%s WHERE %s = %d AND %s IS NOT NULL",
		t.Name, landing.Input, l.inputID, landing.Fault))
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
