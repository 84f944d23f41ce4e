package review

import (
	"context"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/ask"
	"chartline/pipeline/engine"
)

// codeSQL says of a code on a day: whether a release of its system was in force, whether
// the code is valid in it, whether the department's own list knows it and has it then, and
// whether it is exempt from POA.
const codeSQL = `
WITH release AS (
	SELECT max(valid_from) AS valid_from FROM (
		SELECT valid_from, max(valid_to) AS valid_to FROM code_release
		WHERE code_system = ? AND valid_from <= CAST(? AS DATE) GROUP BY valid_from) AS r
	WHERE coalesce(valid_to, CAST(? AS DATE)) >= CAST(? AS DATE)),
own AS (
	SELECT valid_from <= CAST(? AS DATE) AND coalesce(valid_to, CAST(? AS DATE)) >= CAST(? AS DATE) AS in_force,
		coalesce(billable, true) AS billable, coalesce(poa_exempt, false) AS poa_exempt
	FROM code_set WHERE code_system = ? AND code = ?)
SELECT (SELECT valid_from IS NOT NULL FROM release),
	EXISTS (SELECT 1 FROM code_release AS c JOIN release AS r ON r.valid_from = c.valid_from
		WHERE c.code_system = ? AND c.code = ? AND c.billable),
	EXISTS (SELECT 1 FROM own), EXISTS (SELECT 1 FROM own WHERE in_force AND billable),
	EXISTS (SELECT 1 FROM own WHERE in_force AND poa_exempt)
		OR EXISTS (SELECT 1 FROM code_mark WHERE list = 'poa_exempt' AND code_system = ? AND code = ?
			AND valid_from <= CAST(? AS DATE) AND coalesce(valid_to, CAST(? AS DATE)) >= CAST(? AS DATE))`

// checkCodes looks up the codes that the auditor wrote, each as of the day of discharge: one
// that is not valid then is a problem, and whether it is exempt from POA is noted. Where no
// release is loaded for the day, nothing is judged.
func (c *reviewed) checkCodes(ctx context.Context, e engine.Engine) error {
	for _, s := range c.newCodes {
		code := s.code
		if code.Element != audit.Diagnosis && code.Element != audit.Procedure {
			continue
		}
		var invalid, exempt bool
		day := c.discharged.Format(time.DateOnly)
		err := ask.Each(ctx, e, codeSQL, []any{
			code.System, day, day, day, day, day, day, code.System, code.Code, code.System, code.Code, code.System, code.Code, day, day, day,
		}, func(row ask.Row) {
			covered, valid, known, own := row.Yes(0), row.Yes(1), row.Yes(2), row.Yes(3)
			invalid = covered && !valid || !covered && known && !own
			exempt = row.Yes(4)
		})
		if err != nil {
			return err
		}
		if invalid {
			c.problems = append(c.problems, Problem{Case: c.ID, Place: s.place, What: "not a valid code on the day of discharge"})
		}
		for i := range c.codes {
			if c.codes[i] == code {
				c.codes[i].Exempt = exempt
			}
		}
	}
	return nil
}
