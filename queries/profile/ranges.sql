-- title:   Ranges of ages, stays and numbers of diagnoses
-- answers: How are age, length of stay and the number of diagnoses spread?
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  measure text - age, days of stay or diagnoses.
-- column:  band text - From and to, both inclusive; not known where the record does not say it.
-- column:  position int - Place of the band within its measure.
-- column:  cases int {encounter} Encounters in the band.
-- column:  total int {encounter} Encounters of the measure.
-- metric:  share = proportion(cases, total)
-- withhold: cases of total within measure
-- note:    Bands and no least or greatest value, since that is of one person (SUP-05). Ages from 90 are one band.
-- note:    Days of stay are of discharged inpatients, 0 within one day, shifted dates included. Diagnoses are principal and other ones of the latest version, of encounters with any.
-- note:    The whole store, whatever the period.
-- source:  standard.md 6.2, SUP-05, section 7
WITH account AS (
    SELECT e.encounter_id, e.patient_type, e.age_years,
           CASE WHEN e.discharged_on >= e.admitted_on THEN date_diff('day', e.admitted_on, e.discharged_on) END AS days,
           e.discharged_on IS NOT NULL AS gone
    FROM encounter AS e
    WHERE (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
),
listed AS (
    SELECT d.encounter_id, count(*) AS codes
    FROM diagnosis AS d
    JOIN account AS a ON a.encounter_id = d.encounter_id
    WHERE d.role IN ('principal', 'other')
    GROUP BY d.encounter_id
),
banded AS (
    SELECT 'age' AS measure,
           CASE WHEN a.age_years IS NULL THEN 99 WHEN a.age_years < 1 THEN 1 WHEN a.age_years < 18 THEN 2 WHEN a.age_years < 45 THEN 3
                WHEN a.age_years < 65 THEN 4 WHEN a.age_years < 75 THEN 5 WHEN a.age_years < 90 THEN 6 ELSE 7 END AS position
    FROM account AS a
    UNION ALL
    SELECT 'days of stay',
           CASE WHEN a.days IS NULL THEN 99 WHEN a.days < 1 THEN 1 WHEN a.days < 3 THEN 2 WHEN a.days < 6 THEN 3
                WHEN a.days < 11 THEN 4 WHEN a.days < 31 THEN 5 ELSE 6 END
    FROM account AS a
    WHERE a.patient_type = 'IP' AND a.gone
    UNION ALL
    SELECT 'diagnoses',
           CASE WHEN l.codes < 2 THEN 1 WHEN l.codes < 6 THEN 2 WHEN l.codes < 11 THEN 3 WHEN l.codes < 21 THEN 4 WHEN l.codes < 26 THEN 5 ELSE 6 END
    FROM listed AS l
),
named AS (
    SELECT b.measure, b.position,
           CASE WHEN b.position = 99 THEN 'not known'
                WHEN b.measure = 'age' THEN CASE b.position WHEN 1 THEN '0' WHEN 2 THEN '1–17' WHEN 3 THEN '18–44' WHEN 4 THEN '45–64' WHEN 5 THEN '65–74' WHEN 6 THEN '75–89' ELSE '90+' END
                WHEN b.measure = 'diagnoses' THEN CASE b.position WHEN 1 THEN '1' WHEN 2 THEN '2–5' WHEN 3 THEN '6–10' WHEN 4 THEN '11–20' WHEN 5 THEN '21–25' ELSE '26+' END
                ELSE CASE b.position WHEN 1 THEN '0' WHEN 2 THEN '1–2' WHEN 3 THEN '3–5' WHEN 4 THEN '6–10' WHEN 5 THEN '11–30' ELSE '31+' END END AS band,
           count(*) AS cases
    FROM banded AS b
    GROUP BY 1, 2, 3
)
SELECT n.measure, n.band, CAST(n.position AS BIGINT) AS position, n.cases,
       CAST(sum(n.cases) OVER (PARTITION BY n.measure) AS BIGINT) AS total
FROM named AS n
ORDER BY measure, position
