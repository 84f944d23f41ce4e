package findings

import (
	"context"
	"fmt"

	"chartline/pipeline/check"
	"chartline/pipeline/store/writer"
)

// DDL is the book of the edits: what the last check tried and found, and every
// finding with its history. A finding is one edit broken in one place of one account; it
// is open until a check no longer finds it.
const DDL = `
CREATE TABLE IF NOT EXISTS ledger.edit_check (
	check_id BIGINT, run_id BIGINT, checked_at TIMESTAMP, program_version VARCHAR, accounts BIGINT, codes BIGINT);
CREATE TABLE IF NOT EXISTS ledger.edit (
	edit VARCHAR, position BIGINT, title VARCHAR, rule VARCHAR, level VARCHAR, action VARCHAR, answers VARCHAR, basis VARCHAR, counts VARCHAR,
	valid_from DATE, valid_to DATE, clinical BOOLEAN, limit_share DOUBLE, state VARCHAR, reason VARCHAR);
CREATE TABLE IF NOT EXISTS ledger.edit_result (
	edit VARCHAR, facility_id VARCHAR, coder_id VARCHAR, month DATE, verdict VARCHAR, reason VARCHAR, records BIGINT);
CREATE TABLE IF NOT EXISTS ledger.finding (
	edit VARCHAR, encounter_id VARCHAR, version_no BIGINT, element VARCHAR, role VARCHAR, sequence BIGINT,
	code_system VARCHAR, code VARCHAR, facility_id VARCHAR, coder_id VARCHAR, month DATE,
	first_check BIGINT, last_check BIGINT, closed_check BIGINT, closed_as VARCHAR)`

// How a finding ended.
const (
	resolved   = "resolved"   // the edit was tried and the record no longer breaks it
	notJudged  = "not_judged" // the edit was switched off, or nothing could be judged by it
	stateRun   = "run"
	stateOff   = "off"
	stateUnrun = "not_run" // there were records, and none of them could be judged
	stateIdle  = "nothing_to_judge"
)

// samePlace identifies a finding: the same fault in the same place is the same finding,
// whatever version of the codes it stands in.
const samePlace = `f.edit = n.edit AND f.encounter_id = n.encounter_id AND f.element IS NOT DISTINCT FROM n.element
	AND f.role IS NOT DISTINCT FROM n.role AND f.sequence IS NOT DISTINCT FROM n.sequence
	AND f.code_system IS NOT DISTINCT FROM n.code_system AND f.code IS NOT DISTINCT FROM n.code`

// enterFindings compares what was found now, in the temporary table check_finding, with
// what is open: what is missing is closed and what is new is entered. Rows of findings
// that persist are not written again.
func enterFindings(ctx context.Context, w *writer.Writer, id int64) error {
	err := w.Exec(ctx, fmt.Sprintf(`UPDATE ledger.finding AS f SET closed_check = ?, last_check = ?,
			closed_as = CASE WHEN f.edit IN (SELECT edit FROM ledger.edit WHERE state IN ('%s', '%s')) THEN '%s' ELSE '%s' END
		WHERE f.closed_check IS NULL AND NOT EXISTS (SELECT 1 FROM check_finding AS n WHERE %s)`,
		stateRun, stateIdle, resolved, notJudged, samePlace), id, id-1)
	if err != nil {
		return err
	}
	return w.Exec(ctx, fmt.Sprintf(`INSERT INTO ledger.finding
		SELECT n.edit, n.encounter_id, n.version_no, n.element, n.role, n.sequence, n.code_system, n.code,
			n.facility_id, n.coder_id, n.month, ?, NULL, NULL, NULL
		FROM check_finding AS n
		WHERE NOT EXISTS (SELECT 1 FROM ledger.finding AS f WHERE f.closed_check IS NULL AND %s)`, samePlace), id)
}

// enterEdits writes the catalogue as it was tried. An edit ran where there was a verdict
// on a record; where every verdict is an error, the most frequent reason says why not.
func enterEdits(ctx context.Context, w *writer.Writer, plan check.Plan) error {
	for i, p := range plan {
		state, reason := "", ""
		if p.Off() {
			state, reason = stateOff, p.Reason
		}
		err := w.Exec(ctx, `INSERT INTO ledger.edit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,
				CAST(nullif(?, '') AS DATE), CAST(nullif(?, '') AS DATE), ?, ?, nullif(?, ''), nullif(?, ''))`,
			p.ID, i+1, p.Title, p.Rule, string(p.Level), p.Action, p.Answers, string(p.Basis), p.Counts, p.From, p.To, p.Clinical, p.LimitShare(), state, reason)
		if err != nil {
			return err
		}
	}
	return w.Exec(ctx, fmt.Sprintf(`UPDATE ledger.edit AS e SET state = r.state, reason = r.reason
		FROM (SELECT c.edit,
				CASE WHEN count(r.records) FILTER (WHERE r.verdict IN ('pass', 'fail', 'bypassed')) > 0 THEN '%s'
					WHEN count(r.records) FILTER (WHERE r.verdict = 'error') > 0 THEN '%s' ELSE '%s' END AS state,
				CASE WHEN count(r.records) FILTER (WHERE r.verdict IN ('pass', 'fail', 'bypassed')) = 0
					THEN arg_max(r.reason, CASE WHEN r.verdict = 'error' THEN r.total END) END AS reason
			FROM ledger.edit AS c
			LEFT JOIN (SELECT edit, verdict, reason, any_value(records) AS records, sum(records) AS total
				FROM ledger.edit_result GROUP BY edit, verdict, reason) AS r ON r.edit = c.edit
			GROUP BY c.edit) AS r
		WHERE r.edit = e.edit AND e.state IS NULL`, stateRun, stateUnrun, stateIdle))
}
