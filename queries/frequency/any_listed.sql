-- title:   Any-listed diagnoses
-- answers: Which diagnoses, principal or secondary, are on the most coded discharges?
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
-- column:  encounters int {encounter} Discharges with at least one such diagnosis.
-- column:  patients int {patient} Persons with at least one such discharge; discharges of unknown persons add none.
-- column:  discharges int {encounter} Discharges with any listed diagnosis in the code system.
-- metric:  rate = per_thousand(encounters, discharges)
-- metric:  share = proportion(encounters, discharges)
-- withhold: encounters of discharges
-- note:    Any-listed basis: a discharge counts once for a group, however many of its codes it has; groups do not sum to discharges (FRQ-01, FRQ-02).
-- note:    Admitting, reason-for-visit and external-cause codes are left out (FRQ-03): V00 to Y99, and E codes of ICD-9-CM, wherever they stand; frequency/external_causes has them.
-- note:    Voided and combined accounts are left out; discharges that are not coded yet are in neither count.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md FRQ-01, FRQ-02, FRQ-03, FRQ-04, RTE-01
WITH discharge AS (
    -- Numbers are counted faster than the texts of accounts and persons.
    SELECT e.encounter_id, row_number() OVER (ORDER BY e.encounter_id) AS stay,
           CASE WHEN e.patient_id IS NOT NULL THEN dense_rank() OVER (ORDER BY e.patient_id) END AS person
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
-- Once a discharge and code, so that every further count is of fewer rows.
listed AS (
    SELECT DISTINCT substr(d.code, 1, :characters) AS code, e.stay, e.person
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    WHERE d.role IN ('principal', 'other') AND d.code_system = :code_system
      AND NOT (d.code_system = 'ICD-10-CM' AND substr(d.code, 1, 1) IN ('V', 'W', 'X', 'Y') OR d.code_system = 'ICD-9-CM' AND substr(d.code, 1, 1) = 'E')
),
counted AS (
    SELECT l.code, count(*) AS encounters, count(DISTINCT l.person) AS patients
    FROM listed AS l
    GROUP BY l.code
),
coded AS (
    SELECT count(DISTINCT l.stay) AS discharges FROM listed AS l
),
titled AS (
    SELECT c.code, c.title, row_number() OVER (PARTITION BY c.code ORDER BY c.valid_from DESC) AS age
    FROM code_set AS c
    JOIN counted AS k ON k.code = c.code
    WHERE c.code_system = :code_system
)
SELECT k.code, t.title, k.encounters, k.patients, n.discharges
FROM counted AS k
CROSS JOIN coded AS n
LEFT JOIN titled AS t ON t.code = k.code AND t.age = 1
ORDER BY encounters DESC, code
