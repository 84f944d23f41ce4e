-- title:   Uncoded accounts by age
-- answers: How old is the coding backlog, in accounts and dollars?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  bucket int - Bucket in order of age, 1 to 7.
-- column:  from_days int d Least age in calendar days since discharge.
-- column:  to_days int? d Greatest age, inclusive; empty for the last bucket.
-- column:  accounts int {encounter} Uncoded accounts of that age.
-- column:  dollars real USD Their gross charges.
-- column:  without_charges int {encounter} Of these accounts, those without charges in the store; they add no dollars.
-- withhold: accounts within all
-- note:    Every bucket has a row. Dollars alone hide a small, very old tail.
-- note:    Discharged, not final coded (DNFC): no final coding, exit, or event that only follows coding (recode, bill, claim, payment) is known at the as-of instant, whatever the discharge date. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md KPI-05, KPI-06, TAT-03, CEN-06
WITH uncoded AS (
    SELECT a.encounter_id, a.total_charges, date_diff('day', a.discharged_on, :as_of_on) AS age
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND NOT coalesce(a.passed_at <= :as_of, a.passed_on <= :as_of_on, FALSE) AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
)
SELECT CAST(b.bucket AS BIGINT) AS bucket, CAST(b.from_days AS BIGINT) AS from_days, CAST(b.to_days AS BIGINT) AS to_days,
       count(u.encounter_id) AS accounts,
       coalesce(CAST(sum(u.total_charges) AS DOUBLE), 0) AS dollars,
       count(u.encounter_id) - count(u.total_charges) AS without_charges
FROM (VALUES (1, 0, 3), (2, 4, 7), (3, 8, 14), (4, 15, 30), (5, 31, 60), (6, 61, 90), (7, 91, NULL))
    AS b(bucket, from_days, to_days)
LEFT JOIN uncoded AS u ON u.age >= b.from_days AND (b.to_days IS NULL OR u.age <= b.to_days)
GROUP BY b.bucket, b.from_days, b.to_days
ORDER BY bucket
