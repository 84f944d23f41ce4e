-- title:   Coding accuracy by month
-- answers: How does coding accuracy move from month to month?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   drg_system text = MS-DRG  Grouper whose DRG is compared.
-- column:  month date - First day of the month in which the reviewed version was final.
-- column:  charts int {encounter} Closed reviews of a random sample: all rates rest on these.
-- column:  targeted int {encounter} Closed targeted reviews, which support no rate and are in no other count (SMP-01).
-- column:  agreed int {code} Diagnoses on both sides (TP).
-- column:  auditor_codes int {code} Diagnoses of the auditors (A).
-- column:  coder_codes int {code} Diagnoses of the coders (C).
-- column:  agreed_sq int - Sum over charts of TP squared.
-- column:  auditor_sq int - Sum over charts of A squared.
-- column:  coder_sq int - Sum over charts of C squared.
-- column:  agreed_auditor int - Sum over charts of TP times A.
-- column:  agreed_coder int - Sum over charts of TP times C.
-- column:  auditor_charts int {encounter} Charts with a diagnosis of the auditor.
-- column:  coder_charts int {encounter} Charts with a diagnosis of the coder.
-- column:  f1_agreed int {code} 2 TP.
-- column:  f1_codes int {code} A and C together, which is 2 TP + FP + FN.
-- column:  f1_agreed_sq int - Sum over charts of 2 TP squared.
-- column:  f1_codes_sq int - Sum over charts of (A + C) squared.
-- column:  f1_product int - Sum over charts of 2 TP times (A + C).
-- column:  f1_charts int {encounter} Charts with a diagnosis on either side.
-- column:  poa_agreed int {code} Diagnoses on both sides, not exempt from POA, with the same POA.
-- column:  poa_codes int {code} Diagnoses on both sides, not exempt from POA, with a POA on either side.
-- column:  poa_agreed_sq int - Sum over charts of poa_agreed squared.
-- column:  poa_codes_sq int - Sum over charts of poa_codes squared.
-- column:  poa_product int - Sum over charts of poa_agreed times poa_codes.
-- column:  poa_charts int {encounter} Charts with poa_codes.
-- column:  procedure_agreed int {code} Procedures on both sides, by code and date.
-- column:  procedure_auditor int {code} Procedures of the auditors.
-- column:  procedure_coder int {code} Procedures of the coders.
-- column:  procedure_agreed_sq int - Sum over charts of procedure_agreed squared.
-- column:  procedure_auditor_sq int - Sum over charts of procedure_auditor squared.
-- column:  procedure_product int - Sum over charts of procedure_agreed times procedure_auditor.
-- column:  procedure_charts int {encounter} Charts with a procedure of the auditor.
-- column:  pdx_same int {encounter} Charts with the same principal diagnosis on both sides.
-- column:  pdx_reviewed int {encounter} Charts with a principal diagnosis of the auditor.
-- column:  pdx_swapped int {encounter} Charts where the auditor's principal diagnosis is a secondary one of the coder.
-- column:  drg_same int {encounter} Charts with the same DRG (system, version and number) on both sides.
-- column:  drg_reviewed int {encounter} Charts with a groupable DRG of the auditor.
-- column:  drg_ungroupable int {encounter} Charts with DRG 998 or 999 on either side, in neither of these.
-- column:  clean int {encounter} Charts where every code, sequence, POA, DRG and discharge status is the same on both sides.
-- metric:  code_accuracy = cluster_ratio(agreed, auditor_codes, agreed_sq, auditor_sq, agreed_auditor, auditor_charts)
-- metric:  precision = cluster_ratio(agreed, coder_codes, agreed_sq, coder_sq, agreed_coder, coder_charts)
-- metric:  f1 = cluster_ratio(f1_agreed, f1_codes, f1_agreed_sq, f1_codes_sq, f1_product, f1_charts)
-- metric:  poa_accuracy = cluster_ratio(poa_agreed, poa_codes, poa_agreed_sq, poa_codes_sq, poa_product, poa_charts)
-- metric:  procedure_accuracy = cluster_ratio(procedure_agreed, procedure_auditor, procedure_agreed_sq, procedure_auditor_sq, procedure_product, procedure_charts)
-- metric:  record_accuracy = proportion(clean, charts)
-- metric:  drg_accuracy = proportion(drg_same, drg_reviewed)
-- metric:  pdx_accuracy = proportion(pdx_same, pdx_reviewed)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    The auditor's final codes are the reference. Diagnoses are sets: order is ignored, and a code counts once on a side. Procedures count by code and date, as often as they occur.
-- note:    A chart without codes in a denominator is not in it, nor in its count of charts.
-- note:    Open reviews count nowhere. Reviews count by the date on which the reviewed version was final, whatever the date of the review.
-- note:    POA counts where either side recorded one, so that settings that record none do not count.
-- note:    Encounters with shifted dates are left out.
-- source:  standard.md 2.1, ACC-01, ACC-02, ACC-03, ACC-04 (scope b), ACC-05, ACC-06, ACC-08, ACC-09, CI-01, CI-03, SMP-01
WITH review AS (
    SELECT a.audit_case_id, a.selection, a.coder_id, a.coded_on,
           coalesce(e.facility_id, 'unknown') AS facility_id, coalesce(e.dates_shifted, FALSE) AS dates_shifted
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on
      AND (coalesce(e.dates_shifted, FALSE) OR (a.coded_on >= :from_date AND a.coded_on < :to_date))
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
),
-- One row a chart and diagnosis code: which sides have it, and how.
diagnosis_code AS (
    SELECT c.audit_case_id,
           bool_or(c.side = 'coder') AS by_coder,
           bool_or(c.side = 'auditor') AS by_auditor,
           bool_or(c.side = 'coder' AND c.sequence = 1) AS first_of_coder,
           bool_or(c.side = 'auditor' AND c.sequence = 1) AS first_of_auditor,
           bool_or(coalesce(c.poa_exempt, FALSE)) AS exempt,
           coalesce(max(CASE WHEN c.side = 'coder' THEN c.poa END), '') AS coder_poa,
           coalesce(max(CASE WHEN c.side = 'auditor' THEN c.poa END), '') AS auditor_poa
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.selection = 'random' AND c.element = 'diagnosis'
    GROUP BY c.audit_case_id, c.code_system, c.code
),
diagnosis_chart AS (
    SELECT d.audit_case_id,
           count(*) FILTER (WHERE d.by_coder AND d.by_auditor) AS agreed,
           count(*) FILTER (WHERE d.by_auditor) AS auditor_codes,
           count(*) FILTER (WHERE d.by_coder) AS coder_codes,
           count(*) FILTER (WHERE d.by_coder AND d.by_auditor AND NOT d.exempt
               AND d.coder_poa = d.auditor_poa AND d.coder_poa <> '') AS poa_agreed,
           count(*) FILTER (WHERE d.by_coder AND d.by_auditor AND NOT d.exempt
               AND (d.coder_poa <> '' OR d.auditor_poa <> '')) AS poa_codes,
           count(*) FILTER (WHERE d.by_coder AND d.by_auditor AND d.coder_poa <> d.auditor_poa) AS poa_unlike,
           bool_or(d.first_of_auditor) AS pdx_reviewed,
           bool_or(d.first_of_coder) AS pdx_coded,
           bool_or(d.first_of_auditor AND d.first_of_coder) AS pdx_same,
           bool_or(d.first_of_auditor AND d.by_coder AND NOT d.first_of_coder) AS pdx_swapped
    FROM diagnosis_code AS d
    GROUP BY d.audit_case_id
),
procedure_code AS (
    SELECT c.audit_case_id,
           count(*) FILTER (WHERE c.side = 'coder') AS by_coder,
           count(*) FILTER (WHERE c.side = 'auditor') AS by_auditor
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.selection = 'random' AND c.element = 'procedure'
    GROUP BY c.audit_case_id, c.code_system, c.code, c.performed_on
),
procedure_chart AS (
    SELECT p.audit_case_id,
           CAST(sum(CASE WHEN p.by_coder < p.by_auditor THEN p.by_coder ELSE p.by_auditor END) AS BIGINT) AS agreed,
           CAST(sum(p.by_auditor) AS BIGINT) AS auditor_codes,
           CAST(sum(p.by_coder) AS BIGINT) AS coder_codes
    FROM procedure_code AS p
    GROUP BY p.audit_case_id
),
-- One row a chart and DRG or discharge status: on how many sides, and whether it groups.
element AS (
    SELECT c.audit_case_id, c.element,
           bool_or(c.side = 'auditor') AS by_auditor,
           bool_or(c.side = 'coder') AS by_coder,
           bool_or(c.code IN ('998', '999')) AS ungroupable
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.selection = 'random'
      AND (c.element = 'discharge_status' OR (c.element = 'drg' AND coalesce(c.code_system, :drg_system) = :drg_system))
    GROUP BY c.audit_case_id, c.element, c.code, coalesce(c.grouper_version, '')
),
element_chart AS (
    SELECT e.audit_case_id,
           bool_or(e.element = 'drg' AND e.by_auditor) AS drg_reviewed,
           bool_or(e.element = 'drg' AND e.by_auditor AND e.by_coder) AS drg_same,
           bool_or(e.element = 'drg' AND e.ungroupable) AS drg_ungroupable,
           bool_and(e.by_auditor AND e.by_coder) AS alike
    FROM element AS e
    GROUP BY e.audit_case_id
),
chart AS (
    SELECT r.coder_id, r.facility_id, r.dates_shifted, r.coded_on, r.selection,
           coalesce(d.agreed, 0) AS tp, coalesce(d.auditor_codes, 0) AS a, coalesce(d.coder_codes, 0) AS c,
           coalesce(d.poa_agreed, 0) AS poa_x, coalesce(d.poa_codes, 0) AS poa_m,
           coalesce(p.agreed, 0) AS proc_x, coalesce(p.auditor_codes, 0) AS proc_m, coalesce(p.coder_codes, 0) AS proc_c,
           coalesce(d.pdx_reviewed, FALSE) AS pdx_reviewed,
           coalesce(d.pdx_same, FALSE) AS pdx_same,
           coalesce(d.pdx_swapped, FALSE) AS pdx_swapped,
           coalesce(g.drg_reviewed, FALSE) AND NOT coalesce(g.drg_ungroupable, FALSE) AS drg_reviewed,
           coalesce(g.drg_same, FALSE) AND NOT coalesce(g.drg_ungroupable, FALSE) AS drg_same,
           coalesce(g.drg_ungroupable, FALSE) AS drg_ungroupable,
           coalesce(d.agreed = d.auditor_codes AND d.agreed = d.coder_codes AND d.poa_unlike = 0
               AND d.pdx_same = (d.pdx_reviewed OR d.pdx_coded), TRUE)
               AND coalesce(p.agreed = p.auditor_codes AND p.agreed = p.coder_codes, TRUE)
               AND coalesce(g.alike, TRUE) AS clean
    FROM review AS r
    LEFT JOIN diagnosis_chart AS d ON d.audit_case_id = r.audit_case_id
    LEFT JOIN procedure_chart AS p ON p.audit_case_id = r.audit_case_id
    LEFT JOIN element_chart AS g ON g.audit_case_id = r.audit_case_id
)
SELECT CAST(date_trunc('month', h.coded_on) AS DATE) AS month,
       count(*) FILTER (WHERE h.selection = 'random') AS charts,
       count(*) FILTER (WHERE h.selection = 'targeted') AS targeted,
       CAST(sum(h.tp) AS BIGINT) AS agreed,
       CAST(sum(h.a) AS BIGINT) AS auditor_codes,
       CAST(sum(h.c) AS BIGINT) AS coder_codes,
       CAST(sum(h.tp * h.tp) AS BIGINT) AS agreed_sq,
       CAST(sum(h.a * h.a) AS BIGINT) AS auditor_sq,
       CAST(sum(h.c * h.c) AS BIGINT) AS coder_sq,
       CAST(sum(h.tp * h.a) AS BIGINT) AS agreed_auditor,
       CAST(sum(h.tp * h.c) AS BIGINT) AS agreed_coder,
       count(*) FILTER (WHERE h.a > 0) AS auditor_charts,
       count(*) FILTER (WHERE h.c > 0) AS coder_charts,
       CAST(sum(2 * h.tp) AS BIGINT) AS f1_agreed,
       CAST(sum(h.a + h.c) AS BIGINT) AS f1_codes,
       CAST(sum(4 * h.tp * h.tp) AS BIGINT) AS f1_agreed_sq,
       CAST(sum((h.a + h.c) * (h.a + h.c)) AS BIGINT) AS f1_codes_sq,
       CAST(sum(2 * h.tp * (h.a + h.c)) AS BIGINT) AS f1_product,
       count(*) FILTER (WHERE h.a + h.c > 0) AS f1_charts,
       CAST(sum(h.poa_x) AS BIGINT) AS poa_agreed,
       CAST(sum(h.poa_m) AS BIGINT) AS poa_codes,
       CAST(sum(h.poa_x * h.poa_x) AS BIGINT) AS poa_agreed_sq,
       CAST(sum(h.poa_m * h.poa_m) AS BIGINT) AS poa_codes_sq,
       CAST(sum(h.poa_x * h.poa_m) AS BIGINT) AS poa_product,
       count(*) FILTER (WHERE h.poa_m > 0) AS poa_charts,
       CAST(sum(h.proc_x) AS BIGINT) AS procedure_agreed,
       CAST(sum(h.proc_m) AS BIGINT) AS procedure_auditor,
       CAST(sum(h.proc_c) AS BIGINT) AS procedure_coder,
       CAST(sum(h.proc_x * h.proc_x) AS BIGINT) AS procedure_agreed_sq,
       CAST(sum(h.proc_m * h.proc_m) AS BIGINT) AS procedure_auditor_sq,
       CAST(sum(h.proc_x * h.proc_m) AS BIGINT) AS procedure_product,
       count(*) FILTER (WHERE h.proc_m > 0) AS procedure_charts,
       count(*) FILTER (WHERE h.pdx_same) AS pdx_same,
       count(*) FILTER (WHERE h.pdx_reviewed) AS pdx_reviewed,
       count(*) FILTER (WHERE h.pdx_swapped) AS pdx_swapped,
       count(*) FILTER (WHERE h.drg_same) AS drg_same,
       count(*) FILTER (WHERE h.drg_reviewed) AS drg_reviewed,
       count(*) FILTER (WHERE h.drg_ungroupable) AS drg_ungroupable,
       count(*) FILTER (WHERE h.selection = 'random' AND h.clean) AS clean
FROM chart AS h
WHERE NOT h.dates_shifted
GROUP BY 1
ORDER BY month
