-- title:   What the minutes of charts depend on
-- answers: How do a coder's minutes depend on how many charts, days of stay and codes they had?
-- param:   from_date date  First date of work, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   patient_type text = all  Patient type, or all.
-- param:   coder text = all  Coder, or all.
-- column:  coder_id text - Coder.
-- column:  patient_type text - Patient type.
-- column:  days int d Days of the coder with productive hours and charts of the type.
-- column:  charts int {encounter} Charts first final-coded on these days.
-- column:  stay_days int d Their days of stay.
-- column:  codes int {code} Their diagnoses and procedures, first version.
-- column:  minutes real min Productive minutes of these days.
-- column:  charts_charts int - Sum over these days of charts times charts.
-- column:  charts_stay_days int - Sum over these days of charts times stay days.
-- column:  charts_codes int - Sum over these days of charts times codes.
-- column:  stay_days_stay_days int - Sum over these days of stay days times stay days.
-- column:  stay_days_codes int - Sum over these days of stay days times codes.
-- column:  codes_codes int - Sum over these days of codes times codes.
-- column:  charts_minutes real - Sum over these days of charts times minutes.
-- column:  stay_days_minutes real - Sum over these days of stay days times minutes.
-- column:  codes_minutes real - Sum over these days of codes times minutes.
-- column:  minutes_minutes real - Sum over these days of minutes times minutes.
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    The sums over all coders of a patient type are the normal equations of minutes on charts, days of stay and codes, without a constant. What they expect of a coder's own sums is the minutes that this mix would take the department (PRD-04).
-- note:    Encounters with shifted dates are left out.
-- source:  standard.md PRD-04
WITH -- The coder of a chart is who made its first final coding, on that day.
coded AS (
    SELECT v.encounter_id, coalesce(v.actor_id, a.coder_id) AS coder_id, v.occurred_on AS coded_on,
           row_number() OVER (PARTITION BY v.encounter_id ORDER BY v.occurred_on, v.occurred_at, v.event_id) AS place
    FROM event AS v
    LEFT JOIN code_assignment AS a ON a.encounter_id = v.encounter_id AND a.version_no = 1
    WHERE v.event_type = 'final_coded'
),
chart AS (
    SELECT c.encounter_id, c.coder_id, c.coded_on, e.patient_type,
           CASE WHEN e.discharged_on >= e.admitted_on THEN date_diff('day', e.admitted_on, e.discharged_on) ELSE 0 END AS days
    FROM coded AS c
    JOIN encounter AS e ON e.encounter_id = c.encounter_id
    WHERE c.place = 1 AND c.coder_id IS NOT NULL AND c.coded_on >= :from_date AND c.coded_on < :to_date
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:coder = 'all' OR c.coder_id = :coder)
),
listed AS (
    SELECT d.encounter_id, count(*) AS codes
    FROM (SELECT d.encounter_id FROM history.diagnosis AS d
          WHERE d.version_no = 1 AND d.role IN ('principal', 'other', 'external_cause')
          UNION ALL
          SELECT p.encounter_id FROM history.procedure AS p WHERE p.version_no = 1) AS d
    GROUP BY d.encounter_id
),
day AS (
    SELECT c.coder_id, c.patient_type, c.coded_on, count(*) AS charts, CAST(sum(c.days) AS BIGINT) AS stay_days,
           CAST(coalesce(sum(l.codes), 0) AS BIGINT) AS codes
    FROM chart AS c
    LEFT JOIN listed AS l ON l.encounter_id = c.encounter_id
    GROUP BY c.coder_id, c.patient_type, c.coded_on
),
timed AS (
    SELECT d.coder_id, d.patient_type, d.charts, d.stay_days, d.codes, w.productive_hours * 60 AS minutes
    FROM day AS d
    JOIN coder_day AS w ON w.coder_id = d.coder_id AND w.worked_on = d.coded_on AND w.patient_type = d.patient_type
    WHERE w.productive_hours > 0
)
SELECT t.coder_id, t.patient_type, count(*) AS days,
       CAST(sum(t.charts) AS BIGINT) AS charts, CAST(sum(t.stay_days) AS BIGINT) AS stay_days,
       CAST(sum(t.codes) AS BIGINT) AS codes, CAST(sum(t.minutes) AS DOUBLE) AS minutes,
       CAST(sum(t.charts * t.charts) AS BIGINT) AS charts_charts,
       CAST(sum(t.charts * t.stay_days) AS BIGINT) AS charts_stay_days,
       CAST(sum(t.charts * t.codes) AS BIGINT) AS charts_codes,
       CAST(sum(t.stay_days * t.stay_days) AS BIGINT) AS stay_days_stay_days,
       CAST(sum(t.stay_days * t.codes) AS BIGINT) AS stay_days_codes,
       CAST(sum(t.codes * t.codes) AS BIGINT) AS codes_codes,
       CAST(sum(t.charts * t.minutes) AS DOUBLE) AS charts_minutes,
       CAST(sum(t.stay_days * t.minutes) AS DOUBLE) AS stay_days_minutes,
       CAST(sum(t.codes * t.minutes) AS DOUBLE) AS codes_minutes,
       CAST(sum(t.minutes * t.minutes) AS DOUBLE) AS minutes_minutes
FROM timed AS t
GROUP BY t.coder_id, t.patient_type
ORDER BY coder_id, patient_type
