-- title:   What changed between two releases
-- answers: Which codes were added, removed, became headers or were given another title?
-- param:   code_system text = ICD-10-CM  Code system.
-- param:   from_date date  Date in the earlier release.
-- param:   to_date date  Date in the later release.
-- column:  change text - added, removed, became a header, became billable or retitled.
-- column:  code text - Code.
-- column:  title text? - Title in the later release, else in the earlier one.
-- withhold: none it is about codes and tells nothing of a patient
-- note:    Codes that are valid on a claim are compared: one that became a header is no longer one of them.
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
SELECT change, code, title
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
ORDER BY change, code
