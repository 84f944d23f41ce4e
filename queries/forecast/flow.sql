-- title:   Accounts by day of discharge and day of coding
-- answers: When did accounts arrive, and when were they coded, so that the days ahead can be forecast?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   days int = 400  Days of history before as_of_on; accounts that were finished earlier are left out.
-- column:  patient_type text - Patient type.
-- column:  discharged_on date - Day of discharge.
-- column:  outcome text - coded (final coded, or what only follows coding), left (voided, combined or made non-billable) or waiting.
-- column:  ended_on date? - Day of the outcome; that of discharge where it came before; empty for those waiting.
-- column:  accounts int {encounter} Accounts.
-- column:  held int {encounter} Of those waiting, the ones with a hold open at the as-of instant, which no coder can finish.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    From these counts follow arrivals by day, and how many waited and were coded by age on every day.
-- note:    Discharged, not final coded (DNFC): no final coding, exit, or event that only follows coding (recode, bill, claim, payment) is known at the as-of instant, whatever the discharge date. On the same day coding comes before an exit. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md TAT-03, CEN-04, CEN-06, CLK-02
WITH known AS (
    SELECT a.encounter_id, a.patient_type, a.discharged_on,
           CASE WHEN coalesce(a.passed_at <= :as_of, a.passed_on <= :as_of_on) THEN a.passed_on END AS coded_on,
           CASE WHEN coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on) THEN a.exited_on END AS left_on
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
finished AS (
    SELECT k.encounter_id, k.patient_type, k.discharged_on,
           CASE WHEN k.coded_on <= coalesce(k.left_on, k.coded_on) THEN 'coded'
                WHEN k.left_on IS NOT NULL THEN 'left'
                ELSE 'waiting' END AS outcome,
           CASE WHEN k.coded_on <= coalesce(k.left_on, k.coded_on) THEN k.coded_on ELSE k.left_on END AS done_on
    FROM known AS k
),
ended AS (
    SELECT f.encounter_id, f.patient_type, f.discharged_on, f.outcome,
           CASE WHEN f.done_on < f.discharged_on THEN f.discharged_on ELSE f.done_on END AS ended_on
    FROM finished AS f
),
hold AS (
    SELECT v.encounter_id, v.event_type,
           row_number() OVER (PARTITION BY v.encounter_id
               ORDER BY v.occurred_on DESC, v.occurred_at DESC, v.event_type, v.event_id DESC) AS age
    FROM event AS v
    JOIN ended AS e ON e.encounter_id = v.encounter_id
    WHERE e.outcome = 'waiting' AND v.event_type IN ('hold_started', 'hold_ended')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
)
SELECT e.patient_type, e.discharged_on, e.outcome, e.ended_on, count(*) AS accounts, count(h.encounter_id) AS held
FROM ended AS e
LEFT JOIN hold AS h ON h.encounter_id = e.encounter_id AND h.age = 1 AND h.event_type = 'hold_started'
WHERE e.ended_on IS NULL OR date_diff('day', e.ended_on, :as_of_on) <= :days
GROUP BY e.patient_type, e.discharged_on, e.outcome, e.ended_on
ORDER BY patient_type, discharged_on, outcome, ended_on
