-- title:   Hospital-acquired conditions whose POA an audit changed
-- answers: How often would an audit's POA let a hospital-acquired condition count for payment, or no longer?
-- param:   from_date date  First date on which a reviewed version was final, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   list text = hac  List of code_mark that names the conditions.
-- column:  facility_id text - Facility; not known where the encounter does not say it.
-- column:  charts int {encounter} Closed random reviews with such a code on both sides, as a secondary diagnosis.
-- column:  codes int {code} Such codes, on both sides.
-- column:  paid_by_coder int {code} Of these, those that count as CC or MCC for payment by the coder's POA: Y or W.
-- column:  paid_by_auditor int {code} Of these, those that do by the auditor's.
-- column:  lost int {code} Of those that counted by the coder's, those that do not by the auditor's: the account was over-coded.
-- column:  gained int {code} Of those that did not count by the coder's, those that do by the auditor's.
-- metric:  lost_share = proportion(lost, paid_by_coder)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    Codes of the list with POA N or U do not count as CC or MCC for payment, those with Y or W do. Whether the DRG moves depends on the other codes: see finance/impact.
-- note:    The list is the site's own, by date of discharge; without one there is no row. Encounters with shifted dates are left out.
-- source:  standard.md FIN-06
WITH review AS (
    SELECT a.audit_case_id, a.encounter_id, a.coded_on,
           row_number() OVER (PARTITION BY a.encounter_id, a.version_no ORDER BY a.closed_on, a.audit_case_id) AS place
    FROM audit_case AS a
    WHERE a.closed_on <= :as_of_on AND a.selection = 'random' AND a.auditor_id <> a.coder_id
),
code AS (
    SELECT a.audit_case_id, coalesce(e.facility_id, 'not known') AS facility_id, k.code_system, k.code,
           max(CASE WHEN k.side = 'coder' THEN coalesce(k.poa, '') END) AS coder_poa,
           max(CASE WHEN k.side = 'auditor' THEN coalesce(k.poa, '') END) AS auditor_poa
    FROM review AS a
    JOIN encounter AS e ON e.encounter_id = a.encounter_id
    JOIN audit_code AS k ON k.audit_case_id = a.audit_case_id
    WHERE a.place = 1 AND a.coded_on >= :from_date AND a.coded_on < :to_date
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND k.element = 'diagnosis'
      AND EXISTS (SELECT 1 FROM code_mark AS m
                  WHERE m.list = :list AND m.code_system = k.code_system AND m.code = k.code
                    AND m.valid_from <= e.discharged_on AND coalesce(m.valid_to, e.discharged_on) >= e.discharged_on)
    GROUP BY 1, 2, 3, 4
    HAVING bool_and(k.sequence > 1)
),
paid AS (
    SELECT c.audit_case_id, c.facility_id, c.coder_poa IN ('Y', 'W') AS by_coder, c.auditor_poa IN ('Y', 'W') AS by_auditor
    FROM code AS c
    WHERE c.coder_poa IS NOT NULL AND c.auditor_poa IS NOT NULL
)
SELECT p.facility_id, count(DISTINCT p.audit_case_id) AS charts, count(*) AS codes,
       count(*) FILTER (WHERE p.by_coder) AS paid_by_coder, count(*) FILTER (WHERE p.by_auditor) AS paid_by_auditor,
       count(*) FILTER (WHERE p.by_coder AND NOT p.by_auditor) AS lost,
       count(*) FILTER (WHERE p.by_auditor AND NOT p.by_coder) AS gained
FROM paid AS p
GROUP BY p.facility_id
ORDER BY facility_id
