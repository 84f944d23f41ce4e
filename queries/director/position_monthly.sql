-- title:   What is discharged and not yet with the payer, at the end of each month
-- answers: How did DNFC, DNFB, FBNS and DNSP move from month to month, in dollars and against revenue?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  measure text - dnfc (not final coded), dnfb (not final billed), fbns (billed, not submitted) or dnsp (dnfb and fbns).
-- column:  month date - First day of the month; months of the two years up to as_of_on in which accounts were discharged.
-- column:  accounts int {encounter} Accounts at the end of the month, or at the as-of instant where it is not over.
-- column:  dollars real USD Their gross charges.
-- column:  revenue real USD Gross patient service revenue of the month and the two before it.
-- column:  revenue_months int Of these three months, those with revenue in the store.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Days are dollars over revenue a day: the calendar days of the three months are the divisor. They are not the age of accounts.
-- note:    Rebuilt from events, as it would have been counted then, but with the charges of today. Stages are those of backlog/position; accounts inside their bill hold are in. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md KPI-01, KPI-02, KPI-03, TAT-02, TAT-03, TAT-04, TAT-05
WITH known AS (
    SELECT a.discharged_on, a.total_charges,
           CASE WHEN coalesce(a.sent_at <= :as_of, a.sent_on <= :as_of_on) THEN a.sent_on END AS sent_on,
           CASE WHEN coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on) THEN a.exited_on END AS exited_on,
           CASE WHEN coalesce(a.billed_at <= :as_of, a.billed_on <= :as_of_on) THEN a.billed_on END AS billed_on,
           CASE WHEN coalesce(a.rebilled_at <= :as_of, a.rebilled_on <= :as_of_on) THEN a.rebilled_on END AS rebilled_on,
           CASE WHEN coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on) THEN a.coded_on END AS coded_on,
           CASE WHEN coalesce(a.recoded_at <= :as_of, a.recoded_on <= :as_of_on) THEN a.recoded_on END AS recoded_on
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
),
course AS (
    SELECT k.discharged_on, k.total_charges,
           CASE WHEN k.rebilled_on < k.billed_on THEN k.rebilled_on ELSE coalesce(k.billed_on, k.rebilled_on) END AS billed_on,
           CASE WHEN k.recoded_on < k.coded_on THEN k.recoded_on ELSE coalesce(k.coded_on, k.recoded_on) END AS coded_on,
           CASE WHEN k.exited_on < k.sent_on THEN k.exited_on ELSE coalesce(k.sent_on, k.exited_on) END AS out_on
    FROM known AS k
),
cohort AS (
    SELECT CAST(date_trunc('month', c.discharged_on) AS DATE) AS discharged, CAST(date_trunc('month', c.out_on) AS DATE) AS gone,
           CAST(date_trunc('month', c.billed_on) AS DATE) AS billed, CAST(date_trunc('month', c.coded_on) AS DATE) AS coded,
           count(*) AS accounts, CAST(sum(c.total_charges) AS DECIMAL(18, 2)) AS charges
    FROM course AS c
    GROUP BY 1, 2, 3, 4
),
period AS (
    SELECT DISTINCT c.discharged AS month
    FROM cohort AS c
    WHERE date_diff('day', c.discharged, :as_of_on) <= 760
),
stock AS (
    SELECT p.month, c.accounts, c.charges,
           CASE WHEN c.billed <= p.month THEN 'fbns' WHEN c.coded <= p.month THEN 'coded' ELSE 'dnfc' END AS stage
    FROM period AS p
    JOIN cohort AS c ON c.discharged <= p.month AND (c.gone IS NULL OR c.gone > p.month)
),
charged AS (
    SELECT CAST(date_trunc('month', d.service_on) AS DATE) AS month, CAST(sum(d.gross_revenue) AS DECIMAL(18, 2)) AS dollars
    FROM charge_day AS d
    WHERE d.service_on <= :as_of_on
      AND (:patient_type = 'all' OR d.patient_type = :patient_type)
      AND (:facility = 'all' OR d.facility_id = :facility)
    GROUP BY 1
),
revenue AS (
    SELECT p.month, CAST(sum(c.dollars) AS DOUBLE) AS dollars, count(*) AS months
    FROM period AS p
    JOIN charged AS c ON date_diff('day', c.month, p.month) BETWEEN 0 AND 62
    GROUP BY p.month
),
part AS (
    SELECT t.measure, t.stage
    FROM (VALUES ('dnfc', 'dnfc'), ('dnfb', 'dnfc'), ('dnfb', 'coded'), ('fbns', 'fbns'),
        ('dnsp', 'dnfc'), ('dnsp', 'coded'), ('dnsp', 'fbns')) AS t(measure, stage)
),
staged AS (
    SELECT p.month, t.measure, t.stage
    FROM period AS p
    CROSS JOIN part AS t
),
counted AS (
    SELECT g.measure, g.month, coalesce(CAST(sum(s.accounts) AS BIGINT), 0) AS accounts, coalesce(CAST(sum(s.charges) AS DOUBLE), 0) AS dollars
    FROM staged AS g
    LEFT JOIN stock AS s ON s.month = g.month AND s.stage = g.stage
    GROUP BY g.measure, g.month
)
SELECT c.measure, c.month, c.accounts, c.dollars, coalesce(r.dollars, 0) AS revenue, coalesce(r.months, 0) AS revenue_months
FROM counted AS c
LEFT JOIN revenue AS r ON r.month = c.month
ORDER BY measure, month
