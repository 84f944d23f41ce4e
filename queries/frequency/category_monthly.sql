-- title:   Principal diagnosis categories by month
-- answers: How does the share of each three-character category move from month to month?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- column:  category text - First three characters of the code.
-- column:  title text? - Newest official title of the category; empty where it is in no loaded code set.
-- column:  month date - First day of the month of discharge.
-- column:  encounters int {encounter} Discharges of the month with a principal diagnosis in the category; 0 where there are none.
-- column:  discharges int {encounter} Discharges of the month with a principal diagnosis in the code system.
-- metric:  rate = per_thousand(encounters, discharges)
-- metric:  share = proportion(encounters, discharges)
-- withhold: encounters of discharges within month within category
-- note:    Principal basis, latest version of the codes. Voided and combined accounts and encounters with shifted dates are left out.
-- note:    Months without coded discharges are absent. Codes change on 1 October and 1 April: a step there may be one of coding.
-- source:  standard.md FRQ-01, GRP-02, RTE-06
WITH discharge AS (
    SELECT e.encounter_id, CAST(date_trunc('month', e.discharged_on) AS DATE) AS month
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND e.encounter_id NOT IN (
          SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
),
counted AS (
    SELECT e.month, substr(d.code, 1, 3) AS category, count(*) AS encounters
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    WHERE d.role = 'principal' AND d.sequence = 1 AND d.code_system = :code_system
    GROUP BY 1, 2
),
months AS (
    SELECT k.month, CAST(sum(k.encounters) AS BIGINT) AS discharges FROM counted AS k GROUP BY k.month
),
categories AS (
    SELECT DISTINCT k.category FROM counted AS k
),
titled AS (
    SELECT c.code, c.title, row_number() OVER (PARTITION BY c.code ORDER BY c.valid_from DESC) AS age
    FROM code_set AS c
    JOIN categories AS k ON k.category = c.code
    WHERE c.code_system = :code_system
)
SELECT c.category, t.title, m.month, coalesce(k.encounters, 0) AS encounters, m.discharges
FROM months AS m
CROSS JOIN categories AS c
LEFT JOIN counted AS k ON k.month = m.month AND k.category = c.category
LEFT JOIN titled AS t ON t.code = c.category AND t.age = 1
ORDER BY category, month
