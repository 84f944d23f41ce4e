package load

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"chartline/pipeline/schema"
	"chartline/pipeline/source"
	"chartline/pipeline/store/landing"
	"chartline/pipeline/store/ledger"
	"chartline/pipeline/store/writer"
)

// quarantine moves the faulty records of a table out of it.
func (l *Load) quarantine(a *arrival) error {
	for _, s := range a.scans {
		if err := l.quarantineBroken(a.table, s); err != nil {
			return err
		}
	}
	if a.table == source.Unread {
		return nil
	}
	return l.quarantineFaulty(a.table)
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
			s.input, landing.Text(t.Name), s.before, source.ReasonEncoding, source.ReasonStructure, s.rejects, blank)
	}
	var err error
	if len(s.blank) == 0 {
		err = l.w.Exec(l.ctx, take("(SELECT CAST(NULL AS BIGINT) AS n)"))
	} else {
		err = writer.InsertNumbers(l.ctx, l.w, s.blank, take)
	}
	if err != nil {
		return err
	}
	return s.drop(l.ctx, l.w)
}

// drop removes the tables of rejects of a scan, which live as long as the session.
func (sc scan) drop(ctx context.Context, w *writer.Writer) error {
	if sc.rejects == "" {
		return nil
	}
	return w.Exec(ctx, fmt.Sprintf("DROP TABLE IF EXISTS temp.%[1]s; DROP TABLE IF EXISTS temp.%[1]s_scan", sc.rejects))
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
	return l.w.Insert(l.ctx, []arrow.RecordBatch{rec}, func(view string) string {
		return fmt.Sprintf(`INSERT INTO ledger.quarantine
			SELECT %d, %s, record_no, reason, nullif(column_name, ''), nullif(raw_record, '') FROM %s`,
			l.input().id, landing.Text(a.table.Name), view)
	})
}

// quarantineFaulty takes the records that typing or an edit found wrong. Their place is
// their row id: rows land in the order of the file. Records that were left out before
// them did not land, so they are counted in: the k-th of them, at place p, has p-k
// landed records before it.
func (l *Load) quarantineFaulty(t *schema.Table) error {
	err := l.w.Exec(l.ctx, fmt.Sprintf(`INSERT INTO ledger.quarantine
		WITH begins AS (
			SELECT %[2]s, min(rowid) AS at FROM history.%[1]s WHERE %[3]s GROUP BY 1),
		faulty AS (
			SELECT %[2]s AS input_id, h.rowid - b.at + 1 AS place, %[4]s AS fault, %[5]s AS raw
			FROM history.%[1]s AS h JOIN begins AS b USING (%[2]s) WHERE %[4]s IS NOT NULL),
		missing AS (
			SELECT input_id, landed, max(k) AS k
			FROM (SELECT input_id, row_number() OVER w AS k, record_no - row_number() OVER w AS landed
				FROM ledger.quarantine WHERE input_id >= %[6]d AND table_name = %[7]s
				WINDOW w AS (PARTITION BY input_id ORDER BY record_no)) AS left_out
			GROUP BY ALL)
		SELECT f.input_id, %[7]s, f.place + coalesce(m.k, 0), split_part(f.fault, ':', 1), split_part(f.fault, ':', 2), f.raw
		FROM faulty AS f ASOF LEFT JOIN missing AS m ON f.input_id = m.input_id AND f.place > m.landed
		ORDER BY f.input_id, f.place`,
		t.Name, landing.Input, l.ours(), landing.Fault, landing.Raw, l.inputs[0].id, landing.Text(t.Name)))
	if err != nil {
		return err
	}
	return l.w.Exec(l.ctx, fmt.Sprintf("DELETE FROM history.%s WHERE %s AND %s IS NOT NULL", t.Name, l.ours(), landing.Fault))
}

// reasons counts the quarantined records of the load by input, table, reason and column.
func (l *Load) reasons() (map[tallied][]ledger.Reason, error) {
	reasons := map[tallied][]ledger.Reason{}
	err := l.w.Each(l.ctx, `SELECT input_id, table_name, reason, coalesce(column_name, ''), count(*)
		FROM ledger.quarantine WHERE input_id >= ? GROUP BY ALL ORDER BY 5 DESC, 3, 4`, []any{l.inputs[0].id}, func(rows *sql.Rows) error {
		var of tallied
		var r ledger.Reason
		err := rows.Scan(&of.input, &of.table, &r.Reason, &r.Column, &r.Records)
		reasons[of] = append(reasons[of], r)
		return err
	})
	return reasons, err
}

// releaseRetried empties the quarantine of what this input has read again: the same
// content of the same source, and of a file that was mended the content that it had. Its
// records stand in the tally of this input now.
func (l *Load) releaseRetried(in *opened) error {
	const earlier = `(SELECT e.input_id FROM ledger.input AS e JOIN ledger.input AS n ON n.source_name = e.source_name
		WHERE n.input_id = ? AND e.input_id < n.input_id
			AND (n.sha256 = e.sha256 AND n.sha256 <> '' OR ? AND n.file_name = e.file_name))`
	if err := l.w.Exec(l.ctx, `UPDATE ledger.tally SET rows_superseded = rows_superseded + rows_quarantined, rows_quarantined = 0
		WHERE rows_quarantined > 0 AND input_id IN `+earlier, in.id, in.Retried); err != nil {
		return err
	}
	return l.w.Exec(l.ctx, "DELETE FROM ledger.quarantine WHERE input_id IN "+earlier, in.id, in.Retried)
}
