-- title:   Validity of diagnosis and procedure codes
-- answers: Which share of the codes was in force on its date, and what is wrong with the others?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
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
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
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
-- Numbers are counted faster than texts.
discharge AS (
    SELECT o.encounter_id, row_number() OVER () AS stay, o.shifted, o.by_discharge,
           CASE WHEN NOT o.shifted AND o.by_discharge THEN o.discharged_on WHEN NOT o.shifted THEN o.began_on END AS usual_on
    FROM (SELECT c.encounter_id, c.shifted, c.discharged_on, coalesce(c.admitted_on, c.discharged_on) AS began_on,
                 c.patient_type = 'IP' OR coalesce(CAST(c.admitted_on AS VARCHAR) < c.day, FALSE) AS by_discharge
          FROM october AS c) AS o
),
release AS (
    SELECT r.code_system, r.valid_from, max(coalesce(r.valid_to, DATE '9999-12-31')) AS valid_to,
           lead(r.valid_from, 1, DATE '9999-12-31') OVER (PARTITION BY r.code_system ORDER BY r.valid_from) AS next_from
    FROM code_release AS r
    GROUP BY r.code_system, r.valid_from
),
-- Systems without releases are judged by the site's own code sets, from their first day on.
site AS (
    SELECT c.code_system, min(c.valid_from) AS since
    FROM code_set AS c
    WHERE c.code_system NOT IN (SELECT r.code_system FROM release AS r)
    GROUP BY c.code_system
),
-- Dates are few: each is placed once, in the release that covers it.
moment AS (
    SELECT e.usual_on AS judged_on FROM discharge AS e WHERE e.usual_on IS NOT NULL
    UNION
    SELECT p.performed_on AS judged_on FROM procedure AS p WHERE p.performed_on IS NOT NULL
),
placed AS (
    SELECT r.code_system, m.judged_on, r.valid_from AS release_from
    FROM moment AS m
    JOIN release AS r ON r.valid_from <= m.judged_on AND r.valid_to >= m.judged_on AND r.next_from > m.judged_on
    UNION ALL
    SELECT s.code_system, m.judged_on, NULL AS release_from
    FROM moment AS m
    JOIN site AS s ON s.since <= m.judged_on
),
assigned AS (
    SELECT 'diagnosis' AS element, d.code_system, d.code, d.encounter_id, NULL AS performed_on FROM diagnosis AS d
    UNION ALL
    SELECT 'procedure' AS element, p.code_system, p.code, p.encounter_id, p.performed_on FROM procedure AS p
),
elsewhere AS (
    SELECT DISTINCT s.code FROM code_standing AS s WHERE s.standing = 'valid'
),
-- Codes are looked up before the encounters are joined: an engine that takes the
-- encounters of a period for few would keep their codes in memory, and not the code set.
known AS (
    SELECT a.element, a.code_system, a.encounter_id, a.performed_on, s.standing, s.valid_from, s.valid_to, o.code AS other_code
    FROM assigned AS a
    LEFT JOIN code_standing AS s ON s.code_system = a.code_system AND s.code = a.code
    LEFT JOIN elsewhere AS o ON o.code = CASE WHEN s.code IS NULL THEN a.code END
),
dated AS (
    SELECT k.element, k.code_system, k.standing, k.valid_from, k.valid_to, k.other_code, e.stay,
           CASE WHEN k.performed_on IS NULL OR e.shifted OR e.by_discharge AND k.code_system NOT IN ('CPT', 'HCPCS')
                THEN e.usual_on ELSE k.performed_on END AS judged_on
    FROM known AS k
    JOIN discharge AS e ON e.encounter_id = k.encounter_id
),
-- The standings of a code cover all days, so that one of them is left; of shifted dates any.
judged AS (
    SELECT d.element, d.code_system, d.stay,
           CASE WHEN d.judged_on IS NULL THEN 'shifted'
                WHEN d.code_system IN ('ICD-9-CM', 'ICD-9-PCS') AND d.judged_on >= DATE '2015-10-01'
                  OR d.element = 'diagnosis' AND d.code_system IN ('ICD-10-PCS', 'ICD-9-PCS', 'CPT', 'HCPCS')
                  OR d.element = 'procedure' AND d.code_system IN ('ICD-10-CM', 'ICD-9-CM') THEN 'wrong_system'
                WHEN p.judged_on IS NULL THEN 'not_loaded'
                WHEN d.standing IS NULL AND d.other_code IS NOT NULL THEN 'wrong_system'
                ELSE coalesce(d.standing, 'unknown') END AS status
    FROM dated AS d
    LEFT JOIN placed AS p ON p.code_system = d.code_system AND p.judged_on = d.judged_on
    WHERE d.standing IS NULL OR coalesce(d.judged_on, DATE '9999-12-31') BETWEEN d.valid_from AND d.valid_to
),
once AS (
    SELECT j.element, j.code_system, j.status, j.stay, count(*) AS codes
    FROM judged AS j
    GROUP BY j.element, j.code_system, j.status, j.stay
),
counted AS (
    SELECT o.element, o.code_system, o.status, CAST(sum(o.codes) AS BIGINT) AS codes, count(*) AS encounters
    FROM once AS o
    GROUP BY o.element, o.code_system, o.status
),
used AS (
    SELECT p.code_system, count(DISTINCT p.release_from) AS releases,
           min(p.release_from) AS first_release, max(p.release_from) AS last_release
    FROM placed AS p
    GROUP BY p.code_system
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
LEFT JOIN site AS s ON s.code_system = c.code_system
ORDER BY element, code_system, status
