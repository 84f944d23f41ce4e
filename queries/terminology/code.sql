-- title:   A code in the releases that are loaded
-- answers: What does a code mean, and when was it in force?
-- param:   code text = I10  Code, without dot.
-- column:  code_system text - System of the code.
-- column:  valid_from date - First date of the release.
-- column:  valid_to date? - Last date for which the release was published.
-- column:  kind text - valid on a claim, or a header, which is not.
-- column:  title text? - Official title.
-- withhold: none it is about a code and tells nothing of a patient
-- source:  standard.md VER-01, VER-04
SELECT code_system, valid_from, valid_to, CASE WHEN billable THEN 'valid' ELSE 'header' END AS kind, coalesce(title, short_title) AS title
FROM code_release
WHERE code = :code
ORDER BY code_system, valid_from
