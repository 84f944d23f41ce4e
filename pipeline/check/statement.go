package check

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// The statements that put records and references into the form in which edits see them.
// They fill temporary tables of DuckDB.
//
//go:embed sql/period.sql
var periodSQL string

//go:embed sql/account.sql
var accountSQL string

//go:embed sql/fact.sql
var factSQL string

//go:embed sql/listed.sql
var listedSQL string

//go:embed sql/chart.sql
var chartSQL string

// Prepare is what is done once: accounts are numbered from 1 in check_account, and every
// code is judged once for each period.
func Prepare() []string {
	var dates strings.Builder
	for _, date := range boundaries() {
		dates.WriteString(", (" + date + ")")
	}
	return []string{strings.ReplaceAll(periodSQL, "{{boundaries}}", dates.String()), accountSQL, factSQL,
		"DROP TABLE check_mark; DROP TABLE check_code; DROP TABLE check_standing; DROP TABLE check_seventh; DROP TABLE check_fact"}
}

// Tables are what Prepare and Share leave, for whoever drops it.
var Tables = []string{
	"check_release", "check_mark", "check_span", "check_period", "check_account", "check_poa", "check_code", "check_standing",
	"check_seventh", "check_pair", "check_fact", "check_class", "check_place", "check_setting", "check_person",
	"check_assigned", "check_related", "check_judged", "check_kind", "check_trial", "check_chart", "check_chart_trial",
}

// Share is what is done for the accounts from first to last, so that any number of them
// fits into memory. It tries the edits: check_trial has the verdict of each edit on each
// kind of code, and check_chart_trial that on each account.
func Share(first, last int64, edits []Edit) []string {
	bounds := strings.NewReplacer("{{first}}", strconv.FormatInt(first, 10), "{{last}}", strconv.FormatInt(last, 10))
	return []string{
		bounds.Replace(listedSQL), bounds.Replace(chartSQL),
		"CREATE OR REPLACE TEMP TABLE check_trial AS " + trialSQL("check_kind", "kind", Codes, edits),
		"CREATE OR REPLACE TEMP TABLE check_chart_trial AS " + trialSQL("check_chart", "account, facility_id, coder_id, month, version_no", Accounts, edits),
	}
}

// trialSQL gives the verdicts of the edits of a basis on the rows of its table, after the
// columns that identify a row.
func trialSQL(table, columns string, basis Basis, edits []Edit) string {
	parts := []string{fmt.Sprintf("SELECT '' AS edit, '' AS verdict, %s FROM %s WHERE FALSE", columns, table)}
	for _, e := range edits {
		if e.Basis == basis {
			parts = append(parts, fmt.Sprintf("SELECT %s, %s, %s FROM %s WHERE %s", text(e.ID), e.verdictSQL(), columns, table, holds(e.Scope)))
		}
	}
	return strings.Join(parts, "\nUNION ALL ")
}

// TallySQL counts the verdicts of a share: edit, facility_id, coder_id, month, verdict with
// its reason, records. Kinds on which all edits have the same verdicts are counted together
// first, since kinds are many more than those.
const TallySQL = `WITH outcome AS (
	SELECT kind, hash(list(edit || verdict ORDER BY edit)) AS outcome, list({'edit': edit, 'verdict': verdict}) AS verdicts
	FROM check_trial GROUP BY kind),
counted AS (
	SELECT j.setting, o.outcome, any_value(o.kind) AS kind, count(*) AS records
	FROM check_judged AS j JOIN (SELECT kind, outcome FROM outcome) AS o USING (kind)
	GROUP BY j.setting, o.outcome),
told AS (
	SELECT c.setting, c.records, unnest(o.verdicts) AS v FROM counted AS c JOIN outcome AS o USING (kind))
SELECT t.v.edit, s.facility_id, s.coder_id, s.month, t.v.verdict, sum(t.records) FROM told AS t JOIN check_setting AS s USING (setting) GROUP BY ALL
UNION ALL
SELECT edit, facility_id, coder_id, month, verdict, count(*) FROM check_chart_trial GROUP BY ALL`

// FailingSQL lists the records of a share that fail: edit, account, fact, role, sequence,
// version_no, facility_id, coder_id, month. An account has no fact, role and sequence.
const FailingSQL = `SELECT t.edit, j.account, j.fact, j.role, j.sequence, j.version_no, s.facility_id, s.coder_id, s.month
FROM check_judged AS j
JOIN check_trial AS t ON t.kind = j.kind AND t.verdict = '` + Fail + `:'
JOIN check_setting AS s USING (setting)
UNION ALL
SELECT edit, account, NULL, NULL, NULL, version_no, facility_id, coder_id, month FROM check_chart_trial WHERE verdict = '` + Fail + `:'`
