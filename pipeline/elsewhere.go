package pipeline

import (
	"context"
	"fmt"
	"time"

	"chartline/pipeline/engine"
)

// sideSQL says on which side of a period all discharges lie; nothing where one lies in it or there is
// none. Its arguments are the first day of the period and the first after it.
const sideSQL = `SELECT CASE WHEN n.before + n.after < n.total OR n.total = 0 THEN ''
            WHEN n.after = 0 THEN 'before it' WHEN n.before = 0 THEN 'after it' ELSE 'before and after it' END
FROM (SELECT count(*) AS total, count(*) FILTER (WHERE discharged_on < CAST(? AS DATE)) AS before,
             count(*) FILTER (WHERE discharged_on >= CAST(? AS DATE)) AS after
      FROM encounter WHERE discharged_on IS NOT NULL AND NOT coalesce(dates_shifted, FALSE)) AS n`

// tellElsewhere says on which side of a report's period the discharges of the store lie, where none
// lies in it: most often the period is not that of the records. It tells no date, since that could be
// one person's.
func (p *Program) tellElsewhere(ctx context.Context, db engine.Engine, from, to time.Time) error {
	first, end := from.Format(time.DateOnly), to.Format(time.DateOnly)
	rows, err := db.Query(ctx, sideSQL, first, end)
	if err != nil {
		return err
	}
	defer rows.Release()
	if !rows.Next() {
		return rows.Err()
	}
	if side := rows.RecordBatch().Column(0).ValueStr(0); side != "" {
		p.Progress.Line(fmt.Sprintf("no account was discharged from %s to %s; those of the store were %s: see period: of the job",
			first, to.AddDate(0, 0, -1).Format(time.DateOnly), side))
	}
	return rows.Err()
}
