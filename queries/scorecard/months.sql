-- title:   Accuracy of coders by month
-- answers: How right were the diagnosis codes and records of each coder, month by month?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  coder_id text - Coder.
-- column:  month date - First day of the month in which the reviewed version was final.
-- column:  agreed int {code} Diagnoses on both sides.
-- column:  auditor_codes int {code} Diagnoses of the auditors.
-- column:  agreed_sq int - Sum over charts of agreed squared.
-- column:  auditor_sq int - Sum over charts of auditor_codes squared.
-- column:  agreed_auditor int - Sum over charts of agreed times auditor_codes.
-- column:  charts int {encounter} Closed random reviews with a diagnosis of the auditor.
-- metric:  code_accuracy = cluster_ratio(agreed, auditor_codes, agreed_sq, auditor_sq, agreed_auditor, charts)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Closed random reviews count, one of an encounter and version; one's own work and encounters with shifted dates do not.
-- source:  standard.md ACC-01, CI-03, SMP-01
WITH closed AS (
    SELECT a.audit_case_id, a.coder_id, CAST(date_trunc('month', a.coded_on) AS DATE) AS month,
           row_number() OVER (PARTITION BY a.encounter_id, a.version_no ORDER BY a.closed_on, a.audit_case_id) AS place
    FROM audit_case AS a
    LEFT JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on AND a.coded_on >= :from_date AND a.coded_on < :to_date
      AND a.selection = 'random' AND a.auditor_id <> a.coder_id AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
),
diagnosis_code AS (
    SELECT c.audit_case_id, c.coder_id, c.month, k.code_system, k.code,
           bool_or(k.side = 'coder') AS by_coder, bool_or(k.side = 'auditor') AS by_auditor
    FROM closed AS c
    JOIN audit_code AS k ON k.audit_case_id = c.audit_case_id
    WHERE c.place = 1 AND k.element = 'diagnosis'
    GROUP BY c.audit_case_id, c.coder_id, c.month, k.code_system, k.code
),
chart AS (
    SELECT d.coder_id, d.month, d.audit_case_id,
           count(*) FILTER (WHERE d.by_coder AND d.by_auditor) AS tp, count(*) FILTER (WHERE d.by_auditor) AS a
    FROM diagnosis_code AS d
    GROUP BY d.coder_id, d.month, d.audit_case_id
)
SELECT h.coder_id, h.month, CAST(sum(h.tp) AS BIGINT) AS agreed, CAST(sum(h.a) AS BIGINT) AS auditor_codes,
       CAST(sum(h.tp * h.tp) AS BIGINT) AS agreed_sq, CAST(sum(h.a * h.a) AS BIGINT) AS auditor_sq,
       CAST(sum(h.tp * h.a) AS BIGINT) AS agreed_auditor, count(*) AS charts
FROM chart AS h
WHERE h.a > 0
GROUP BY h.coder_id, h.month
ORDER BY coder_id, month
