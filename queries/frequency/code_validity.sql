-- title:   Validity of diagnosis and procedure codes
-- answers: Which share of the codes was valid on the discharge date, and what is wrong with the others?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  element text - diagnosis or procedure.
-- column:  code_system text - Code system.
-- column:  status text - valid; header: never more than a heading (truncated); retired: valid before, also where it became a heading; not_yet: valid later; unknown; not_loaded: no code set of the system covers the date.
-- column:  codes int {code} Codes assigned.
-- column:  encounters int {encounter} Encounters with at least one such code.
-- column:  all_codes int {code} Codes assigned in the system.
-- metric:  share = proportion(codes, all_codes)
-- withhold: none it counts faults of coding and tells no diagnosis
-- note:    Every role counts, admitting and external-cause codes too. Latest version of the codes.
-- note:    The code set in force on the discharge date decides, also for a stay that crosses 1 October (VER-02). Service dates of outpatient visits are those of discharge here.
-- note:    Encounters with shifted dates, patients in house, and voided and combined accounts are left out.
-- source:  standard.md VER-01, VER-02, VER-04, VAL-01 to VAL-04
WITH discharge AS (
    SELECT e.encounter_id, e.discharged_on
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND e.encounter_id NOT IN (
          SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
),
assigned AS (
    SELECT 'diagnosis' AS element, d.code_system, d.code, d.encounter_id FROM diagnosis AS d
    UNION ALL
    SELECT 'procedure' AS element, p.code_system, p.code, p.encounter_id FROM procedure AS p
),
-- A newer row of a code ends the one before it, even where that has no last day.
span AS (
    SELECT c.code_system, c.code, c.valid_from, coalesce(c.billable, TRUE) AS billable,
           coalesce(c.valid_to, DATE '9999-12-31') AS valid_to,
           lead(c.valid_from, 1, DATE '9999-12-31')
               OVER (PARTITION BY c.code_system, c.code ORDER BY c.valid_from) AS next_from
    FROM code_set AS c
),
known AS (
    SELECT s.code_system, s.code, min(CASE WHEN s.billable THEN s.valid_from END) AS first_on
    FROM span AS s
    GROUP BY s.code_system, s.code
),
loaded AS (
    SELECT c.code_system, min(c.valid_from) AS since FROM code_set AS c GROUP BY c.code_system
),
judged AS (
    SELECT a.element, a.code_system, a.encounter_id,
           CASE WHEN l.since IS NULL OR e.discharged_on < l.since THEN 'not_loaded'
                WHEN s.code IS NOT NULL THEN 'valid'
                WHEN k.code IS NULL THEN 'unknown'
                WHEN k.first_on IS NULL THEN 'header'
                WHEN e.discharged_on < k.first_on THEN 'not_yet'
                ELSE 'retired' END AS status
    FROM assigned AS a
    JOIN discharge AS e ON e.encounter_id = a.encounter_id
    LEFT JOIN loaded AS l ON l.code_system = a.code_system
    LEFT JOIN known AS k ON k.code_system = a.code_system AND k.code = a.code
    LEFT JOIN span AS s ON s.code_system = a.code_system AND s.code = a.code AND s.billable
        AND s.valid_from <= e.discharged_on AND s.valid_to >= e.discharged_on AND s.next_from > e.discharged_on
),
counted AS (
    SELECT j.element, j.code_system, j.status, count(*) AS codes, count(DISTINCT j.encounter_id) AS encounters
    FROM judged AS j
    GROUP BY j.element, j.code_system, j.status
)
SELECT c.element, c.code_system, c.status, c.codes, c.encounters,
       CAST(sum(c.codes) OVER (PARTITION BY c.element, c.code_system) AS BIGINT) AS all_codes
FROM counted AS c
ORDER BY element, code_system, status
