-- title:   Accounts by day of discharge and day of coding
-- answers: When did accounts arrive, and when were they coded, so that the days ahead can be forecast?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   facility text = all  Facility, or all.
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
WITH done AS (
    SELECT v.encounter_id,
           min(v.occurred_on) FILTER (WHERE v.event_type NOT IN ('voided', 'combined', 'non_billable')) AS coded_on,
           min(v.occurred_on) FILTER (WHERE v.event_type IN ('voided', 'combined', 'non_billable')) AS left_on
    FROM event AS v
    WHERE v.event_type IN ('final_coded', 'recoded', 'final_billed', 'rebilled', 'claim_submitted', 'remitted', 'voided', 'combined', 'non_billable')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
    GROUP BY v.encounter_id
),
hold AS (
    SELECT v.encounter_id, v.event_type,
           row_number() OVER (PARTITION BY v.encounter_id
               ORDER BY v.occurred_on DESC, v.occurred_at DESC, v.event_type, v.event_id DESC) AS age
    FROM event AS v
    WHERE v.event_type IN ('hold_started', 'hold_ended')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
),
cohort AS (
    SELECT e.patient_type, e.discharged_on, d.coded_on, d.left_on, count(*) AS accounts, count(h.encounter_id) AS held
    FROM encounter AS e
    LEFT JOIN done AS d ON d.encounter_id = e.encounter_id
    LEFT JOIN hold AS h ON h.encounter_id = e.encounter_id AND h.age = 1 AND h.event_type = 'hold_started'
    WHERE e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:facility = 'all' OR e.facility_id = :facility)
    GROUP BY e.patient_type, e.discharged_on, d.coded_on, d.left_on
),
finished AS (
    SELECT c.patient_type, c.discharged_on, c.accounts, c.held,
           CASE WHEN c.coded_on <= coalesce(c.left_on, c.coded_on) THEN 'coded'
                WHEN c.left_on IS NOT NULL THEN 'left'
                ELSE 'waiting' END AS outcome,
           CASE WHEN c.coded_on <= coalesce(c.left_on, c.coded_on) THEN c.coded_on ELSE c.left_on END AS done_on
    FROM cohort AS c
),
ended AS (
    SELECT f.patient_type, f.discharged_on, f.outcome, f.accounts, f.held,
           CASE WHEN f.done_on < f.discharged_on THEN f.discharged_on ELSE f.done_on END AS ended_on
    FROM finished AS f
)
SELECT e.patient_type, e.discharged_on, e.outcome, e.ended_on, CAST(sum(e.accounts) AS BIGINT) AS accounts,
       CAST(sum(CASE WHEN e.outcome = 'waiting' THEN e.held ELSE 0 END) AS BIGINT) AS held
FROM ended AS e
WHERE e.ended_on IS NULL OR date_diff('day', e.ended_on, :as_of_on) <= :days
GROUP BY e.patient_type, e.discharged_on, e.outcome, e.ended_on
ORDER BY patient_type, discharged_on, outcome, ended_on
