-- title:   Volumes by facility, patient type and month
-- answers: How many encounters ended in each month, by facility and patient type?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  month date - First day of the month of discharge or end of visit.
-- column:  facility_id text - Facility.
-- column:  patient_type text - Patient type.
-- column:  encounters int {encounter} Encounters that ended in the month.
-- withhold: encounters within month, facility_id within month, patient_type within facility_id, patient_type
-- note:    Only inpatient encounters are discharges; the other types are visits (FRQ-05).
-- note:    Voided and combined accounts, patients in house and encounters with shifted dates are left out.
-- source:  standard.md FRQ-04, FRQ-05
SELECT CAST(date_trunc('month', e.discharged_on) AS DATE) AS month, e.facility_id, e.patient_type,
       count(*) AS encounters
FROM encounter AS e
WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date
  AND NOT coalesce(e.dates_shifted, FALSE)
  AND (:patient_type = 'all' OR e.patient_type = :patient_type)
  AND (:facility = 'all' OR e.facility_id = :facility)
  AND (:payer = 'all' OR e.payer_class = :payer)
  AND (:service_line = 'all' OR e.service_line = :service_line)
  AND e.encounter_id NOT IN (
      SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
GROUP BY 1, 2, 3
ORDER BY month, facility_id, patient_type
