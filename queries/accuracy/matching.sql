-- title:   Substitutions, omissions and commissions by category
-- answers: In which categories do coder and auditor differ, and did the coder choose another code, miss one or add one?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  code_system text - Code system; empty where the audit does not state it.
-- column:  category text - First three characters of the codes.
-- column:  charts int {encounter} Charts with a code of the category on either side.
-- column:  agreed int {code} Codes on both sides.
-- column:  substitutions int {code} Pairs of a coder's and an auditor's code that stand for each other.
-- column:  alike_3 int {code} Of these, pairs that share three characters and no more.
-- column:  alike_4 int {code} Pairs that share four.
-- column:  alike_5 int {code} Pairs that share five.
-- column:  alike_6 int {code} Pairs that share six.
-- column:  omissions int {code} Auditor's codes without a partner: missed.
-- column:  commissions int {code} Coder's codes without a partner: extra.
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Closed reviews of random samples; diagnoses as sets. What is on both sides is set aside first.
-- note:    The others pair one to one within their category, the longest common prefix first, then in the auditor's order. In each group that shares a prefix this leaves codes on one side only, so that the number of pairs that share k characters or more is, summed over the groups, the smaller of the two sides: no pair needs to be named in order to count it.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md 2.1 passes A to C
WITH review AS (
    SELECT a.audit_case_id
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on AND a.selection = 'random'
      AND (coalesce(e.dates_shifted, FALSE) OR (a.coded_on >= :from_date AND a.coded_on < :to_date))
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
),
code AS (
    SELECT c.audit_case_id, coalesce(c.code_system, '') AS code_system, c.code,
           bool_or(c.side = 'coder') AS by_coder, bool_or(c.side = 'auditor') AS by_auditor
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE c.element = 'diagnosis'
    GROUP BY 1, 2, 3
),
-- Codes of one side only that share their first k characters with others of their chart.
shared AS (
    SELECT c.audit_case_id, c.code_system, n.k, substr(c.code, 1, n.k) AS prefix,
           count(*) FILTER (WHERE c.by_coder) AS coders,
           count(*) FILTER (WHERE c.by_auditor) AS auditors
    FROM code AS c
    CROSS JOIN (VALUES (3), (4), (5), (6)) AS n(k)
    WHERE c.by_coder <> c.by_auditor
    GROUP BY 1, 2, 3, 4
),
paired AS (
    SELECT s.code_system, s.k, substr(s.prefix, 1, 3) AS category, s.coders, s.auditors,
           CASE WHEN s.coders < s.auditors THEN s.coders ELSE s.auditors END AS pairs
    FROM shared AS s
),
differing AS (
    SELECT p.code_system, p.category,
           CAST(sum(CASE WHEN p.k = 3 THEN p.auditors ELSE 0 END) AS BIGINT) AS auditors,
           CAST(sum(CASE WHEN p.k = 3 THEN p.coders ELSE 0 END) AS BIGINT) AS coders,
           CAST(sum(CASE WHEN p.k = 3 THEN p.pairs ELSE 0 END) AS BIGINT) AS pairs_3,
           CAST(sum(CASE WHEN p.k = 4 THEN p.pairs ELSE 0 END) AS BIGINT) AS pairs_4,
           CAST(sum(CASE WHEN p.k = 5 THEN p.pairs ELSE 0 END) AS BIGINT) AS pairs_5,
           CAST(sum(CASE WHEN p.k = 6 THEN p.pairs ELSE 0 END) AS BIGINT) AS pairs_6
    FROM paired AS p
    GROUP BY p.code_system, p.category
),
counted AS (
    SELECT c.code_system, substr(c.code, 1, 3) AS category,
           count(DISTINCT c.audit_case_id) AS charts,
           count(*) FILTER (WHERE c.by_coder AND c.by_auditor) AS agreed
    FROM code AS c
    GROUP BY 1, 2
)
SELECT c.code_system, c.category, c.charts, c.agreed,
       coalesce(d.pairs_3, 0) AS substitutions,
       coalesce(d.pairs_3 - d.pairs_4, 0) AS alike_3,
       coalesce(d.pairs_4 - d.pairs_5, 0) AS alike_4,
       coalesce(d.pairs_5 - d.pairs_6, 0) AS alike_5,
       coalesce(d.pairs_6, 0) AS alike_6,
       coalesce(d.auditors - d.pairs_3, 0) AS omissions,
       coalesce(d.coders - d.pairs_3, 0) AS commissions
FROM counted AS c
LEFT JOIN differing AS d ON d.code_system = c.code_system AND d.category = c.category
ORDER BY code_system, category
