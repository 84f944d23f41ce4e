-- title:   Weighted output beside accuracy
-- answers: How much standard work do coders do in their productive time, and how right is it?
-- param:   from_date date  First date of work, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  What makes a unit: coder, patient_type, month or all.
-- param:   target_percent int = 95  Accuracy from which output counts in full.
-- param:   penalty int = 2  By how many points output is lowered for each point of accuracy below the target.
-- column:  unit text - Unit as the parameter by says.
-- column:  month date? - First day of the month; empty unless by is month.
-- column:  charts int {encounter} Charts with a standard that were first final-coded in the period.
-- column:  days int d Days of single coders with productive hours and such charts; where by is patient_type, those on charts of the type.
-- column:  standard_minutes real min What the charts of these days should take.
-- column:  productive_minutes real min Productive minutes of these days.
-- column:  standard_sq real min2 Sum over days of standard minutes squared.
-- column:  productive_sq real min2 Sum over days of productive minutes squared.
-- column:  product real min2 Sum over days of standard times productive minutes.
-- column:  without_hours int {encounter} Of charts, those of days without productive hours; in no minutes.
-- column:  without_standard int {encounter} Charts without a standard for their type and date, in no other count.
-- column:  agreed int {code} Audited diagnoses on both sides, of charts that were coded in the period.
-- column:  auditor_codes int {code} Diagnoses of the auditors.
-- column:  agreed_sq int - Sum over charts of agreed squared.
-- column:  auditor_sq int - Sum over charts of auditor_codes squared.
-- column:  agreed_auditor int - Sum over charts of agreed times auditor_codes.
-- column:  auditor_charts int {encounter} Closed random reviews with a diagnosis of the auditor.
-- column:  quality_factor real? 1 1 less penalty times the target less accuracy, at the least 0; empty without reviews.
-- column:  quality_adjusted real? 1 Weighted output times that factor. Never show it without the two.
-- metric:  weighted_output = ratio_of_sums(standard_minutes, productive_minutes, standard_sq, productive_sq, product, days)
-- metric:  code_accuracy = cluster_ratio(agreed, auditor_codes, agreed_sq, auditor_sq, agreed_auditor, auditor_charts)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    weighted_output of 1 is the standard. Standards are the site's own, by patient type and length of stay (table chart_standard).
-- note:    quality_adjusted is a product of an output and an accuracy that each have an interval; it has none of its own, and judges nobody.
-- note:    A chart counts for the coder and the day of its first final coding. Encounters with shifted dates are left out.
-- source:  standard.md PRD-02, PRD-03, ACC-01, CI-03
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
-- The standard in force on the day of coding, for the longest band that the stay reaches.
expected AS (
    SELECT c.encounter_id, c.coder_id, c.coded_on, c.patient_type, s.minutes,
           row_number() OVER (PARTITION BY c.encounter_id ORDER BY s.from_days DESC, s.valid_from DESC) AS place
    FROM chart AS c
    LEFT JOIN chart_standard AS s ON s.patient_type = c.patient_type AND s.from_days <= c.days AND s.valid_from <= c.coded_on
),
typed AS (
    SELECT x.coder_id, x.coded_on, x.patient_type, count(x.minutes) AS charts, count(*) - count(x.minutes) AS without_standard,
           CAST(sum(x.minutes) AS DECIMAL(18, 4)) AS standard_minutes
    FROM expected AS x
    WHERE x.place = 1
    GROUP BY x.coder_id, x.coded_on, x.patient_type
),
timed AS (
    SELECT d.coder_id, d.coded_on,
           CASE :by WHEN 'coder' THEN d.coder_id WHEN 'patient_type' THEN d.patient_type
                    WHEN 'month' THEN substr(CAST(CAST(date_trunc('month', d.coded_on) AS DATE) AS VARCHAR), 1, 7)
                    ELSE 'all' END AS unit,
           CASE WHEN :by = 'month' THEN CAST(date_trunc('month', d.coded_on) AS DATE) END AS month,
           d.charts, d.without_standard,
           CASE WHEN w.productive_hours > 0 THEN d.standard_minutes END AS standard_minutes,
           CASE WHEN d.standard_minutes > 0 AND w.productive_hours > 0 THEN w.productive_hours * 60 END AS productive_minutes
    FROM typed AS d
    LEFT JOIN coder_day AS w ON w.coder_id = d.coder_id AND w.worked_on = d.coded_on AND w.patient_type = d.patient_type
),
-- The minutes of one day of a coder stand together, on whatever types of charts they went.
day AS (
    SELECT t.unit, t.month, CAST(sum(t.charts) AS BIGINT) AS charts, CAST(sum(t.without_standard) AS BIGINT) AS without_standard,
           CAST(sum(t.standard_minutes) AS DECIMAL(18, 4)) AS standard_minutes,
           CAST(sum(t.productive_minutes) AS DECIMAL(18, 4)) AS productive_minutes,
           CAST(coalesce(sum(t.charts) FILTER (WHERE t.productive_minutes IS NULL), 0) AS BIGINT) AS without_hours
    FROM timed AS t
    GROUP BY t.unit, t.month, t.coder_id, t.coded_on
),
produced AS (
    SELECT t.unit, t.month, CAST(sum(t.charts) AS BIGINT) AS charts, count(t.productive_minutes) AS days,
           CAST(coalesce(sum(t.standard_minutes), 0) AS DOUBLE) AS standard_minutes,
           CAST(coalesce(sum(t.productive_minutes), 0) AS DOUBLE) AS productive_minutes,
           CAST(coalesce(sum(t.standard_minutes * t.standard_minutes), 0) AS DOUBLE) AS standard_sq,
           CAST(coalesce(sum(t.productive_minutes * t.productive_minutes), 0) AS DOUBLE) AS productive_sq,
           CAST(coalesce(sum(t.standard_minutes * t.productive_minutes), 0) AS DOUBLE) AS product,
           CAST(sum(t.without_hours) AS BIGINT) AS without_hours,
           CAST(sum(t.without_standard) AS BIGINT) AS without_standard
    FROM day AS t
    GROUP BY t.unit, t.month
),
-- Closed random reviews of the coders' charts, one of each version (2.1 pass A).
review AS (
    SELECT a.audit_case_id, a.coder_id, a.coded_on, e.patient_type,
           row_number() OVER (PARTITION BY a.encounter_id, a.version_no ORDER BY a.closed_on, a.audit_case_id) AS place
    FROM audit_case AS a
    JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on AND a.selection = 'random' AND a.auditor_id <> a.coder_id
      AND a.coded_on >= :from_date AND a.coded_on < :to_date AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:coder = 'all' OR a.coder_id = :coder)
),
diagnosis_code AS (
    SELECT k.audit_case_id, k.code_system, k.code, bool_or(k.side = 'coder') AS by_coder, bool_or(k.side = 'auditor') AS by_auditor
    FROM audit_code AS k
    JOIN review AS r ON r.audit_case_id = k.audit_case_id
    WHERE r.place = 1 AND k.element = 'diagnosis'
    GROUP BY k.audit_case_id, k.code_system, k.code
),
reviewed AS (
    SELECT d.audit_case_id, count(*) FILTER (WHERE d.by_coder AND d.by_auditor) AS tp, count(*) FILTER (WHERE d.by_auditor) AS a
    FROM diagnosis_code AS d
    GROUP BY d.audit_case_id
),
judged AS (
    SELECT CASE :by WHEN 'coder' THEN r.coder_id WHEN 'patient_type' THEN r.patient_type
                    WHEN 'month' THEN substr(CAST(CAST(date_trunc('month', r.coded_on) AS DATE) AS VARCHAR), 1, 7)
                    ELSE 'all' END AS unit,
           CASE WHEN :by = 'month' THEN CAST(date_trunc('month', r.coded_on) AS DATE) END AS month,
           w.tp, w.a
    FROM review AS r
    JOIN reviewed AS w ON w.audit_case_id = r.audit_case_id
    WHERE w.a > 0
),
accuracy AS (
    SELECT j.unit, CAST(sum(j.tp) AS BIGINT) AS agreed, CAST(sum(j.a) AS BIGINT) AS auditor_codes,
           CAST(sum(j.tp * j.tp) AS BIGINT) AS agreed_sq, CAST(sum(j.a * j.a) AS BIGINT) AS auditor_sq,
           CAST(sum(j.tp * j.a) AS BIGINT) AS agreed_auditor, count(*) AS auditor_charts
    FROM judged AS j
    GROUP BY j.unit
),
factor AS (
    SELECT a.unit, a.agreed, a.auditor_codes, a.agreed_sq, a.auditor_sq, a.agreed_auditor, a.auditor_charts,
           1 - :penalty * (CAST(:target_percent AS DOUBLE) / nullif(100, 0) - CAST(a.agreed AS DOUBLE) / nullif(a.auditor_codes, 0)) AS factor
    FROM accuracy AS a
)
SELECT p.unit, p.month, p.charts, p.days, p.standard_minutes, p.productive_minutes, p.standard_sq, p.productive_sq, p.product,
       p.without_hours, p.without_standard,
       coalesce(f.agreed, 0) AS agreed, coalesce(f.auditor_codes, 0) AS auditor_codes, coalesce(f.agreed_sq, 0) AS agreed_sq,
       coalesce(f.auditor_sq, 0) AS auditor_sq, coalesce(f.agreed_auditor, 0) AS agreed_auditor,
       coalesce(f.auditor_charts, 0) AS auditor_charts,
       CASE WHEN f.factor > 0 THEN f.factor WHEN f.factor <= 0 THEN CAST(0 AS DOUBLE) END AS quality_factor,
       CASE WHEN f.factor > 0 THEN f.factor WHEN f.factor <= 0 THEN CAST(0 AS DOUBLE) END
           * CAST(p.standard_minutes AS DOUBLE) / nullif(p.productive_minutes, 0) AS quality_adjusted
FROM produced AS p
LEFT JOIN factor AS f ON f.unit = p.unit
ORDER BY unit
