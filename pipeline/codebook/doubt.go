package codebook

import (
	"context"
	"fmt"
	"time"

	"chartline/pipeline/engine"
)

// InForce reports whether a release of a code system is loaded that is in force on a day.
func InForce(ctx context.Context, e engine.Engine, system string, on time.Time) (bool, error) {
	found := false
	day := on.Format(time.DateOnly)
	err := each(ctx, e, `SELECT DISTINCT code_system FROM code_release
		WHERE code_system = ? AND valid_from <= CAST(? AS DATE) AND coalesce(valid_to, CAST(? AS DATE)) >= CAST(? AS DATE)`,
		[]any{system, day, day, day}, func(row) { found = true })
	return found, err
}

// twinSQL finds releases of different dates with the very same codes. Few pairs have the
// same counts, and only those are compared code by code.
const twinSQL = `
WITH size AS (
	SELECT code_system, valid_from, count(*) AS codes, count(*) FILTER (WHERE billable) AS valid
	FROM code_release GROUP BY code_system, valid_from
), pair AS (
	SELECT a.code_system, a.valid_from AS earlier, b.valid_from AS later, a.codes
	FROM size AS a JOIN size AS b ON b.code_system = a.code_system AND b.valid_from > a.valid_from
		AND b.codes = a.codes AND b.valid = a.valid
)
SELECT p.code_system, CAST(p.earlier AS VARCHAR) AS earlier, CAST(p.later AS VARCHAR) AS later
FROM pair AS p
JOIN code_release AS x ON x.code_system = p.code_system AND x.valid_from = p.earlier
JOIN code_release AS y ON y.code_system = p.code_system AND y.valid_from = p.later AND y.code = x.code AND y.billable = x.billable
GROUP BY p.code_system, p.earlier, p.later, p.codes
HAVING count(*) = p.codes
ORDER BY p.code_system, p.earlier, p.later`

// Doubts says in sentences what of the releases that are loaded is unlike what was
// published: one with other counts than those of its year (VER-03), and two of different
// dates with the very same codes. An order file says its year in nothing but its name, so
// that either may be the file of another year.
func Doubts(ctx context.Context, e engine.Engine) ([]string, error) {
	checks, err := Verify(ctx, e)
	if err != nil {
		return nil, err
	}
	var doubts []string
	for _, c := range checks {
		if c.Found != c.Published {
			doubts = append(doubts, fmt.Sprintf("%s: %d are loaded and %d were published; the file is changed, or of another year", c.What, c.Found, c.Published))
		}
	}
	err = each(ctx, e, twinSQL, nil, func(r row) {
		doubts = append(doubts, fmt.Sprintf("%s: the releases of %s and %s have the very same codes; one of the files is named after the wrong year", r.text(0), r.text(1), r.text(2)))
	})
	return doubts, err
}
