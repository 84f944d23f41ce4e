-- title:   Record edits
-- answers: How often does each record edit fail, and what could it not judge?
-- param:   from_date date = 0001-01-01  First discharge date, inclusive; its whole month counts.
-- param:   to_date date = 9999-12-31  Last discharge date, exclusive; its whole month counts unless this is its first day.
-- column:  position int - Place of the edit in the catalogue.
-- column:  edit text - Edit, such as VAL-03.
-- column:  title text - What it finds.
-- column:  action text - error, warning, review or off.
-- column:  answers text - Who can answer for it: coding, registration or billing.
-- column:  counts text - What its denominator counts.
-- column:  state text - run; not_run: nothing could be judged; nothing_to_judge: no record that it applies to; off: switched off by the site.
-- column:  reason text? - Why it is off or was not run; empty otherwise.
-- column:  passed int {record} Records that passed.
-- column:  failed int {record} Records that failed.
-- column:  judged int {record} Records that passed or failed: the denominator.
-- column:  bypassed int {encounter} Records that a published rule lets pass without a look.
-- column:  not_applicable int {record} Records that the edit does not apply to.
-- column:  errors int {record} Records that could not be judged: a reference or a value was not there.
-- column:  limit_share real? 1 Share of failures above which the site wants to be warned; empty for none.
-- column:  told int {record} Failures of an edit that tells of patients; 0 for an edit that tells of codes.
-- metric:  rate = proportion(failed, judged)
-- withhold: told
-- note:    As the last chartline check found it. Passed, failed, not applicable and error are four different things; what was not judged has not passed.
-- note:    A code may fail two edits and counts in both. Findings of action review are no errors.
-- note:    Patients in house, and voided and combined accounts, are left out. Accounts with shifted dates are counted whatever the period is; edits that need a date do not judge them.
-- source:  standard.md 4.4, 4.5
WITH verdict AS (
    SELECT r.edit, r.verdict, CAST(sum(r.records) AS BIGINT) AS records
    FROM ledger.edit_result AS r
    WHERE r.month IS NULL OR (r.month >= CAST(date_trunc('month', :from_date) AS DATE) AND r.month < :to_date)
    GROUP BY r.edit, r.verdict
),
counted AS (
    SELECT v.edit,
           CAST(coalesce(sum(v.records) FILTER (WHERE v.verdict = 'pass'), 0) AS BIGINT) AS passed,
           CAST(coalesce(sum(v.records) FILTER (WHERE v.verdict = 'fail'), 0) AS BIGINT) AS failed,
           CAST(coalesce(sum(v.records) FILTER (WHERE v.verdict = 'bypassed'), 0) AS BIGINT) AS bypassed,
           CAST(coalesce(sum(v.records) FILTER (WHERE v.verdict = 'not_applicable'), 0) AS BIGINT) AS not_applicable,
           CAST(coalesce(sum(v.records) FILTER (WHERE v.verdict = 'error'), 0) AS BIGINT) AS errors
    FROM verdict AS v
    GROUP BY v.edit
)
SELECT e.position, e.edit, e.title, e.action, e.answers, e.counts, e.state, e.reason,
       coalesce(c.passed, 0) AS passed, coalesce(c.failed, 0) AS failed,
       coalesce(c.passed, 0) + coalesce(c.failed, 0) AS judged,
       coalesce(c.bypassed, 0) AS bypassed, coalesce(c.not_applicable, 0) AS not_applicable, coalesce(c.errors, 0) AS errors,
       e.limit_share, CASE WHEN e.clinical THEN coalesce(c.failed, 0) ELSE 0 END AS told
FROM ledger.edit AS e
LEFT JOIN counted AS c ON c.edit = e.edit
ORDER BY position, edit
