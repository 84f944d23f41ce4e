-- title:   Record edits by coder
-- answers: Do coders differ in how often their codes fail the edits?
-- param:   from_date date = 0001-01-01  First discharge date, inclusive; its whole month counts.
-- param:   to_date date = 9999-12-31  Last discharge date, exclusive; its whole month counts unless this is its first day.
-- param:   edit text = all  Edit, such as VAL-03, or all.
-- column:  coder_id text - Coder of the latest version of the codes.
-- column:  edit text - Edit.
-- column:  title text - What it finds.
-- column:  action text - error, warning or review.
-- column:  failed int {record} Records that failed.
-- column:  judged int {record} Records that passed or failed: the denominator.
-- column:  bypassed int {encounter} Records that a published rule lets pass without a look.
-- column:  not_applicable int {record} Records that the edit does not apply to.
-- column:  errors int {record} Records that could not be judged.
-- column:  told int {record} Failures of an edit that tells of patients; 0 for an edit that tells of codes.
-- metric:  rate = proportion(failed, judged)
-- withhold: told within edit
-- note:    As the last chartline check found it, where anything was judged. What was not judged has not passed.
-- note:    Only edits that coders can answer for. What condition code 45 lets pass is bypassed and never an error of a coder. Records of which no coder is known are left out.
-- note:    Accounts with shifted dates are counted whatever the period is.
-- source:  standard.md 4.4, 4.5
SELECT r.coder_id, e.edit, e.title, e.action,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict = 'fail'), 0) AS BIGINT) AS failed,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict IN ('pass', 'fail')), 0) AS BIGINT) AS judged,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict = 'bypassed'), 0) AS BIGINT) AS bypassed,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict = 'not_applicable'), 0) AS BIGINT) AS not_applicable,
       CAST(coalesce(sum(r.records) FILTER (WHERE r.verdict = 'error'), 0) AS BIGINT) AS errors,
       CAST(coalesce(sum(CASE WHEN e.clinical THEN r.records ELSE 0 END) FILTER (WHERE r.verdict = 'fail'), 0) AS BIGINT) AS told
FROM ledger.edit_result AS r
JOIN ledger.edit AS e ON e.edit = r.edit
WHERE (r.month IS NULL OR (r.month >= CAST(date_trunc('month', :from_date) AS DATE) AND r.month < :to_date))
  AND (:edit = 'all' OR r.edit = :edit)
  AND r.coder_id IS NOT NULL AND e.answers = 'coding'
GROUP BY r.coder_id, e.edit, e.title, e.action
HAVING count(*) FILTER (WHERE r.verdict IN ('pass', 'fail', 'bypassed')) > 0
ORDER BY edit, coder_id
