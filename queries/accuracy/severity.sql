-- title:   Agreement on complications and comorbidities
-- answers: Does the coder find a CC or an MCC on the records on which the auditor does?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  What makes a unit: coder, auditor, facility, month, patient_type, service_line, audit or all.
-- column:  unit text - Unit as the parameter by says, such as a coder; not known where the encounter does not say it.
-- column:  month date? - First day of the month in which the reviewed version was final; empty unless by is month.
-- column:  charts int {encounter} Closed random reviews with a diagnosis on either side.
-- column:  targeted int {encounter} Closed targeted reviews, which support no rate and are in no other count (SMP-01).
-- column:  again int {encounter} Further random reviews of an encounter and version: the one closed first counts, the others compare auditors (accuracy/agreement).
-- column:  own int {encounter} Reviews of one's own work, which are none.
-- column:  judged int {encounter} Of the charts, those discharged on a day for which both lists are loaded (code_mark, lists cc and mcc); 0 where none is.
-- column:  exclusions int {group} Loaded collections of principal diagnoses that exclude a CC or MCC; 0 where none is, and then nothing is excluded.
-- column:  mcc_both int {encounter} Judged charts with an MCC of coder and auditor.
-- column:  mcc_auditor int {encounter} Judged charts with an MCC of the auditor.
-- column:  mcc_coder int {encounter} Judged charts with an MCC of the coder.
-- column:  cc_both int {encounter} Judged charts with a CC of coder and auditor.
-- column:  cc_auditor int {encounter} Judged charts with a CC of the auditor.
-- column:  cc_coder int {encounter} Judged charts with a CC of the coder.
-- metric:  mcc_sensitivity = proportion(mcc_both, mcc_auditor)
-- metric:  mcc_ppv = proportion(mcc_both, mcc_coder)
-- metric:  cc_sensitivity = proportion(cc_both, cc_auditor)
-- metric:  cc_ppv = proportion(cc_both, cc_coder)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    The auditor's final codes are the reference. Closed random reviews count, each alike, by the date on which the reviewed version was final, whatever the date of the review.
-- note:    Encounters with shifted dates are counted whatever the period is, and by month not at all.
-- note:    A CC or MCC counts where the principal diagnosis of its own side does not exclude it: the list names its collection (detail) and the version of the collections (list_version; else the newest holds), and code_group, scheme cc_exclusion, the principal diagnoses of each.
-- note:    Encounters with shifted dates are not judged.
-- source:  standard.md ACC-10
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
-- The lists of CCs and MCCs, each code with the version of the collections that exclude it.
collection AS (
    SELECT g.scheme_version, count(DISTINCT g.grouping) AS loaded, max(g.scheme_version) OVER () AS newest
    FROM code_group AS g
    WHERE g.scheme = 'cc_exclusion'
    GROUP BY g.scheme_version
),
mark AS (
    SELECT m.list, m.code_system, m.code, m.detail, m.valid_from, coalesce(m.valid_to, DATE '9999-12-31') AS valid_to,
           coalesce(c.scheme_version, n.newest) AS exclusion_version
    FROM code_mark AS m
    LEFT JOIN collection AS c ON c.scheme_version = m.list_version
    CROSS JOIN (SELECT max(k.newest) AS newest FROM collection AS k) AS n
    WHERE m.list IN ('cc', 'mcc')
),
covered AS (
    SELECT d.judged_on
    FROM (SELECT DISTINCT r.judged_on FROM review AS r WHERE r.standing = 'random') AS d
    JOIN (SELECT DISTINCT m.list, m.valid_from, m.valid_to FROM mark AS m) AS m
      ON m.valid_from <= d.judged_on AND m.valid_to >= d.judged_on
    GROUP BY d.judged_on
    HAVING count(DISTINCT m.list) = 2
),
excluding AS (
    SELECT g.scheme_version, g.code_system, g.code, g.grouping
    FROM code_group AS g
    WHERE g.scheme = 'cc_exclusion'
),
collections AS (
    SELECT CAST(coalesce(sum(c.loaded), 0) AS BIGINT) AS loaded FROM collection AS c
),
side_code AS (
    SELECT c.audit_case_id, c.side, c.code_system, c.code, min(c.sequence) AS place
    FROM audit_code AS c
    JOIN review AS r ON r.audit_case_id = c.audit_case_id
    WHERE r.standing = 'random' AND c.element = 'diagnosis'
    GROUP BY c.audit_case_id, c.side, c.code_system, c.code
),
-- Excluded is a code whose collection has the principal diagnosis of its side.
surviving AS (
    SELECT s.audit_case_id, s.side, m.list
    FROM side_code AS s
    JOIN review AS r ON r.audit_case_id = s.audit_case_id
    JOIN mark AS m ON m.code_system = s.code_system AND m.code = s.code
         AND m.valid_from <= r.judged_on AND m.valid_to >= r.judged_on
    LEFT JOIN side_code AS p ON p.audit_case_id = s.audit_case_id AND p.side = s.side AND p.place = 1
    LEFT JOIN excluding AS x ON x.scheme_version = m.exclusion_version
         AND x.code_system = p.code_system AND x.code = p.code AND x.grouping = m.detail
    WHERE s.place > 1 AND x.grouping IS NULL
),
found AS (
    SELECT s.audit_case_id,
           bool_or(s.side = 'coder' AND s.list = 'mcc') AS mcc_coder, bool_or(s.side = 'auditor' AND s.list = 'mcc') AS mcc_auditor,
           bool_or(s.side = 'coder' AND s.list = 'cc') AS cc_coder, bool_or(s.side = 'auditor' AND s.list = 'cc') AS cc_auditor
    FROM surviving AS s
    GROUP BY s.audit_case_id
),
diagnosed AS (
    SELECT DISTINCT s.audit_case_id FROM side_code AS s
),
chart AS (
    SELECT r.unit, r.month, r.standing, d.audit_case_id IS NOT NULL AS coded,
           d.audit_case_id IS NOT NULL AND v.judged_on IS NOT NULL AS judged, k.loaded,
           coalesce(f.mcc_coder, FALSE) AS mcc_coder, coalesce(f.mcc_auditor, FALSE) AS mcc_auditor,
           coalesce(f.cc_coder, FALSE) AS cc_coder, coalesce(f.cc_auditor, FALSE) AS cc_auditor
    FROM review AS r
    CROSS JOIN collections AS k
    LEFT JOIN diagnosed AS d ON d.audit_case_id = r.audit_case_id
    LEFT JOIN covered AS v ON v.judged_on = r.judged_on
    LEFT JOIN found AS f ON f.audit_case_id = r.audit_case_id
)
SELECT h.unit, h.month,
       count(*) FILTER (WHERE h.coded) AS charts,
       count(*) FILTER (WHERE h.standing = 'targeted') AS targeted,
       count(*) FILTER (WHERE h.standing = 'again') AS again,
       count(*) FILTER (WHERE h.standing = 'own') AS own,
       count(*) FILTER (WHERE h.judged) AS judged,
       max(h.loaded) AS exclusions,
       count(*) FILTER (WHERE h.judged AND h.mcc_coder AND h.mcc_auditor) AS mcc_both,
       count(*) FILTER (WHERE h.judged AND h.mcc_auditor) AS mcc_auditor,
       count(*) FILTER (WHERE h.judged AND h.mcc_coder) AS mcc_coder,
       count(*) FILTER (WHERE h.judged AND h.cc_coder AND h.cc_auditor) AS cc_both,
       count(*) FILTER (WHERE h.judged AND h.cc_auditor) AS cc_auditor,
       count(*) FILTER (WHERE h.judged AND h.cc_coder) AS cc_coder
FROM chart AS h
GROUP BY h.unit, h.month
ORDER BY unit
