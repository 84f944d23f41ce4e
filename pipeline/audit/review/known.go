// Package review takes back what auditors filled: it compares a form with what the store
// knows, lists what is wrong or missing with its cell, and turns complete cases into the
// auditor's codes and findings. It guesses nothing.
package review

import (
	"context"
	"time"

	"chartline/pipeline/audit"
	"chartline/pipeline/audit/ask"
	"chartline/pipeline/engine"
)

// known is a case as the store has it.
type known struct {
	audit.Case
	frameHash   string
	issued      bool // a finding was told to the coder, or the case is closed
	unavailable bool
	elsewhere   bool // the account was reviewed in another audit too
	discharged  time.Time
	auditor     []audit.Code // what the auditor said before
	findings    []audit.Finding
}

const caseSQL = `
WITH wanted AS (SELECT * FROM audit_case WHERE audit_case_id IN (LIST)),
told AS (
	SELECT DISTINCT f.audit_case_id FROM audit_finding AS f JOIN rebuttal AS r ON r.finding_id = f.finding_id
	WHERE r.to_state <> 'draft' AND f.audit_case_id IN (SELECT audit_case_id FROM wanted)),
gone AS (SELECT DISTINCT audit_case_id FROM audit_event WHERE event_type = 'unavailable'),
other AS (
	SELECT DISTINCT w.audit_case_id FROM wanted AS w
	JOIN audit_case AS a ON a.encounter_id = w.encounter_id AND a.audit_case_id <> w.audit_case_id
		AND a.selection <> 'second' AND w.selection <> 'second'
	JOIN audit_code AS k ON k.audit_case_id = a.audit_case_id AND k.side = 'auditor')
SELECT w.audit_case_id, w.audit_id, w.encounter_id, w.selection, w.stratum, w.coder_id, w.auditor_id, w.version_no, w.coded_on, w.closed_on,
	d.frame_hash, t.audit_case_id IS NOT NULL OR w.closed_on IS NOT NULL, g.audit_case_id IS NOT NULL, o.audit_case_id IS NOT NULL,
	coalesce(e.discharged_on, e.admitted_on, w.coded_on)
FROM wanted AS w
LEFT JOIN audit_draw AS d ON d.audit_id = w.audit_id
LEFT JOIN encounter AS e ON e.encounter_id = w.encounter_id
LEFT JOIN told AS t ON t.audit_case_id = w.audit_case_id
LEFT JOIN gone AS g ON g.audit_case_id = w.audit_case_id
LEFT JOIN other AS o ON o.audit_case_id = w.audit_case_id`

const sidesSQL = `
SELECT audit_case_id, side, element, sequence, code, code_system, grouper_version, poa, poa_exempt, performed_on
FROM audit_code WHERE audit_case_id IN (LIST)
ORDER BY audit_case_id, side, CASE element WHEN 'diagnosis' THEN 1 WHEN 'procedure' THEN 2 WHEN 'drg' THEN 3 ELSE 4 END, sequence`

const findingsSQL = `
SELECT finding_id, audit_case_id, element, error_type, subtype, coder_value, auditor_value, root_cause, direction,
	coalesce(drg_changed, false), final_state, citation
FROM audit_finding WHERE audit_case_id IN (LIST) ORDER BY finding_id`

// readKnown reads some cases from the store, by case.
func readKnown(ctx context.Context, e engine.Engine, ids []string) (map[string]*known, error) {
	all := map[string]*known{}
	err := ask.Listed(ctx, e, caseSQL, ids, func(r ask.Row) { all[r.Text(0)] = knownOf(r) })
	if err != nil {
		return nil, err
	}
	err = ask.Listed(ctx, e, sidesSQL, ids, func(r ask.Row) {
		k := all[r.Text(0)]
		if r.Text(1) == "coder" {
			k.Codes = append(k.Codes, audit.CodeOf(r, 2))
		} else {
			k.auditor = append(k.auditor, audit.CodeOf(r, 2))
		}
	})
	if err != nil {
		return nil, err
	}
	return all, ask.Listed(ctx, e, findingsSQL, ids, func(r ask.Row) {
		k := all[r.Text(1)]
		k.findings = append(k.findings, audit.Finding{
			ID: r.Text(0), Case: r.Text(1), Element: r.Text(2), ErrorType: r.Text(3), Subtype: r.Text(4), CoderValue: r.Text(5),
			AuditorValue: r.Text(6), RootCause: r.Text(7), Direction: r.Text(8), DRGChanged: r.Yes(9), State: r.Text(10), Citation: r.Text(11),
		})
	})
}

func knownOf(r ask.Row) *known {
	return &known{
		Case: audit.Case{
			ID: r.Text(0), Audit: r.Text(1), Encounter: r.Text(2), Selection: r.Text(3), Stratum: r.Text(4), Coder: r.Text(5),
			Auditor: r.Text(6), Version: r.Number(7), CodedOn: r.Date(8), ClosedOn: r.Date(9),
		},
		frameHash: r.Text(10), issued: r.Yes(11), unavailable: r.Yes(12), elsewhere: r.Yes(13), discharged: r.Date(14),
	}
}
