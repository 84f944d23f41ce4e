package derive

import (
	"context"
	"fmt"

	"chartline/pipeline/store/writer"
)

// Chapter and block of a code stand beside it in its release. Programs before kept them as rows
// of code_group, which stand there still where their release was read again since.

// repeatedSQL lists the rows of code_group that a release states too.
const repeatedSQL = `SELECT h.rowid AS row_id, h._input_id AS input_id
FROM history.code_group AS h
JOIN (SELECT 'chapter' AS scheme, code_system, code, chapter AS grouping, valid_from FROM history.code_release WHERE chapter IS NOT NULL
	UNION ALL
	SELECT 'block', code_system, code, block, valid_from FROM history.code_release WHERE block IS NOT NULL) AS r
	ON r.scheme = h.scheme AND r.code_system = h.code_system AND r.code = h.code AND r.grouping = h.grouping
		AND h.scheme_version = `

// supersedeSections removes what releases state themselves, and has the ledger say so.
func supersedeSections(ctx context.Context, w *writer.Writer) error {
	var old bool
	if err := w.Scan(ctx, "SELECT EXISTS (FROM history.code_group WHERE scheme IN ('chapter', 'block'))", nil, &old); err != nil || !old {
		return err
	}
	repeated := repeatedSQL + editionOf("r.valid_from")
	return w.Atomically(ctx, func() error {
		err := w.Exec(ctx, fmt.Sprintf(`UPDATE ledger.tally SET rows_loaded = rows_loaded - gone.n, rows_superseded = rows_superseded + gone.n
			FROM (SELECT input_id, count(*) AS n FROM (%s) AS repeated GROUP BY input_id) AS gone
			WHERE tally.input_id = gone.input_id AND table_name = 'code_group'`, repeated))
		if err != nil {
			return err
		}
		return w.Exec(ctx, fmt.Sprintf("DELETE FROM history.code_group WHERE rowid IN (SELECT row_id FROM (%s) AS repeated)", repeated))
	})
}

// editionOf is the SQL of the name of a release, such as FY2026, or FY2026-04 for that of April.
func editionOf(validFrom string) string {
	return fmt.Sprintf("'FY' || (year(%[1]s) + month(%[1]s) // 10) || CASE month(%[1]s) WHEN 10 THEN '' ELSE strftime(%[1]s, '-%%m') END", validFrom)
}
