-- title:   What coders do in an hour, by weekday
-- answers: How many hours do coders work on each weekday, and how many charts do they complete?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   days int = 91  Days of work up to and including the day before as_of_on.
-- column:  patient_type text - Patient type.
-- column:  weekday int - Weekday, 1 for Monday to 7 for Sunday.
-- column:  worked_days int d Dates of that weekday on which anybody worked on the type.
-- column:  coder_days int - Days of single coders, each once a date.
-- column:  hours real h Productive hours: paid hours less meetings, training and downtime.
-- column:  charts int {encounter} Charts completed in these hours.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Days of a coder without productive hours are left out, with their charts: no rate follows from them.
-- source:  standard.md PRD-01, KPI-07
SELECT c.patient_type,
       CAST(date_diff('day', DATE '1900-01-01', c.worked_on) % 7 AS BIGINT) + 1 AS weekday,
       count(DISTINCT c.worked_on) AS worked_days, count(*) AS coder_days,
       CAST(sum(c.productive_hours) AS DOUBLE) AS hours,
       coalesce(CAST(sum(c.charts_completed) AS BIGINT), 0) AS charts
FROM coder_day AS c
WHERE c.productive_hours > 0 AND c.worked_on >= DATE '1900-01-01'
  AND date_diff('day', c.worked_on, :as_of_on) BETWEEN 1 AND :days
GROUP BY 1, 2
ORDER BY patient_type, weekday
