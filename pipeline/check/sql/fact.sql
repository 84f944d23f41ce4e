-- Every diagnosis and procedure of the accounts. A procedure of an outpatient, and any code
-- of CPT and HCPCS, has a day of its own.
CREATE OR REPLACE TEMP VIEW check_row AS
SELECT a.account, a.period, 'diagnosis' AS element, d.role, d.sequence, d.version_no, d.code_system, d.code, nullif(d.poa, '') AS poa
FROM main.diagnosis AS d JOIN check_account AS a ON a.encounter_id = d.encounter_id
UNION ALL
SELECT r.account, coalesce(t.period, 0), 'procedure', r.role, r.sequence, r.version_no, r.code_system, r.code, NULL
FROM (SELECT a.account, p.role, p.sequence, p.version_no, p.code_system, p.code,
             CASE WHEN a.judged_on IS NULL OR a.by_discharge AND p.code_system NOT IN ('CPT', 'HCPCS') THEN a.judged_on
                  ELSE coalesce(p.performed_on, a.judged_on) END AS judged_on
      FROM main.procedure AS p JOIN check_account AS a ON a.encounter_id = p.encounter_id) AS r
ASOF LEFT JOIN (SELECT period, starts_on FROM check_period WHERE dated) AS t ON r.judged_on >= t.starts_on;

-- A fact is a code in a period: what is true of it is true wherever it was assigned.
CREATE OR REPLACE TEMP TABLE check_code AS
SELECT CAST(row_number() OVER () AS INTEGER) AS fact, c.*, t.starts_on, t.dated, t.editor, t.exempt_list, t.lists
FROM (SELECT DISTINCT period, element, code_system, code FROM check_row) AS c
JOIN check_period AS t USING (period);

-- Where a code stands: in the release in force, or in the site's own code set of a system
-- of which no release is loaded.
CREATE OR REPLACE TEMP TABLE check_standing AS
WITH known AS (
    SELECT code_system, code, min(valid_from) FILTER (WHERE billable) AS first_on
    FROM main.code_release GROUP BY ALL),
own AS (
    SELECT code_system, code, min(valid_from) FILTER (WHERE billable) AS first_on FROM check_span GROUP BY ALL),
own_since AS (
    SELECT code_system, min(valid_from) AS since FROM check_span
    WHERE code_system NOT IN (SELECT code_system FROM check_release) GROUP BY ALL),
elsewhere AS (SELECT code FROM known WHERE first_on IS NOT NULL UNION SELECT code FROM own WHERE first_on IS NOT NULL)
SELECT c.fact, r.valid_from AS release,
       coalesce(n.title, n.short_title, s.title) AS title,
       CASE WHEN r.valid_from IS NOT NULL THEN
                CASE WHEN n.billable THEN 'valid' WHEN k.code IS NULL THEN 'unknown'
                     WHEN k.first_on IS NULL OR n.code IS NOT NULL AND k.first_on > c.starts_on THEN 'header'
                     WHEN k.first_on > c.starts_on THEN 'not_yet' ELSE 'retired' END
            WHEN o.since IS NOT NULL THEN
                CASE WHEN s.billable THEN 'valid' WHEN w.code IS NULL THEN 'unknown'
                     WHEN w.first_on IS NULL OR s.code IS NOT NULL AND w.first_on > c.starts_on THEN 'header'
                     WHEN w.first_on > c.starts_on THEN 'not_yet' ELSE 'retired' END
            ELSE 'not_loaded' END AS standing,
       coalesce(k.code, w.code) IS NULL AND e.code IS NOT NULL AS elsewhere,
       s.poa_exempt AS own_exempt, s.says_exempt
FROM check_code AS c
LEFT JOIN check_release AS r ON r.code_system = c.code_system AND c.starts_on BETWEEN r.valid_from AND r.valid_to
LEFT JOIN main.code_release AS n ON n.code_system = c.code_system AND n.valid_from = r.valid_from AND n.code = c.code
LEFT JOIN known AS k ON k.code_system = c.code_system AND k.code = c.code
LEFT JOIN own_since AS o ON o.code_system = c.code_system AND o.since <= c.starts_on
LEFT JOIN check_span AS s ON s.code_system = c.code_system AND s.code = c.code AND c.starts_on BETWEEN s.valid_from AND s.valid_to
LEFT JOIN own AS w ON w.code_system = c.code_system AND w.code = c.code
LEFT JOIN elsewhere AS e ON e.code = c.code;

-- Codes that lack their seventh character, the places between filled with X, and codes
-- that lack an X in the fourth to sixth place (VAL-13). Only the code set says which.
CREATE OR REPLACE TEMP TABLE check_seventh AS
WITH long AS (
    SELECT valid_from AS release, code FROM main.code_release WHERE code_system = 'ICD-10-CM' AND billable AND length(code) = 7
    UNION ALL
    SELECT NULL, code FROM check_span WHERE code_system = 'ICD-10-CM' AND billable AND length(code) = 7),
short AS (
    SELECT s.fact, s.release, c.code FROM check_standing AS s JOIN check_code AS c USING (fact)
    WHERE s.standing IN ('unknown', 'header') AND c.code_system = 'ICD-10-CM' AND c.element = 'diagnosis')
SELECT DISTINCT s.fact FROM short AS s JOIN long AS l
    ON s.release IS NOT DISTINCT FROM l.release AND left(l.code, 6) = rpad(s.code, 6, 'X') AND length(s.code) <= 6
UNION
SELECT DISTINCT s.fact FROM short AS s JOIN long AS l
    ON s.release IS NOT DISTINCT FROM l.release AND s.code = left(l.code, 3) || replace(substr(l.code, 4, 3), 'X', '') || right(l.code, 1)
WHERE s.code <> l.code;

-- Which codes of a scheme of pairs belong together, headers standing for what is under them.
CREATE OR REPLACE TEMP TABLE check_pair AS
WITH newest AS (
    SELECT scheme, max(scheme_version) AS scheme_version FROM main.code_group
    WHERE scheme IN ('code_first', 'excludes1', 'definitive') GROUP BY scheme),
pair AS (
    SELECT DISTINCT g.scheme, g.code, upper(replace(g.grouping, '.', '')) AS partner
    FROM main.code_group AS g JOIN newest USING (scheme, scheme_version) WHERE g.code_system = 'ICD-10-CM'),
stem AS (
    SELECT code, left(code, n) AS stem
    FROM (SELECT DISTINCT code FROM check_code WHERE code_system = 'ICD-10-CM' AND element = 'diagnosis') AS c,
         (VALUES (3), (4), (5), (6), (7)) AS x(n)
    WHERE length(code) >= n)
SELECT DISTINCT p.scheme, l.code, r.code AS partner
FROM pair AS p JOIN stem AS l ON l.stem = p.code LEFT JOIN stem AS r ON r.stem = p.partner AND r.code <> l.code;

-- What the lists in force say of a code. Ages of the editor's classes in completed years.
CREATE OR REPLACE TEMP TABLE check_fact AS
WITH age_class AS (
    SELECT class, valid_from, valid_to, age_from, age_to
    FROM (VALUES ('newborn', DATE '0001-01-01', DATE '9999-12-31', 0, 0), ('pediatric', DATE '0001-01-01', DATE '9999-12-31', 0, 17),
                 ('adult', DATE '0001-01-01', DATE '9999-12-31', 15, 124),
                 ('maternity', DATE '0001-01-01', DATE '2018-09-30', 12, 55), ('maternity', DATE '2018-10-01', DATE '9999-12-31', 9, 64)
         ) AS x(class, valid_from, valid_to, age_from, age_to)),
marked AS (
    SELECT c.fact,
           min(g.age_from) FILTER (WHERE m.list = 'mce_age') AS age_from, max(g.age_to) FILTER (WHERE m.list = 'mce_age') AS age_to,
           any_value(m.detail) FILTER (WHERE m.list = 'mce_sex') AS sex_only,
           bool_or(m.list = 'mce_manifestation') AS manifestation,
           bool_or(m.list = 'mce_unacceptable_principal') AS unacceptable,
           bool_or(m.list = 'mce_questionable_admission') AS questionable,
           any_value(m.detail) FILTER (WHERE m.list = 'mce_noncovered') AS noncovered,
           bool_or(m.list = 'mce_limited_coverage') AS limited_coverage,
           bool_or(m.list = 'mce_wrong_procedure') AS wrong_procedure,
           bool_or(m.list = 'mce_length_of_stay') AS long_procedure,
           bool_or(m.list = 'mce_unspecified') AS unspecified,
           bool_or(m.list = 'poa_exempt') AS on_exempt_list
    FROM check_code AS c
    JOIN check_mark AS m ON m.code_system = c.code_system AND m.code = c.code AND c.starts_on BETWEEN m.valid_from AND m.valid_to
    LEFT JOIN age_class AS g ON m.list = 'mce_age' AND g.class = m.detail AND c.starts_on BETWEEN g.valid_from AND g.valid_to
    GROUP BY c.fact),
secondary AS (
    SELECT DISTINCT g.code FROM main.code_group AS g
    WHERE g.scheme = 'CCSR' AND g.code_system = 'ICD-10-CM' AND g.grouping = 'XXX000' AND g.default_inpatient AND g.code LIKE 'Z%'
      AND g.scheme_version = (SELECT max(scheme_version) FROM main.code_group WHERE scheme = 'CCSR'))
SELECT c.fact, c.period, c.element, c.code_system, c.code, s.standing,
       CASE WHEN c.code_system IN ('ICD-10-CM', 'ICD-9-CM') THEN 'diagnosis'
            WHEN c.code_system IN ('ICD-10-PCS', 'ICD-9-PCS', 'CPT', 'HCPCS') THEN 'procedure' END AS system_role,
       CASE WHEN c.code_system IN ('ICD-10-CM', 'ICD-9-CM') <> (c.element = 'diagnosis') THEN TRUE
            WHEN s.standing = 'unknown' AND s.elsewhere THEN TRUE
            WHEN c.code_system IN ('CPT', 'HCPCS') THEN FALSE
            ELSE c.code_system LIKE 'ICD-10%' <> (c.starts_on >= DATE '2015-10-01') END AS wrong_system,
       f.fact IS NOT NULL AS seventh,
       s.title ILIKE '%sequela%' AS sequela,
       CASE WHEN c.code NOT LIKE 'Z%' THEN FALSE WHEN EXISTS (SELECT 1 FROM secondary) THEN z.code IS NOT NULL END AS secondary_only,
       -- Chapter 20 is the one whose codes begin with V, W, X or Y (GRP-04).
       left(c.code, 1) IN ('V', 'W', 'X', 'Y') AS external_cause,
       left(c.code, 1) = 'O' AND c.code_system = 'ICD-10-CM' AS obstetric, -- chapter 15
       left(c.code, 3) = 'Z37' AND c.code_system = 'ICD-10-CM' AS outcome,
       CASE WHEN c.exempt_list THEN coalesce(m.on_exempt_list, FALSE) WHEN s.says_exempt THEN s.own_exempt END AS exempt,
       m.age_from, m.age_to, m.sex_only, m.manifestation, m.unacceptable, m.questionable, m.noncovered,
       m.limited_coverage, m.wrong_procedure, m.long_procedure, m.unspecified,
       p.code_first, p.excludes1, p.definitive
FROM check_code AS c
JOIN check_standing AS s USING (fact)
LEFT JOIN check_seventh AS f USING (fact)
LEFT JOIN marked AS m USING (fact)
LEFT JOIN secondary AS z ON z.code = c.code AND c.code_system = 'ICD-10-CM' AND c.element = 'diagnosis'
LEFT JOIN (SELECT code, nullif(bool_or(scheme = 'code_first'), FALSE) AS code_first, nullif(bool_or(scheme = 'excludes1'), FALSE) AS excludes1,
                  nullif(bool_or(scheme = 'definitive'), FALSE) AS definitive FROM check_pair GROUP BY code) AS p
    ON p.code = c.code AND c.code_system = 'ICD-10-CM' AND c.element = 'diagnosis';

-- Facts of one class differ in their code alone, and are judged alike.
CREATE OR REPLACE TEMP TABLE check_class AS
SELECT CAST(row_number() OVER () AS INTEGER) AS class, k.*, t.starts_on, t.dated, t.editor, t.lists
FROM (SELECT list(fact) AS facts, * EXCLUDE (fact, code) FROM check_fact GROUP BY ALL) AS k
JOIN check_period AS t USING (period);

CREATE OR REPLACE TEMP TABLE check_place AS
SELECT f.fact, f.period, f.element, f.code_system, f.code, k.class, f.obstetric, f.outcome
FROM check_fact AS f JOIN (SELECT class, unnest(facts) AS fact FROM check_class) AS k USING (fact);

-- What the edits see of an account beside its codes.
CREATE OR REPLACE TEMP TABLE check_setting AS
SELECT CAST(row_number() OVER () AS INTEGER) AS setting, k.*
FROM (SELECT list(a.account) AS accounts, a.facility_id, a.coder_id, a.month, a.inpatient, a.condition_45, p.facility_id IS NOT NULL AS states_poa
      FROM check_account AS a LEFT JOIN check_poa AS p ON p.facility_id = a.facility_id
      GROUP BY ALL) AS k;

CREATE OR REPLACE TEMP TABLE check_person AS
SELECT a.account, s.setting, a.sex, CAST(a.age AS INTEGER) AS age, CAST(a.stay_days AS INTEGER) AS stay_days
FROM check_account AS a JOIN (SELECT setting, unnest(accounts) AS account FROM check_setting) AS s USING (account)
