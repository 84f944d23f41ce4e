-- title:   Validity of diagnosis and procedure codes
-- answers: Which share of the codes was in force on its date, and what is wrong with the others?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  element text - diagnosis or procedure.
-- column:  code_system text - Code system.
-- column:  status text - valid; header: never more than a heading (truncated); retired: valid before, also where it became a heading; not_yet: valid later; wrong_system: of another system than is stated, or ICD-9 after its end; unknown; not_loaded: no release covers the date; shifted: its date was shifted, so that nothing is judged.
-- column:  codes int {code} Codes assigned.
-- column:  encounters int {encounter} Encounters with at least one such code.
-- column:  judged int? {code} Codes of the system that were judged; empty where these are not.
-- column:  all_codes int {code} Codes assigned in the system.
-- column:  basis text - releases: published releases decide; code_set: the site's own code set, where no release of the system is loaded; none: neither is loaded.
-- column:  releases int - Releases that judged codes of the system; 0 where none did.
-- column:  first_release date? - First day of the earliest of them; empty where there is none.
-- column:  last_release date? - First day of the latest of them; empty likewise.
-- metric:  rate = proportion(codes, judged)
-- metric:  share = proportion(codes, all_codes)
-- withhold: none it counts faults of coding and tells no diagnosis
-- note:    Every role counts, admitting and external-cause codes too. Latest version of the codes.
-- note:    The date that decides is that of discharge for inpatients and for visits that cross 1 October, and else that of service: the day of a procedure, or the first day of the visit. CPT and HCPCS are always judged on the day of service (VER-02).
-- note:    A release is in force from its first day to the day before the next, at the longest to its last. A date outside of all loaded releases is not judged: nothing is guessed.
-- note:    Encounters with shifted dates are counted whatever the period is, and never judged. Patients in house, and voided and combined accounts, are left out.
-- source:  standard.md VER-01, VER-02, VER-04, VAL-01 to VAL-05
WITH account AS (
    SELECT e.encounter_id, e.patient_type, e.admitted_on, e.discharged_on, CAST(e.discharged_on AS VARCHAR) AS day,
           coalesce(e.dates_shifted, FALSE) AS shifted
    FROM encounter AS e
    WHERE e.discharged_on IS NOT NULL
      AND (coalesce(e.dates_shifted, FALSE) OR (e.discharged_on >= :from_date AND e.discharged_on < :to_date))
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND e.encounter_id NOT IN (
          SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
),
-- As texts, dates compare: the last 1 October up to the day of discharge.
october AS (
    SELECT a.encounter_id, a.patient_type, a.admitted_on, a.discharged_on, a.shifted,
           CASE WHEN substr(a.day, 6, 5) >= '10-01' THEN substr(a.day, 1, 4)
                ELSE CAST(CAST(substr(a.day, 1, 4) AS BIGINT) - 1 AS VARCHAR) END || '-10-01' AS day
    FROM account AS a
),
discharge AS (
    SELECT o.encounter_id, o.shifted, o.discharged_on,
           o.patient_type = 'IP' OR coalesce(CAST(o.admitted_on AS VARCHAR) < o.day, FALSE) AS by_discharge,
           coalesce(o.admitted_on, o.discharged_on) AS began_on
    FROM october AS o
),
assigned AS (
    SELECT 'diagnosis' AS element, d.code_system, d.code, d.encounter_id,
           CASE WHEN e.shifted THEN NULL WHEN e.by_discharge THEN e.discharged_on ELSE e.began_on END AS judged_on
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    UNION ALL
    SELECT 'procedure' AS element, p.code_system, p.code, p.encounter_id,
           CASE WHEN e.shifted THEN NULL
                WHEN e.by_discharge AND p.code_system NOT IN ('CPT', 'HCPCS') THEN e.discharged_on
                ELSE coalesce(p.performed_on, CASE WHEN e.by_discharge THEN e.discharged_on ELSE e.began_on END) END AS judged_on
    FROM procedure AS p
    JOIN discharge AS e ON e.encounter_id = p.encounter_id
),
release AS (
    SELECT r.code_system, r.valid_from, max(coalesce(r.valid_to, DATE '9999-12-31')) AS valid_to,
           lead(r.valid_from, 1, DATE '9999-12-31') OVER (PARTITION BY r.code_system ORDER BY r.valid_from) AS next_from
    FROM code_release AS r
    GROUP BY r.code_system, r.valid_from
),
-- The site's own code sets, of systems without releases. A newer row of a code ends the
-- one before it, even where that has no last day.
site AS (
    SELECT c.code_system, c.code, c.valid_from, coalesce(c.billable, TRUE) AS billable,
           coalesce(c.valid_to, DATE '9999-12-31') AS valid_to,
           lead(c.valid_from, 1, DATE '9999-12-31')
               OVER (PARTITION BY c.code_system, c.code ORDER BY c.valid_from) AS next_from
    FROM code_set AS c
    WHERE c.code_system NOT IN (SELECT r.code_system FROM release AS r)
),
site_since AS (
    SELECT s.code_system, min(s.valid_from) AS since FROM site AS s GROUP BY s.code_system
),
listed AS (
    SELECT c.code_system, c.code, c.billable, r.valid_from, r.valid_to, r.next_from
    FROM code_release AS c
    JOIN release AS r ON r.code_system = c.code_system AND r.valid_from = c.valid_from
    UNION ALL
    SELECT s.code_system, s.code, s.billable, s.valid_from, s.valid_to, s.next_from FROM site AS s
),
-- Dates are few: each is placed once, in the release that covers it, and codes after it.
moment AS (
    SELECT DISTINCT a.code_system, a.judged_on FROM assigned AS a WHERE a.judged_on IS NOT NULL
),
placed AS (
    SELECT m.code_system, m.judged_on, r.valid_from AS epoch, r.valid_from AS release_from
    FROM moment AS m
    JOIN release AS r ON r.code_system = m.code_system
        AND r.valid_from <= m.judged_on AND r.valid_to >= m.judged_on AND r.next_from > m.judged_on
    UNION ALL
    SELECT m.code_system, m.judged_on, m.judged_on AS epoch, NULL AS release_from
    FROM moment AS m
    JOIN site_since AS s ON s.code_system = m.code_system AND s.since <= m.judged_on
),
used AS (
    SELECT p.code_system, count(DISTINCT p.release_from) AS releases,
           min(p.release_from) AS first_release, max(p.release_from) AS last_release
    FROM placed AS p
    GROUP BY p.code_system
),
seen AS (
    SELECT DISTINCT a.code_system, a.code, p.epoch
    FROM assigned AS a
    JOIN placed AS p ON p.code_system = a.code_system AND p.judged_on = a.judged_on
),
known AS (
    SELECT l.code_system, l.code, min(CASE WHEN l.billable THEN l.valid_from END) AS first_on
    FROM listed AS l
    GROUP BY l.code_system, l.code
),
elsewhere AS (
    SELECT k.code, count(*) AS systems FROM known AS k WHERE k.first_on IS NOT NULL GROUP BY k.code
),
found AS (
    SELECT s.code_system, s.code, s.epoch,
           CASE WHEN coalesce(l.billable, FALSE) THEN 'valid'
                WHEN k.code IS NULL AND o.systems > 0 THEN 'wrong_system'
                WHEN k.code IS NULL THEN 'unknown'
                WHEN k.first_on IS NULL OR l.code IS NOT NULL AND s.epoch < k.first_on THEN 'header'
                WHEN s.epoch < k.first_on THEN 'not_yet'
                ELSE 'retired' END AS status
    FROM seen AS s
    LEFT JOIN known AS k ON k.code_system = s.code_system AND k.code = s.code
    LEFT JOIN elsewhere AS o ON o.code = s.code
    LEFT JOIN listed AS l ON l.code_system = s.code_system AND l.code = s.code
        AND l.valid_from <= s.epoch AND l.valid_to >= s.epoch AND l.next_from > s.epoch
),
judged AS (
    SELECT a.element, a.code_system, a.encounter_id,
           CASE WHEN a.judged_on IS NULL THEN 'shifted'
                WHEN a.code_system IN ('ICD-9-CM', 'ICD-9-PCS') AND a.judged_on >= DATE '2015-10-01'
                  OR a.element = 'diagnosis' AND a.code_system IN ('ICD-10-PCS', 'ICD-9-PCS', 'CPT', 'HCPCS')
                  OR a.element = 'procedure' AND a.code_system IN ('ICD-10-CM', 'ICD-9-CM') THEN 'wrong_system'
                ELSE coalesce(f.status, 'not_loaded') END AS status
    FROM assigned AS a
    LEFT JOIN placed AS p ON p.code_system = a.code_system AND p.judged_on = a.judged_on
    LEFT JOIN found AS f ON f.code_system = a.code_system AND f.code = a.code AND f.epoch = p.epoch
),
counted AS (
    SELECT j.element, j.code_system, j.status, count(*) AS codes, count(DISTINCT j.encounter_id) AS encounters
    FROM judged AS j
    GROUP BY j.element, j.code_system, j.status
),
totals AS (
    SELECT c.element, c.code_system, CAST(sum(c.codes) AS BIGINT) AS all_codes,
           CAST(sum(CASE WHEN c.status IN ('not_loaded', 'shifted') THEN 0 ELSE c.codes END) AS BIGINT) AS judged
    FROM counted AS c
    GROUP BY c.element, c.code_system
)
SELECT c.element, c.code_system, c.status, c.codes, c.encounters,
       CASE WHEN c.status NOT IN ('not_loaded', 'shifted') THEN t.judged END AS judged, t.all_codes,
       CASE WHEN c.code_system IN (SELECT r.code_system FROM release AS r) THEN 'releases'
            WHEN s.code_system IS NOT NULL THEN 'code_set' ELSE 'none' END AS basis,
       coalesce(u.releases, 0) AS releases, u.first_release, u.last_release
FROM counted AS c
JOIN totals AS t ON t.element = c.element AND t.code_system = c.code_system
LEFT JOIN used AS u ON u.code_system = c.code_system
LEFT JOIN site_since AS s ON s.code_system = c.code_system
ORDER BY element, code_system, status
