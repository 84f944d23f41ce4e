// Package findings has the edits judge every coded account and keeps what they find, with its
// history.
package findings

import (
	"context"
	"strings"

	"chartline/pipeline/check"
	"chartline/pipeline/store/derive"
	"chartline/pipeline/store/writer"
)

// accountsAtOnce is how many accounts are judged together, so that what is worked out about
// their codes, some two million, fits into a small part of the default memory.
const accountsAtOnce = 200_000

// Checked says what a check found.
type Checked struct {
	ID              int64 // number of the check, 1 first
	Accounts, Codes int64 // that were looked at
	New             int64 // findings that were not open before
	Resolved        int64 // findings that were, and are no longer
	Persisting      int64 // findings that are open still
	NotJudged       int64 // findings that were open and of which nothing can be said now
}

// Check tries the edits of a plan on every coded account and enters verdicts and findings
// into the ledger, all or nothing. The run is that in which the check takes place. Only
// this process writes, so that judging needs no transaction, in which DuckDB would keep
// every temporary table that was replaced.
func Check(ctx context.Context, w *writer.Writer, runID int64, plan check.Plan) (c Checked, err error) {
	if err := derive.Run(ctx, w); err != nil {
		return c, err
	}
	defer dropCheck(ctx, w)
	if err := judge(ctx, w, plan, &c); err != nil {
		return c, err
	}
	err = w.Atomically(ctx, func() error { return enterCheck(ctx, w, runID, plan, &c) })
	return c, err
}

// judge fills check_verdict and check_finding.
func judge(ctx context.Context, w *writer.Writer, plan check.Plan, c *Checked) error {
	if err := each(ctx, w, append(check.Prepare(), verdictDDL)); err != nil {
		return err
	}
	if err := w.Scan(ctx, "SELECT count(*) FROM check_account", nil, &c.Accounts); err != nil {
		return err
	}
	for first := int64(1); first <= c.Accounts; first += accountsAtOnce {
		if err := each(ctx, w, check.Share(first, first+accountsAtOnce-1, plan.Edits())); err != nil {
			return err
		}
		if err := each(ctx, w, []string{"INSERT INTO check_verdict " + check.TallySQL, findingSQL}); err != nil {
			return err
		}
		var codes int64
		if err := w.Scan(ctx, "SELECT count(*) FROM check_assigned", nil, &codes); err != nil {
			return err
		}
		c.Codes += codes
	}
	return nil
}

// verdictDDL makes the tables that the shares of a check are added to.
const verdictDDL = `CREATE OR REPLACE TEMP TABLE check_verdict (
	edit VARCHAR, facility_id VARCHAR, coder_id VARCHAR, month DATE, verdict VARCHAR, records BIGINT);
CREATE OR REPLACE TEMP TABLE check_finding AS FROM ledger.finding LIMIT 0`

// findingSQL gives failing records the names of their accounts and codes.
const findingSQL = `INSERT INTO check_finding
	SELECT n.edit, a.encounter_id, n.version_no, coalesce(p.element, 'account'), n.role, n.sequence, p.code_system, p.code,
		n.facility_id, n.coder_id, n.month, NULL, NULL, NULL, NULL
	FROM (` + check.FailingSQL + `) AS n
	JOIN check_account AS a ON a.account = n.account
	LEFT JOIN check_place AS p ON p.fact = n.fact`

// enterCheck writes what was judged into the ledger and counts what changed.
func enterCheck(ctx context.Context, w *writer.Writer, runID int64, plan check.Plan, c *Checked) error {
	if err := w.Scan(ctx, "SELECT coalesce(max(check_id), 0) + 1 FROM ledger.edit_check", nil, &c.ID); err != nil {
		return err
	}
	err := w.Exec(ctx, "INSERT INTO ledger.edit_check VALUES (?, ?, ?, ?, ?, ?)", c.ID, runID, w.Now(), w.Version(), c.Accounts, c.Codes)
	if err != nil {
		return err
	}
	err = w.Exec(ctx, `DELETE FROM ledger.edit; DELETE FROM ledger.edit_result;
		INSERT INTO ledger.edit_result
		SELECT edit, facility_id, coder_id, month, split_part(verdict, ':', 1), nullif(substr(verdict, instr(verdict, ':') + 1), ''), sum(records)
		FROM check_verdict GROUP BY ALL ORDER BY ALL`)
	if err != nil {
		return err
	}
	if err := enterEdits(ctx, w, plan); err != nil {
		return err
	}
	if err := enterFindings(ctx, w, c.ID); err != nil {
		return err
	}
	return w.Scan(ctx, `SELECT count(*) FILTER (WHERE first_check = ?), count(*) FILTER (WHERE closed_check = ? AND closed_as = 'resolved'),
		count(*) FILTER (WHERE first_check < ? AND closed_check IS NULL), count(*) FILTER (WHERE closed_check = ? AND closed_as = 'not_judged')
		FROM ledger.finding`, []any{c.ID, c.ID, c.ID, c.ID}, &c.New, &c.Resolved, &c.Persisting, &c.NotJudged)
}

// each executes statements one after the other.
func each(ctx context.Context, w *writer.Writer, statements []string) error {
	for _, sql := range statements {
		if err := w.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// dropCheck gives back the memory of a check. Where it fails the session ends soon, and
// temporary tables with it.
func dropCheck(ctx context.Context, w *writer.Writer) {
	drops := []string{"DROP VIEW IF EXISTS temp.check_row"}
	for _, t := range append(check.Tables, "check_verdict", "check_finding") {
		drops = append(drops, "DROP TABLE IF EXISTS temp."+t)
	}
	_ = w.Exec(context.WithoutCancel(ctx), strings.Join(drops, "; "))
}
