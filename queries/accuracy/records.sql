-- title:   Accuracy of records
-- answers: How many records are right: in every code, in every element, in their DRG, principal diagnosis and discharge status?
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
-- column:  charts int {encounter} Closed random reviews with a code on either side: all rates rest on these.
-- column:  without_codes int {encounter} Closed random reviews without a code on either side, in no other count.
-- column:  targeted int {encounter} Closed targeted reviews, which support no rate and are in no other count (SMP-01).
-- column:  again int {encounter} Further random reviews of an encounter and version: the one closed first counts, the others compare auditors (accuracy/agreement).
-- column:  own int {encounter} Reviews of one's own work, which are none.
-- column:  codes_right int {encounter} Charts with the same diagnoses and procedures on both sides (scope a).
-- column:  all_right int {encounter} Charts where every code, the principal diagnosis, POA, DRG and discharge status is the same on both sides (scope b).
-- column:  drg_right int {encounter} Charts without a difference of the DRG; those without a DRG have none (scope c).
-- column:  drg_same int {encounter} Charts with the same DRG (system, version and number) on both sides.
-- column:  drg_reviewed int {encounter} Charts with a groupable DRG of the auditor.
-- column:  drg_query int {encounter} Of these, charts whose DRG differs and depends on a query: a query opportunity that would change it.
-- column:  drg_documented int {encounter} drg_reviewed less drg_query: what the documentation allowed the coder to find.
-- column:  drg_ungroupable int {encounter} Charts with DRG 998 or 999 on either side, in none of these.
-- column:  pdx_same int {encounter} Charts with the same principal diagnosis on both sides.
-- column:  pdx_reviewed int {encounter} Charts with a principal diagnosis of the auditor.
-- column:  pdx_swapped int {encounter} Charts where the auditor's principal diagnosis is a secondary one of the coder.
-- column:  pdx_category_same int {encounter} Charts whose principal diagnoses share their first three characters.
-- column:  pdx_ccsr_same int {encounter} Charts whose principal diagnoses have the same CCSR group.
-- column:  pdx_ccsr_reviewed int {encounter} Charts where that of the auditor has one; 0 where CCSR is not loaded.
-- column:  pdx_chapter_same int {encounter} Charts whose principal diagnoses are of the same chapter.
-- column:  pdx_chapter_reviewed int {encounter} Charts where the chapter of the auditor's is known; 0 where none are loaded.
-- column:  status_same int {encounter} Charts with the same discharge status on both sides.
-- column:  status_reviewed int {encounter} Charts with a discharge status of the auditor.
-- metric:  codes_accuracy = proportion(codes_right, charts)
-- metric:  record_accuracy = proportion(all_right, charts)
-- metric:  drg_affecting_accuracy = proportion(drg_right, charts)
-- metric:  drg_accuracy = proportion(drg_same, drg_reviewed)
-- metric:  drg_documented_accuracy = proportion(drg_same, drg_documented)
-- metric:  pdx_accuracy = proportion(pdx_same, pdx_reviewed)
-- metric:  pdx_category_accuracy = proportion(pdx_category_same, pdx_reviewed)
-- metric:  pdx_ccsr_accuracy = proportion(pdx_ccsr_same, pdx_ccsr_reviewed)
-- metric:  pdx_chapter_accuracy = proportion(pdx_chapter_same, pdx_chapter_reviewed)
-- metric:  disposition_accuracy = proportion(status_same, status_reviewed)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    The auditor's final codes are the reference. Closed random reviews count, each alike, by the date on which the reviewed version was final, whatever the date of the review.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- note:    drg_accuracy counts against the coder what a query to the provider would have changed; drg_documented_accuracy leaves such charts out. The right DRG can hide wrong codes.
-- note:    A principal diagnosis in the wrong place is one error of sequence: in CCSR and chapter it can still be right.
-- source:  standard.md 2.1, ACC-04, ACC-05, ACC-06, ACC-11, CI-01, SMP-01
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
-- One row a chart and diagnosis code, with what each side has of it in one number, since
-- there are millions (2.1 pass A): 0 nothing, hundreds the place (2 of the principal, 1 of
-- another), tens whether the audit calls it exempt from POA (0 unsaid, 1 no, 2 yes), ones POA
-- (0 none, 1 Y, 2 N, 3 U, 4 W, 5 else).
noted AS (
    SELECT r.chart_no, c.code_system, c.code, c.side,
           CASE WHEN c.sequence = 1 THEN 200 ELSE 100 END
               + CASE WHEN c.poa_exempt THEN 20 WHEN NOT c.poa_exempt THEN 10 ELSE 0 END
               + CASE coalesce(c.poa, '') WHEN '' THEN 0 WHEN 'Y' THEN 1 WHEN 'N' THEN 2 WHEN 'U' THEN 3 WHEN 'W' THEN 4 ELSE 5 END AS note
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'diagnosis'
),
diagnosis_code AS (
    SELECT n.chart_no, n.code_system, n.code,
           max(CASE WHEN n.side = 'coder' THEN n.note ELSE 0 END) AS coder,
           max(CASE WHEN n.side = 'auditor' THEN n.note ELSE 0 END) AS auditor
    FROM noted AS n
    GROUP BY n.chart_no, n.code_system, n.code
),
diagnosis_chart AS (
    SELECT d.chart_no,
           bool_and(d.coder > 0 AND d.auditor > 0) AS alike,
           count(*) FILTER (WHERE d.coder > 0 AND d.auditor > 0 AND d.coder % 10 <> d.auditor % 10) AS poa_unlike,
           max(d.auditor) >= 200 AS pdx_reviewed,
           max(d.coder) >= 200 AS pdx_coded,
           bool_or(d.coder >= 200 AND d.auditor >= 200) AS pdx_same,
           bool_or(d.auditor >= 200 AND d.coder BETWEEN 100 AND 199) AS pdx_swapped
    FROM diagnosis_code AS d
    GROUP BY d.chart_no
),
-- Procedures count by code and date, as often as they occur.
procedure_code AS (
    SELECT r.chart_no, c.code_system, c.code, c.performed_on,
           count(*) FILTER (WHERE c.side = 'coder') AS by_coder,
           count(*) FILTER (WHERE c.side = 'auditor') AS by_auditor
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'procedure'
    GROUP BY r.chart_no, c.code_system, c.code, c.performed_on
),
procedure_chart AS (
    SELECT p.chart_no,
           CAST(sum(CASE WHEN p.by_coder < p.by_auditor THEN p.by_coder ELSE p.by_auditor END) AS BIGINT) AS tp,
           CAST(sum(p.by_auditor) AS BIGINT) AS a,
           CAST(sum(p.by_coder) AS BIGINT) AS c
    FROM procedure_code AS p
    GROUP BY p.chart_no
),
-- One row a chart and DRG or discharge status: on how many sides, and whether it groups.
element AS (
    SELECT r.chart_no, c.element,
           bool_or(c.side = 'auditor') AS by_auditor,
           bool_or(c.side = 'coder') AS by_coder,
           bool_or(c.element = 'drg' AND c.code IN ('998', '999')) AS ungroupable
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random'
      AND (c.element = 'discharge_status' OR (c.element = 'drg' AND coalesce(c.code_system, :drg_system) = :drg_system))
    GROUP BY r.chart_no, c.element, c.code, coalesce(c.grouper_version, '')
),
element_chart AS (
    SELECT e.chart_no,
           bool_or(e.element = 'drg' AND e.by_auditor) AS drg_reviewed,
           bool_or(e.element = 'drg' AND e.by_auditor AND e.by_coder) AS drg_same,
           bool_or(e.element = 'drg' AND e.ungroupable) AS drg_ungroupable,
           bool_or(e.element = 'drg' AND NOT (e.by_auditor AND e.by_coder)) AS drg_unlike,
           bool_or(e.element = 'discharge_status' AND e.by_auditor) AS status_reviewed,
           bool_or(e.element = 'discharge_status' AND e.by_auditor AND e.by_coder) AS status_same,
           bool_and(e.by_auditor AND e.by_coder) AS alike
    FROM element AS e
    GROUP BY e.chart_no
),
-- The newest loaded version of each scheme, and of each code its group as a principal
-- diagnosis of inpatients and of others (GRP-06).
scheme AS (
    SELECT g.scheme, g.code_system, max(g.scheme_version) AS scheme_version,
           bool_or(coalesce(g.default_inpatient, FALSE)) AS defaults
    FROM code_group AS g
    WHERE g.scheme IN ('CCSR', 'chapter')
    GROUP BY g.scheme, g.code_system
),
principal_group AS (
    SELECT g.scheme, g.code_system, g.code, b.bedded,
           min(CASE WHEN NOT s.defaults AND coalesce(g.position, 1) = 1
                      OR b.bedded AND g.default_inpatient OR NOT b.bedded AND g.default_outpatient THEN g.grouping END) AS grouping
    FROM code_group AS g
    JOIN scheme AS s ON s.scheme = g.scheme AND s.code_system = g.code_system AND s.scheme_version = g.scheme_version
    CROSS JOIN (VALUES (TRUE), (FALSE)) AS b(bedded)
    WHERE g.grouping <> 'XXX000'
    GROUP BY g.scheme, g.code_system, g.code, b.bedded
),
principal AS (
    SELECT r.chart_no,
           max(CASE WHEN c.side = 'coder' THEN c.code_system END) AS coder_system,
           max(CASE WHEN c.side = 'coder' THEN c.code END) AS coder_code,
           max(CASE WHEN c.side = 'auditor' THEN c.code_system END) AS auditor_system,
           max(CASE WHEN c.side = 'auditor' THEN c.code END) AS auditor_code,
           max(CASE WHEN r.patient_type = 'IP' THEN 1 ELSE 0 END) = 1 AS bedded
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'diagnosis' AND c.sequence = 1
    GROUP BY r.chart_no
),
principal_chart AS (
    SELECT p.chart_no,
           coalesce(p.coder_system, '') = coalesce(p.auditor_system, '')
               AND substr(p.coder_code, 1, 3) = substr(p.auditor_code, 1, 3) AS category_same,
           bool_or(a.scheme = 'CCSR') AS ccsr_reviewed,
           bool_or(a.scheme = 'CCSR' AND a.grouping = c.grouping) AS ccsr_same,
           bool_or(a.scheme = 'chapter') AS chapter_reviewed,
           bool_or(a.scheme = 'chapter' AND a.grouping = c.grouping) AS chapter_same
    FROM principal AS p
    LEFT JOIN principal_group AS a ON a.code_system = p.auditor_system AND a.code = p.auditor_code AND a.bedded = p.bedded
         AND a.grouping IS NOT NULL
    LEFT JOIN principal_group AS c ON c.code_system = p.coder_system AND c.code = p.coder_code AND c.bedded = p.bedded
         AND c.scheme = a.scheme
    GROUP BY 1, 2
),
query_case AS (
    SELECT DISTINCT f.audit_case_id
    FROM audit_finding AS f
    WHERE f.error_type = 'QO' AND f.drg_changed AND coalesce(f.final_state, 'open') <> 'overturned'
),
judged AS (
    SELECT r.unit, r.month, r.standing,
           d.chart_no IS NOT NULL OR p.chart_no IS NOT NULL OR g.chart_no IS NOT NULL AS coded,
           coalesce(d.alike, TRUE) AND coalesce(p.tp = p.a AND p.tp = p.c, TRUE) AS codes_right,
           coalesce(d.poa_unlike = 0 AND d.pdx_same = (d.pdx_reviewed OR d.pdx_coded), TRUE) AND coalesce(g.alike, TRUE) AS rest_right,
           NOT coalesce(g.drg_unlike, FALSE) AS drg_right,
           coalesce(g.drg_reviewed AND NOT g.drg_ungroupable, FALSE) AS drg_reviewed,
           coalesce(g.drg_same AND NOT g.drg_ungroupable, FALSE) AS drg_same,
           coalesce(g.drg_ungroupable, FALSE) AS drg_ungroupable,
           q.audit_case_id IS NOT NULL AS drg_query,
           coalesce(d.pdx_reviewed, FALSE) AS pdx_reviewed, coalesce(d.pdx_same, FALSE) AS pdx_same,
           coalesce(d.pdx_swapped, FALSE) AS pdx_swapped,
           coalesce(x.category_same, FALSE) AS category_same,
           coalesce(x.ccsr_reviewed, FALSE) AS ccsr_reviewed, coalesce(x.ccsr_same, FALSE) AS ccsr_same,
           coalesce(x.chapter_reviewed, FALSE) AS chapter_reviewed, coalesce(x.chapter_same, FALSE) AS chapter_same,
           coalesce(g.status_reviewed, FALSE) AS status_reviewed, coalesce(g.status_same, FALSE) AS status_same
    FROM review AS r
    LEFT JOIN diagnosis_chart AS d ON d.chart_no = r.chart_no
    LEFT JOIN procedure_chart AS p ON p.chart_no = r.chart_no
    LEFT JOIN element_chart AS g ON g.chart_no = r.chart_no
    LEFT JOIN principal_chart AS x ON x.chart_no = r.chart_no
    LEFT JOIN query_case AS q ON q.audit_case_id = r.audit_case_id
)
SELECT h.unit, h.month,
       count(*) FILTER (WHERE h.coded) AS charts,
       count(*) FILTER (WHERE h.standing = 'random' AND NOT h.coded) AS without_codes,
       count(*) FILTER (WHERE h.standing = 'targeted') AS targeted,
       count(*) FILTER (WHERE h.standing = 'again') AS again,
       count(*) FILTER (WHERE h.standing = 'own') AS own,
       count(*) FILTER (WHERE h.coded AND h.codes_right) AS codes_right,
       count(*) FILTER (WHERE h.coded AND h.codes_right AND h.rest_right) AS all_right,
       count(*) FILTER (WHERE h.coded AND h.drg_right) AS drg_right,
       count(*) FILTER (WHERE h.drg_same) AS drg_same,
       count(*) FILTER (WHERE h.drg_reviewed) AS drg_reviewed,
       count(*) FILTER (WHERE h.drg_reviewed AND NOT h.drg_same AND h.drg_query) AS drg_query,
       count(*) FILTER (WHERE h.drg_reviewed AND (h.drg_same OR NOT h.drg_query)) AS drg_documented,
       count(*) FILTER (WHERE h.drg_ungroupable) AS drg_ungroupable,
       count(*) FILTER (WHERE h.pdx_same) AS pdx_same,
       count(*) FILTER (WHERE h.pdx_reviewed) AS pdx_reviewed,
       count(*) FILTER (WHERE h.pdx_swapped) AS pdx_swapped,
       count(*) FILTER (WHERE h.category_same) AS pdx_category_same,
       count(*) FILTER (WHERE h.ccsr_same) AS pdx_ccsr_same,
       count(*) FILTER (WHERE h.ccsr_reviewed) AS pdx_ccsr_reviewed,
       count(*) FILTER (WHERE h.chapter_same) AS pdx_chapter_same,
       count(*) FILTER (WHERE h.chapter_reviewed) AS pdx_chapter_reviewed,
       count(*) FILTER (WHERE h.status_same) AS status_same,
       count(*) FILTER (WHERE h.status_reviewed) AS status_reviewed
FROM judged AS h
GROUP BY h.unit, h.month
ORDER BY unit
