package review

import (
	"context"
	"slices"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/ask"
	"chartline/pipeline/audit/landing"
	"chartline/pipeline/engine"
)

// substitute is a spare that takes the place of a case that cannot be reviewed (SMP-02).
type substitute struct {
	spare audit.Spare
	open  *audit.Case
}

const sparesSQL = `
SELECT s.sample_no, s.position, s.stratum, s.encounter_id, f.coder_id, f.version_no, w.auditor_id
FROM audit_sample AS s JOIN audit_frame AS f ON f.audit_id = s.audit_id AND f.position = s.position
LEFT JOIN (SELECT encounter_id, min(auditor_id) AS auditor_id FROM audit_case
	WHERE selection = 'random' AND closed_on IS NOT NULL GROUP BY encounter_id) AS w ON w.encounter_id = s.encounter_id
WHERE s.audit_id = ? AND s.part = 'spare' AND s.stands_for IS NULL
ORDER BY s.sample_no`

// substitute takes the first spare that is left of the stratum of each case that cannot be
// reviewed. The auditor of the case reviews it, unless the auditor coded it, or reviewed it before.
func (r *Result) substitute(ctx context.Context, e engine.Engine) error {
	spares := map[string][]audit.Spare{} // by audit, in the order of drawing
	var opened []*audit.Case
	for _, c := range r.cases {
		if c.reason == "" {
			continue
		}
		if _, read := spares[c.Audit]; !read {
			left, err := readSpares(ctx, e, c.Audit)
			if err != nil {
				return err
			}
			spares[c.Audit] = left
		}
		fits := func(s audit.Spare) bool {
			return s.Stratum == c.Stratum && s.Coder != c.known.Auditor && s.Reviewer != c.known.Auditor
		}
		at := slices.IndexFunc(spares[c.Audit], fits)
		if at < 0 {
			r.Notes = append(r.Notes, "no spare is left for "+c.ID+": the sample of its stratum is smaller by one")
			continue
		}
		s := spares[c.Audit][at]
		s.StandsFor = audit.SampleNo(c.ID)
		spares[c.Audit] = slices.Delete(spares[c.Audit], at, at+1)
		opened = append(opened, s.Open(c.Case))
		r.substitutes = append(r.substitutes, substitute{s, opened[len(opened)-1]})
	}
	if len(opened) > 0 {
		r.Notes = append(r.Notes, "spares stand in: export the audit again for their workbooks")
	}
	return audit.Fill(ctx, e, opened)
}

func readSpares(ctx context.Context, e engine.Engine, auditID string) (spares []audit.Spare, err error) {
	err = ask.Each(ctx, e, sparesSQL, []any{auditID}, func(row ask.Row) {
		spares = append(spares, audit.Spare{
			Audit: auditID, SampleNo: row.Number(0), Position: row.Number(1), Stratum: row.Text(2),
			Encounter: row.Text(3), Coder: row.Text(4), Version: row.Number(5), Reviewer: row.Text(6),
		})
	})
	return spares, err
}

func (s substitute) addRows(rows *landing.Rows) { s.spare.AddRows(rows, s.open) }
