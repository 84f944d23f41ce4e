-- title:   Principal diagnoses
-- answers: Which principal diagnoses are the most frequent among coded discharges?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- param:   characters int = 7  Leading characters of a code that make a group: 7 for codes, 3 for categories.
-- column:  code text - Code, or its leading characters.
-- column:  title text? - Newest official title; empty where the code is in no loaded code set.
-- column:  encounters int {encounter} Discharges with this principal diagnosis.
-- column:  discharges int {encounter} Discharges with a principal diagnosis in the code system: the sum of encounters.
-- metric:  rate = per_thousand(encounters, discharges)
-- metric:  share = proportion(encounters, discharges)
-- withhold: encounters of discharges within all
-- note:    Principal basis: one diagnosis a discharge, from the latest version of its codes (FRQ-01, FRQ-04).
-- note:    Voided and combined accounts are left out; discharges that are not coded yet are in neither count.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md FRQ-01, FRQ-04, GRP-01, GRP-02, RTE-01
WITH discharge AS (
    SELECT e.encounter_id
    FROM encounter AS e
    WHERE e.discharged_on IS NOT NULL
      AND (coalesce(e.dates_shifted, FALSE) OR (e.discharged_on >= :from_date AND e.discharged_on < :to_date))
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND e.encounter_id NOT IN (
          SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
),
counted AS (
    SELECT substr(d.code, 1, :characters) AS code, count(*) AS encounters
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    WHERE d.role = 'principal' AND d.sequence = 1 AND d.code_system = :code_system
    GROUP BY 1
),
titled AS (
    SELECT c.code, c.title, row_number() OVER (PARTITION BY c.code ORDER BY c.valid_from DESC) AS age
    FROM code_set AS c
    JOIN counted AS k ON k.code = c.code
    WHERE c.code_system = :code_system
)
SELECT k.code, t.title, k.encounters, CAST(sum(k.encounters) OVER () AS BIGINT) AS discharges
FROM counted AS k
LEFT JOIN titled AS t ON t.code = k.code AND t.age = 1
ORDER BY encounters DESC, code
