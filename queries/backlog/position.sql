-- title:   What is discharged and not yet with the payer
-- answers: How much waits for codes, for the final bill and for submission, in accounts, dollars and days of revenue?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  position int - Place of the row, 1 to 5.
-- column:  stage text - dnfc (not final coded), coded (coded, not billed), dnfb (not final billed), fbns (billed, not submitted) or dnsp (not submitted).
-- column:  accounts int {encounter} Accounts in the stage.
-- column:  dollars real USD Their gross charges.
-- column:  in_hold int {encounter} Of these accounts, those within the bill hold of their patient type.
-- column:  in_hold_dollars real USD Gross charges within the bill hold.
-- column:  over_hold int {encounter} Accounts past the bill hold: the ones to act on.
-- column:  over_hold_dollars real USD Gross charges past the bill hold.
-- column:  without_charges int {encounter} Accounts without charges in the store; they add no dollars.
-- column:  revenue real USD Gross patient service revenue of the 90 days before as_of_on, of the same facilities and patient types.
-- column:  revenue_days int d Days of the window with revenue in the store; fewer than the window of 90 may mean that charges are missing.
-- column:  days real? d Dollars over average daily revenue (revenue over 90); empty without revenue.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    dnfb is dnfc and coded together, and dnsp is dnfb and fbns, in accounts, dollars and days. Accounts inside their bill hold are in. An account leaves at submission, and not at the final bill.
-- note:    Days are dollars over dollars a day and not the age of accounts. The window ends with the last whole day: the as-of day is not over, and its revenue would change with the hour of asking (CLK-07). A patient type without a service level has no bill hold.
-- note:    A later event stands for an earlier one that is missing: an account with a claim is billed, one with a bill is coded. Voided, combined and non-billable accounts are out. Patients in house and encounters with shifted dates are left out; the discharge date does not matter.
-- source:  standard.md TAT-02, TAT-03, TAT-04, TAT-05, KPI-01, KPI-02, KPI-03, KPI-04
WITH waiting AS (
    SELECT a.patient_type, a.total_charges, date_diff('day', a.discharged_on, :as_of_on) AS age,
           CASE WHEN coalesce(a.billed_at <= :as_of, a.billed_on <= :as_of_on, FALSE) OR coalesce(a.rebilled_at <= :as_of, a.rebilled_on <= :as_of_on, FALSE) THEN 'fbns'
                WHEN coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on, FALSE) OR coalesce(a.recoded_at <= :as_of, a.recoded_on <= :as_of_on, FALSE) THEN 'coded' ELSE 'dnfc' END AS stage
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND NOT coalesce(a.sent_at <= :as_of, a.sent_on <= :as_of_on, FALSE) AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
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
    SELECT w.stage, w.age, w.total_charges, w.age < coalesce(s.bill_hold_days, 0) AS in_hold
    FROM waiting AS w
    LEFT JOIN service_level AS s ON s.patient_type = w.patient_type
),
counted AS (
    SELECT p.position, p.name, count(a.stage) AS accounts,
           coalesce(CAST(sum(a.total_charges) AS DOUBLE), 0) AS dollars,
           count(*) FILTER (WHERE a.in_hold) AS in_hold,
           coalesce(CAST(sum(CASE WHEN a.in_hold THEN a.total_charges END) AS DOUBLE), 0) AS in_hold_dollars,
           count(*) FILTER (WHERE NOT a.in_hold) AS over_hold,
           coalesce(CAST(sum(CASE WHEN NOT a.in_hold THEN a.total_charges END) AS DOUBLE), 0) AS over_hold_dollars,
           count(a.stage) - count(a.total_charges) AS without_charges
    FROM (VALUES (1, 'dnfc', 'dnfc', 'dnfc', 'dnfc'), (2, 'coded', 'coded', 'coded', 'coded'), (3, 'dnfb', 'dnfc', 'coded', 'coded'),
        (4, 'fbns', 'fbns', 'fbns', 'fbns'), (5, 'dnsp', 'dnfc', 'coded', 'fbns')) AS p(position, name, first_stage, second_stage, third_stage)
    LEFT JOIN aged AS a ON a.stage IN (p.first_stage, p.second_stage, p.third_stage)
    GROUP BY p.position, p.name
)
SELECT CAST(c.position AS BIGINT) AS position, c.name AS stage, c.accounts, c.dollars, c.in_hold, c.in_hold_dollars,
       c.over_hold, c.over_hold_dollars, c.without_charges, r.dollars AS revenue, r.days AS revenue_days,
       CAST(c.dollars * 90 AS DOUBLE) / nullif(r.dollars, 0) AS days
FROM counted AS c
CROSS JOIN revenue AS r
ORDER BY position
