-- title:   Code systems and versions
-- answers: In which code systems and grouper versions are the records coded, and how many of the codes have a title?
-- column:  kind text - diagnosis, procedure or drg.
-- column:  code_system text - System of the codes.
-- column:  version text - Version of the grouper; unknown where the source does not say it, none for codes that no grouper makes.
-- column:  cases int {code} Codes of the latest version.
-- column:  codes int {code} Different codes among them.
-- column:  titled int {code} Of the cases, those with a title loaded for any date.
-- column:  encounters int {encounter} Encounters with one of them.
-- metric:  titled_share = proportion(titled, cases)
-- withhold: encounters within kind, code_system
-- note:    The whole store, whatever the period.
-- source:  standard.md VER-01, VER-09, section 7
WITH known AS (
    SELECT DISTINCT c.code_system, c.code
    FROM code_set AS c
    WHERE c.title IS NOT NULL
),
listed AS (
    SELECT 'diagnosis' AS kind, d.code_system, 'none' AS version, d.code, d.encounter_id, k.code IS NOT NULL AS titled
    FROM diagnosis AS d
    LEFT JOIN known AS k ON k.code_system = d.code_system AND k.code = d.code
    UNION ALL
    SELECT 'procedure', p.code_system, 'none', p.code, p.encounter_id, k.code IS NOT NULL
    FROM procedure AS p
    LEFT JOIN known AS k ON k.code_system = p.code_system AND k.code = p.code
    UNION ALL
    SELECT 'drg', g.drg_system, coalesce(g.grouper_version, 'unknown'), g.drg, g.encounter_id, s.title IS NOT NULL
    FROM drg_assignment AS g
    LEFT JOIN drg_set AS s ON s.drg_system = g.drg_system AND s.grouper_version = g.grouper_version AND s.drg = g.drg
)
SELECT l.kind, l.code_system, l.version, count(*) AS cases, count(DISTINCT l.code) AS codes,
       count(*) FILTER (WHERE l.titled) AS titled, count(DISTINCT l.encounter_id) AS encounters
FROM listed AS l
GROUP BY l.kind, l.code_system, l.version
ORDER BY kind, code_system, version
