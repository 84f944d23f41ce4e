-- title:   Substitutions, omissions and commissions by category
-- answers: In which categories do coder and auditor differ, and did the coder choose another code, miss one or add one?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  What makes a unit: coder, auditor, facility, month, patient_type, service_line, audit or all.
-- column:  unit text - Unit as the parameter by says, such as a coder; not known where the encounter does not say it.
-- column:  code_system text - Code system; empty where the audit does not state it.
-- column:  category text - First three characters of the codes.
-- column:  listed int {code} Codes of the category on either side of a chart.
-- column:  agreed int {code} Codes on both sides.
-- column:  substitutions int {code} Pairs of a coder's and an auditor's code that stand for each other.
-- column:  alike_3 int {code} Of these, pairs that share three characters and no more.
-- column:  alike_4 int {code} Pairs that share four.
-- column:  alike_5 int {code} Pairs that share five.
-- column:  alike_6 int {code} Pairs that share six.
-- column:  omissions int {code} Auditor's codes without a partner: missed.
-- column:  commissions int {code} Coder's codes without a partner: extra.
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Closed random reviews, one for an encounter and version, by others than the coder; diagnoses as sets. What is on both sides is set aside first.
-- note:    The others pair one to one within their category, the longest common prefix first, then in the auditor's order. In each group that shares a prefix this leaves codes on one side only, so that the number of pairs that share k characters or more is, summed over the groups, the smaller of the two sides: no pair needs to be named in order to count it.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- source:  standard.md 2.1 passes A to C
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
code AS (
    SELECT r.chart_no, coalesce(c.code_system, '') AS code_system, c.code,
           bool_or(c.side = 'coder') AS by_coder, bool_or(c.side = 'auditor') AS by_auditor
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'diagnosis'
    GROUP BY 1, 2, 3
),
-- Codes of one side only that share their first k characters with others of their chart; a
-- shorter code shares them with none.
shared AS (
    SELECT c.chart_no, c.code_system, n.k, substr(c.code, 1, n.k) AS prefix,
           count(*) FILTER (WHERE c.by_coder) AS coders,
           count(*) FILTER (WHERE c.by_auditor) AS auditors
    FROM code AS c
    CROSS JOIN (VALUES (3), (4), (5), (6)) AS n(k)
    WHERE c.by_coder <> c.by_auditor AND (n.k = 3 OR length(c.code) >= n.k)
    GROUP BY 1, 2, 3, 4
),
paired AS (
    SELECT r.unit, s.code_system, s.k, substr(s.prefix, 1, 3) AS category, s.coders, s.auditors,
           CASE WHEN s.coders < s.auditors THEN s.coders ELSE s.auditors END AS pairs
    FROM shared AS s
    JOIN review AS r ON r.chart_no = s.chart_no
),
differing AS (
    SELECT p.unit, p.code_system, p.category,
           CAST(sum(CASE WHEN p.k = 3 THEN p.auditors ELSE 0 END) AS BIGINT) AS auditors,
           CAST(sum(CASE WHEN p.k = 3 THEN p.coders ELSE 0 END) AS BIGINT) AS coders,
           CAST(sum(CASE WHEN p.k = 3 THEN p.pairs ELSE 0 END) AS BIGINT) AS pairs_3,
           CAST(sum(CASE WHEN p.k = 4 THEN p.pairs ELSE 0 END) AS BIGINT) AS pairs_4,
           CAST(sum(CASE WHEN p.k = 5 THEN p.pairs ELSE 0 END) AS BIGINT) AS pairs_5,
           CAST(sum(CASE WHEN p.k = 6 THEN p.pairs ELSE 0 END) AS BIGINT) AS pairs_6
    FROM paired AS p
    GROUP BY p.unit, p.code_system, p.category
),
counted AS (
    SELECT r.unit, c.code_system, substr(c.code, 1, 3) AS category,
           count(*) AS listed, count(*) FILTER (WHERE c.by_coder AND c.by_auditor) AS agreed
    FROM code AS c
    JOIN review AS r ON r.chart_no = c.chart_no
    GROUP BY 1, 2, 3
)
SELECT c.unit, c.code_system, c.category, c.listed, c.agreed,
       coalesce(d.pairs_3, 0) AS substitutions,
       coalesce(d.pairs_3 - d.pairs_4, 0) AS alike_3,
       coalesce(d.pairs_4 - d.pairs_5, 0) AS alike_4,
       coalesce(d.pairs_5 - d.pairs_6, 0) AS alike_5,
       coalesce(d.pairs_6, 0) AS alike_6,
       coalesce(d.auditors - d.pairs_3, 0) AS omissions,
       coalesce(d.coders - d.pairs_3, 0) AS commissions
FROM counted AS c
LEFT JOIN differing AS d ON d.unit = c.unit AND d.code_system = c.code_system AND d.category = c.category
ORDER BY unit, code_system, category
