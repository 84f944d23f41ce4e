-- title:   Agreement between auditors
-- answers: What did two auditors say of the same encounter, at each level of coding?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  month leaves out encounters with shifted dates; any other value is all.
-- column:  level text - verdict: whether coder and auditor agree in every code and the principal diagnosis. code, category, CCSR, chapter: the auditor's principal diagnosis at that depth.
-- column:  first_label int - Number of what the first auditor said: of a verdict 1 is right and 2 is not; of the other levels numbers stand for codes and groups in their order.
-- column:  second_label int - Number of what the second auditor said.
-- column:  records int {encounter} Encounters of which they said so.
-- withhold: none it measures the work of auditors, names no code and tells nothing of a patient
-- note:    Encounters of which one version was reviewed by two auditors, neither of them its coder: the two that closed first, whatever their selection. Encounters without a principal diagnosis on a side have a verdict only.
-- note:    CCSR and chapter are there where the schemes are loaded. Show Gwet's AC1 beside the share of records on which both said the same.
-- source:  standard.md 2.7, AGR-01, AGR-03, AGR-06
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
review AS (
    SELECT row_number() OVER (ORDER BY c.audit_case_id) AS chart_no, c.audit_case_id, c.judged_on, c.patient_type,
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
-- The newest loaded version of each scheme, and of each code its group as a principal
-- diagnosis of inpatients and of others (GRP-06).
scheme AS (
    SELECT g.scheme, g.code_system, max(g.scheme_version) AS scheme_version,
           bool_or(coalesce(g.default_inpatient, FALSE)) AS defaults
    FROM code_group AS g
    WHERE g.scheme IN ('CCSR', 'chapter')
    GROUP BY g.scheme, g.code_system
),
principal_group AS (
    SELECT g.scheme, g.code_system, g.code, b.bedded,
           min(CASE WHEN NOT s.defaults AND coalesce(g.position, 1) = 1
                      OR b.bedded AND g.default_inpatient OR NOT b.bedded AND g.default_outpatient THEN g.grouping END) AS grouping
    FROM code_group AS g
    JOIN scheme AS s ON s.scheme = g.scheme AND s.code_system = g.code_system AND s.scheme_version = g.scheme_version
    CROSS JOIN (VALUES (TRUE), (FALSE)) AS b(bedded)
    WHERE g.grouping <> 'XXX000'
    GROUP BY g.scheme, g.code_system, g.code, b.bedded
),
turn AS (
    SELECT c.audit_case_id, c.encounter_id, c.version_no, c.auditor_id, c.patient_type,
           row_number() OVER (PARTITION BY c.encounter_id, c.version_no ORDER BY c.closed_on, c.audit_case_id) AS turn
    FROM closed AS c
    WHERE c.auditor_id <> c.coder_id
),
pair AS (
    SELECT a.audit_case_id AS first_id, b.audit_case_id AS second_id, a.patient_type,
           row_number() OVER (PARTITION BY a.audit_case_id ORDER BY b.turn) AS nth
    FROM turn AS a
    JOIN turn AS b ON b.encounter_id = a.encounter_id AND b.version_no = a.version_no AND b.auditor_id <> a.auditor_id
    WHERE a.turn = 1
),
rating AS (
    SELECT p.first_id AS pair_id, 1 AS rater, p.first_id AS audit_case_id, p.patient_type FROM pair AS p WHERE p.nth = 1
    UNION ALL
    SELECT p.first_id AS pair_id, 2 AS rater, p.second_id AS audit_case_id, p.patient_type FROM pair AS p WHERE p.nth = 1
),
-- How often each side has a code, which is what a verdict compares.
sided AS (
    SELECT r.pair_id, r.rater, c.element,
           count(*) FILTER (WHERE c.side = 'coder') AS by_coder, count(*) FILTER (WHERE c.side = 'auditor') AS by_auditor,
           bool_or(c.side = 'coder' AND c.sequence = 1) AS first_of_coder,
           bool_or(c.side = 'auditor' AND c.sequence = 1) AS first_of_auditor
    FROM audit_code AS c
    JOIN rating AS r ON r.audit_case_id = c.audit_case_id
    WHERE c.element IN ('diagnosis', 'procedure')
    GROUP BY r.pair_id, r.rater, c.element, c.code_system, c.code, c.performed_on
),
verdict AS (
    SELECT s.pair_id, s.rater,
           bool_and(CASE WHEN s.element = 'diagnosis'
                         THEN (s.by_coder > 0) = (s.by_auditor > 0) AND s.first_of_coder = s.first_of_auditor
                         ELSE s.by_coder = s.by_auditor END) AS alike
    FROM sided AS s
    GROUP BY s.pair_id, s.rater
),
principal AS (
    SELECT r.pair_id, r.rater, r.patient_type = 'IP' AS bedded, coalesce(c.code_system, '') AS code_system, min(c.code) AS code
    FROM audit_code AS c
    JOIN rating AS r ON r.audit_case_id = c.audit_case_id
    WHERE c.element = 'diagnosis' AND c.side = 'auditor' AND c.sequence = 1
    GROUP BY 1, 2, 3, 4
),
label AS (
    SELECT p.pair_id, p.rater, n.level, CASE WHEN n.level = 'code' THEN p.code ELSE substr(p.code, 1, 3) END AS label
    FROM principal AS p
    CROSS JOIN (VALUES ('code'), ('category')) AS n(level)
    UNION ALL
    SELECT p.pair_id, p.rater, g.scheme AS level, g.grouping AS label
    FROM principal AS p
    JOIN principal_group AS g ON g.code_system = p.code_system AND g.code = p.code AND g.bedded = p.bedded
    WHERE g.grouping IS NOT NULL
),
numbered AS (
    SELECT l.pair_id, l.rater, l.level, dense_rank() OVER (PARTITION BY l.level ORDER BY l.label) AS number
    FROM label AS l
    UNION ALL
    SELECT v.pair_id, v.rater, 'verdict' AS level, CASE WHEN v.alike THEN 1 ELSE 2 END AS number
    FROM verdict AS v
)
SELECT a.level, a.number AS first_label, b.number AS second_label, count(*) AS records
FROM numbered AS a
JOIN numbered AS b ON b.pair_id = a.pair_id AND b.level = a.level AND b.rater = 2
WHERE a.rater = 1
GROUP BY a.level, a.number, b.number
ORDER BY level, first_label, second_label
