-- title:   Length of stay
-- answers: How many days did discharged patients stay?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  patient_type text - Patient type.
-- column:  days int d Calendar days from admission to discharge; 0 for the same day.
-- column:  encounters int {encounter} Discharges after so many days.
-- withhold: encounters within patient_type
-- note:    Medicare counts a stay that ends on the day of admission as one day; here it is 0.
-- note:    Discharges without an admission date or before it are left out; quality/negative_durations counts them. So are voided and combined accounts.
-- note:    Encounters with shifted dates are counted whatever the period is: their intervals hold.
-- source:  standard.md CLK-02
SELECT e.patient_type, date_diff('day', e.admitted_on, e.discharged_on) AS days, count(*) AS encounters
FROM encounter AS e
WHERE e.discharged_on >= e.admitted_on
  AND (coalesce(e.dates_shifted, FALSE) OR (e.discharged_on >= :from_date AND e.discharged_on < :to_date))
  AND (:patient_type = 'all' OR e.patient_type = :patient_type)
  AND (:facility = 'all' OR e.facility_id = :facility)
  AND (:payer = 'all' OR e.payer_class = :payer)
  AND (:service_line = 'all' OR e.service_line = :service_line)
  AND e.encounter_id NOT IN (
      SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
GROUP BY 1, 2
ORDER BY patient_type, days
