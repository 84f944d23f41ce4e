-- title:   Releases of code sets that are loaded
-- answers: Which releases judge codes, and how many codes has each?
-- column:  code_system text - ICD-10-CM, ICD-10-PCS or another system.
-- column:  valid_from date - First date on which the release is in force.
-- column:  valid_to date? - Last date for which it was published.
-- column:  codes int {code} Codes of the release, headers included.
-- column:  valid_codes int {code} Codes that are valid on a claim.
-- column:  headers int {code} Codes that are not.
-- column:  categories int {code} Codes of three characters.
-- withhold: none it counts codes and tells nothing of a patient
-- note:    A date is judged by the release in force on it; without one nothing is judged.
-- source:  standard.md VER-01, VER-03
SELECT code_system, valid_from, max(valid_to) AS valid_to, count(*) AS codes,
       count(*) FILTER (WHERE billable) AS valid_codes, count(*) FILTER (WHERE NOT billable) AS headers,
       count(*) FILTER (WHERE length(code) = 3) AS categories
FROM code_release
GROUP BY code_system, valid_from
ORDER BY code_system, valid_from
