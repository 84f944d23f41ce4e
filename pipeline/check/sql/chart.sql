-- The same accounts as a whole.
CREATE OR REPLACE TEMP TABLE check_chart AS
WITH codes AS (
    SELECT a.account, count(*) FILTER (WHERE a.role = 'principal') AS principals,
           bool_or(c.code_system = 'ICD-10-CM') AS in_icd10, bool_or(c.outcome) AS delivery,
           bool_or(c.obstetric AND a.role = 'principal') AS obstetric_first, max(a.version_no) AS version_no
    FROM check_assigned AS a JOIN check_place AS c USING (fact)
    WHERE c.element = 'diagnosis' AND a.role IN ('principal', 'other')
    GROUP BY a.account),
status AS (
    SELECT t.period, s.code
    FROM check_period AS t
    LEFT JOIN (SELECT code, valid_from, valid_to FROM check_span WHERE code_system = 'UB-04-STATUS' AND billable) AS s
        ON t.starts_on BETWEEN s.valid_from AND s.valid_to),
covered AS (SELECT period FROM status GROUP BY period HAVING count(code) > 0)
SELECT a.account, a.facility_id, a.coder_id, a.month, a.inpatient, t.starts_on, t.dated, t.editor, t.lists,
       a.sex, a.age, a.age_by_birth, a.assigned OR c.account IS NOT NULL AS coded,
       coalesce(c.principals, 0) AS principals, coalesce(c.in_icd10, FALSE) AS in_icd10,
       coalesce(c.delivery, FALSE) AS delivery, coalesce(c.obstetric_first, FALSE) AS obstetric_first,
       CASE WHEN v.period IS NOT NULL THEN s.code IS NOT NULL END AS status_known, coalesce(c.version_no, 1) AS version_no
FROM check_account AS a
JOIN check_period AS t USING (period)
LEFT JOIN codes AS c ON c.account = a.account
LEFT JOIN covered AS v ON v.period = a.period
LEFT JOIN status AS s ON s.period = a.period AND s.code = a.discharge_status
WHERE a.account BETWEEN {{first}} AND {{last}}
