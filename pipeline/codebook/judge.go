package codebook

import (
	"context"
	"time"

	"chartline/pipeline/engine"
)

// Judgement is what a code is in one code system on a date.
type Judgement struct {
	System string
	Status string // as in the constants below
}

// What a code can be on a date (VAL-01 to VAL-04).
const (
	Valid     = "valid"
	Header    = "a header, never valid on a claim (VER-04)"
	Retired   = "retired"
	NotYet    = "not yet in force"
	NotLoaded = "not judged, since no release is loaded that is in force then"
)

// judgeSQL gives for each system that knows the code: whether a release covers the date,
// the flag of the code in it, and whether earlier and later releases have the code.
const judgeSQL = `
SELECT s.code_system,
	CAST(count(*) FILTER (WHERE s.in_force) AS BIGINT) AS covered,
	CAST(count(*) FILTER (WHERE s.in_force AND r.billable) AS BIGINT) AS valid,
	CAST(count(*) FILTER (WHERE s.in_force AND NOT r.billable) AS BIGINT) AS header,
	CAST(count(*) FILTER (WHERE s.valid_from <= CAST(? AS DATE) AND NOT s.in_force AND r.code IS NOT NULL) AS BIGINT) AS earlier
FROM (
	SELECT code_system, valid_from, valid_from = max(valid_from) FILTER (WHERE valid_from <= CAST(? AS DATE)
		AND coalesce(valid_to, CAST(? AS DATE)) >= CAST(? AS DATE)) OVER (PARTITION BY code_system) AS in_force
	FROM (SELECT code_system, valid_from, max(valid_to) AS valid_to FROM code_release GROUP BY code_system, valid_from) AS releases
) AS s
LEFT JOIN code_release AS r ON r.code_system = s.code_system AND r.valid_from = s.valid_from AND r.code = ?
GROUP BY s.code_system
HAVING count(r.code) > 0
ORDER BY s.code_system`

// Judge says what a code is on a date, in each system that knows it in any release.
func Judge(ctx context.Context, e engine.Engine, code string, on time.Time) ([]Judgement, error) {
	day := on.Format(time.DateOnly)
	var all []Judgement
	err := each(ctx, e, judgeSQL, []any{day, day, day, day, code}, func(r row) {
		covered, valid, header, earlier := r.number(1) > 0, r.number(2) > 0, r.number(3) > 0, r.number(4) > 0
		j := Judgement{System: r.text(0), Status: NotYet}
		switch {
		case !covered:
			j.Status = NotLoaded
		case valid:
			j.Status = Valid
		case header:
			j.Status = Header
		case earlier:
			j.Status = Retired
		}
		all = append(all, j)
	})
	return all, err
}
