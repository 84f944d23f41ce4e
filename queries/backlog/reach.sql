-- title:   How far back from an instant the records reach
-- answers: Does the store hold enough to tell what waited at an instant, and what it was in days of revenue or of work?
-- param:   as_of_on date  Local date of the instant.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  scope text - all: one row.
-- column:  months int - Of the three times 30 days up to and including as_of_on, those in which accounts were discharged.
-- column:  empty_days int? d Of these 90 days, those before the first on which accounts were discharged; empty where there is none.
-- column:  revenue_months int - Of the three times 30 days before as_of_on, those with revenue in the store.
-- column:  worked_months int - Of the three times 30 days before as_of_on, those with productive hours in the store.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Records that begin on a day lack the accounts that were discharged before it and still waited, so that a backlog soon after that day is too small (CEN-06). Three months are the window of average daily revenue, and of productive hours a day.
-- note:    Hours are of all facilities: they are not kept by facility. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md CEN-06, KPI-01, KPI-07
WITH discharged AS (
    SELECT count(DISTINCT CASE WHEN d.age < 30 THEN 1 WHEN d.age < 60 THEN 2 ELSE 3 END) AS months,
           CAST(89 - max(d.age) AS BIGINT) AS empty_days
    FROM (SELECT date_diff('day', a.discharged_on, :as_of_on) AS age
          FROM account_clock AS a
          WHERE (:patient_type = 'all' OR a.patient_type = :patient_type)
            AND (:facility = 'all' OR a.facility_id = :facility)) AS d
    WHERE d.age BETWEEN 0 AND 89
),
charged AS (
    SELECT count(DISTINCT CASE WHEN d.age <= 30 THEN 1 WHEN d.age <= 60 THEN 2 ELSE 3 END) AS months
    FROM (SELECT date_diff('day', c.service_on, :as_of_on) AS age
          FROM charge_day AS c
          WHERE c.gross_revenue <> 0
            AND (:patient_type = 'all' OR c.patient_type = :patient_type)
            AND (:facility = 'all' OR c.facility_id = :facility)) AS d
    WHERE d.age BETWEEN 1 AND 90
),
worked AS (
    SELECT count(DISTINCT CASE WHEN d.age <= 30 THEN 1 WHEN d.age <= 60 THEN 2 ELSE 3 END) AS months
    FROM (SELECT date_diff('day', w.worked_on, :as_of_on) AS age
          FROM coder_day AS w
          WHERE w.productive_hours > 0
            AND (:patient_type = 'all' OR w.patient_type = :patient_type)) AS d
    WHERE d.age BETWEEN 1 AND 90
)
SELECT 'all' AS scope, d.months, d.empty_days, c.months AS revenue_months, w.months AS worked_months
FROM discharged AS d
CROSS JOIN charged AS c
CROSS JOIN worked AS w
ORDER BY scope
