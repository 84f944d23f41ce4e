-- title:   Accounts by day of discharge and day of coding
-- answers: When did accounts arrive, and when were they coded, so that the days ahead can be forecast?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   facility text = all  Facility, or all.
-- param:   days int = 400  Days of history before as_of_on; accounts that were finished earlier are left out.
-- column:  patient_type text - Patient type.
-- column:  discharged_on date - Day of discharge.
-- column:  outcome text - coded (final coded or final billed), left (voided, combined or made non-billable) or waiting.
-- column:  ended_on date? - Day of the outcome; that of discharge where it came before; empty for those waiting.
-- column:  accounts int {encounter} Accounts.
-- column:  held int {encounter} Of those waiting, the ones with a hold open at the as-of instant, which no coder can finish.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    From these counts follow arrivals by day, and how many waited and were coded by age on every day.
-- note:    Discharged, not final coded (DNFC): no final coding, final bill or exit is known at the as-of instant, whatever the discharge date. On the same day coding comes before an exit. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md TAT-03, CEN-04, CEN-06, CLK-02
WITH done AS (
    SELECT v.encounter_id,
           min(v.occurred_on) FILTER (WHERE v.event_type IN ('final_coded', 'final_billed')) AS coded_on,
           min(v.occurred_on) FILTER (WHERE v.event_type IN ('voided', 'combined', 'non_billable')) AS left_on
    FROM event AS v
    WHERE v.event_type IN ('final_coded', 'final_billed', 'voided', 'combined', 'non_billable')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
    GROUP BY v.encounter_id
),
account AS (
    SELECT e.encounter_id, e.patient_type, e.discharged_on,
           CASE WHEN d.coded_on <= coalesce(d.left_on, d.coded_on) THEN 'coded'
                WHEN d.left_on IS NOT NULL THEN 'left'
                ELSE 'waiting' END AS outcome,
           CASE WHEN d.coded_on <= coalesce(d.left_on, d.coded_on) THEN d.coded_on ELSE d.left_on END AS done_on
    FROM encounter AS e
    LEFT JOIN done AS d ON d.encounter_id = e.encounter_id
    WHERE e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:facility = 'all' OR e.facility_id = :facility)
),
hold AS (
    SELECT v.encounter_id, v.event_type,
           row_number() OVER (PARTITION BY v.encounter_id
               ORDER BY v.occurred_on DESC, v.occurred_at DESC, v.event_type, v.event_id DESC) AS age
    FROM event AS v
    JOIN account AS a ON a.encounter_id = v.encounter_id
    WHERE a.outcome = 'waiting' AND v.event_type IN ('hold_started', 'hold_ended')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
),
ended AS (
    SELECT a.patient_type, a.discharged_on, a.outcome,
           CASE WHEN a.done_on < a.discharged_on THEN a.discharged_on ELSE a.done_on END AS ended_on,
           h.encounter_id IS NOT NULL AS held
    FROM account AS a
    LEFT JOIN hold AS h ON h.encounter_id = a.encounter_id AND h.age = 1 AND h.event_type = 'hold_started'
)
SELECT e.patient_type, e.discharged_on, e.outcome, e.ended_on,
       count(*) AS accounts, count(*) FILTER (WHERE e.held) AS held
FROM ended AS e
WHERE e.ended_on IS NULL OR date_diff('day', e.ended_on, :as_of_on) <= :days
GROUP BY e.patient_type, e.discharged_on, e.outcome, e.ended_on
ORDER BY patient_type, discharged_on, outcome, ended_on
