-- title:   Diagnoses a record, and records at the cap
-- answers: How many diagnoses do records have, and how many of them may have lost some to the limit of their format?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- param:   cap int = 25  Diagnoses that the format has room for: 25 in claims (the principal and 24 others), 10 in SynPUF.
-- column:  patient_type text - Patient type.
-- column:  encounters int {encounter} Discharges with any listed diagnosis in the code system.
-- column:  codes int {code} Their diagnoses, principal and other.
-- column:  codes_squared int - Sum of the squares of the numbers of diagnoses of each.
-- column:  at_cap int {encounter} Records with as many diagnoses as the format has room for, or more.
-- metric:  mean_codes = mean(encounters, codes, codes_squared)
-- metric:  share_at_cap = proportion(at_cap, encounters)
-- withhold: none it counts codes and not what they say
-- note:    Any-listed frequencies of records at the cap are too low by what was cut off (FRQ-06). A record with more diagnoses than the cap did not come through the format.
-- note:    The most diagnoses that a record has are those of one patient, and are not shown (SUP-05).
-- note:    Voided and combined accounts are left out; discharges that are not coded yet are in neither count.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md FRQ-03, FRQ-06, SUP-05
WITH discharge AS (
    SELECT e.encounter_id, e.patient_type
    FROM encounter AS e
    WHERE e.discharged_on IS NOT NULL
      AND (coalesce(e.dates_shifted, FALSE) OR (e.discharged_on >= :from_date AND e.discharged_on < :to_date))
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND e.encounter_id NOT IN (
          SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
),
record AS (
    SELECT e.patient_type, d.encounter_id, count(*) AS codes
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    WHERE d.role IN ('principal', 'other') AND d.code_system = :code_system
    GROUP BY e.patient_type, d.encounter_id
)
SELECT r.patient_type, count(*) AS encounters, CAST(sum(r.codes) AS BIGINT) AS codes,
       CAST(sum(r.codes * r.codes) AS BIGINT) AS codes_squared,
       count(*) FILTER (WHERE r.codes >= :cap) AS at_cap
FROM record AS r
GROUP BY r.patient_type
ORDER BY patient_type
