package dispute

import (
	"context"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/ask"
	"chartline/pipeline/engine"
)

// told is a finding with the state that it is in.
type told struct {
	audit.Finding
	auditID string
	state   string
	step    int64
	since   time.Time
	coder   string
	auditor string
	second  bool // of a second review, of which nobody is told
}

const toldSQL = `
WITH last AS (
	SELECT finding_id, max(step_no) AS step_no, max_by(to_state, step_no) AS state, max_by(occurred_on, step_no) AS since
	FROM rebuttal GROUP BY finding_id)
SELECT f.finding_id, f.audit_case_id, f.element, f.error_type, f.subtype, f.coder_value, f.auditor_value, f.root_cause, f.direction,
	coalesce(f.drg_changed, false), f.final_state, f.final_value, f.citation, f.identified_on,
	c.audit_id, l.state, l.step_no, l.since, c.coder_id, c.auditor_id, c.selection
FROM audit_finding AS f
JOIN audit_case AS c ON c.audit_case_id = f.audit_case_id
JOIN last AS l ON l.finding_id = f.finding_id
WHERE `

func toldOf(r ask.Row) *told {
	return &told{
		Finding: audit.Finding{
			ID: r.Text(0), Case: r.Text(1), Element: r.Text(2), ErrorType: r.Text(3), Subtype: r.Text(4), CoderValue: r.Text(5),
			AuditorValue: r.Text(6), RootCause: r.Text(7), Direction: r.Text(8), DRGChanged: r.Yes(9), State: r.Text(10),
			FinalValue: r.Text(11), Citation: r.Text(12), IdentifiedOn: r.Date(13),
		},
		auditID: r.Text(14), state: r.Text(15), step: r.Number(16), since: r.Date(17), coder: r.Text(18), auditor: r.Text(19),
		second: r.Text(20) == audit.Second,
	}
}

// ofAudit gives the findings of an audit in order.
func ofAudit(ctx context.Context, e engine.Engine, auditID string) (all []*told, err error) {
	err = ask.Each(ctx, e, toldSQL+"c.audit_id = ? ORDER BY f.finding_id", []any{auditID}, func(r ask.Row) { all = append(all, toldOf(r)) })
	return all, err
}

// byID gives findings, and all others of their cases, by their identifiers.
func byID(ctx context.Context, e engine.Engine, ids []string) (map[string]*told, error) {
	all := map[string]*told{}
	const same = "f.audit_case_id IN (SELECT audit_case_id FROM audit_finding WHERE finding_id IN (LIST))"
	err := ask.Listed(ctx, e, toldSQL+same, ids, func(r ask.Row) {
		s := toldOf(r)
		if all[s.ID] == nil {
			all[s.ID] = s
		}
	})
	return all, err
}
