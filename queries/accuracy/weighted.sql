-- title:   Weighted accuracy
-- answers: How accurate is coding by the weights of the site?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   coder text = all  Coder, or all.
-- param:   drg_system text = MS-DRG  Grouper whose DRG is compared.
-- param:   weights text = newest  Set of weights, default, or newest: the last loaded one in the order of names.
-- param:   by text = all  What makes a unit: coder, auditor, facility, month, patient_type, service_line, audit or all.
-- column:  unit text - Unit as the parameter by says, such as a coder; not known where the encounter does not say it.
-- column:  month date? - First day of the month in which the reviewed version was final; empty unless by is month.
-- column:  weight_set text - Set of weights.
-- column:  charts int {encounter} Closed random reviews with an element that counts.
-- column:  targeted int {encounter} Closed targeted reviews, which support no rate and are in no other count (SMP-01).
-- column:  again int {encounter} Further random reviews of an encounter and version: the one closed first counts, the others compare auditors (accuracy/agreement).
-- column:  own int {encounter} Reviews of one's own work, which are none.
-- column:  elements int {element} Elements that count, each with a weight above 0.
-- column:  points real 1 Weights of the elements that are right.
-- column:  points_possible real 1 Weights of all elements.
-- column:  points_sq real 1 Sum over charts of points squared.
-- column:  points_possible_sq real 1 Sum over charts of points_possible squared.
-- column:  points_product real 1 Sum over charts of points times points_possible.
-- metric:  weighted_accuracy = weighted_score(points, points_possible, points_sq, points_possible_sq, points_product, charts, elements)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    The auditor's final codes are the reference. Closed random reviews count, each alike, by the date on which the reviewed version was final, whatever the date of the review.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- note:    Elements are the principal diagnosis, each secondary diagnosis and procedure of either side, the date of each agreed procedure, POA of each agreed diagnosis that is not exempt, the DRG and the discharge status. What does not apply to a chart is in neither sum.
-- note:    Weights are local policy: accuracy/weights lists them. An element without a weight does not count.
-- source:  standard.md ACC-12, CI-03, SMP-01
WITH closed AS (
    SELECT a.audit_case_id, a.audit_id, a.encounter_id, a.version_no, a.selection, a.coder_id, a.auditor_id, a.coded_on, a.closed_on,
           coalesce(e.facility_id, 'not known') AS facility_id, coalesce(e.patient_type, 'not known') AS patient_type,
           coalesce(e.service_line, 'not known') AS service_line,
           CASE WHEN NOT coalesce(e.dates_shifted, FALSE) THEN coalesce(e.discharged_on, a.coded_on) END AS judged_on
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on
      AND CASE WHEN coalesce(e.dates_shifted, FALSE) THEN :by <> 'month'
               ELSE a.coded_on >= :from_date AND a.coded_on < :to_date END
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:coder = 'all' OR a.coder_id = :coder)
),
-- What each review is good for: rates rest on one random review of an encounter and
-- version by somebody else.
review AS (
    SELECT row_number() OVER (ORDER BY c.audit_case_id) AS chart_no, c.audit_case_id, c.judged_on, c.patient_type,
           CASE WHEN c.auditor_id = c.coder_id THEN 'own'
                WHEN c.selection = 'targeted' THEN 'targeted'
                WHEN row_number() OVER (PARTITION BY c.encounter_id, c.version_no, c.selection, c.auditor_id = c.coder_id
                                        ORDER BY c.closed_on, c.audit_case_id) > 1 THEN 'again'
                ELSE 'random' END AS standing,
           CASE :by WHEN 'coder' THEN c.coder_id WHEN 'auditor' THEN c.auditor_id WHEN 'audit' THEN c.audit_id
                    WHEN 'facility' THEN c.facility_id WHEN 'patient_type' THEN c.patient_type
                    WHEN 'service_line' THEN c.service_line
                    WHEN 'month' THEN substr(CAST(CAST(date_trunc('month', c.coded_on) AS DATE) AS VARCHAR), 1, 7)
                    ELSE 'all' END AS unit,
           CASE WHEN :by = 'month' THEN CAST(date_trunc('month', c.coded_on) AS DATE) END AS month
    FROM closed AS c
),
-- One row a chart and diagnosis code, with its place on each side: 2 of the principal, 1 of
-- another, 0 of none (2.1 pass A). POA as a number, which takes a quarter of the memory of a
-- text: 0 none, 1 Y, 2 N, 3 U, 4 W, 5 else.
diagnosis_code AS (
    SELECT r.chart_no, c.code_system, c.code,
           max(CASE WHEN c.side = 'auditor' THEN 0 WHEN c.sequence = 1 THEN 2 ELSE 1 END) AS coder_place,
           max(CASE WHEN c.side = 'coder' THEN 0 WHEN c.sequence = 1 THEN 2 ELSE 1 END) AS auditor_place,
           max(CASE WHEN c.side <> 'coder' OR coalesce(c.poa, '') = '' THEN 0
                    ELSE CASE c.poa WHEN 'Y' THEN 1 WHEN 'N' THEN 2 WHEN 'U' THEN 3 WHEN 'W' THEN 4 ELSE 5 END END) AS coder_poa,
           max(CASE WHEN c.side <> 'auditor' OR coalesce(c.poa, '') = '' THEN 0
                    ELSE CASE c.poa WHEN 'Y' THEN 1 WHEN 'N' THEN 2 WHEN 'U' THEN 3 WHEN 'W' THEN 4 ELSE 5 END END) AS auditor_poa,
           bool_or(c.poa_exempt) AS stated_exempt
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'diagnosis'
    GROUP BY r.chart_no, c.code_system, c.code
),
-- Procedures count by code and date, as often as they occur.
procedure_code AS (
    SELECT r.chart_no, c.code_system, c.code, c.performed_on,
           count(*) FILTER (WHERE c.side = 'coder') AS by_coder,
           count(*) FILTER (WHERE c.side = 'auditor') AS by_auditor
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'procedure'
    GROUP BY r.chart_no, c.code_system, c.code, c.performed_on
),
procedure_chart AS (
    SELECT p.chart_no,
           CAST(sum(CASE WHEN p.by_coder < p.by_auditor THEN p.by_coder ELSE p.by_auditor END) AS BIGINT) AS tp,
           CAST(sum(p.by_auditor) AS BIGINT) AS a,
           CAST(sum(p.by_coder) AS BIGINT) AS c
    FROM procedure_code AS p
    GROUP BY p.chart_no
),
-- One row a chart and DRG or discharge status: on how many sides, and whether it groups.
element AS (
    SELECT r.chart_no, c.element,
           bool_or(c.side = 'auditor') AS by_auditor,
           bool_or(c.side = 'coder') AS by_coder,
           bool_or(c.code IN ('998', '999')) AS ungroupable
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random'
      AND (c.element = 'discharge_status' OR (c.element = 'drg' AND coalesce(c.code_system, :drg_system) = :drg_system))
    GROUP BY r.chart_no, c.element, c.code, coalesce(c.grouper_version, '')
),
element_chart AS (
    SELECT e.chart_no,
           bool_or(e.element = 'drg' AND e.by_auditor) AS drg_reviewed,
           bool_or(e.element = 'drg' AND e.by_auditor AND e.by_coder) AS drg_same,
           bool_or(e.element = 'drg' AND e.ungroupable) AS drg_ungroupable,
           bool_or(e.element = 'drg' AND NOT (e.by_auditor AND e.by_coder)) AS drg_unlike,
           bool_or(e.element = 'discharge_status' AND e.by_auditor) AS status_reviewed,
           bool_or(e.element = 'discharge_status' AND e.by_auditor AND e.by_coder) AS status_same,
           bool_and(e.by_auditor AND e.by_coder) AS alike
    FROM element AS e
    GROUP BY e.chart_no
),
-- Codes exempt from POA and the times in which they are; a date in no such time has codes
-- that nobody can judge, unless the audit says whether they are exempt.
exempt AS (
    SELECT m.code_system, m.code, m.valid_from, coalesce(m.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_mark AS m
    WHERE m.list = 'poa_exempt'
    UNION ALL
    SELECT s.code_system, s.code, s.valid_from, coalesce(s.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_set AS s
    WHERE s.poa_exempt
),
-- Days between the same dates on which exemptions begin and end are one period: every code
-- is then judged once a period and not once a day.
boundary AS (
    SELECT DISTINCT x.valid_from AS day, TRUE AS begins FROM exempt AS x
    UNION ALL
    SELECT DISTINCT x.valid_to AS day, FALSE AS begins FROM exempt AS x
),
day_period AS (
    SELECT d.judged_on, count(b.day) AS period
    FROM (SELECT DISTINCT r.judged_on FROM review AS r WHERE r.judged_on IS NOT NULL) AS d
    LEFT JOIN boundary AS b ON b.day < d.judged_on OR b.begins AND b.day = d.judged_on
    GROUP BY d.judged_on
),
exempt_period AS (
    SELECT DISTINCT x.code_system, x.code, p.period
    FROM exempt AS x
    JOIN (SELECT d.period, min(d.judged_on) AS day FROM day_period AS d GROUP BY d.period) AS p
      ON x.valid_from <= p.day AND x.valid_to >= p.day
),
listed_period AS (
    SELECT DISTINCT x.code_system, x.period FROM exempt_period AS x
),
judged_chart AS (
    SELECT r.chart_no, p.period
    FROM review AS r
    LEFT JOIN day_period AS p ON p.judged_on = r.judged_on
    WHERE r.standing = 'random'
),
-- Of the diagnoses on both sides: whether they are exempt from POA and somebody knows (ACC-09).
judged_code AS (
    SELECT d.chart_no, d.coder_place, d.auditor_place, d.coder_poa, d.auditor_poa,
           d.coder_place > 0 AND d.auditor_place > 0 AS matched,
           coalesce(d.stated_exempt, FALSE) OR x.period IS NOT NULL AS exempt,
           d.stated_exempt IS NOT NULL OR l.period IS NOT NULL AS known
    FROM diagnosis_code AS d
    JOIN judged_chart AS p ON p.chart_no = d.chart_no
    LEFT JOIN exempt_period AS x ON x.code_system = d.code_system AND x.code = d.code AND x.period = p.period
    LEFT JOIN listed_period AS l ON l.code_system = d.code_system AND l.period = p.period
),
-- The weights of every loaded set, and those that hold where none is loaded (ACC-12).
weight AS (
    SELECT w.weight_set, w.element, w.weight, 1 AS place FROM accuracy_weight AS w
    UNION ALL
    SELECT 'default' AS weight_set, d.element, CAST(d.weight AS DECIMAL(9, 4)) AS weight, d.place
    FROM (VALUES ('principal_diagnosis', 5, 1), ('drg', 5, 2), ('procedure', 2, 3), ('secondary_diagnosis', 1, 4),
                 ('discharge_status', 1, 5), ('poa', 1, 6), ('procedure_date', 1, 7)) AS d(element, weight, place)
),
chosen AS (
    SELECT CASE WHEN :weights <> 'newest' THEN :weights
                ELSE coalesce((SELECT max(w.weight_set) FROM accuracy_weight AS w), 'default') END AS weight_set
),
weighing AS (
    SELECT c.weight_set,
           CAST(coalesce(max(CASE WHEN w.element = 'principal_diagnosis' THEN w.weight END), 0) * 10000 AS BIGINT) AS principal_diagnosis,
           CAST(coalesce(max(CASE WHEN w.element = 'drg' THEN w.weight END), 0) * 10000 AS BIGINT) AS drg,
           CAST(coalesce(max(CASE WHEN w.element = 'procedure' THEN w.weight END), 0) * 10000 AS BIGINT) AS procedure,
           CAST(coalesce(max(CASE WHEN w.element = 'secondary_diagnosis' THEN w.weight END), 0) * 10000 AS BIGINT) AS secondary_diagnosis,
           CAST(coalesce(max(CASE WHEN w.element = 'discharge_status' THEN w.weight END), 0) * 10000 AS BIGINT) AS discharge_status,
           CAST(coalesce(max(CASE WHEN w.element = 'poa' THEN w.weight END), 0) * 10000 AS BIGINT) AS poa,
           CAST(coalesce(max(CASE WHEN w.element = 'procedure_date' THEN w.weight END), 0) * 10000 AS BIGINT) AS procedure_date
    FROM chosen AS c
    LEFT JOIN weight AS w ON w.weight_set = c.weight_set
    GROUP BY c.weight_set
),
diagnosis_chart AS (
    SELECT d.chart_no,
           max(CASE WHEN d.auditor_place = 2 THEN 1 ELSE 0 END) AS pdx_all,
           max(CASE WHEN d.auditor_place = 2 AND d.coder_place = 2 THEN 1 ELSE 0 END) AS pdx_right,
           count(*) FILTER (WHERE d.coder_place < 2 AND d.auditor_place < 2) AS sdx_all,
           count(*) FILTER (WHERE d.coder_place = 1 AND d.auditor_place = 1) AS sdx_right,
           count(*) FILTER (WHERE d.matched AND d.known AND NOT d.exempt AND (d.coder_poa > 0 OR d.auditor_poa > 0)) AS poa_all,
           count(*) FILTER (WHERE d.matched AND d.known AND NOT d.exempt AND d.coder_poa = d.auditor_poa AND d.coder_poa > 0) AS poa_right
    FROM judged_code AS d
    GROUP BY d.chart_no
),
undated AS (
    SELECT p.chart_no, p.code_system, p.code,
           CAST(sum(p.by_coder) AS BIGINT) AS by_coder, CAST(sum(p.by_auditor) AS BIGINT) AS by_auditor
    FROM procedure_code AS p
    GROUP BY p.chart_no, p.code_system, p.code
),
undated_chart AS (
    SELECT u.chart_no,
           CAST(sum(CASE WHEN u.by_coder < u.by_auditor THEN u.by_coder ELSE u.by_auditor END) AS BIGINT) AS agreed
    FROM undated AS u
    GROUP BY u.chart_no
),
element_count AS (
    SELECT r.chart_no,
           coalesce(d.pdx_all, 0) AS pdx_all, coalesce(d.pdx_right, 0) AS pdx_right,
           coalesce(d.sdx_all, 0) AS sdx_all, coalesce(d.sdx_right, 0) AS sdx_right,
           coalesce(d.poa_all, 0) AS poa_all, coalesce(d.poa_right, 0) AS poa_right,
           coalesce(p.a + p.c - u.agreed, 0) AS procedure_all, coalesce(u.agreed, 0) AS procedure_right,
           coalesce(u.agreed, 0) AS date_all, coalesce(p.tp, 0) AS date_right,
           CASE WHEN g.drg_reviewed AND NOT g.drg_ungroupable THEN 1 ELSE 0 END AS drg_all,
           CASE WHEN g.drg_same AND NOT g.drg_ungroupable THEN 1 ELSE 0 END AS drg_right,
           CASE WHEN g.status_reviewed THEN 1 ELSE 0 END AS status_all,
           CASE WHEN g.status_same THEN 1 ELSE 0 END AS status_right
    FROM review AS r
    LEFT JOIN diagnosis_chart AS d ON d.chart_no = r.chart_no
    LEFT JOIN procedure_chart AS p ON p.chart_no = r.chart_no
    LEFT JOIN undated_chart AS u ON u.chart_no = r.chart_no
    LEFT JOIN element_chart AS g ON g.chart_no = r.chart_no
),
-- Points in ten-thousandths, so that sums are exact.
scored AS (
    SELECT r.unit, r.month, r.standing, w.weight_set,
           e.pdx_right * w.principal_diagnosis
               + e.drg_right * w.drg
               + e.procedure_right * w.procedure
               + e.sdx_right * w.secondary_diagnosis
               + e.status_right * w.discharge_status
               + e.poa_right * w.poa
               + e.date_right * w.procedure_date AS x,
           e.pdx_all * w.principal_diagnosis
               + e.drg_all * w.drg
               + e.procedure_all * w.procedure
               + e.sdx_all * w.secondary_diagnosis
               + e.status_all * w.discharge_status
               + e.poa_all * w.poa
               + e.date_all * w.procedure_date AS m,
           CASE WHEN w.principal_diagnosis > 0 THEN e.pdx_all ELSE 0 END
               + CASE WHEN w.drg > 0 THEN e.drg_all ELSE 0 END
               + CASE WHEN w.procedure > 0 THEN e.procedure_all ELSE 0 END
               + CASE WHEN w.secondary_diagnosis > 0 THEN e.sdx_all ELSE 0 END
               + CASE WHEN w.discharge_status > 0 THEN e.status_all ELSE 0 END
               + CASE WHEN w.poa > 0 THEN e.poa_all ELSE 0 END
               + CASE WHEN w.procedure_date > 0 THEN e.date_all ELSE 0 END AS elements
    FROM review AS r
    JOIN element_count AS e ON e.chart_no = r.chart_no
    CROSS JOIN weighing AS w
)
SELECT h.unit, h.month, h.weight_set,
       count(*) FILTER (WHERE h.m > 0) AS charts,
       count(*) FILTER (WHERE h.standing = 'targeted') AS targeted,
       count(*) FILTER (WHERE h.standing = 'again') AS again,
       count(*) FILTER (WHERE h.standing = 'own') AS own,
       CAST(sum(h.elements) AS BIGINT) AS elements,
       CAST(sum(h.x * CAST(0.0001 AS DECIMAL(4, 4))) AS DOUBLE) AS points,
       CAST(sum(h.m * CAST(0.0001 AS DECIMAL(4, 4))) AS DOUBLE) AS points_possible,
       CAST(sum(h.x * h.x * CAST(0.00000001 AS DECIMAL(8, 8))) AS DOUBLE) AS points_sq,
       CAST(sum(h.m * h.m * CAST(0.00000001 AS DECIMAL(8, 8))) AS DOUBLE) AS points_possible_sq,
       CAST(sum(h.x * h.m * CAST(0.00000001 AS DECIMAL(8, 8))) AS DOUBLE) AS points_product
FROM scored AS h
GROUP BY h.unit, h.month, h.weight_set
ORDER BY unit
