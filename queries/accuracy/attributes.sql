-- title:   Accuracy of procedures and of present on admission
-- answers: How often are procedures right, in which character do they fail, and how often is POA right?
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
-- column:  month date? - First day of the month in which the reviewed version was final; empty unless by is month.
-- column:  charts int {encounter} Closed random reviews with a diagnosis or a procedure on either side.
-- column:  targeted int {encounter} Closed targeted reviews, which support no rate and are in no other count (SMP-01).
-- column:  again int {encounter} Further random reviews of an encounter and version: the one closed first counts, the others compare auditors (accuracy/agreement).
-- column:  own int {encounter} Reviews of one's own work, which are none.
-- column:  procedure_agreed int {code} Procedures on both sides, by code and date.
-- column:  procedure_auditor int {code} Procedures of the auditors.
-- column:  procedure_coder int {code} Procedures of the coders.
-- column:  procedure_agreed_sq int - Sum over charts of procedure_agreed squared.
-- column:  procedure_auditor_sq int - Sum over charts of procedure_auditor squared.
-- column:  procedure_coder_sq int - Sum over charts of procedure_coder squared.
-- column:  procedure_agreed_auditor int - Sum over charts of procedure_agreed times procedure_auditor.
-- column:  procedure_agreed_coder int - Sum over charts of procedure_agreed times procedure_coder.
-- column:  procedure_charts int {encounter} Charts with a procedure of the auditor.
-- column:  procedure_coder_charts int {encounter} Charts with a procedure of the coder.
-- column:  undated int {code} Procedures on both sides, whatever their date.
-- column:  undated_sq int - Sum over charts of undated squared.
-- column:  agreed_undated int - Sum over charts of procedure_agreed times undated.
-- column:  undated_charts int {encounter} Charts with undated.
-- column:  pcs_auditor int {code} ICD-10-PCS procedures of the auditors.
-- column:  pcs_auditor_sq int - Sum over charts of pcs_auditor squared.
-- column:  pcs_charts int {encounter} Charts with pcs_auditor.
-- column:  root_agreed int {code} Of these, procedures that the coder has with the same section, body system and root operation (characters 1 to 3).
-- column:  root_agreed_sq int - Sum over charts of root_agreed squared.
-- column:  root_product int - Sum over charts of root_agreed times pcs_auditor.
-- column:  root_charts int {encounter} Charts with root_agreed.
-- column:  approach_agreed int {code} Of root_agreed, procedures with the same approach too (character 5).
-- column:  approach_agreed_sq int - Sum over charts of approach_agreed squared.
-- column:  approach_product int - Sum over charts of approach_agreed times root_agreed.
-- column:  device_agreed int {code} Of root_agreed, procedures with the same device too (character 6).
-- column:  device_agreed_sq int - Sum over charts of device_agreed squared.
-- column:  device_product int - Sum over charts of device_agreed times root_agreed.
-- column:  poa_agreed int {code} Diagnoses on both sides, not exempt from POA, with the same POA.
-- column:  poa_codes int {code} Diagnoses on both sides, not exempt from POA, with a POA on either side.
-- column:  poa_agreed_sq int - Sum over charts of poa_agreed squared.
-- column:  poa_codes_sq int - Sum over charts of poa_codes squared.
-- column:  poa_product int - Sum over charts of poa_agreed times poa_codes.
-- column:  poa_charts int {encounter} Charts with poa_codes.
-- column:  poa_missing int {code} Of poa_codes, those left blank by the coder.
-- column:  poa_y_to_n int {code} Of poa_codes, those with Y of the coder and N of the auditor.
-- column:  poa_n_to_y int {code} Of poa_codes, those with N of the coder and Y of the auditor.
-- column:  poa_flips int {code} Both kinds of these together, which move HAC and PSI.
-- column:  poa_flips_sq int - Sum over charts of poa_flips squared.
-- column:  poa_flips_product int - Sum over charts of poa_flips times poa_codes.
-- column:  exempt_valued int {code} Diagnoses on both sides, exempt from POA, to which the coder gave a value: errors of their own kind.
-- column:  exempt_codes int {code} Diagnoses on both sides that are exempt from POA in their fiscal year.
-- column:  exempt_valued_sq int - Sum over charts of exempt_valued squared.
-- column:  exempt_codes_sq int - Sum over charts of exempt_codes squared.
-- column:  exempt_product int - Sum over charts of exempt_valued times exempt_codes.
-- column:  exempt_charts int {encounter} Charts with exempt_codes.
-- column:  poa_not_judged int {code} Diagnoses on both sides of which neither the audit nor a loaded list says whether they are exempt; in no other count.
-- metric:  procedure_accuracy = cluster_ratio(procedure_agreed, procedure_auditor, procedure_agreed_sq, procedure_auditor_sq, procedure_agreed_auditor, procedure_charts)
-- metric:  procedure_precision = cluster_ratio(procedure_agreed, procedure_coder, procedure_agreed_sq, procedure_coder_sq, procedure_agreed_coder, procedure_coder_charts)
-- metric:  procedure_date_accuracy = cluster_ratio(procedure_agreed, undated, procedure_agreed_sq, undated_sq, agreed_undated, undated_charts)
-- metric:  root_operation_accuracy = cluster_ratio(root_agreed, pcs_auditor, root_agreed_sq, pcs_auditor_sq, root_product, pcs_charts)
-- metric:  approach_accuracy = cluster_ratio(approach_agreed, root_agreed, approach_agreed_sq, root_agreed_sq, approach_product, root_charts)
-- metric:  device_accuracy = cluster_ratio(device_agreed, root_agreed, device_agreed_sq, root_agreed_sq, device_product, root_charts)
-- metric:  poa_accuracy = cluster_ratio(poa_agreed, poa_codes, poa_agreed_sq, poa_codes_sq, poa_product, poa_charts)
-- metric:  poa_flip_rate = cluster_ratio(poa_flips, poa_codes, poa_flips_sq, poa_codes_sq, poa_flips_product, poa_charts)
-- metric:  exempt_valued_rate = cluster_ratio(exempt_valued, exempt_codes, exempt_valued_sq, exempt_codes_sq, exempt_product, exempt_charts)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    The auditor's final codes are the reference. Closed random reviews count, each alike, by the date on which the reviewed version was final, whatever the date of the review.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- note:    Procedures count by code and date, as often as they occur. Approach and device are judged where section, body system and root operation are right, each by itself; CPT and HCPCS count by code and date.
-- note:    POA counts where either side recorded one, so that settings that record none do not count. Exempt is what the audit calls so, or what a list in force on the day of discharge holds (code_mark, list poa_exempt, or code_set).
-- source:  standard.md 2.1, ACC-08, ACC-09, DEF-04, DEF-05, CI-03, SMP-01
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
judged AS (
    SELECT c.audit_case_id, c.judged_on,
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
-- Codes exempt from POA and the times in which they are; a date in no such time has codes
-- that nobody can judge, unless the audit says whether they are exempt.
exempt AS (
    SELECT m.code_system, m.code, m.valid_from, coalesce(m.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_mark AS m
    WHERE m.list = 'poa_exempt'
    UNION ALL
    SELECT s.code_system, s.code, s.valid_from, coalesce(s.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_set AS s
    WHERE s.poa_exempt
),
-- Days between the same dates on which exemptions begin and end are one period: every code
-- is then judged once a period and not once a day.
boundary AS (
    SELECT DISTINCT x.valid_from AS day, TRUE AS begins FROM exempt AS x
    UNION ALL
    SELECT DISTINCT x.valid_to AS day, FALSE AS begins FROM exempt AS x
),
day_period AS (
    SELECT d.judged_on, count(b.day) AS period
    FROM (SELECT DISTINCT j.judged_on FROM judged AS j WHERE j.judged_on IS NOT NULL) AS d
    LEFT JOIN boundary AS b ON b.day < d.judged_on OR b.begins AND b.day = d.judged_on
    GROUP BY d.judged_on
),
exempt_period AS (
    SELECT DISTINCT x.code_system, x.code, p.period
    FROM exempt AS x
    JOIN (SELECT d.period, min(d.judged_on) AS day FROM day_period AS d GROUP BY d.period) AS p
      ON x.valid_from <= p.day AND x.valid_to >= p.day
),
listed_period AS (
    SELECT DISTINCT x.code_system, x.period FROM exempt_period AS x
),
-- A chart is a number that ends in its period, so that ten million codes need neither the name
-- of their review nor a second look at it. Period 0 is of charts on whose day nothing is judged.
review AS (
    SELECT row_number() OVER (ORDER BY j.audit_case_id) * 10000 + coalesce(p.period, 0) AS chart_no,
           j.audit_case_id, j.standing, j.unit, j.month
    FROM judged AS j
    LEFT JOIN day_period AS p ON p.judged_on = j.judged_on
),
-- One row a chart and diagnosis code, with what each side has of it in one number, since
-- there are millions (2.1 pass A): 0 nothing, hundreds that it has it, tens whether the audit
-- calls it exempt from POA (0 unsaid, 1 no, 2 yes), ones POA (0 none, 1 Y, 2 N, 3 U, 4 W,
-- 5 else).
noted AS (
    SELECT r.chart_no, c.code_system, c.code, c.side,
           100 + CASE WHEN c.poa_exempt THEN 20 WHEN NOT c.poa_exempt THEN 10 ELSE 0 END
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
-- Each diagnosis: whether it is on both sides, with which POA, whether it is exempt from POA,
-- and whether somebody knows (ACC-09).
judged_code AS (
    SELECT d.chart_no, d.coder > 0 AND d.auditor > 0 AS matched, d.coder % 10 AS coder_poa, d.auditor % 10 AS auditor_poa,
           d.coder % 100 >= 20 OR d.auditor % 100 >= 20 OR x.period IS NOT NULL AS exempt,
           d.coder % 100 >= 10 OR d.auditor % 100 >= 10 OR l.period IS NOT NULL AS known
    FROM diagnosis_code AS d
    LEFT JOIN exempt_period AS x ON x.code_system = d.code_system AND x.code = d.code AND x.period = d.chart_no % 10000
    LEFT JOIN listed_period AS l ON l.code_system = d.code_system AND l.period = d.chart_no % 10000
),
poa_chart AS (
    SELECT p.chart_no,
           count(*) FILTER (WHERE p.matched AND p.known AND NOT p.exempt AND p.coder_poa + p.auditor_poa > 0) AS codes,
           count(*) FILTER (WHERE p.matched AND p.known AND NOT p.exempt AND p.coder_poa = p.auditor_poa AND p.coder_poa > 0) AS agreed,
           count(*) FILTER (WHERE p.matched AND p.known AND NOT p.exempt AND p.coder_poa = 0 AND p.auditor_poa > 0) AS missing,
           count(*) FILTER (WHERE p.matched AND p.known AND NOT p.exempt AND p.coder_poa = 1 AND p.auditor_poa = 2) AS y_to_n,
           count(*) FILTER (WHERE p.matched AND p.known AND NOT p.exempt AND p.coder_poa = 2 AND p.auditor_poa = 1) AS n_to_y,
           count(*) FILTER (WHERE p.matched AND p.known AND p.exempt) AS exempt,
           count(*) FILTER (WHERE p.matched AND p.known AND p.exempt AND p.coder_poa > 0) AS valued,
           count(*) FILTER (WHERE p.matched AND NOT p.known) AS not_judged
    FROM judged_code AS p
    GROUP BY p.chart_no
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
-- Of each procedure, whatever its date: what coder and auditor have, how many of them agree,
-- and how many on their date too. As many agree as the smaller side has.
dated AS (
    SELECT p.chart_no, p.code_system, p.code,
           CAST(sum(p.by_coder) AS BIGINT) AS by_coder, CAST(sum(p.by_auditor) AS BIGINT) AS by_auditor,
           CAST(sum(CASE WHEN p.by_coder < p.by_auditor THEN p.by_coder ELSE p.by_auditor END) AS BIGINT) AS dated
    FROM procedure_code AS p
    GROUP BY p.chart_no, p.code_system, p.code
),
undated AS (
    SELECT d.chart_no, d.code_system = 'ICD-10-PCS' AS pcs, d.code, d.by_coder, d.by_auditor, d.dated,
           CASE WHEN d.by_coder < d.by_auditor THEN d.by_coder ELSE d.by_auditor END AS agreed
    FROM dated AS d
),
procedure_chart AS (
    SELECT u.chart_no, CAST(sum(u.dated) AS BIGINT) AS tp, CAST(sum(u.by_auditor) AS BIGINT) AS a,
           CAST(sum(u.by_coder) AS BIGINT) AS c, CAST(sum(u.agreed) AS BIGINT) AS undated,
           CAST(sum(CASE WHEN u.pcs THEN u.by_auditor ELSE 0 END) AS BIGINT) AS pcs,
           CAST(sum(CASE WHEN u.pcs THEN u.agreed ELSE 0 END) AS BIGINT) AS pcs_agreed
    FROM undated AS u
    GROUP BY u.chart_no
),
-- What is left of each side when equal codes are taken away agrees by root operation, or by
-- that and its approach or its device.
level AS (
    SELECT u.chart_no, n.level, substr(u.code, 1, 3) AS root,
           CASE n.level WHEN 'approach' THEN substr(u.code, 5, 1) WHEN 'device' THEN substr(u.code, 6, 1) END AS detail,
           CAST(sum(u.by_coder - u.agreed) AS BIGINT) AS by_coder, CAST(sum(u.by_auditor - u.agreed) AS BIGINT) AS by_auditor
    FROM undated AS u
    CROSS JOIN (VALUES ('root'), ('approach'), ('device')) AS n(level)
    WHERE u.pcs AND u.by_coder <> u.by_auditor
    GROUP BY 1, 2, 3, 4
),
least_of AS (
    SELECT l.chart_no, l.level, CASE WHEN l.by_coder < l.by_auditor THEN l.by_coder ELSE l.by_auditor END AS agreed
    FROM level AS l
),
level_chart AS (
    SELECT l.chart_no,
           CAST(sum(CASE WHEN l.level = 'root' THEN l.agreed ELSE 0 END) AS BIGINT) AS root,
           CAST(sum(CASE WHEN l.level = 'approach' THEN l.agreed ELSE 0 END) AS BIGINT) AS approach,
           CAST(sum(CASE WHEN l.level = 'device' THEN l.agreed ELSE 0 END) AS BIGINT) AS device
    FROM least_of AS l
    GROUP BY l.chart_no
),
chart AS (
    SELECT r.unit, r.month, r.standing, o.chart_no IS NOT NULL OR p.chart_no IS NOT NULL AS coded,
           coalesce(p.tp, 0) AS tp, coalesce(p.a, 0) AS a, coalesce(p.c, 0) AS c,
           coalesce(p.undated, 0) AS undated, coalesce(p.pcs, 0) AS pcs, coalesce(p.pcs_agreed, 0) + coalesce(l.root, 0) AS root,
           coalesce(p.pcs_agreed, 0) + coalesce(l.approach, 0) AS approach,
           coalesce(p.pcs_agreed, 0) + coalesce(l.device, 0) AS device,
           coalesce(o.codes, 0) AS poa, coalesce(o.agreed, 0) AS poa_agreed, coalesce(o.missing, 0) AS poa_missing,
           coalesce(o.y_to_n, 0) AS y_to_n, coalesce(o.n_to_y, 0) AS n_to_y, coalesce(o.y_to_n + o.n_to_y, 0) AS flips,
           coalesce(o.exempt, 0) AS exempt, coalesce(o.valued, 0) AS valued, coalesce(o.not_judged, 0) AS not_judged
    FROM review AS r
    LEFT JOIN procedure_chart AS p ON p.chart_no = r.chart_no
    LEFT JOIN level_chart AS l ON l.chart_no = r.chart_no
    LEFT JOIN poa_chart AS o ON o.chart_no = r.chart_no
)
SELECT h.unit, h.month,
       count(*) FILTER (WHERE h.coded) AS charts,
       count(*) FILTER (WHERE h.standing = 'targeted') AS targeted,
       count(*) FILTER (WHERE h.standing = 'again') AS again,
       count(*) FILTER (WHERE h.standing = 'own') AS own,
       CAST(sum(h.tp) AS BIGINT) AS procedure_agreed,
       CAST(sum(h.a) AS BIGINT) AS procedure_auditor,
       CAST(sum(h.c) AS BIGINT) AS procedure_coder,
       CAST(sum(h.tp * h.tp) AS BIGINT) AS procedure_agreed_sq,
       CAST(sum(h.a * h.a) AS BIGINT) AS procedure_auditor_sq,
       CAST(sum(h.c * h.c) AS BIGINT) AS procedure_coder_sq,
       CAST(sum(h.tp * h.a) AS BIGINT) AS procedure_agreed_auditor,
       CAST(sum(h.tp * h.c) AS BIGINT) AS procedure_agreed_coder,
       count(*) FILTER (WHERE h.a > 0) AS procedure_charts,
       count(*) FILTER (WHERE h.c > 0) AS procedure_coder_charts,
       CAST(sum(h.undated) AS BIGINT) AS undated,
       CAST(sum(h.undated * h.undated) AS BIGINT) AS undated_sq,
       CAST(sum(h.tp * h.undated) AS BIGINT) AS agreed_undated,
       count(*) FILTER (WHERE h.undated > 0) AS undated_charts,
       CAST(sum(h.pcs) AS BIGINT) AS pcs_auditor,
       CAST(sum(h.pcs * h.pcs) AS BIGINT) AS pcs_auditor_sq,
       count(*) FILTER (WHERE h.pcs > 0) AS pcs_charts,
       CAST(sum(h.root) AS BIGINT) AS root_agreed,
       CAST(sum(h.root * h.root) AS BIGINT) AS root_agreed_sq,
       CAST(sum(h.root * h.pcs) AS BIGINT) AS root_product,
       count(*) FILTER (WHERE h.root > 0) AS root_charts,
       CAST(sum(h.approach) AS BIGINT) AS approach_agreed,
       CAST(sum(h.approach * h.approach) AS BIGINT) AS approach_agreed_sq,
       CAST(sum(h.approach * h.root) AS BIGINT) AS approach_product,
       CAST(sum(h.device) AS BIGINT) AS device_agreed,
       CAST(sum(h.device * h.device) AS BIGINT) AS device_agreed_sq,
       CAST(sum(h.device * h.root) AS BIGINT) AS device_product,
       CAST(sum(h.poa_agreed) AS BIGINT) AS poa_agreed,
       CAST(sum(h.poa) AS BIGINT) AS poa_codes,
       CAST(sum(h.poa_agreed * h.poa_agreed) AS BIGINT) AS poa_agreed_sq,
       CAST(sum(h.poa * h.poa) AS BIGINT) AS poa_codes_sq,
       CAST(sum(h.poa_agreed * h.poa) AS BIGINT) AS poa_product,
       count(*) FILTER (WHERE h.poa > 0) AS poa_charts,
       CAST(sum(h.poa_missing) AS BIGINT) AS poa_missing,
       CAST(sum(h.y_to_n) AS BIGINT) AS poa_y_to_n,
       CAST(sum(h.n_to_y) AS BIGINT) AS poa_n_to_y,
       CAST(sum(h.flips) AS BIGINT) AS poa_flips,
       CAST(sum(h.flips * h.flips) AS BIGINT) AS poa_flips_sq,
       CAST(sum(h.flips * h.poa) AS BIGINT) AS poa_flips_product,
       CAST(sum(h.valued) AS BIGINT) AS exempt_valued,
       CAST(sum(h.exempt) AS BIGINT) AS exempt_codes,
       CAST(sum(h.valued * h.valued) AS BIGINT) AS exempt_valued_sq,
       CAST(sum(h.exempt * h.exempt) AS BIGINT) AS exempt_codes_sq,
       CAST(sum(h.valued * h.exempt) AS BIGINT) AS exempt_product,
       count(*) FILTER (WHERE h.exempt > 0) AS exempt_charts,
       CAST(sum(h.not_judged) AS BIGINT) AS poa_not_judged
FROM chart AS h
GROUP BY h.unit, h.month
ORDER BY unit
