-- Releases of code systems, from the first to the last date on which each is in force: a
-- later release ends it sooner.
CREATE OR REPLACE TEMP TABLE check_release AS
WITH release AS (
    SELECT code_system, valid_from, max(coalesce(valid_to, DATE '9999-12-30')) AS valid_to
    FROM main.code_release GROUP BY ALL)
SELECT code_system, valid_from,
       least(valid_to, coalesce(lead(valid_from) OVER (PARTITION BY code_system ORDER BY valid_from) - 1, valid_to)) AS valid_to
FROM release;

-- Versions of lists, likewise. The lists of the Medicare Code Editor come in one version.
CREATE OR REPLACE TEMP TABLE check_mark AS
WITH mark AS (
    SELECT CASE WHEN list LIKE 'mce_unspecified%' THEN 'mce_unspecified' ELSE list END AS list,
           CASE WHEN list LIKE 'mce_%' THEN 'mce' ELSE list END AS publication,
           coalesce(list_version, '') AS version, code_system, code, detail,
           valid_from, coalesce(valid_to, DATE '9999-12-30') AS valid_to
    FROM main.code_mark
    WHERE list LIKE 'mce_%' OR list = 'poa_exempt'),
begun AS (SELECT publication, version, min(valid_from) AS came_on FROM mark GROUP BY publication, version),
edition AS (
    SELECT publication, version, came_on,
           coalesce(lead(came_on) OVER (PARTITION BY publication ORDER BY came_on, version) - 1, DATE '9999-12-30') AS went_on
    FROM begun)
SELECT m.list, m.publication, m.version, m.code_system, m.code, m.detail,
       greatest(m.valid_from, e.came_on) AS valid_from, least(m.valid_to, e.went_on) AS valid_to
FROM mark AS m JOIN edition AS e USING (publication, version)
WHERE m.valid_from <= e.went_on;

-- The site's own code sets have spans of their codes: a newer one of a code ends the one before.
CREATE OR REPLACE TEMP TABLE check_span AS
SELECT code_system, code, coalesce(billable, TRUE) AS billable, coalesce(poa_exempt, FALSE) AS poa_exempt,
       poa_exempt IS NOT NULL AS says_exempt, title, valid_from,
       least(coalesce(valid_to, DATE '9999-12-30'),
           coalesce(lead(valid_from) OVER (PARTITION BY code_system, code ORDER BY valid_from) - 1, DATE '9999-12-30')) AS valid_to
FROM main.code_set;

-- Periods begin wherever anything changes by which a code is judged, so that within one
-- of them a code is judged once. Period 0 is that of records without a date.
CREATE OR REPLACE TEMP TABLE check_period AS
WITH boundary AS (
    SELECT valid_from AS starts_on FROM check_release UNION SELECT valid_to + 1 FROM check_release
    UNION SELECT valid_from FROM check_mark UNION SELECT valid_to + 1 FROM check_mark
    UNION SELECT valid_from FROM check_span UNION SELECT valid_to + 1 FROM check_span
    UNION SELECT CAST(d AS DATE) FROM (VALUES (DATE '0001-01-01'), (DATE '2015-10-01'), (DATE '2018-10-01'){{boundaries}}) AS x(d)),
numbered AS (
    SELECT CAST(row_number() OVER (ORDER BY starts_on) AS INTEGER) AS period, starts_on FROM boundary
    UNION ALL SELECT 0, NULL),
scheme AS (
    SELECT list(DISTINCT scheme) AS schemes FROM main.code_group WHERE scheme IN ('code_first', 'excludes1', 'definitive'))
SELECT p.period, p.starts_on, p.period > 0 AS dated,
       count(m.list) FILTER (WHERE m.publication = 'mce') > 0 AS editor,
       count(m.list) FILTER (WHERE m.publication = 'poa_exempt') > 0 AS exempt_list,
       list_concat(coalesce(list(DISTINCT m.list) FILTER (WHERE m.list IS NOT NULL), []), coalesce(any_value(s.schemes), [])) AS lists
FROM numbered AS p
CROSS JOIN scheme AS s
LEFT JOIN (SELECT DISTINCT list, publication, valid_from, valid_to FROM check_mark) AS m
    ON p.starts_on BETWEEN m.valid_from AND m.valid_to
GROUP BY p.period, p.starts_on
