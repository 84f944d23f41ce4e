-- title:   Education that is due
-- answers: Which kinds of error make up most of them, who makes them, and who was educated and audited again?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   threshold_percent int = 80  Kinds are taken, the most frequent first, until they make up so much of all errors.
-- param:   least int = 2  Fewest findings of a coder that make an item.
-- column:  position int - Place of the kind by its findings, 1 for the most frequent.
-- column:  error_type text - Class of error.
-- column:  subtype text - Finer class; not stated where the finding does not say it.
-- column:  findings int {finding} Findings of the kind by all coders.
-- column:  all_findings int {finding} Findings of all kinds.
-- column:  coder_id text - Owner of the item: the coder who made them.
-- column:  coder_findings int {finding} Findings of the kind by the coder.
-- column:  latest_on date - Date of coding of the latest chart with one.
-- column:  educated_on date? - First session of the coder on the type or subtype on that date or after it; empty while education is due.
-- column:  audited_on date? - Date on which the first review was closed of a chart that was coded after that; empty while the audit is due.
-- column:  state text - education due, audit due or done.
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Findings of closed random reviews that stand and are the coder's, by the date on which the reviewed version was final.
-- note:    Encounters with shifted dates are left out.
-- source:  standard.md EDU-03, 2.3
WITH review AS (
    SELECT a.audit_case_id, a.coder_id, a.coded_on, e.patient_type,
           row_number() OVER (PARTITION BY a.encounter_id, a.version_no ORDER BY a.closed_on, a.audit_case_id) AS place
    FROM audit_case AS a
    JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on AND a.selection = 'random' AND a.auditor_id <> a.coder_id
      AND NOT coalesce(e.dates_shifted, FALSE)
),
finding AS (
    SELECT r.coder_id, r.coded_on, f.error_type, coalesce(f.subtype, 'not stated') AS subtype
    FROM review AS r
    JOIN audit_finding AS f ON f.audit_case_id = r.audit_case_id
    WHERE r.place = 1 AND r.coded_on >= :from_date AND r.coded_on < :to_date
      AND f.final_state IN ('accepted', 'upheld', 'partially_overturned')
      AND f.error_type NOT IN ('QO', 'CV', 'SY', 'AU')
),
kind AS (
    SELECT f.error_type, f.subtype, count(*) AS findings FROM finding AS f GROUP BY f.error_type, f.subtype
),
pareto AS (
    SELECT k.error_type, k.subtype, k.findings,
           row_number() OVER (ORDER BY k.findings DESC, k.error_type, k.subtype) AS position,
           CAST(sum(k.findings) OVER () AS BIGINT) AS all_findings,
           CAST(sum(k.findings) OVER (ORDER BY k.findings DESC, k.error_type, k.subtype
                                      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS running
    FROM kind AS k
),
item AS (
    SELECT p.position, p.error_type, p.subtype, p.findings, p.all_findings, f.coder_id,
           count(*) AS coder_findings, max(f.coded_on) AS latest_on
    FROM pareto AS p
    JOIN finding AS f ON f.error_type = p.error_type AND f.subtype = p.subtype
    WHERE (p.running - p.findings) * 100 < :threshold_percent * p.all_findings
    GROUP BY p.position, p.error_type, p.subtype, p.findings, p.all_findings, f.coder_id
    HAVING count(*) >= :least
),
taught AS (
    SELECT i.position, i.coder_id, min(d.educated_on) AS educated_on
    FROM item AS i
    JOIN education AS d ON d.coder_id = i.coder_id AND d.topic IN (i.error_type, i.subtype)
    WHERE d.educated_on >= i.latest_on AND d.educated_on <= :as_of_on
    GROUP BY i.position, i.coder_id
),
again AS (
    SELECT t.position, t.coder_id, t.educated_on, min(a.closed_on) AS audited_on
    FROM taught AS t
    LEFT JOIN audit_case AS a ON a.coder_id = t.coder_id AND a.coded_on > t.educated_on AND a.closed_on <= :as_of_on
         AND a.auditor_id <> a.coder_id
    GROUP BY t.position, t.coder_id, t.educated_on
)
SELECT i.position, i.error_type, i.subtype, i.findings, i.all_findings, i.coder_id, i.coder_findings, i.latest_on,
       g.educated_on, g.audited_on,
       CASE WHEN g.educated_on IS NULL THEN 'education due' WHEN g.audited_on IS NULL THEN 'audit due' ELSE 'done' END AS state
FROM item AS i
LEFT JOIN again AS g ON g.position = i.position AND g.coder_id = i.coder_id
ORDER BY position, coder_id
