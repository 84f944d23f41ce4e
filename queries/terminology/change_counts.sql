-- title:   How much changed between two releases
-- answers: How many codes were added, removed, became headers or were given another title?
-- param:   code_system text = ICD-10-CM  Code system.
-- param:   from_date date  Date in the earlier release.
-- param:   to_date date  Date in the later release.
-- column:  change text - added, removed, became a header, became billable or retitled.
-- column:  codes int {code} Codes.
-- withhold: none it is about codes and tells nothing of a patient
-- note:    A code that became a header is no longer valid on a claim, and is counted as removed too by VER-03.
-- source:  standard.md VER-03
WITH earlier AS (
  SELECT code, billable, title FROM code_release
  WHERE code_system = :code_system AND valid_from = (SELECT max(valid_from) FROM code_release
    WHERE code_system = :code_system AND valid_from <= :from_date AND coalesce(valid_to, :from_date) >= :from_date)
), later AS (
  SELECT code, billable, title FROM code_release
  WHERE code_system = :code_system AND valid_from = (SELECT max(valid_from) FROM code_release
    WHERE code_system = :code_system AND valid_from <= :to_date AND coalesce(valid_to, :to_date) >= :to_date)
)
SELECT change, count(*) AS codes
FROM (
  SELECT CASE WHEN e.code IS NULL AND l.billable THEN 'added'
              WHEN l.code IS NULL AND e.billable THEN 'removed'
              WHEN e.billable AND NOT l.billable THEN 'became a header'
              WHEN l.billable AND NOT e.billable THEN 'became billable'
              WHEN e.billable AND l.billable AND e.title <> l.title THEN 'retitled' END AS change,
         coalesce(l.code, e.code) AS code, coalesce(l.title, e.title) AS title
  FROM earlier AS e FULL JOIN later AS l ON l.code = e.code
) AS compared
WHERE change IS NOT NULL
GROUP BY change
ORDER BY change
