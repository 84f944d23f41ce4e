-- title:   Agreement of two auditors on sets of diagnoses
-- answers: How far apart are the sets of diagnoses that two auditors gave to the same encounter, beyond chance?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  month leaves out encounters with shifted dates; any other value is all.
-- column:  level text - What the sets are of: code, category, CCSR or chapter.
-- column:  records int {encounter} Encounters that two auditors reviewed.
-- column:  same int {encounter} Of records, those to which both gave the same set.
-- column:  jaccard real 1 Sum over records of the Jaccard distance of the two sets: 1 less the share of codes that are in both.
-- column:  jaccard_sq real 1 Sum over records of its square.
-- column:  jaccard_expected real? 1 Mean Jaccard distance of all pairs of sets, whoever gave them to whichever record; empty without records.
-- column:  masi real 1 Sum over records of the MASI distance: as Jaccard, but sets of which neither holds the other are further apart.
-- column:  masi_sq real 1 Sum over records of its square.
-- column:  masi_expected real? 1 Mean MASI distance of all pairs of sets.
-- metric:  observed_agreement = proportion(same, records)
-- metric:  alpha_jaccard = set_alpha(jaccard, records, jaccard_sq, jaccard_expected)
-- metric:  alpha_masi = set_alpha(masi, records, masi_sq, masi_expected)
-- withhold: none it measures the work of auditors, names no code and tells nothing of a patient
-- note:    Encounters of which one version was reviewed by two auditors, neither of them its coder: the two that closed first, whatever their selection.
-- note:    CCSR and chapter are there where the schemes are loaded, with every group that a code is in. A code of no group is in no set of that level.
-- note:    MASI takes of the Jaccard similarity two thirds where one set holds the other, and a third where they overlap (Passonneau 2006).
-- source:  standard.md 2.7, AGR-01, AGR-04, AGR-06
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
-- The newest loaded version of each scheme.
scheme AS (
    SELECT g.scheme, g.code_system, max(g.scheme_version) AS scheme_version
    FROM code_group AS g
    WHERE g.scheme IN ('CCSR', 'chapter')
    GROUP BY g.scheme, g.code_system
),
grouping AS (
    SELECT DISTINCT g.scheme, g.code_system, g.code, g.grouping
    FROM code_group AS g
    JOIN scheme AS s ON s.scheme = g.scheme AND s.code_system = g.code_system AND s.scheme_version = g.scheme_version
    WHERE g.grouping <> 'XXX000'
),
diagnosis AS (
    SELECT DISTINCT r.pair_id, r.rater, coalesce(c.code_system, '') AS code_system, c.code
    FROM audit_code AS c
    JOIN rating AS r ON r.audit_case_id = c.audit_case_id
    WHERE c.element = 'diagnosis' AND c.side = 'auditor'
),
member AS (
    SELECT DISTINCT d.pair_id, d.rater, n.level,
           d.code_system || ' ' || CASE WHEN n.level = 'code' THEN d.code ELSE substr(d.code, 1, 3) END AS member
    FROM diagnosis AS d
    CROSS JOIN (VALUES ('code'), ('category')) AS n(level)
    UNION ALL
    SELECT DISTINCT d.pair_id, d.rater, g.scheme AS level, g.grouping AS member
    FROM diagnosis AS d
    JOIN grouping AS g ON g.code_system = d.code_system AND g.code = d.code
),
-- A set of every rater, record and level, those without a member too.
sized AS (
    SELECT r.pair_id, r.rater, v.level, count(m.member) AS size
    FROM rating AS r
    CROSS JOIN (SELECT DISTINCT m.level FROM member AS m) AS v
    LEFT JOIN member AS m ON m.pair_id = r.pair_id AND m.rater = r.rater AND m.level = v.level
    GROUP BY r.pair_id, r.rater, v.level
),
-- Pairs of different sets that share something; all others are as far apart as can be, but
-- for two empty ones.
overlap AS (
    SELECT a.level, a.pair_id AS first_id, a.rater AS first_rater, b.pair_id AS second_id, b.rater AS second_rater, count(*) AS shared
    FROM member AS a
    JOIN member AS b ON b.level = a.level AND b.member = a.member AND (b.pair_id <> a.pair_id OR b.rater <> a.rater)
    GROUP BY a.level, a.pair_id, a.rater, b.pair_id, b.rater
),
alike AS (
    SELECT o.level, o.first_id, o.first_rater, o.second_id, o.second_rater,
           CAST(o.shared AS DOUBLE) / nullif(a.size + b.size - o.shared, 0) AS jaccard,
           CASE WHEN o.shared = a.size AND o.shared = b.size THEN CAST(1 AS DOUBLE)
                WHEN o.shared = a.size OR o.shared = b.size THEN CAST(2 AS DOUBLE) / nullif(3, 0)
                ELSE CAST(1 AS DOUBLE) / nullif(3, 0) END AS kind
    FROM overlap AS o
    JOIN sized AS a ON a.level = o.level AND a.pair_id = o.first_id AND a.rater = o.first_rater
    JOIN sized AS b ON b.level = o.level AND b.pair_id = o.second_id AND b.rater = o.second_rater
),
-- How alike all pairs of sets are together, in both directions. Sums of so many places that
-- their order does not show.
expected AS (
    SELECT l.level, CAST(sum(CAST(l.jaccard AS DECIMAL(18, 12))) AS DOUBLE) AS jaccard,
           CAST(sum(CAST(l.jaccard * l.kind AS DECIMAL(18, 12))) AS DOUBLE) AS masi
    FROM alike AS l
    GROUP BY l.level
),
given AS (
    SELECT z.level, count(*) AS sets, count(*) FILTER (WHERE z.size = 0) AS empties
    FROM sized AS z
    GROUP BY z.level
),
apart AS (
    SELECT a.level,
           CASE WHEN a.size = 0 AND b.size = 0 THEN 0 ELSE 1 - coalesce(l.jaccard, 0) END AS jaccard,
           CASE WHEN a.size = 0 AND b.size = 0 THEN 0 ELSE 1 - coalesce(l.jaccard * l.kind, 0) END AS masi
    FROM sized AS a
    JOIN sized AS b ON b.level = a.level AND b.pair_id = a.pair_id AND b.rater = 2
    LEFT JOIN alike AS l ON l.level = a.level AND l.first_id = a.pair_id AND l.first_rater = 1
         AND l.second_id = a.pair_id AND l.second_rater = 2
    WHERE a.rater = 1
),
observed AS (
    SELECT d.level, count(*) AS records, count(*) FILTER (WHERE d.jaccard = 0) AS same,
           CAST(sum(CAST(d.jaccard AS DECIMAL(18, 12))) AS DOUBLE) AS jaccard,
           CAST(sum(CAST(d.jaccard * d.jaccard AS DECIMAL(18, 12))) AS DOUBLE) AS jaccard_sq,
           CAST(sum(CAST(d.masi AS DECIMAL(18, 12))) AS DOUBLE) AS masi,
           CAST(sum(CAST(d.masi * d.masi AS DECIMAL(18, 12))) AS DOUBLE) AS masi_sq
    FROM apart AS d
    GROUP BY d.level
)
SELECT o.level, o.records, o.same, o.jaccard, o.jaccard_sq,
       1 - CAST(coalesce(e.jaccard, 0) + g.empties * (g.empties - 1) AS DOUBLE) / nullif(g.sets * (g.sets - 1), 0) AS jaccard_expected,
       o.masi, o.masi_sq,
       1 - CAST(coalesce(e.masi, 0) + g.empties * (g.empties - 1) AS DOUBLE) / nullif(g.sets * (g.sets - 1), 0) AS masi_expected
FROM observed AS o
JOIN given AS g ON g.level = o.level
LEFT JOIN expected AS e ON e.level = o.level
ORDER BY level
