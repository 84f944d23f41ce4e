-- title:   A code in the releases that are loaded
-- answers: What does a code mean, and when was it in force?
-- param:   code text = I10  Code, without dot.
-- column:  code_system text - System of the code.
-- column:  valid_from date - First date of the release.
-- column:  valid_to date? - Last date for which the release was published.
-- column:  billable int 1 1 where the code is valid on a claim, 0 for a header.
-- column:  title text? - Official title.
-- withhold: none it is about a code and tells nothing of a patient
-- source:  standard.md VER-01, VER-04
SELECT code_system, valid_from, valid_to, CASE WHEN billable THEN 1 ELSE 0 END AS billable, coalesce(title, short_title) AS title
FROM code_release
WHERE code = :code
ORDER BY code_system, valid_from
