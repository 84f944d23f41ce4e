-- title:   Service level attained, by week of discharge
-- answers: How does the share of discharges coded within the target move from week to week?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  week date - Monday of the week of discharge.
-- column:  patient_type text - Patient type.
-- column:  target_days int d Department's target: final coded within so many calendar days of discharge.
-- column:  discharged int {encounter} Accounts followed for the whole target.
-- column:  coded_within int {encounter} Of these, those final coded within the target; accounts that are not coded yet missed it.
-- column:  pending int {encounter} Accounts discharged too recently to judge, coded or not.
-- column:  held int {encounter} Accounts put on legal, VIP or research hold within the target, before they were coded.
-- column:  exited int {encounter} Accounts voided, combined or made non-billable before they were coded.
-- metric:  attainment = proportion(coded_within, discharged)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Fixed follow-up: an account is judged only after the whole target has passed, so that a plain share is right. Patient types without a service level are absent.
-- note:    A week with pending accounts, or cut by the period, is partial.
-- note:    An account is followed to the first of these: final coded (the first time; recodes do not reset it), an exit (voided, combined or made non-billable: CEN-04), the start of a legal, VIP or research hold (CEN-05), or the as-of instant. On the same day coding comes first, then an exit.
-- note:    Where no coding event is known, the first recode or final bill stands for it. Accounts coded before discharge count as coded on day 0 (CLK-05). Encounters with shifted dates are left out.
-- source:  standard.md CEN-02, CEN-04, CEN-05, CLK-02, CLK-05
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
),
judged AS (
    SELECT d.patient_type, d.discharged_on, s.coded_within_days AS target_days, d.accounts,
           CASE WHEN d.outcome = 'exited' THEN 'exited'
                WHEN date_diff('day', d.discharged_on, :as_of_on) < s.coded_within_days THEN 'pending'
                WHEN d.outcome = 'coded' AND d.days <= s.coded_within_days THEN 'within'
                WHEN d.outcome = 'held' AND d.days <= s.coded_within_days THEN 'held'
                ELSE 'missed' END AS verdict
    FROM ended AS d
    JOIN service_level AS s ON s.patient_type = d.patient_type
)
SELECT CAST(date_trunc('week', j.discharged_on) AS DATE) AS week, j.patient_type, j.target_days,
       CAST(sum(CASE WHEN j.verdict IN ('within', 'missed') THEN j.accounts ELSE 0 END) AS BIGINT) AS discharged,
       CAST(sum(CASE WHEN j.verdict = 'within' THEN j.accounts ELSE 0 END) AS BIGINT) AS coded_within,
       CAST(sum(CASE WHEN j.verdict = 'pending' THEN j.accounts ELSE 0 END) AS BIGINT) AS pending,
       CAST(sum(CASE WHEN j.verdict = 'held' THEN j.accounts ELSE 0 END) AS BIGINT) AS held,
       CAST(sum(CASE WHEN j.verdict = 'exited' THEN j.accounts ELSE 0 END) AS BIGINT) AS exited
FROM judged AS j
GROUP BY 1, 2, 3
ORDER BY week, patient_type
