-- title:   What edits could not judge or did not apply to
-- answers: Why were records not judged by an edit, and to which did it not apply?
-- param:   from_date date = 0001-01-01  First discharge date, inclusive; its whole month counts.
-- param:   to_date date = 9999-12-31  Last discharge date, exclusive; its whole month counts unless this is its first day.
-- column:  edit text - Edit.
-- column:  verdict text - error: could not be judged; or not_applicable.
-- column:  reason text - Why.
-- column:  records int {record} Records.
-- withhold: none it counts records by what was not there to judge them and tells no diagnosis
-- note:    What condition code 45 lets pass is not told here, as it tells of patients: quality/edits has it.
-- source:  standard.md 4.4, 4.5
SELECT r.edit, r.verdict, r.reason, CAST(sum(r.records) AS BIGINT) AS records
FROM ledger.edit_result AS r
WHERE r.verdict IN ('error', 'not_applicable')
  AND (r.month IS NULL OR (r.month >= CAST(date_trunc('month', :from_date) AS DATE) AND r.month < :to_date))
GROUP BY r.edit, r.verdict, r.reason
ORDER BY edit, verdict, reason
