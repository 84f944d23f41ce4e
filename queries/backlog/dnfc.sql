-- title:   Discharged, not final coded
-- answers: How large is the coding backlog in accounts, dollars and days of revenue?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  scope text - all: one row.
-- column:  accounts int {encounter} Uncoded accounts.
-- column:  dollars real USD Their gross charges.
-- column:  in_hold int {encounter} Of these accounts, those within the bill hold of their patient type.
-- column:  in_hold_dollars real USD Gross charges within the bill hold.
-- column:  over_hold int {encounter} Accounts past the bill hold: the ones to act on.
-- column:  over_hold_dollars real USD Gross charges past the bill hold.
-- column:  without_charges int {encounter} Accounts without charges in the store; they add no dollars.
-- column:  revenue real USD Gross patient service revenue of the 90 days before as_of_on, of the same facilities and patient types.
-- column:  revenue_days int d Days of the window with revenue in the store; fewer than the window of 90 may mean that charges are missing.
-- column:  dnfc_days real? d Dollars over average daily revenue (revenue over 90); empty without revenue.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Days are dollars over dollars a day and not the age of accounts. The window ends with the last whole day: the as-of day is not over, and its revenue would change with the hour of asking (CLK-07). A patient type without a service level has no bill hold.
-- note:    Discharged, not final coded (DNFC): no final coding, exit, or event that only follows coding (recode, bill, claim, payment) is known at the as-of instant, whatever the discharge date. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md TAT-03, KPI-01, KPI-02, KPI-04
WITH uncoded AS (
    SELECT a.patient_type, a.total_charges, date_diff('day', a.discharged_on, :as_of_on) AS age
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND NOT coalesce(a.passed_at <= :as_of, a.passed_on <= :as_of_on, FALSE) AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
),
revenue AS (
    SELECT coalesce(CAST(sum(c.gross_revenue) AS DOUBLE), 0) AS dollars, count(DISTINCT c.service_on) AS days
    FROM charge_day AS c
    WHERE date_diff('day', c.service_on, :as_of_on) BETWEEN 1 AND 90
      AND (:patient_type = 'all' OR c.patient_type = :patient_type)
      AND (:facility = 'all' OR c.facility_id = :facility)
),
aged AS (
    SELECT u.age, u.total_charges, u.age < coalesce(s.bill_hold_days, 0) AS in_hold
    FROM uncoded AS u
    LEFT JOIN service_level AS s ON s.patient_type = u.patient_type
),
backlog AS (
    SELECT count(*) AS accounts,
           coalesce(CAST(sum(a.total_charges) AS DOUBLE), 0) AS dollars,
           count(*) FILTER (WHERE a.in_hold) AS in_hold,
           coalesce(CAST(sum(CASE WHEN a.in_hold THEN a.total_charges END) AS DOUBLE), 0) AS in_hold_dollars,
           count(*) FILTER (WHERE NOT a.in_hold) AS over_hold,
           coalesce(CAST(sum(CASE WHEN NOT a.in_hold THEN a.total_charges END) AS DOUBLE), 0) AS over_hold_dollars,
           count(*) - count(a.total_charges) AS without_charges
    FROM aged AS a
)
SELECT 'all' AS scope, b.accounts, b.dollars, b.in_hold, b.in_hold_dollars, b.over_hold, b.over_hold_dollars,
       b.without_charges, r.dollars AS revenue, r.days AS revenue_days,
       CAST(b.dollars * 90 AS DOUBLE) / nullif(r.dollars, 0) AS dnfc_days
FROM backlog AS b
CROSS JOIN revenue AS r
ORDER BY scope
