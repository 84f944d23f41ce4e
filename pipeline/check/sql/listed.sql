-- The codes of a share of the accounts, with what depends on the other codes of theirs.
CREATE OR REPLACE TEMP TABLE check_assigned AS
SELECT r.account, c.fact, c.class, r.role, CAST(r.sequence AS INTEGER) AS sequence, CAST(r.version_no AS INTEGER) AS version_no, r.poa
FROM check_row AS r
JOIN check_place AS c ON c.code = r.code AND c.period = r.period AND c.code_system = r.code_system AND c.element = r.element
WHERE r.account BETWEEN {{first}} AND {{last}};

CREATE OR REPLACE TEMP TABLE check_related AS
WITH placed AS (
    SELECT a.account, a.fact, c.code, CASE WHEN a.role = 'principal' THEN 0 ELSE a.sequence END AS place
    FROM check_assigned AS a JOIN check_place AS c USING (fact)
    WHERE a.role IN ('principal', 'other') AND c.element = 'diagnosis' AND c.code_system = 'ICD-10-CM'
      AND c.code IN (SELECT code FROM check_pair UNION ALL SELECT partner FROM check_pair))
SELECT l.account, l.fact,
       coalesce(bool_or(p.scheme = 'code_first' AND r.place < l.place), FALSE) AS cause_before,
       coalesce(bool_or(p.scheme = 'excludes1'), FALSE) AS excluded,
       coalesce(bool_or(p.scheme = 'definitive'), FALSE) AS explained
FROM placed AS l
JOIN check_pair AS p ON p.code = l.code
JOIN placed AS r ON r.account = l.account AND r.code = p.partner
GROUP BY l.account, l.fact;

-- What edits see of a code. Ages, sexes and stays are looked up only where an edit asks for
-- them, so that there are few kinds of codes, however many codes there are. A kind is the
-- hash, of 64 bits, of everything that an edit sees.
CREATE OR REPLACE TEMP TABLE check_judged AS
WITH seen AS (
    SELECT a.account, a.fact, a.class, a.sequence, a.version_no, a.role, p.setting, s.inpatient, s.condition_45, s.states_poa,
           CASE WHEN s.inpatient AND k.element = 'diagnosis' THEN a.poa END AS poa,
           CASE WHEN k.age_from IS NOT NULL OR k.noncovered = 'over_60' THEN p.age END AS age,
           CASE WHEN k.sex_only IS NOT NULL THEN p.sex END AS sex,
           CASE WHEN k.long_procedure THEN p.stay_days END AS stay_days,
           a.role = 'other' AND f.account IS NOT NULL AS same_as_principal,
           coalesce(a.role = 'other' AND a.sequence > t.sequence, FALSE) AS repeated,
           CASE WHEN k.code_first THEN NOT coalesce(r.cause_before, FALSE) END AS code_first,
           CASE WHEN k.excludes1 THEN coalesce(r.excluded, FALSE) END AS excludes1,
           CASE WHEN k.definitive THEN coalesce(r.explained, FALSE) END AS definitive
    FROM check_assigned AS a
    JOIN check_person AS p USING (account)
    JOIN check_setting AS s USING (setting)
    JOIN check_class AS k USING (class)
    LEFT JOIN (SELECT DISTINCT account, fact FROM check_assigned WHERE role = 'principal') AS f
        ON f.account = a.account AND f.fact = a.fact
    LEFT JOIN (SELECT account, fact, min(sequence) AS sequence FROM check_assigned WHERE role = 'other' GROUP BY ALL HAVING count(*) > 1) AS t
        ON t.account = a.account AND t.fact = a.fact
    LEFT JOIN check_related AS r ON r.account = a.account AND r.fact = a.fact)
SELECT *, hash(class, role, inpatient, condition_45, states_poa, poa, age, sex, stay_days, same_as_principal, repeated,
               code_first, excludes1, definitive) AS kind
FROM seen;

CREATE OR REPLACE TEMP TABLE check_kind AS
SELECT j.*, k.* EXCLUDE (class, facts, period, code_first, excludes1, definitive)
FROM (SELECT kind, any_value(class) AS class, any_value(role) AS role, any_value(inpatient) AS inpatient, any_value(condition_45) AS condition_45,
             any_value(states_poa) AS states_poa, any_value(poa) AS poa, any_value(age) AS age, any_value(sex) AS sex,
             any_value(stay_days) AS stay_days, any_value(same_as_principal) AS same_as_principal, any_value(repeated) AS repeated,
             any_value(code_first) AS code_first, any_value(excludes1) AS excludes1, any_value(definitive) AS definitive
      FROM check_judged GROUP BY kind) AS j
JOIN check_class AS k USING (class)
