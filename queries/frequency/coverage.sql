-- title:   What the frequencies are counted on
-- answers: How many encounters are in the frequency reports, and why are the others not?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- column:  patient_type text - Patient type.
-- column:  encounters int {encounter} Encounters in the store: in_house, voided, outside_period and discharged together.
-- column:  in_house int {encounter} Not discharged.
-- column:  voided int {encounter} Discharged, and voided or combined with another account.
-- column:  outside_period int {encounter} Discharged outside of the period.
-- column:  discharged int {encounter} Discharged in the period, or with shifted dates.
-- column:  coded int {encounter} Of these, those with a principal diagnosis in the code system.
-- column:  shifted int {encounter} Of those discharged, those with shifted dates, to which no period applies.
-- metric:  share_coded = proportion(coded, discharged)
-- withhold: none it counts accounts by their state of work and tells no diagnosis
-- source:  standard.md FRQ-04, section 7
WITH voided AS (
    SELECT DISTINCT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined')
),
principal AS (
    SELECT d.encounter_id
    FROM diagnosis AS d
    WHERE d.role = 'principal' AND d.sequence = 1 AND d.code_system = :code_system
),
account AS (
    SELECT e.patient_type,
           coalesce(e.dates_shifted, FALSE) AS shifted,
           p.encounter_id IS NOT NULL AS coded,
           CASE WHEN e.discharged_on IS NULL THEN 'in_house'
                WHEN v.encounter_id IS NOT NULL THEN 'voided'
                WHEN coalesce(e.dates_shifted, FALSE) THEN 'discharged'
                WHEN e.discharged_on >= :from_date AND e.discharged_on < :to_date THEN 'discharged'
                ELSE 'outside_period' END AS state
    FROM encounter AS e
    LEFT JOIN voided AS v ON v.encounter_id = e.encounter_id
    LEFT JOIN principal AS p ON p.encounter_id = e.encounter_id
    WHERE (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
)
SELECT a.patient_type, count(*) AS encounters,
       count(*) FILTER (WHERE a.state = 'in_house') AS in_house,
       count(*) FILTER (WHERE a.state = 'voided') AS voided,
       count(*) FILTER (WHERE a.state = 'outside_period') AS outside_period,
       count(*) FILTER (WHERE a.state = 'discharged') AS discharged,
       count(*) FILTER (WHERE a.state = 'discharged' AND a.coded) AS coded,
       count(*) FILTER (WHERE a.state = 'discharged' AND a.shifted) AS shifted
FROM account AS a
GROUP BY a.patient_type
ORDER BY patient_type
