-- title:   Accuracy before and after rebuttals
-- answers: What was the accuracy of diagnoses, procedures and DRGs before rebuttals, what is it after them, and what can it still become?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   drg_system text = MS-DRG  Grouper whose DRG is compared.
-- param:   by text = all  What makes a unit: coder, auditor, facility, month, patient_type, service_line, audit or all.
-- column:  unit text - Unit as the parameter by says, such as a coder; not known where the encounter does not say it.
-- column:  month date? - First day of the month in which the reviewed version was final; empty unless by is month.
-- column:  stage text - initial: as the auditors found. final: as decided, without pending reviews. worst, best: with every pending finding upheld, or overturned.
-- column:  charts int {encounter} Reviews in this stage with a code on either side.
-- column:  pending int {encounter} Of charts, those that a rebuttal can still change; none of stage final.
-- column:  pending_findings int {finding} Their findings that can still change.
-- column:  agreed int {code} Diagnoses on both sides (TP).
-- column:  auditor_codes int {code} Diagnoses of the auditors (A).
-- column:  agreed_sq int - Sum over charts of TP squared.
-- column:  auditor_sq int - Sum over charts of A squared.
-- column:  agreed_auditor int - Sum over charts of TP times A.
-- column:  auditor_charts int {encounter} Charts with a diagnosis of the auditor.
-- column:  procedure_agreed int {procedure} Procedures on both sides, with their date (TP).
-- column:  procedure_auditor int {procedure} Procedures of the auditors (A).
-- column:  procedure_agreed_sq int - Sum over charts of procedure_agreed squared.
-- column:  procedure_auditor_sq int - Sum over charts of procedure_auditor squared.
-- column:  procedure_product int - Sum over charts of procedure_agreed times procedure_auditor.
-- column:  procedure_charts int {encounter} Charts with a procedure of the auditor.
-- column:  drg_same int {encounter} Charts with the same DRG on both sides, by grouper, version and number.
-- column:  drg_reviewed int {encounter} Charts with a DRG of the auditor, without those that cannot be grouped (998, 999) on a side.
-- metric:  code_accuracy = cluster_ratio(agreed, auditor_codes, agreed_sq, auditor_sq, agreed_auditor, auditor_charts)
-- metric:  procedure_accuracy = cluster_ratio(procedure_agreed, procedure_auditor, procedure_agreed_sq, procedure_auditor_sq, procedure_product, procedure_charts)
-- metric:  drg_accuracy = proportion(drg_same, drg_reviewed)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Random reviews by somebody else than the coder count, one of an encounter and version, by the date on which the reviewed version was final.
-- note:    A review is pending while it is not closed, or has a finding without a decision. In one that is not closed, all but accepted findings can still change.
-- note:    Scorecards use final; show worst to best beside it while reviews are pending.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- note:    Stage worst takes procedures and DRGs as they were found; best gives the coder each that a finding can still give back. An overturned diagnosis changes no DRG: that has a finding of its own.
-- source:  standard.md REB-03, REB-04, ACC-01, ACC-05, ACC-08, CI-01, CI-03
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
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
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
-- What can still change. Diagnoses that change places and their POA do not; a procedure is
-- another one with another code or date.
open_finding AS (
    SELECT r.chart_no,
           count(*) AS findings,
           count(*) FILTER (WHERE f.element = 'diagnosis' AND f.coder_value IS NULL AND f.auditor_value IS NOT NULL) AS missed,
           count(*) FILTER (WHERE f.element = 'diagnosis' AND f.coder_value IS NOT NULL AND f.auditor_value IS NULL) AS extra,
           count(*) FILTER (WHERE f.element = 'diagnosis' AND f.coder_value <> f.auditor_value
                              AND f.error_type NOT IN ('SQ', 'PO')) AS changed,
           count(*) FILTER (WHERE f.element = 'procedure' AND f.coder_value IS NULL AND f.auditor_value IS NOT NULL) AS procedure_missed,
           count(*) FILTER (WHERE f.element = 'procedure' AND f.coder_value IS NOT NULL AND f.auditor_value IS NULL) AS procedure_extra,
           count(*) FILTER (WHERE f.element = 'procedure' AND f.coder_value IS NOT NULL AND f.auditor_value IS NOT NULL
                              AND f.error_type <> 'SQ') AS procedure_changed,
           count(*) FILTER (WHERE f.element = 'drg') AS drg
    FROM audit_finding AS f
    JOIN review AS r ON r.audit_case_id = f.audit_case_id
    WHERE CASE WHEN r.closed THEN coalesce(f.final_state, 'open') = 'open' ELSE coalesce(f.final_state, 'open') <> 'accepted' END
    GROUP BY r.chart_no
),
settled AS (
    SELECT DISTINCT i.audit_case_id FROM initial_code AS i
),
listed AS (
    SELECT r.chart_no, c.element, c.code_system, c.code, c.grouper_version, c.performed_on, c.side,
           c.side = 'auditor' AND s.audit_case_id IS NULL AS initial, c.side = 'auditor' AS final
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    LEFT JOIN settled AS s ON s.audit_case_id = c.audit_case_id
    UNION ALL
    SELECT r.chart_no, i.element, i.code_system, i.code, i.grouper_version, i.performed_on, 'auditor' AS side, TRUE AS initial, FALSE AS final
    FROM initial_code AS i
    JOIN review AS r ON r.audit_case_id = i.audit_case_id
),
-- Diagnoses are sets; procedures count by code and date, as often as they occur (2.1). Of
-- other elements, the DRG of one grouper counts.
item AS (
    SELECT l.chart_no, l.element, l.code,
           count(*) FILTER (WHERE l.side = 'coder') AS coded, count(*) FILTER (WHERE l.initial) AS at_first,
           count(*) FILTER (WHERE l.final) AS at_last
    FROM listed AS l
    WHERE l.element IN ('diagnosis', 'procedure') OR l.element = 'drg' AND coalesce(l.code_system, :drg_system) = :drg_system
    GROUP BY l.chart_no, l.element, l.code_system, l.code,
             CASE WHEN l.element = 'drg' THEN coalesce(l.grouper_version, '') END, CASE WHEN l.element = 'procedure' THEN l.performed_on END
),
counted_item AS (
    SELECT i.chart_no, i.element, i.code IN ('998', '999') AS ungroupable,
           CASE WHEN i.element = 'procedure' OR i.coded = 0 THEN i.coded ELSE 1 END AS coded,
           CASE WHEN i.element = 'procedure' OR i.at_first = 0 THEN i.at_first ELSE 1 END AS at_first,
           CASE WHEN i.element = 'procedure' OR i.at_last = 0 THEN i.at_last ELSE 1 END AS at_last
    FROM item AS i
),
matched AS (
    SELECT c.chart_no, c.element,
           CAST(sum(CASE WHEN c.coded < c.at_first THEN c.coded ELSE c.at_first END) AS BIGINT) AS first_tp,
           CAST(sum(c.at_first) AS BIGINT) AS first_a,
           CAST(sum(CASE WHEN c.coded < c.at_last THEN c.coded ELSE c.at_last END) AS BIGINT) AS last_tp,
           CAST(sum(c.at_last) AS BIGINT) AS last_a,
           bool_or(c.ungroupable AND (c.coded > 0 OR c.at_first > 0)) AS first_ungroupable,
           bool_or(c.ungroupable AND (c.coded > 0 OR c.at_last > 0)) AS last_ungroupable
    FROM counted_item AS c
    GROUP BY c.chart_no, c.element
),
-- The set from which the pending findings of a review are judged: the settled one of a closed
-- review, and else what the auditor found.
counted AS (
    SELECT r.unit, r.month, r.chart_no, m.element, m.first_tp, m.first_a, m.last_tp, m.last_a, m.first_ungroupable, m.last_ungroupable,
           NOT r.closed OR o.chart_no IS NOT NULL AS pending,
           CASE WHEN r.closed THEN m.last_tp ELSE m.first_tp END AS tp,
           CASE WHEN r.closed THEN m.last_a ELSE m.first_a END AS a,
           CASE WHEN r.closed THEN m.last_ungroupable ELSE m.first_ungroupable END AS ungroupable,
           coalesce(CASE m.element WHEN 'diagnosis' THEN o.missed WHEN 'procedure' THEN o.procedure_missed END, 0) AS missed,
           coalesce(CASE m.element WHEN 'diagnosis' THEN o.extra WHEN 'procedure' THEN o.procedure_extra END, 0) AS extra,
           coalesce(CASE m.element WHEN 'diagnosis' THEN o.changed WHEN 'procedure' THEN o.procedure_changed ELSE o.drg END, 0) AS changed,
           coalesce(o.findings, 0) AS findings
    FROM review AS r
    JOIN matched AS m ON m.chart_no = r.chart_no
    LEFT JOIN open_finding AS o ON o.chart_no = r.chart_no
),
staged AS (
    SELECT c.unit, c.month, n.stage, c.chart_no, c.element, c.pending, c.findings,
           CASE n.stage WHEN 'initial' THEN c.first_tp WHEN 'final' THEN c.last_tp WHEN 'worst' THEN c.tp
                        ELSE c.tp + c.extra + c.changed END AS tp,
           CASE n.stage WHEN 'initial' THEN c.first_a WHEN 'final' THEN c.last_a WHEN 'worst' THEN c.a
                        ELSE c.a + c.extra - c.missed END AS a,
           CASE n.stage WHEN 'initial' THEN c.first_ungroupable WHEN 'final' THEN c.last_ungroupable ELSE c.ungroupable END AS ungroupable
    FROM counted AS c
    CROSS JOIN (VALUES ('initial'), ('final'), ('worst'), ('best')) AS n(stage)
    WHERE n.stage <> 'final' OR NOT c.pending
),
-- Findings that contradict the sets, as some of other systems do, make no accuracy above 1.
possible AS (
    SELECT s.unit, s.month, s.stage, s.chart_no, s.element, s.pending, s.findings, s.ungroupable,
           CASE WHEN s.a > 0 THEN s.a ELSE 0 END AS a,
           CASE WHEN s.a <= 0 THEN 0 WHEN s.tp > s.a THEN s.a ELSE s.tp END AS tp
    FROM staged AS s
),
chart AS (
    SELECT s.unit, s.month, s.stage, s.chart_no, s.pending, s.findings,
           coalesce(max(CASE WHEN s.element = 'diagnosis' THEN s.tp END), 0) AS tp,
           coalesce(max(CASE WHEN s.element = 'diagnosis' THEN s.a END), 0) AS a,
           coalesce(max(CASE WHEN s.element = 'procedure' THEN s.tp END), 0) AS procedure_tp,
           coalesce(max(CASE WHEN s.element = 'procedure' THEN s.a END), 0) AS procedure_a,
           bool_or(s.element = 'drg' AND s.a > 0 AND NOT s.ungroupable) AS drg_reviewed,
           bool_or(s.element = 'drg' AND s.a > 0 AND s.tp > 0 AND NOT s.ungroupable) AS drg_same
    FROM possible AS s
    GROUP BY s.unit, s.month, s.stage, s.chart_no, s.pending, s.findings
)
SELECT h.unit, h.month, h.stage, count(*) AS charts,
       count(*) FILTER (WHERE h.pending) AS pending,
       CAST(coalesce(sum(h.findings) FILTER (WHERE h.pending), 0) AS BIGINT) AS pending_findings,
       CAST(sum(h.tp) AS BIGINT) AS agreed, CAST(sum(h.a) AS BIGINT) AS auditor_codes,
       CAST(sum(h.tp * h.tp) AS BIGINT) AS agreed_sq, CAST(sum(h.a * h.a) AS BIGINT) AS auditor_sq,
       CAST(sum(h.tp * h.a) AS BIGINT) AS agreed_auditor, count(*) FILTER (WHERE h.a > 0) AS auditor_charts,
       CAST(sum(h.procedure_tp) AS BIGINT) AS procedure_agreed, CAST(sum(h.procedure_a) AS BIGINT) AS procedure_auditor,
       CAST(sum(h.procedure_tp * h.procedure_tp) AS BIGINT) AS procedure_agreed_sq,
       CAST(sum(h.procedure_a * h.procedure_a) AS BIGINT) AS procedure_auditor_sq,
       CAST(sum(h.procedure_tp * h.procedure_a) AS BIGINT) AS procedure_product,
       count(*) FILTER (WHERE h.procedure_a > 0) AS procedure_charts,
       count(*) FILTER (WHERE h.drg_same) AS drg_same, count(*) FILTER (WHERE h.drg_reviewed) AS drg_reviewed
FROM chart AS h
GROUP BY h.unit, h.month, h.stage
ORDER BY unit, stage
