-- title:   What changed in one person's codes
-- answers: Which codes of a person were added, removed or changed from one version to the next?
-- param:   patient text  Key of the person.
-- column:  encounter_id text - Account number.
-- column:  version_no int - Version that brought the change.
-- column:  kind text - diagnosis, procedure or drg.
-- column:  code_system text - System of the code.
-- column:  code text - Code, without dot.
-- column:  role text - Role of the diagnosis or procedure; grouped for a DRG.
-- column:  change text - added, removed or arrival: present on admission was changed.
-- column:  title text? - Newest official title; empty where none is loaded.
-- identified: it is the copy of a person's own record, for that person
-- note:    A code that changes its role is removed from one and added to the other.
-- note:    A version is a whole list: what it does not repeat was removed.
-- source:  standard.md 6.9, section 7
WITH own AS (
    SELECT e.encounter_id
    FROM encounter AS e
    WHERE e.patient_id = :patient
),
coded AS (
    SELECT d.encounter_id, d.version_no, 'diagnosis' AS kind, d.role, d.code_system, d.code, max(coalesce(d.poa, '')) AS poa
    FROM history.diagnosis AS d
    JOIN own AS o ON o.encounter_id = d.encounter_id
    GROUP BY 1, 2, 3, 4, 5, 6
    UNION ALL
    SELECT p.encounter_id, p.version_no, 'procedure', p.role, p.code_system, p.code, ''
    FROM history.procedure AS p
    JOIN own AS o ON o.encounter_id = p.encounter_id
    GROUP BY 1, 2, 3, 4, 5, 6
    UNION ALL
    SELECT g.encounter_id, g.version_no, 'drg', 'grouped', g.drg_system, g.drg, ''
    FROM history.drg_assignment AS g
    JOIN own AS o ON o.encounter_id = g.encounter_id
),
version AS (
    SELECT a.encounter_id, a.version_no
    FROM code_assignment AS a
    JOIN own AS o ON o.encounter_id = a.encounter_id
    UNION
    SELECT c.encounter_id, c.version_no
    FROM coded AS c
    WHERE c.kind = 'diagnosis'
),
step AS (
    SELECT v.encounter_id, v.version_no,
           lag(v.version_no) OVER (PARTITION BY v.encounter_id ORDER BY v.version_no) AS before_no
    FROM version AS v
),
came AS (
    SELECT s.encounter_id, s.version_no, c.kind, c.code_system, c.code, c.role,
           CASE WHEN b.code IS NULL THEN 'added' ELSE 'arrival' END AS change
    FROM step AS s
    JOIN coded AS c ON c.encounter_id = s.encounter_id AND c.version_no = s.version_no
    LEFT JOIN coded AS b ON b.encounter_id = s.encounter_id AND b.kind = c.kind AND b.version_no = s.before_no
                        AND b.role = c.role AND b.code_system = c.code_system AND b.code = c.code
    WHERE s.before_no IS NOT NULL AND (b.code IS NULL OR b.poa <> c.poa)
),
went AS (
    SELECT s.encounter_id, s.version_no, b.kind, b.code_system, b.code, b.role, 'removed' AS change
    FROM step AS s
    JOIN coded AS b ON b.encounter_id = s.encounter_id AND b.version_no = s.before_no
    LEFT JOIN coded AS c ON c.encounter_id = s.encounter_id AND c.kind = b.kind AND c.version_no = s.version_no
                        AND c.role = b.role AND c.code_system = b.code_system AND c.code = b.code
    WHERE c.code IS NULL
),
titled AS (
    SELECT c.code_system, c.code, c.title,
           row_number() OVER (PARTITION BY c.code_system, c.code ORDER BY c.valid_from DESC) AS age
    FROM code_set AS c
    JOIN (SELECT DISTINCT d.code_system, d.code FROM coded AS d) AS k ON k.code_system = c.code_system AND k.code = c.code
    WHERE c.title IS NOT NULL
)
SELECT x.encounter_id, CAST(x.version_no AS BIGINT) AS version_no, x.kind, x.code_system, x.code, x.role, x.change, t.title
FROM (SELECT * FROM came UNION ALL SELECT * FROM went) AS x
LEFT JOIN titled AS t ON t.code_system = x.code_system AND t.code = x.code AND t.age = 1
ORDER BY encounter_id, version_no, kind, code_system, code, role, change
