-- title:   Accuracy before and after rebuttals
-- answers: What was code accuracy before rebuttals, what is it after them, and what can it still become?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  What makes a unit: coder, auditor, facility, month, patient_type, service_line, audit or all.
-- column:  unit text - Unit as the parameter by says, such as a coder; not known where the encounter does not say it.
-- column:  month date? - First day of the month in which the reviewed version was final; empty unless by is month.
-- column:  stage text - initial: as the auditors found. final: as decided, without pending reviews. worst, best: with every pending finding upheld, or overturned.
-- column:  charts int {encounter} Reviews in this stage with a diagnosis on either side.
-- column:  pending int {encounter} Of charts, those that a rebuttal can still change; none of stage final.
-- column:  pending_findings int {finding} Their findings of diagnoses that can still change.
-- column:  agreed int {code} Diagnoses on both sides (TP).
-- column:  auditor_codes int {code} Diagnoses of the auditors (A).
-- column:  agreed_sq int - Sum over charts of TP squared.
-- column:  auditor_sq int - Sum over charts of A squared.
-- column:  agreed_auditor int - Sum over charts of TP times A.
-- column:  auditor_charts int {encounter} Charts with a diagnosis of the auditor.
-- metric:  code_accuracy = cluster_ratio(agreed, auditor_codes, agreed_sq, auditor_sq, agreed_auditor, auditor_charts)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Random reviews by somebody else than the coder count, one of an encounter and version, by the date on which the reviewed version was final.
-- note:    A review is pending while it is not closed, or has a finding without a decision. In one that is not closed, all but accepted findings can still change.
-- note:    Scorecards use final; show worst to best beside it while reviews are pending.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- source:  standard.md REB-03, REB-04, ACC-01, CI-03
WITH issued AS (
    SELECT DISTINCT f.audit_case_id
    FROM rebuttal AS s
    JOIN audit_finding AS f ON f.finding_id = s.finding_id
    WHERE s.to_state = 'issued' AND s.occurred_on <= :as_of_on
),
-- Random reviews by somebody else that are closed, or whose coders were told of the findings.
told AS (
    SELECT a.audit_case_id, a.audit_id, a.encounter_id, a.version_no, a.coder_id, a.auditor_id, a.coded_on,
           coalesce(a.closed_on <= :as_of_on, FALSE) AS closed, coalesce(a.closed_on, DATE '9999-12-31') AS closed_on,
           coalesce(e.facility_id, 'not known') AS facility_id, coalesce(e.patient_type, 'not known') AS patient_type,
           coalesce(e.service_line, 'not known') AS service_line
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    LEFT JOIN issued AS i ON i.audit_case_id = a.audit_case_id
    WHERE a.selection = 'random' AND a.auditor_id <> a.coder_id AND (a.closed_on <= :as_of_on OR i.audit_case_id IS NOT NULL)
      AND CASE WHEN coalesce(e.dates_shifted, FALSE) THEN :by <> 'month'
               ELSE a.coded_on >= :from_date AND a.coded_on < :to_date END
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:coder = 'all' OR a.coder_id = :coder)
),
-- One review of an encounter and version: the one that closed first.
followed AS (
    SELECT t.audit_case_id, t.closed,
           row_number() OVER (PARTITION BY t.encounter_id, t.version_no ORDER BY t.closed_on, t.audit_case_id) AS place,
           CASE :by WHEN 'coder' THEN t.coder_id WHEN 'auditor' THEN t.auditor_id WHEN 'audit' THEN t.audit_id
                    WHEN 'facility' THEN t.facility_id WHEN 'patient_type' THEN t.patient_type
                    WHEN 'service_line' THEN t.service_line
                    WHEN 'month' THEN substr(CAST(CAST(date_trunc('month', t.coded_on) AS DATE) AS VARCHAR), 1, 7)
                    ELSE 'all' END AS unit,
           CASE WHEN :by = 'month' THEN CAST(date_trunc('month', t.coded_on) AS DATE) END AS month
    FROM told AS t
),
review AS (
    SELECT row_number() OVER (ORDER BY f.audit_case_id) AS chart_no, f.audit_case_id, f.closed, f.unit, f.month
    FROM followed AS f
    WHERE f.place = 1
),
-- What can still change in the set of diagnoses. Codes that change places and POA do not.
open_finding AS (
    SELECT r.chart_no,
           count(*) AS findings,
           count(*) FILTER (WHERE f.element = 'diagnosis' AND f.coder_value IS NULL AND f.auditor_value IS NOT NULL) AS missed,
           count(*) FILTER (WHERE f.element = 'diagnosis' AND f.coder_value IS NOT NULL AND f.auditor_value IS NULL) AS extra,
           count(*) FILTER (WHERE f.element = 'diagnosis' AND f.coder_value <> f.auditor_value
                              AND f.error_type NOT IN ('SQ', 'PO')) AS changed
    FROM audit_finding AS f
    JOIN review AS r ON r.audit_case_id = f.audit_case_id
    WHERE CASE WHEN r.closed THEN coalesce(f.final_state, 'open') = 'open' ELSE coalesce(f.final_state, 'open') <> 'accepted' END
    GROUP BY r.chart_no
),
settled AS (
    SELECT DISTINCT i.audit_case_id FROM initial_code AS i
),
listed AS (
    SELECT r.chart_no, c.code_system, c.code, c.side,
           c.side = 'auditor' AND s.audit_case_id IS NULL AS initial, c.side = 'auditor' AS final
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    LEFT JOIN settled AS s ON s.audit_case_id = c.audit_case_id
    WHERE c.element = 'diagnosis'
    UNION ALL
    SELECT r.chart_no, i.code_system, i.code, 'auditor' AS side, TRUE AS initial, FALSE AS final
    FROM initial_code AS i
    JOIN review AS r ON r.audit_case_id = i.audit_case_id
    WHERE i.element = 'diagnosis'
),
diagnosis_code AS (
    SELECT l.chart_no, l.code_system, l.code,
           bool_or(l.side = 'coder') AS by_coder, bool_or(l.initial) AS at_first, bool_or(l.final) AS at_last
    FROM listed AS l
    GROUP BY l.chart_no, l.code_system, l.code
),
diagnosis_chart AS (
    SELECT d.chart_no,
           count(*) FILTER (WHERE d.by_coder AND d.at_first) AS first_tp, count(*) FILTER (WHERE d.at_first) AS first_a,
           count(*) FILTER (WHERE d.by_coder AND d.at_last) AS last_tp, count(*) FILTER (WHERE d.at_last) AS last_a
    FROM diagnosis_code AS d
    GROUP BY d.chart_no
),
-- The set from which the pending findings of a review are judged: the settled one of a closed
-- review, and else what the auditor found.
counted AS (
    SELECT r.unit, r.month, d.first_tp, d.first_a, d.last_tp, d.last_a,
           NOT r.closed OR o.chart_no IS NOT NULL AS pending,
           CASE WHEN r.closed THEN d.last_tp ELSE d.first_tp END AS tp,
           CASE WHEN r.closed THEN d.last_a ELSE d.first_a END AS a,
           coalesce(o.missed, 0) AS missed, coalesce(o.extra, 0) AS extra, coalesce(o.changed, 0) AS changed,
           coalesce(o.findings, 0) AS findings
    FROM review AS r
    JOIN diagnosis_chart AS d ON d.chart_no = r.chart_no
    LEFT JOIN open_finding AS o ON o.chart_no = r.chart_no
),
staged AS (
    SELECT c.unit, c.month, n.stage, c.pending, c.findings,
           CASE n.stage WHEN 'initial' THEN c.first_tp WHEN 'final' THEN c.last_tp WHEN 'worst' THEN c.tp
                        ELSE c.tp + c.extra + c.changed END AS tp,
           CASE n.stage WHEN 'initial' THEN c.first_a WHEN 'final' THEN c.last_a WHEN 'worst' THEN c.a
                        ELSE c.a + c.extra - c.missed END AS a
    FROM counted AS c
    CROSS JOIN (VALUES ('initial'), ('final'), ('worst'), ('best')) AS n(stage)
    WHERE n.stage <> 'final' OR NOT c.pending
)
SELECT s.unit, s.month, s.stage, count(*) AS charts,
       count(*) FILTER (WHERE s.pending) AS pending,
       CAST(coalesce(sum(s.findings) FILTER (WHERE s.pending), 0) AS BIGINT) AS pending_findings,
       CAST(sum(s.tp) AS BIGINT) AS agreed, CAST(sum(s.a) AS BIGINT) AS auditor_codes,
       CAST(sum(s.tp * s.tp) AS BIGINT) AS agreed_sq, CAST(sum(s.a * s.a) AS BIGINT) AS auditor_sq,
       CAST(sum(s.tp * s.a) AS BIGINT) AS agreed_auditor, count(*) FILTER (WHERE s.a > 0) AS auditor_charts
FROM staged AS s
GROUP BY s.unit, s.month, s.stage
ORDER BY unit, stage
