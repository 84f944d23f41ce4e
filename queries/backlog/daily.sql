-- title:   Coding backlog by day
-- answers: How did the number of uncoded accounts and their dollars move from day to day?
-- param:   from_date date  First day, inclusive.
-- param:   to_date date  Last day, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  day date - Day on which accounts came or went; the backlog stays as it is until the next row.
-- column:  discharged int {encounter} Accounts discharged on the day.
-- column:  finished int {encounter} Accounts final coded, billed or exited on the day; those finished before discharge leave on the day of discharge.
-- column:  uncoded int {encounter} Uncoded accounts at the end of the day.
-- column:  dollars real USD Their gross charges.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Rebuilt from events, as it would have been counted at the end of each day; accounts discharged before the period are in it. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md KPI-02, TAT-03, CEN-06, CEN-07
WITH known AS (
    SELECT a.discharged_on, a.total_charges,
           CASE WHEN coalesce(a.passed_at <= :as_of, a.passed_on <= :as_of_on) THEN a.passed_on END AS passed_on,
           CASE WHEN coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on) THEN a.exited_on END AS exited_on
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
cohort AS (
    SELECT k.discharged_on, CASE WHEN k.passed_on > k.exited_on THEN k.exited_on ELSE coalesce(k.passed_on, k.exited_on) END AS done_on,
           count(*) AS accounts, coalesce(CAST(sum(k.total_charges) AS DECIMAL(18, 2)), 0) AS charges
    FROM known AS k
    GROUP BY 1, 2
),
step AS (
    SELECT c.discharged_on AS day, c.accounts AS discharged, 0 AS finished, c.charges
    FROM cohort AS c
    UNION ALL
    SELECT CASE WHEN c.done_on < c.discharged_on THEN c.discharged_on ELSE c.done_on END AS day, 0 AS discharged, c.accounts AS finished, -c.charges AS charges
    FROM cohort AS c
    WHERE c.done_on IS NOT NULL
),
daily AS (
    SELECT s.day, CAST(sum(s.discharged) AS BIGINT) AS discharged, CAST(sum(s.finished) AS BIGINT) AS finished,
           CAST(sum(s.charges) AS DECIMAL(18, 2)) AS charges
    FROM step AS s
    GROUP BY s.day
),
running AS (
    SELECT d.day, d.discharged, d.finished,
           CAST(sum(d.discharged - d.finished) OVER (ORDER BY d.day) AS BIGINT) AS uncoded,
           CAST(sum(d.charges) OVER (ORDER BY d.day) AS DOUBLE) AS dollars
    FROM daily AS d
)
SELECT r.day, r.discharged, r.finished, r.uncoded, r.dollars
FROM running AS r
WHERE r.day >= :from_date AND r.day < :to_date
ORDER BY day
