-- title:   Audit findings by type of error
-- answers: Which types of error did auditors find, and which of them can a coder avoid?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  error_type text - Class of error: OM, CM, IC, SP, SQ, PO, PR, AB, QO, CV, SY or AU.
-- column:  meaning text - The class in words.
-- column:  coder_attributable bool - False where the cause lies with the documentation, a system or the auditor.
-- column:  findings int {finding} Findings of random reviews that stand: accepted or upheld.
-- column:  charts int {encounter} Charts with such a finding.
-- column:  drg_changed int {finding} Of the findings, those that changed the DRG.
-- column:  open int {finding} Findings of random reviews whose rebuttal is not decided.
-- column:  overturned int {finding} Findings of random reviews that were overturned; they count nowhere else.
-- column:  targeted int {finding} Findings of targeted reviews that stand; they support no rate.
-- column:  reviewed int {encounter} Charts reviewed: closed reviews of random samples.
-- metric:  chart_rate = proportion(charts, reviewed)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Every type has a row, also where nothing was found. A chart can have findings of several types.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md 2.3, 2.10 REB-02 to REB-04, SMP-01
WITH review AS (
    SELECT a.audit_case_id, a.selection
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on
      AND (coalesce(e.dates_shifted, FALSE) OR (a.coded_on >= :from_date AND a.coded_on < :to_date))
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
),
reviewed AS (
    SELECT count(*) FILTER (WHERE r.selection = 'random') AS charts FROM review AS r
),
counted AS (
    SELECT f.error_type,
           count(*) FILTER (WHERE r.selection = 'random' AND f.final_state IN ('accepted', 'upheld')) AS findings,
           count(DISTINCT CASE WHEN r.selection = 'random' AND f.final_state IN ('accepted', 'upheld')
               THEN f.audit_case_id END) AS charts,
           count(*) FILTER (WHERE r.selection = 'random' AND f.final_state IN ('accepted', 'upheld')
               AND f.drg_changed) AS drg_changed,
           count(*) FILTER (WHERE r.selection = 'random'
               AND coalesce(f.final_state, 'open') NOT IN ('accepted', 'upheld', 'overturned')) AS undecided,
           count(*) FILTER (WHERE r.selection = 'random' AND f.final_state = 'overturned') AS overturned,
           count(*) FILTER (WHERE r.selection = 'targeted' AND f.final_state IN ('accepted', 'upheld')) AS targeted
    FROM audit_finding AS f
    JOIN review AS r ON r.audit_case_id = f.audit_case_id
    GROUP BY f.error_type
)
SELECT t.error_type, t.meaning, t.coder_attributable,
       coalesce(c.findings, 0) AS findings, coalesce(c.charts, 0) AS charts,
       coalesce(c.drg_changed, 0) AS drg_changed, coalesce(c.undecided, 0) AS open,
       coalesce(c.overturned, 0) AS overturned, coalesce(c.targeted, 0) AS targeted,
       n.charts AS reviewed
FROM (VALUES
    ('OM', 'Omission', TRUE), ('CM', 'Commission', TRUE), ('IC', 'Incorrect code', TRUE),
    ('SP', 'Specificity', TRUE), ('SQ', 'Sequencing', TRUE), ('PO', 'Present on admission', TRUE),
    ('PR', 'Procedure attribute', TRUE), ('AB', 'Abstraction', TRUE), ('QO', 'Query opportunity', FALSE),
    ('CV', 'Clinical validity', FALSE), ('SY', 'System', FALSE), ('AU', 'Auditor error', FALSE)
) AS t(error_type, meaning, coder_attributable)
CROSS JOIN reviewed AS n
LEFT JOIN counted AS c ON c.error_type = t.error_type
ORDER BY error_type
