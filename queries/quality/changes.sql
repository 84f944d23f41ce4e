-- title:   Findings since the check before
-- answers: Which findings of the record edits are new, which are resolved and which persist?
-- column:  edit text - Edit.
-- column:  title text - What it finds.
-- column:  action text - error, warning, review or off.
-- column:  new int {record} Open findings that the check before the last one did not have.
-- column:  persisting int {record} Open findings that it had.
-- column:  open int {record} Open findings: new and persisting.
-- column:  resolved int {record} Findings that it had and the last one has not.
-- column:  not_judged int {record} Findings that it had and of which nothing can be said now: the edit was off or could not judge.
-- column:  oldest int? {check} Checks since the oldest open finding was new; empty where none is open.
-- column:  told int {record} Smallest of the counts above 0 of an edit that tells of patients; 0 for an edit that tells of codes.
-- withhold: told
-- note:    A finding is an edit that fails in one place of one account. It is resolved where the place no longer fails, because the record was corrected or is gone.
-- note:    Every account of the store counts, whatever the period is.
-- source:  standard.md 4.4, 4.5
WITH last_check AS (
    SELECT max(c.check_id) AS check_id FROM ledger.edit_check AS c
),
counted AS (
    SELECT f.edit,
           count(*) FILTER (WHERE f.first_check = l.check_id) AS added,
           count(*) FILTER (WHERE f.first_check < l.check_id AND f.closed_check IS NULL) AS persisting,
           count(*) FILTER (WHERE f.closed_check = l.check_id AND f.closed_as = 'resolved') AS resolved,
           count(*) FILTER (WHERE f.closed_check = l.check_id AND f.closed_as = 'not_judged') AS not_judged,
           max(CASE WHEN f.closed_check IS NULL THEN l.check_id - f.first_check END) AS oldest
    FROM ledger.finding AS f
    CROSS JOIN last_check AS l
    GROUP BY f.edit
),
stated AS (
    SELECT e.edit, e.title, e.action, e.state, e.clinical, c.oldest,
           coalesce(c.added, 0) AS added, coalesce(c.persisting, 0) AS persisting,
           coalesce(c.resolved, 0) AS resolved, coalesce(c.not_judged, 0) AS not_judged
    FROM ledger.edit AS e
    LEFT JOIN counted AS c ON c.edit = e.edit
),
-- The smaller of two counts that is not 0, twice.
paired AS (
    SELECT s.edit, CASE WHEN s.added = 0 OR (s.persisting > 0 AND s.persisting < s.added) THEN s.persisting ELSE s.added END AS of_open,
           CASE WHEN s.resolved = 0 OR (s.not_judged > 0 AND s.not_judged < s.resolved) THEN s.not_judged ELSE s.resolved END AS of_closed
    FROM stated AS s
)
SELECT s.edit, s.title, s.action, s.added AS new, s.persisting, s.added + s.persisting AS open, s.resolved, s.not_judged, s.oldest,
       CASE WHEN NOT s.clinical THEN 0
            WHEN p.of_open = 0 OR (p.of_closed > 0 AND p.of_closed < p.of_open) THEN p.of_closed ELSE p.of_open END AS told
FROM stated AS s
JOIN paired AS p ON p.edit = s.edit
WHERE s.state = 'run' OR s.added + s.persisting + s.resolved + s.not_judged > 0
ORDER BY edit
