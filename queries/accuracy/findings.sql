-- title:   Audit findings by cause
-- answers: What lies behind the findings: which subtype, root cause or direction?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  What makes a unit: coder, auditor, facility, month, patient_type, service_line, audit or all.
-- param:   split text = subtype  What findings of a type are split by: subtype, root_cause or direction.
-- column:  unit text - Unit as the parameter by says, such as a coder; not known where the encounter does not say it.
-- column:  error_type text - Class of error, as in accuracy/errors_by_type.
-- column:  detail text - Subtype, root cause or direction (over, under or neutral); not stated where the finding does not say it.
-- column:  meaning text - The class in words.
-- column:  coder_attributable bool - False where the cause lies with the documentation, a system or the auditor.
-- column:  findings int {finding} Findings of random reviews that stand: accepted, upheld or overturned in part only.
-- column:  charts int {encounter} Charts with such a finding.
-- column:  drg_changed int {finding} Of the findings, those that changed the DRG.
-- column:  over_coded int {finding} Of the findings, those of over-coding.
-- column:  under_coded int {finding} Of the findings, those of under-coding; the others are neutral.
-- column:  open int {finding} Findings of random reviews whose rebuttal is not decided.
-- column:  overturned int {finding} Findings of random reviews that were overturned; they count nowhere else.
-- column:  targeted int {finding} Findings of targeted reviews that stand; they support no rate.
-- column:  reviewed int {encounter} Charts reviewed: closed reviews of random samples.
-- metric:  chart_rate = proportion(charts, reviewed)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Closed random reviews count, by the date on which the reviewed version was final; one's own work and further reviews of an encounter do not.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- note:    Only what was found has a row. A chart can have findings of several rows.
-- source:  standard.md 2.3, ACC-13, SMP-01
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
-- Findings by what became of them: those that stand, whole or in part, and the others.
finding AS (
    SELECT f.audit_case_id, r.unit, r.standing, f.error_type, coalesce(f.subtype, 'not stated') AS subtype,
           coalesce(f.root_cause, 'not stated') AS root_cause, coalesce(f.direction, 'not stated') AS direction,
           coalesce(f.drg_changed, FALSE) AS drg_changed,
           CASE WHEN f.final_state IN ('accepted', 'upheld', 'partially_overturned') THEN 'stands'
                WHEN f.final_state = 'overturned' THEN 'overturned' ELSE 'open' END AS state
    FROM audit_finding AS f
    JOIN review AS r ON r.audit_case_id = f.audit_case_id
),
reviewed AS (
    SELECT r.unit, count(*) FILTER (WHERE r.standing = 'random') AS charts FROM review AS r GROUP BY r.unit
),
counted AS (
    SELECT f.unit, f.error_type,
           CASE :split WHEN 'root_cause' THEN f.root_cause WHEN 'direction' THEN f.direction ELSE f.subtype END AS detail,
           count(*) FILTER (WHERE f.standing = 'random' AND f.state = 'stands') AS findings,
           count(DISTINCT CASE WHEN f.standing = 'random' AND f.state = 'stands' THEN f.audit_case_id END) AS charts,
           count(*) FILTER (WHERE f.standing = 'random' AND f.state = 'stands' AND f.drg_changed) AS drg_changed,
           count(*) FILTER (WHERE f.standing = 'random' AND f.state = 'stands' AND f.direction = 'over') AS over_coded,
           count(*) FILTER (WHERE f.standing = 'random' AND f.state = 'stands' AND f.direction = 'under') AS under_coded,
           count(*) FILTER (WHERE f.standing = 'random' AND f.state = 'open') AS undecided,
           count(*) FILTER (WHERE f.standing = 'random' AND f.state = 'overturned') AS overturned,
           count(*) FILTER (WHERE f.standing = 'targeted' AND f.state = 'stands') AS targeted
    FROM finding AS f
    WHERE f.standing IN ('random', 'targeted')
    GROUP BY 1, 2, 3
)
SELECT n.unit, t.error_type, c.detail, t.meaning, t.coder_attributable,
       coalesce(c.findings, 0) AS findings, coalesce(c.charts, 0) AS charts,
       coalesce(c.drg_changed, 0) AS drg_changed, coalesce(c.over_coded, 0) AS over_coded,
       coalesce(c.under_coded, 0) AS under_coded, coalesce(c.undecided, 0) AS open,
       coalesce(c.overturned, 0) AS overturned, coalesce(c.targeted, 0) AS targeted,
       n.charts AS reviewed
FROM counted AS c
JOIN reviewed AS n ON n.unit = c.unit
JOIN (VALUES
    ('OM', 'Omission', TRUE), ('CM', 'Commission', TRUE), ('IC', 'Incorrect code', TRUE),
    ('SP', 'Specificity', TRUE), ('SQ', 'Sequencing', TRUE), ('PO', 'Present on admission', TRUE),
    ('PR', 'Procedure attribute', TRUE), ('AB', 'Abstraction', TRUE), ('QO', 'Query opportunity', FALSE),
    ('CV', 'Clinical validity', FALSE), ('SY', 'System', FALSE), ('AU', 'Auditor error', FALSE)
) AS t(error_type, meaning, coder_attributable) ON t.error_type = c.error_type
ORDER BY unit, findings DESC, error_type, detail
