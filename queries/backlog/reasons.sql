-- title:   Why accounts are uncoded
-- answers: Which holds keep accounts from being coded, and how much waits behind each?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  reason text - Reason of the hold that is open at the as-of instant; none where there is none.
-- column:  accounts int {encounter} Uncoded accounts with it.
-- column:  over_30_days int {encounter} Of these, those discharged more than 30 days ago.
-- column:  dollars real USD Their gross charges.
-- column:  without_charges int {encounter} Accounts without charges in the store; they add no dollars.
-- withhold: accounts within all
-- note:    The last hold event of an account decides. On the same date and instant a hold ends after it starts.
-- note:    Discharged, not final coded (DNFC): no final coding, exit, or event that only follows coding (recode, bill, claim, payment) is known at the as-of instant, whatever the discharge date. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md KPI-05, KPI-06, TAT-03
WITH uncoded AS (
    SELECT a.encounter_id, a.total_charges, date_diff('day', a.discharged_on, :as_of_on) AS age
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND NOT coalesce(a.passed_at <= :as_of, a.passed_on <= :as_of_on, FALSE) AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
hold AS (
    SELECT v.encounter_id, v.event_type, coalesce(v.reason_code, 'unknown') AS reason,
           row_number() OVER (PARTITION BY v.encounter_id
               ORDER BY v.occurred_on DESC, v.occurred_at DESC, v.event_type, v.event_id DESC) AS age
    FROM event AS v
    JOIN uncoded AS u ON u.encounter_id = v.encounter_id
    WHERE v.event_type IN ('hold_started', 'hold_ended')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
)
SELECT coalesce(h.reason, 'none') AS reason, count(*) AS accounts,
       count(*) FILTER (WHERE u.age > 30) AS over_30_days,
       coalesce(CAST(sum(u.total_charges) AS DOUBLE), 0) AS dollars,
       count(*) - count(u.total_charges) AS without_charges
FROM uncoded AS u
LEFT JOIN hold AS h ON h.encounter_id = u.encounter_id AND h.age = 1 AND h.event_type = 'hold_started'
GROUP BY 1
ORDER BY reason
