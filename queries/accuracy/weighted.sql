-- title:   Weighted accuracy
-- answers: How accurate is coding by the weights of the site?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
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
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND (:coder = 'all' OR a.coder_id = :coder)
),
-- What each review is good for: rates rest on one random review of an encounter and
-- version by somebody else.
judged AS (
    SELECT c.audit_case_id, c.judged_on,
           CASE WHEN c.auditor_id = c.coder_id THEN 'own'
                WHEN c.selection = 'targeted' THEN 'targeted'
                WHEN c.selection = 'second' THEN 'again'
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
    FROM (SELECT DISTINCT j.judged_on FROM judged AS j WHERE j.judged_on IS NOT NULL) AS d
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
-- A chart is a number that ends in its period, so that ten million codes need neither the name
-- of their review nor a second look at it. Period 0 is of charts on whose day nothing is judged.
review AS (
    SELECT row_number() OVER (ORDER BY j.audit_case_id) * 10000 + coalesce(p.period, 0) AS chart_no,
           j.audit_case_id, j.standing, j.unit, j.month
    FROM judged AS j
    LEFT JOIN day_period AS p ON p.judged_on = j.judged_on
),
-- One row a chart and diagnosis code, with what each side has of it in one number, since
-- there are millions (2.1 pass A): 0 nothing, hundreds the place (2 of the principal, 1 of
-- another), tens whether the audit calls it exempt from POA (0 unsaid, 1 no, 2 yes), ones POA
-- (0 none, 1 Y, 2 N, 3 U, 4 W, 5 else).
noted AS (
    SELECT r.chart_no, c.code_system, c.code, c.side,
           CASE WHEN c.sequence = 1 THEN 200 ELSE 100 END
               + CASE WHEN c.poa_exempt THEN 20 WHEN NOT c.poa_exempt THEN 10 ELSE 0 END
               + CASE coalesce(c.poa, '') WHEN '' THEN 0 WHEN 'Y' THEN 1 WHEN 'N' THEN 2 WHEN 'U' THEN 3 WHEN 'W' THEN 4 ELSE 5 END AS note
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'diagnosis'
),
diagnosis_code AS (
    SELECT n.chart_no, n.code_system, n.code,
           max(CASE WHEN n.side = 'coder' THEN n.note ELSE 0 END) AS coder,
           max(CASE WHEN n.side = 'auditor' THEN n.note ELSE 0 END) AS auditor
    FROM noted AS n
    GROUP BY n.chart_no, n.code_system, n.code
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
-- DRG and discharge status of a chart: whether the auditor has one, whether both sides have the
-- same, and whether it groups.
element AS (
    SELECT r.chart_no, c.element,
           bool_or(c.side = 'auditor') AS by_auditor,
           bool_or(c.side = 'coder') AS by_coder,
           bool_or(c.element = 'drg' AND c.code IN ('998', '999')) AS ungroupable
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random'
      AND (c.element = 'discharge_status' OR (c.element = 'drg' AND coalesce(c.code_system, :drg_system) = :drg_system))
    GROUP BY r.chart_no, c.element, c.code, coalesce(c.grouper_version, '')
),
element_chart AS (
    SELECT e.chart_no, e.element, bool_or(e.by_auditor) AS reviewed, bool_or(e.by_auditor AND e.by_coder) AS same,
           bool_or(e.ungroupable) AS ungroupable
    FROM element AS e
    GROUP BY e.chart_no, e.element
),
-- Each diagnosis: whether it is principal on a side, on both sides, and of those on both whether
-- POA is judged: somebody knows that the code is not exempt, and a side gives a value (ACC-09).
judged_code AS (
    SELECT d.chart_no, d.coder >= 200 AS coder_first, d.auditor >= 200 AS auditor_first,
           d.coder > 0 AND d.auditor > 0 AS matched, d.coder % 10 AS coder_poa, d.auditor % 10 AS auditor_poa,
           d.coder > 0 AND d.auditor > 0 AND d.coder % 10 + d.auditor % 10 > 0
               AND d.coder % 100 < 20 AND d.auditor % 100 < 20 AND x.period IS NULL
               AND (d.coder % 100 >= 10 OR d.auditor % 100 >= 10 OR l.period IS NOT NULL) AS judged
    FROM diagnosis_code AS d
    LEFT JOIN exempt_period AS x ON x.code_system = d.code_system AND x.code = d.code AND x.period = d.chart_no % 10000
    LEFT JOIN listed_period AS l ON l.code_system = d.code_system AND l.period = d.chart_no % 10000
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
dated AS (
    SELECT p.chart_no,
           CAST(sum(p.by_coder) AS BIGINT) AS by_coder, CAST(sum(p.by_auditor) AS BIGINT) AS by_auditor,
           CAST(sum(CASE WHEN p.by_coder < p.by_auditor THEN p.by_coder ELSE p.by_auditor END) AS BIGINT) AS dated
    FROM procedure_code AS p
    GROUP BY p.chart_no, p.code_system, p.code
),
undated AS (
    SELECT d.chart_no, d.dated, d.by_coder + d.by_auditor - CASE WHEN d.by_coder < d.by_auditor THEN d.by_coder ELSE d.by_auditor END AS listed,
           CASE WHEN d.by_coder < d.by_auditor THEN d.by_coder ELSE d.by_auditor END AS agreed
    FROM dated AS d
),
-- The points that can be had (m) and those that were (x), and how many elements they are of:
-- a row for each diagnosis, kind of procedure, DRG and discharge status.
point AS (
    SELECT d.chart_no,
           CASE WHEN d.coder_first AND d.auditor_first THEN w.principal_diagnosis
                WHEN d.matched AND NOT d.coder_first AND NOT d.auditor_first THEN w.secondary_diagnosis ELSE 0 END
               + CASE WHEN d.judged AND d.coder_poa = d.auditor_poa THEN w.poa ELSE 0 END AS x,
           CASE WHEN d.auditor_first THEN w.principal_diagnosis WHEN d.coder_first THEN 0 ELSE w.secondary_diagnosis END
               + CASE WHEN d.judged THEN w.poa ELSE 0 END AS m,
           CASE WHEN d.auditor_first AND w.principal_diagnosis > 0
                     OR NOT d.auditor_first AND NOT d.coder_first AND w.secondary_diagnosis > 0 THEN 1 ELSE 0 END
               + CASE WHEN d.judged AND w.poa > 0 THEN 1 ELSE 0 END AS elements
    FROM judged_code AS d
    CROSS JOIN weighing AS w
    UNION ALL
    SELECT u.chart_no, u.agreed * w.procedure + u.dated * w.procedure_date AS x,
           u.listed * w.procedure + u.agreed * w.procedure_date AS m,
           CASE WHEN w.procedure > 0 THEN u.listed ELSE 0 END + CASE WHEN w.procedure_date > 0 THEN u.agreed ELSE 0 END AS elements
    FROM undated AS u
    CROSS JOIN weighing AS w
    UNION ALL
    SELECT g.chart_no,
           CASE WHEN g.same THEN CASE g.element WHEN 'drg' THEN w.drg ELSE w.discharge_status END ELSE 0 END AS x,
           CASE g.element WHEN 'drg' THEN w.drg ELSE w.discharge_status END AS m,
           CASE WHEN CASE g.element WHEN 'drg' THEN w.drg ELSE w.discharge_status END > 0 THEN 1 ELSE 0 END AS elements
    FROM element_chart AS g
    CROSS JOIN weighing AS w
    WHERE g.reviewed AND NOT g.ungroupable
),
chart AS (
    SELECT p.chart_no, CAST(sum(p.x) AS BIGINT) AS x, CAST(sum(p.m) AS BIGINT) AS m, CAST(sum(p.elements) AS BIGINT) AS elements
    FROM point AS p
    GROUP BY p.chart_no
),
scored AS (
    SELECT r.unit, r.month, r.standing, w.weight_set, coalesce(h.x, 0) AS x, coalesce(h.m, 0) AS m, coalesce(h.elements, 0) AS elements
    FROM review AS r
    LEFT JOIN chart AS h ON h.chart_no = r.chart_no
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
