-- title:   Record edits by month
-- answers: How often does each record edit fail from month to month?
-- param:   from_date date = 0001-01-01  First discharge date, inclusive; its whole month counts.
-- param:   to_date date = 9999-12-31  Last discharge date, exclusive; its whole month counts unless this is its first day.
-- param:   edit text = all  Edit, such as VAL-03, or all.
-- column:  edit text - Edit.
-- column:  title text - What it finds.
-- column:  month date - First day of the month of discharge.
-- column:  failed int {record} Records that failed.
-- column:  judged int {record} Records that passed or failed: the denominator.
-- column:  bypassed int {encounter} Records that a published rule lets pass without a look.
-- column:  not_applicable int {record} Records that the edit does not apply to.
-- column:  errors int {record} Records that could not be judged.
-- column:  told int {record} Failures of an edit that tells of patients; 0 for an edit that tells of codes.
-- metric:  rate = proportion(failed, judged)
-- withhold: told within edit
-- note:    As the last chartline check found it. Accounts with shifted dates have no month and are left out.
-- source:  standard.md 4.4, 4.5
SELECT e.edit, e.title, r.month,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict = 'fail'), 0) AS BIGINT) AS failed,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict IN ('pass', 'fail')), 0) AS BIGINT) AS judged,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict = 'bypassed'), 0) AS BIGINT) AS bypassed,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict = 'not_applicable'), 0) AS BIGINT) AS not_applicable,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict = 'error'), 0) AS BIGINT) AS errors,
       CAST(coalesce(sum(CASE WHEN e.clinical THEN r.records ELSE 0 END) FILTER (WHERE r.verdict = 'fail'), 0) AS BIGINT) AS told
FROM ledger.edit_result AS r
JOIN ledger.edit AS e ON e.edit = r.edit
WHERE r.month >= CAST(date_trunc('month', :from_date) AS DATE) AND r.month < :to_date
  AND (:edit = 'all' OR r.edit = :edit)
GROUP BY e.edit, e.title, r.month
HAVING count(*) FILTER (WHERE r.verdict IN ('pass', 'fail', 'bypassed')) > 0
ORDER BY edit, month
