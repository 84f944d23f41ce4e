-- title:   Codes that stand in for each other
-- answers: Which code did the coder assign where the auditor found which other code of the category?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  month leaves out encounters with shifted dates; any other value is all.
-- column:  code_system text - Code system; empty where the audit does not state it.
-- column:  coder_code text - Code of the coder.
-- column:  auditor_code text - Code of the auditor that it stands for.
-- column:  alike int - Leading characters that the two share: 3 to 6.
-- column:  charts int {encounter} Charts in which the one stands for the other.
-- withhold: charts
-- note:    Closed random reviews, one for an encounter and version, by others than the coder; diagnoses as sets. Pairs are one to one within the category of a chart, the longest common prefix first, then in the auditor's order, then in the coder's.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- source:  standard.md 2.1 pass B
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
-- Codes on one side only, with their place on it.
leftover AS (
    SELECT c.audit_case_id, coalesce(c.code_system, '') AS code_system, c.code,
           bool_or(c.side = 'auditor') AS by_auditor, min(c.sequence) AS place
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'diagnosis'
    GROUP BY 1, 2, 3
    HAVING min(c.side) = max(c.side)
),
-- Of the codes that share six characters, the first of each side are a pair, then the
-- second, as far as both sides go. What is left over is on one side only in each group,
-- so that among the leftovers no two of different sides share six: they go on to five.
six AS (
    SELECT l.audit_case_id, l.code_system, l.code, l.by_auditor, l.place,
           row_number() OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 6), l.by_auditor
               ORDER BY l.place, l.code) AS pair,
           count(CASE WHEN l.by_auditor THEN 1 END)
               OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 6)) AS auditors,
           count(*) OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 6)) AS codes
    FROM leftover AS l
),
five AS (
    SELECT l.audit_case_id, l.code_system, l.code, l.by_auditor, l.place,
           row_number() OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 5), l.by_auditor
               ORDER BY l.place, l.code) AS pair,
           count(CASE WHEN l.by_auditor THEN 1 END)
               OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 5)) AS auditors,
           count(*) OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 5)) AS codes
    FROM six AS l
    WHERE l.pair > CASE WHEN l.by_auditor THEN l.codes - l.auditors ELSE l.auditors END
),
four AS (
    SELECT l.audit_case_id, l.code_system, l.code, l.by_auditor, l.place,
           row_number() OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 4), l.by_auditor
               ORDER BY l.place, l.code) AS pair,
           count(CASE WHEN l.by_auditor THEN 1 END)
               OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 4)) AS auditors,
           count(*) OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 4)) AS codes
    FROM five AS l
    WHERE l.pair > CASE WHEN l.by_auditor THEN l.codes - l.auditors ELSE l.auditors END
),
three AS (
    SELECT l.audit_case_id, l.code_system, l.code, l.by_auditor, l.place,
           row_number() OVER (PARTITION BY l.audit_case_id, l.code_system, substr(l.code, 1, 3), l.by_auditor
               ORDER BY l.place, l.code) AS pair
    FROM four AS l
    WHERE l.pair > CASE WHEN l.by_auditor THEN l.codes - l.auditors ELSE l.auditors END
),
-- Codes that went on are in a later level too; there they find their partner or none.
level AS (
    SELECT 6 AS alike, s.audit_case_id, s.code_system, s.code, s.by_auditor, s.pair FROM six AS s
    UNION ALL
    SELECT 5 AS alike, s.audit_case_id, s.code_system, s.code, s.by_auditor, s.pair FROM five AS s
    UNION ALL
    SELECT 4 AS alike, s.audit_case_id, s.code_system, s.code, s.by_auditor, s.pair FROM four AS s
    UNION ALL
    SELECT 3 AS alike, s.audit_case_id, s.code_system, s.code, s.by_auditor, s.pair FROM three AS s
)
SELECT c.code_system, c.code AS coder_code, a.code AS auditor_code, CAST(c.alike AS BIGINT) AS alike, count(*) AS charts
FROM level AS c
JOIN level AS a ON a.alike = c.alike AND a.audit_case_id = c.audit_case_id AND a.code_system = c.code_system
    AND substr(a.code, 1, a.alike) = substr(c.code, 1, c.alike) AND a.pair = c.pair
WHERE a.by_auditor AND NOT c.by_auditor
GROUP BY c.code_system, c.code, a.code, c.alike
ORDER BY charts DESC, code_system, coder_code, auditor_code
