-- The accounts that are judged: neither cancelled, voided nor combined, and no longer in
-- house. Inpatients and visits that cross 1 October are judged on the day of discharge,
-- others on the day of service (VER-02); shifted dates judge nothing.
CREATE OR REPLACE TEMP TABLE check_account AS
WITH latest AS (
    SELECT encounter_id, max(version_no) AS version_no, max_by(coder_id, version_no) AS coder_id
    FROM main.code_assignment GROUP BY encounter_id),
ended AS (SELECT DISTINCT encounter_id FROM main.event WHERE event_type IN ('voided', 'combined')),
finished AS (SELECT DISTINCT encounter_id FROM main.event WHERE event_type = 'final_coded'),
gender AS (SELECT DISTINCT encounter_id FROM main.account_code WHERE kind = 'condition' AND code = '45'),
account AS (
    SELECT e.encounter_id, e.facility_id, l.coder_id, e.patient_type = 'IP' AS inpatient,
           e.patient_type = 'IP' OR coalesce(year(e.admitted_on + INTERVAL 3 MONTH) < year(e.discharged_on + INTERVAL 3 MONTH), FALSE) AS by_discharge,
           CASE WHEN coalesce(e.dates_shifted, FALSE) THEN NULL ELSE e.discharged_on END AS discharged_on,
           CASE WHEN coalesce(e.dates_shifted, FALSE) THEN NULL ELSE coalesce(e.admitted_on, e.discharged_on) END AS began_on,
           upper(p.sex) AS sex, e.age_years AS age,
           CASE WHEN NOT coalesce(e.dates_shifted, FALSE)
                THEN date_diff('year', p.birth_on, e.admitted_on)
                     - CASE WHEN strftime(e.admitted_on, '%m%d') < strftime(p.birth_on, '%m%d') THEN 1 ELSE 0 END END AS age_by_birth,
           date_diff('day', e.admitted_on, e.discharged_on) AS stay_days,
           e.discharge_status,
           g.encounter_id IS NOT NULL AS condition_45,
           l.encounter_id IS NOT NULL OR f.encounter_id IS NOT NULL AS assigned
    FROM main.encounter AS e
    LEFT JOIN main.patient AS p ON p.patient_id = e.patient_id
    LEFT JOIN latest AS l ON l.encounter_id = e.encounter_id
    LEFT JOIN gender AS g ON g.encounter_id = e.encounter_id
    LEFT JOIN finished AS f ON f.encounter_id = e.encounter_id
    WHERE e.discharged_on IS NOT NULL
      AND e.encounter_id NOT IN (SELECT encounter_id FROM ended)),
dated AS (SELECT *, CASE WHEN by_discharge THEN discharged_on ELSE began_on END AS judged_on FROM account)
SELECT CAST(row_number() OVER () AS INTEGER) AS account, a.*,
       CAST(date_trunc('month', a.discharged_on) AS DATE) AS month, coalesce(t.period, 0) AS period
FROM dated AS a
ASOF LEFT JOIN (SELECT period, starts_on FROM check_period WHERE dated) AS t ON a.judged_on >= t.starts_on;

-- A facility that sends no POA indicator at all cannot miss one.
CREATE OR REPLACE TEMP TABLE check_poa AS
SELECT DISTINCT a.facility_id FROM main.diagnosis AS d JOIN check_account AS a ON a.encounter_id = d.encounter_id
WHERE d.poa IN ('Y', 'N', 'U', 'W')
