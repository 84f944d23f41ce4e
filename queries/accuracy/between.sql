-- title:   Records between rare errors
-- answers: How many reviewed records lie between two with an error that is rare?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   coder text = all  Coder, or all.
-- param:   by text = all  month leaves out encounters with shifted dates; any other value is all.
-- param:   error text = drg  drg for findings that changed the DRG, or a class of error such as SY.
-- column:  event_no int - Number of the record with such an error, in the order in which the reviewed versions were final.
-- column:  coded_on date - Local date on which that version was final.
-- column:  records_between int {encounter} Records reviewed since the one before, itself not counted; of the first, since the beginning.
-- column:  events int {encounter} Records with such an error.
-- column:  reviewed int {encounter} Records reviewed.
-- metric:  event_rate = proportion(events, reviewed)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Findings that stand, of closed random reviews, one for an encounter and version, by others than the coder. Reviews of one day are in the order of their identifiers.
-- note:    Encounters with shifted dates are left out, since they have no place in time.
-- source:  standard.md 2.8, 2.3
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
erroneous AS (
    SELECT DISTINCT f.audit_case_id
    FROM finding AS f
    WHERE f.state = 'stands' AND CASE WHEN :error = 'drg' THEN f.drg_changed ELSE f.error_type = :error END
),
placed AS (
    SELECT c.coded_on, c.audit_case_id, e.audit_case_id IS NOT NULL AS hit,
           row_number() OVER (ORDER BY c.coded_on, c.audit_case_id) AS place, count(*) OVER () AS reviewed
    FROM review AS r
    JOIN closed AS c ON c.audit_case_id = r.audit_case_id
    LEFT JOIN erroneous AS e ON e.audit_case_id = r.audit_case_id
    WHERE r.standing = 'random' AND r.judged_on IS NOT NULL
),
hits AS (
    SELECT p.coded_on, p.place, p.reviewed, row_number() OVER (ORDER BY p.place) AS event_no,
           count(*) OVER () AS events
    FROM placed AS p
    WHERE p.hit
)
SELECT h.event_no, h.coded_on, h.place - coalesce(b.place, 0) - 1 AS records_between, h.events, h.reviewed
FROM hits AS h
LEFT JOIN hits AS b ON b.event_no = h.event_no - 1
ORDER BY event_no
