-- title:   Days from discharge to final coding
-- answers: How long does coding take, open accounts included?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  patient_type text - Patient type.
-- column:  day int d Calendar days since discharge; the day of discharge is 0.
-- column:  coded int {encounter} Accounts final coded on that day, for the first time.
-- column:  censored int {encounter} Accounts followed to that day and not coded: open at the as-of instant, or put on hold.
-- column:  held int {encounter} Of those censored, the ones put on legal, VIP or research hold.
-- column:  exited int {encounter} Accounts that were voided, combined or made non-billable on that day. They were never at risk of the two columns before.
-- column:  early int {encounter} Of those coded, the ones coded before discharge.
-- column:  target_days int? d Department's target of the patient type: final coded within so many calendar days; empty where it has none.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    A life table for Kaplan and Meier's estimator: nothing is dropped because it is not coded yet.
-- note:    An account is followed to the first of these: final coded (the first time; recodes do not reset it), an exit (voided, combined or made non-billable: CEN-04), the start of a legal, VIP or research hold (CEN-05), or the as-of instant. On the same day coding comes first, then an exit.
-- note:    Where no coding event is known, the first recode or final bill stands for it. Accounts coded before discharge count as coded on day 0 (CLK-05). Encounters with shifted dates are left out.
-- source:  standard.md TAT-06, CEN-01, CEN-04, CEN-05, CLK-02, CLK-05, CLK-07
WITH known AS (
    SELECT a.patient_type, a.discharged_on,
           CASE WHEN coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on) THEN a.coded_on END AS coded_on,
           CASE WHEN coalesce(a.recoded_at <= :as_of, a.recoded_on <= :as_of_on) THEN a.recoded_on END AS recoded_on,
           CASE WHEN coalesce(a.billed_at <= :as_of, a.billed_on <= :as_of_on) THEN a.billed_on END AS billed_on,
           CASE WHEN coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on) THEN a.exited_on END AS exited_on,
           CASE WHEN coalesce(a.held_at <= :as_of, a.held_on <= :as_of_on) THEN a.held_on END AS held_on
    FROM account_clock AS a
    WHERE a.discharged_on >= :from_date AND a.discharged_on < :to_date AND a.discharged_on <= :as_of_on
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
cohort AS (
    SELECT k.patient_type, k.discharged_on, k.exited_on, k.held_on,
           coalesce(k.coded_on, CASE WHEN k.recoded_on > k.billed_on THEN k.billed_on ELSE coalesce(k.recoded_on, k.billed_on) END) AS coded_on,
           count(*) AS accounts
    FROM known AS k
    GROUP BY 1, 2, 3, 4, 5
),
followed AS (
    SELECT c.patient_type, c.discharged_on, c.coded_on, c.exited_on, c.held_on, c.accounts,
           CASE WHEN c.coded_on <= coalesce(c.exited_on, c.coded_on)
                     AND c.coded_on <= coalesce(c.held_on, c.coded_on) THEN 'coded'
                WHEN c.exited_on <= coalesce(c.held_on, c.exited_on) THEN 'exited'
                WHEN c.held_on IS NOT NULL THEN 'held'
                ELSE 'open' END AS outcome
    FROM cohort AS c
),
ended AS (
    SELECT f.patient_type, f.discharged_on, f.outcome, f.accounts,
           date_diff('day', f.discharged_on,
               CASE f.outcome WHEN 'coded' THEN f.coded_on WHEN 'exited' THEN f.exited_on
                   WHEN 'held' THEN f.held_on ELSE :as_of_on END) AS days
    FROM followed AS f
)
SELECT d.patient_type,
       CASE WHEN d.days < 0 THEN 0 ELSE d.days END AS day,
       CAST(sum(CASE WHEN d.outcome = 'coded' THEN d.accounts ELSE 0 END) AS BIGINT) AS coded,
       CAST(sum(CASE WHEN d.outcome IN ('open', 'held') THEN d.accounts ELSE 0 END) AS BIGINT) AS censored,
       CAST(sum(CASE WHEN d.outcome = 'held' THEN d.accounts ELSE 0 END) AS BIGINT) AS held,
       CAST(sum(CASE WHEN d.outcome = 'exited' THEN d.accounts ELSE 0 END) AS BIGINT) AS exited,
       CAST(sum(CASE WHEN d.outcome = 'coded' AND d.days < 0 THEN d.accounts ELSE 0 END) AS BIGINT) AS early,
       s.coded_within_days AS target_days
FROM ended AS d
LEFT JOIN service_level AS s ON s.patient_type = d.patient_type
GROUP BY 1, 2, 8
ORDER BY patient_type, day
