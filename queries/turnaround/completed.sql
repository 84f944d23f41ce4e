-- title:   Completed work: age at final coding
-- answers: How old were the accounts that were final coded in the period?
-- param:   from_date date  First date of final coding, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  patient_type text - Patient type.
-- column:  day int d Calendar days from discharge to the first final coding; 0 for those coded before discharge.
-- column:  accounts int {encounter} Accounts first final coded in the period at that age, on or after discharge.
-- column:  early int {encounter} Accounts first final coded before discharge, or still in house; they are in no mean.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    This is completed work and not how long coding takes: it rises while a backlog is worked down and falls while old charts are ignored.
-- note:    Encounters with shifted dates are left out.
-- source:  standard.md CEN-03, TAT-06, CLK-05
WITH aged AS (
    SELECT a.patient_type, coalesce(date_diff('day', a.discharged_on, a.coded_on), -1) AS days
    FROM account_clock AS a
    WHERE a.coded_on >= :from_date AND a.coded_on < :to_date
      AND coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
)
SELECT a.patient_type, CASE WHEN a.days < 0 THEN 0 ELSE a.days END AS day,
       count(*) FILTER (WHERE a.days >= 0) AS accounts,
       count(*) FILTER (WHERE a.days < 0) AS early
FROM aged AS a
GROUP BY 1, 2
ORDER BY patient_type, day
