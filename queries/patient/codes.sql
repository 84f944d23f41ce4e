-- title:   Codes of one person
-- answers: Which diagnoses, procedures and DRGs does a person's record hold, and what do they mean?
-- param:   patient text  Key of the person.
-- column:  encounter_id text - Account number.
-- column:  kind text - diagnosis, procedure or drg.
-- column:  role text - Role of the diagnosis or procedure; grouped for a DRG.
-- column:  sequence int - Position within the role.
-- column:  code_system text - System of the code.
-- column:  code text - Code, without dot.
-- column:  title text? - Official title in force on the last day of the visit; empty where none is loaded.
-- column:  plain text? - Plain words for the code; empty where none are loaded.
-- column:  poa text? - Present on admission: Y, N, U or W.
-- column:  done_on date? - Day of a procedure; empty where it is not known or was shifted.
-- column:  guarded bool? - True where the code is on the list of sensitive codes in force on the day; empty where no list is loaded.
-- identified: it is the copy of a person's own record, for that person
-- note:    Codes are those of the latest version. Where dates were shifted the newest title stands, and no list is asked.
-- note:    Plain words are the detail of code_mark under the list plain_words.
-- source:  standard.md 6.9, VER-01, VER-09, section 7
WITH own AS (
    SELECT e.encounter_id,
           CASE WHEN NOT coalesce(e.dates_shifted, FALSE) THEN coalesce(e.discharged_on, e.admitted_on) END AS seen_on
    FROM encounter AS e
    WHERE e.patient_id = :patient
),
listed AS (
    SELECT o.encounter_id, o.seen_on, 'diagnosis' AS kind, d.role, d.sequence, d.code_system, d.code, d.poa,
           CAST(NULL AS DATE) AS done_on, CAST(NULL AS VARCHAR) AS grouper_version
    FROM diagnosis AS d
    JOIN own AS o ON o.encounter_id = d.encounter_id
    UNION ALL
    SELECT o.encounter_id, o.seen_on, 'procedure', p.role, p.sequence, p.code_system, p.code, NULL,
           CASE WHEN o.seen_on IS NOT NULL THEN p.performed_on END, NULL
    FROM procedure AS p
    JOIN own AS o ON o.encounter_id = p.encounter_id
    UNION ALL
    SELECT o.encounter_id, o.seen_on, 'drg', 'grouped', 1, g.drg_system, g.drg, NULL, NULL, g.grouper_version
    FROM drg_assignment AS g
    JOIN own AS o ON o.encounter_id = g.encounter_id
),
titled AS (
    SELECT l.encounter_id, l.kind, l.role, l.sequence, l.code_system, c.title,
           row_number() OVER (PARTITION BY l.encounter_id, l.kind, l.role, l.sequence, l.code_system
               ORDER BY c.valid_from DESC) AS age
    FROM listed AS l
    JOIN code_set AS c ON c.code_system = l.code_system AND c.code = l.code
     AND (l.seen_on IS NULL OR (c.valid_from <= l.seen_on AND (c.valid_to IS NULL OR c.valid_to >= l.seen_on)))
    WHERE c.title IS NOT NULL
),
plain AS (
    SELECT m.code_system, m.code, m.detail,
           row_number() OVER (PARTITION BY m.code_system, m.code ORDER BY m.valid_from DESC) AS age
    FROM code_mark AS m
    WHERE m.list = 'plain_words'
),
guard AS (
    SELECT DISTINCT l.encounter_id, l.code_system, l.code
    FROM listed AS l
    JOIN code_mark AS m ON m.list = 'sensitive' AND m.code_system = l.code_system AND m.code = l.code
     AND m.valid_from <= l.seen_on AND (m.valid_to IS NULL OR m.valid_to >= l.seen_on)
),
judged AS (
    SELECT count(*) > 0 AS loaded
    FROM code_mark AS m
    WHERE m.list = 'sensitive'
)
SELECT l.encounter_id, l.kind, l.role, CAST(l.sequence AS BIGINT) AS sequence, l.code_system, l.code,
       coalesce(t.title, s.title) AS title, p.detail AS plain, l.poa, l.done_on,
       CASE WHEN j.loaded AND l.seen_on IS NOT NULL THEN g.code IS NOT NULL END AS guarded
FROM listed AS l
CROSS JOIN judged AS j
LEFT JOIN titled AS t ON t.encounter_id = l.encounter_id AND t.kind = l.kind AND t.role = l.role
                     AND t.sequence = l.sequence AND t.code_system = l.code_system AND t.age = 1
LEFT JOIN drg_set AS s ON l.kind = 'drg' AND s.drg_system = l.code_system
                      AND s.grouper_version = l.grouper_version AND s.drg = l.code
LEFT JOIN plain AS p ON p.code_system = l.code_system AND p.code = l.code AND p.age = 1
LEFT JOIN guard AS g ON g.encounter_id = l.encounter_id AND g.code_system = l.code_system AND g.code = l.code
ORDER BY encounter_id, kind, role, sequence, code_system
