-- title:   Days of work in the backlog
-- answers: How many days would the coders need for what waits now, by the standards of the department?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- column:  patient_type text - Patient type.
-- column:  accounts int {encounter} Uncoded accounts (DNFC).
-- column:  standard_minutes real min Minutes that the standards in force give the uncoded accounts, by their patient type and length of stay.
-- column:  without_standard int {encounter} Of the uncoded accounts, those without a standard; in no minutes.
-- column:  charts int - Charts completed in the 90 days before as_of_on.
-- column:  hours real h Productive hours that they took.
-- column:  window_days int d Days of the window: 90.
-- column:  worked_days int d Days of it on which anybody worked on the patient type.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Standards are the site's own (table chart_standard): of those in force at the as-of date the one for the longest band that the stay reaches. Where there is none, the department's own pace can stand for it: hours over charts of the window.
-- note:    Capacity is the productive hours of the window over its 90 days, Sundays and holidays included. It ends with the day before the as-of day, which is not over. All facilities: hours are not kept by facility.
-- note:    Discharged, not final coded (DNFC): no final coding, exit, or event that only follows coding (recode, bill, claim, payment) is known at the as-of instant, whatever the discharge date. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md KPI-07, PRD-01, PRD-02, TAT-03
WITH uncoded AS (
    SELECT a.encounter_id, a.patient_type
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND NOT coalesce(a.passed_at <= :as_of, a.passed_on <= :as_of_on, FALSE) AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
),
-- The standard of each account: that of the longest band that its stay reaches, the newest first.
expected AS (
    SELECT u.encounter_id, u.patient_type, s.minutes,
           row_number() OVER (PARTITION BY u.encounter_id ORDER BY s.from_days DESC, s.valid_from DESC) AS place
    FROM uncoded AS u
    JOIN encounter AS e ON e.encounter_id = u.encounter_id
    LEFT JOIN chart_standard AS s ON s.patient_type = u.patient_type AND s.valid_from <= :as_of_on
        AND s.from_days <= CASE WHEN e.discharged_on >= e.admitted_on THEN date_diff('day', e.admitted_on, e.discharged_on) ELSE 0 END
),
open_charts AS (
    SELECT x.patient_type, count(*) AS accounts, count(*) - count(x.minutes) AS without_standard,
           coalesce(CAST(sum(x.minutes) AS DOUBLE), 0) AS standard_minutes
    FROM expected AS x
    WHERE x.place = 1
    GROUP BY x.patient_type
),
pace AS (
    SELECT c.patient_type, CAST(sum(c.charts_completed) AS BIGINT) AS charts,
           CAST(sum(c.productive_hours) AS DOUBLE) AS hours, count(DISTINCT c.worked_on) AS worked_days
    FROM coder_day AS c
    WHERE date_diff('day', c.worked_on, :as_of_on) BETWEEN 1 AND 90
      AND (:patient_type = 'all' OR c.patient_type = :patient_type)
    GROUP BY c.patient_type
)
SELECT coalesce(o.patient_type, p.patient_type) AS patient_type, coalesce(o.accounts, 0) AS accounts,
       coalesce(o.standard_minutes, 0) AS standard_minutes, coalesce(o.without_standard, 0) AS without_standard,
       coalesce(p.charts, 0) AS charts, coalesce(p.hours, 0) AS hours, CAST(90 AS BIGINT) AS window_days,
       coalesce(p.worked_days, 0) AS worked_days
FROM open_charts AS o
FULL JOIN pace AS p ON p.patient_type = o.patient_type
ORDER BY patient_type
