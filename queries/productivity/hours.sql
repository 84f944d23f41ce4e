-- title:   Charts per productive hour
-- answers: How many charts do coders complete in an hour, by patient type?
-- param:   from_date date  First date of work, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   patient_type text = all  Patient type, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  What makes a unit: coder, patient_type, month or all.
-- column:  unit text - Unit as the parameter by says.
-- column:  month date? - First day of the month; empty unless by is month.
-- column:  patient_type text - Patient type: hours of different types are never added up.
-- column:  days int d Days of single coders with productive hours on the type.
-- column:  charts int {encounter} Charts completed on these days.
-- column:  hours real h Productive hours: paid hours less meetings, training and downtime.
-- column:  paid_hours real h Paid hours of these days, where they are known.
-- column:  charts_sq int - Sum over these days of charts squared.
-- column:  hours_sq real h2 Sum of hours squared.
-- column:  product real h Sum of charts times hours.
-- column:  days_without_hours int d Days without productive hours, in no other count.
-- column:  charts_without_hours int {encounter} Charts completed on these.
-- metric:  charts_per_hour = charts_per_hour(charts, hours, charts_sq, hours_sq, product, days)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    There is no national standard: long charts, queries and rework take time that charts an hour do not show. Do not rank persons by it.
-- source:  standard.md PRD-01
WITH worked AS (
    SELECT CASE :by WHEN 'coder' THEN d.coder_id WHEN 'patient_type' THEN d.patient_type
                    WHEN 'month' THEN substr(CAST(CAST(date_trunc('month', d.worked_on) AS DATE) AS VARCHAR), 1, 7)
                    ELSE 'all' END AS unit,
           CASE WHEN :by = 'month' THEN CAST(date_trunc('month', d.worked_on) AS DATE) END AS month,
           d.patient_type, coalesce(d.charts_completed, 0) AS charts, d.paid_hours,
           CASE WHEN d.productive_hours > 0 THEN d.productive_hours END AS hours
    FROM coder_day AS d
    WHERE d.worked_on >= :from_date AND d.worked_on < :to_date
      AND (:patient_type = 'all' OR d.patient_type = :patient_type)
      AND (:coder = 'all' OR d.coder_id = :coder)
)
SELECT w.unit, w.month, w.patient_type, count(w.hours) AS days,
       CAST(coalesce(sum(w.charts) FILTER (WHERE w.hours IS NOT NULL), 0) AS BIGINT) AS charts,
       CAST(coalesce(sum(w.hours), 0) AS DOUBLE) AS hours,
       CAST(coalesce(sum(w.paid_hours) FILTER (WHERE w.hours IS NOT NULL), 0) AS DOUBLE) AS paid_hours,
       CAST(coalesce(sum(w.charts * w.charts) FILTER (WHERE w.hours IS NOT NULL), 0) AS BIGINT) AS charts_sq,
       CAST(coalesce(sum(w.hours * w.hours), 0) AS DOUBLE) AS hours_sq,
       CAST(coalesce(sum(w.charts * w.hours), 0) AS DOUBLE) AS product,
       count(*) FILTER (WHERE w.hours IS NULL) AS days_without_hours,
       CAST(coalesce(sum(w.charts) FILTER (WHERE w.hours IS NULL), 0) AS BIGINT) AS charts_without_hours
FROM worked AS w
GROUP BY w.unit, w.month, w.patient_type
ORDER BY unit, patient_type
