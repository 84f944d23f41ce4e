-- title:   Accounts on hold and past their limits, one by one
-- answers: Which accounts not coded are on legal, VIP or research hold, past the bill hold, or older than 30 days, and why?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  encounter_id text - Account number.
-- column:  facility_id text - Facility.
-- column:  patient_type text - Patient type.
-- column:  discharged_on date - Day of discharge.
-- column:  age_days int d Calendar days since discharge.
-- column:  reason text - Reason of the hold that is open at the as-of instant; none without one.
-- column:  held_on date? - Day on which that hold began; empty without one.
-- column:  censored bool - True of a legal, VIP or research hold: days to code count to its start (CEN-05).
-- column:  past_bill_hold bool - True where the bill hold of the patient type is over (KPI-04).
-- column:  past_target bool - True where the target of the patient type has passed; false where there is none.
-- column:  past_30_days bool - True where it was discharged more than 30 days ago (KPI-06).
-- column:  dollars real? USD Gross charges; empty where there are none in the store.
-- identified: it names accounts, for those who code them
-- note:    Accounts without a hold that are inside every limit are left out.
-- note:    Discharged, not final coded (DNFC): no final coding, exit, or event that only follows coding (recode, bill, claim, payment) is known at the as-of instant, whatever the discharge date. Patients in house and encounters with shifted dates are left out.
-- note:    The last hold event of an account decides. On the same date and instant a hold ends after it starts. Days to code stop at the first legal, VIP or research hold, open or not.
-- source:  standard.md CEN-05, KPI-04, KPI-05, KPI-06, TAT-03, section 7
WITH uncoded AS (
    SELECT a.encounter_id, a.facility_id, a.patient_type, a.discharged_on, a.total_charges,
           date_diff('day', a.discharged_on, :as_of_on) AS age
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND NOT coalesce(a.passed_at <= :as_of, a.passed_on <= :as_of_on, FALSE) AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
hold AS (
    SELECT v.encounter_id, v.event_type, v.occurred_on, coalesce(v.reason_code, 'unknown') AS reason,
           row_number() OVER (PARTITION BY v.encounter_id
               ORDER BY v.occurred_on DESC, v.occurred_at DESC, v.event_type, v.event_id DESC) AS age
    FROM event AS v
    JOIN uncoded AS u ON u.encounter_id = v.encounter_id
    WHERE v.event_type IN ('hold_started', 'hold_ended')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
),
judged AS (
    SELECT u.encounter_id, u.facility_id, u.patient_type, u.discharged_on, u.age, u.total_charges,
           coalesce(h.reason, 'none') AS reason, h.occurred_on AS held_on,
           coalesce(h.reason IN ('LEGAL', 'VIP', 'RESEARCH'), FALSE) AS censored,
           u.age >= coalesce(s.bill_hold_days, 0) AS past_bill_hold,
           coalesce(u.age > s.coded_within_days, FALSE) AS past_target,
           u.age > 30 AS past_30_days
    FROM uncoded AS u
    LEFT JOIN service_level AS s ON s.patient_type = u.patient_type
    LEFT JOIN hold AS h ON h.encounter_id = u.encounter_id AND h.age = 1 AND h.event_type = 'hold_started'
)
SELECT j.encounter_id, j.facility_id, j.patient_type, j.discharged_on, CAST(j.age AS BIGINT) AS age_days, j.reason, j.held_on,
       j.censored, j.past_bill_hold, j.past_target, j.past_30_days, CAST(j.total_charges AS DOUBLE) AS dollars
FROM judged AS j
WHERE j.held_on IS NOT NULL OR j.past_bill_hold OR j.past_target OR j.past_30_days
ORDER BY encounter_id
