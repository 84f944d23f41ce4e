package dispute

import (
	"context"
	"slices"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/ask"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
)

// close closes the reviews of which every finding is closed: the auditor's set becomes the
// final one, and the one before is kept (REB-03).
func (p *Plan) close(ctx context.Context, e engine.Engine) error {
	open, findings := map[string]bool{}, map[string][]*told{}
	for _, s := range p.moved {
		open[s.Case] = open[s.Case] || s.state != Closed
		findings[s.Case] = append(findings[s.Case], s)
	}
	var ended []string
	for id := range findings {
		if !open[id] {
			ended = append(ended, id)
		}
	}
	slices.Sort(ended)
	return p.closeCases(ctx, e, ended, findings)
}

const closableSQL = `
SELECT audit_case_id, audit_id, encounter_id, selection, stratum, coder_id, auditor_id, version_no, coded_on
FROM audit_case WHERE closed_on IS NULL AND audit_case_id IN (LIST)`

const sidesSQL = `
SELECT audit_case_id, side, element, sequence, code, code_system, grouper_version, poa, poa_exempt, performed_on
FROM audit_code WHERE audit_case_id IN (LIST) ORDER BY audit_case_id, side, element, sequence`

// closeCases closes reviews with the sets that stand.
func (p *Plan) closeCases(ctx context.Context, e engine.Engine, ids []string, findings map[string][]*told) error {
	var cases []audit.Case
	err := ask.Listed(ctx, e, closableSQL, ids, func(r ask.Row) {
		cases = append(cases, audit.Case{
			ID: r.Text(0), Audit: r.Text(1), Encounter: r.Text(2), Selection: r.Text(3), Stratum: r.Text(4),
			Coder: r.Text(5), Auditor: r.Text(6), Version: r.Number(7), CodedOn: r.Date(8), ClosedOn: p.today,
		})
	})
	if err != nil {
		return err
	}
	coder, auditor := map[string][]audit.Code{}, map[string][]audit.Code{}
	err = ask.Listed(ctx, e, sidesSQL, ids, func(r ask.Row) {
		side := auditor
		if r.Text(1) == "coder" {
			side = coder
		}
		side[r.Text(0)] = append(side[r.Text(0)], audit.CodeOf(r, 2))
	})
	if err != nil {
		return err
	}
	for i := range cases {
		c := &cases[i]
		audit.AddCase(p.rows, c)
		p.Closed++
		p.settle(c.ID, coder[c.ID], auditor[c.ID], findings[c.ID])
	}
	return nil
}

// settle writes the final set of a review where it differs from the initial one.
func (p *Plan) settle(caseID string, coder, initial []audit.Code, findings []*told) {
	slices.SortFunc(findings, func(a, b *told) int { return compare(a.ID, b.ID) })
	final := slices.Clone(initial)
	for _, f := range findings {
		if f.State == Overturned || f.State == Partially {
			final = revert(final, coder, f.Finding)
		}
	}
	if slices.Equal(final, initial) {
		return
	}
	audit.AddInitialCodes(p.rows, caseID, initial)
	audit.AddCodes(p.rows, caseID, "auditor", final)
	for _, old := range initial {
		if !slices.ContainsFunc(final, func(c audit.Code) bool { return samePlace(c, old) }) {
			audit.WithdrawCode(p.rows, caseID, "auditor", old)
		}
	}
}

func compare(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func samePlace(a, b audit.Code) bool { return a.Element == b.Element && a.Sequence == b.Sequence }

// Issue tells the coders of an audit what was found: drafts become issued. Reviews in
// which nothing was found are closed. It gives how many were told of.
func Issue(ctx context.Context, e engine.Engine, auditID, actor string, now, today time.Time) (*Plan, error) {
	drawn, err := audit.FindDrawn(ctx, e, auditID)
	if err != nil {
		return nil, err
	}
	if drawn != nil && drawn.Selection == audit.Second {
		return nil, fault.New(fault.Policy, "audit "+auditID, "second reviews compare auditors: nobody is told of their findings",
			"chartline audit close ends those that came back")
	}
	all, err := ofAudit(ctx, e, auditID)
	if err != nil {
		return nil, err
	}
	found := map[string]*told{}
	for _, s := range all {
		found[s.ID] = s
	}
	p := newPlan(found, now, today)
	for _, s := range all {
		if s.state == Draft {
			p.try(Move{Finding: s.ID, To: Issued, Actor: actor, Reason: "audit issued"})
		}
	}
	clean, err := returned(ctx, e, auditID, cleanSQL)
	if err != nil {
		return nil, err
	}
	return p, p.closeCases(ctx, e, clean, nil)
}

// Reviews that came back and are open, of which no finding has to be decided.
const (
	cleanSQL  = "NOT EXISTS (SELECT 1 FROM audit_finding AS f WHERE f.audit_case_id = c.audit_case_id)"
	secondSQL = "c.selection = 'second'"
)

// returned lists the open reviews of an audit that came back and meet a condition.
func returned(ctx context.Context, e engine.Engine, auditID, condition string) (ids []string, err error) {
	const sql = `
SELECT c.audit_case_id FROM audit_case AS c
WHERE c.audit_id = ? AND c.closed_on IS NULL
	AND EXISTS (SELECT 1 FROM audit_event AS v WHERE v.audit_case_id = c.audit_case_id AND v.event_type = 'returned')
	AND NOT EXISTS (SELECT 1 FROM audit_event AS v WHERE v.audit_case_id = c.audit_case_id AND v.event_type = 'unavailable')
	AND `
	err = ask.Each(ctx, e, sql+condition+" ORDER BY c.audit_case_id", []any{auditID}, func(r ask.Row) { ids = append(ids, r.Text(0)) })
	return ids, err
}

// CloseDue closes the findings of an audit of which nothing more can come: accepted ones,
// those of the second level, and decided ones for which the time to go there is over. Second
// reviews end when they came back: their findings stay drafts.
func CloseDue(ctx context.Context, e engine.Engine, auditID, actor string, clock *Clock, now, today time.Time) (*Plan, error) {
	all, err := ofAudit(ctx, e, auditID)
	if err != nil {
		return nil, err
	}
	found := map[string]*told{}
	for _, s := range all {
		found[s.ID] = s
	}
	p := newPlan(found, now, today)
	for _, s := range all {
		if s.isOver(clock, today) {
			p.try(Move{Finding: s.ID, To: Closed, Actor: actor, Reason: "nothing more can come", place: "audit " + auditID})
		}
	}
	second, err := returned(ctx, e, auditID, secondSQL)
	if err != nil {
		return nil, err
	}
	if len(second) > 0 {
		return p, p.closeCases(ctx, e, second, nil)
	}
	return p, p.close(ctx, e)
}

// isOver reports whether a finding waits only to be closed.
func (s *told) isOver(clock *Clock, today time.Time) bool {
	switch s.state {
	case Accepted, Final:
		return true
	case Upheld, Overturned, Partially:
		due, ok := clock.Due(s.state, s.since)
		return ok && today.After(due)
	default:
		return false
	}
}
