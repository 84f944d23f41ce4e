-- title:   Elixhauser indices (AHRQ Refined)
-- answers: How likely, by the diseases that they came with, are patients to die or to come back?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   scheme_version text = newest  Version of the loaded ELIXHAUSER-REFINED mapping, or newest.
-- param:   index text = mortality  mortality, or readmission.
-- column:  patient_type text - Patient type.
-- column:  status text - scored; other_system: not coded in ICD-10-CM; poa_unknown: no POA values to tell what was present; not_loaded: no mapping of that version.
-- column:  score int? - Score; empty where there is none.
-- column:  encounters int {encounter} Discharges with that score.
-- column:  scored int? {encounter} Discharges of the patient type that are scored; empty where this row is not.
-- column:  total int {encounter} Discharges of the patient type and status.
-- metric:  share = proportion(encounters, scored)
-- withhold: encounters of total within patient_type, status
-- note:    The codes of the measures come from AHRQ's reference file, loaded as the grouping scheme ELIXHAUSER-REFINED; nothing is guessed where it is not loaded.
-- note:    From secondary diagnoses. Eighteen measures count only what was present on admission, Y, W or exempt; without POA values they are missing and not 0, and so are the indices.
-- note:    A sequela of cerebrovascular disease implies it where none of its codes is listed. Graver forms take the place of lesser ones.
-- note:    The weights are those of v2023.1 to v2025.1, fitted on adult inpatients: not for children, and not for outpatients.
-- note:    Voided and combined accounts, and discharges without principal and other diagnoses, are left out. Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md 4.9; AHRQ HCUP, Elixhauser Comorbidity Software Refined for ICD-10-CM, User Guide v2025.1
WITH -- The measures, and whether they need POA.
measure AS (
    SELECT c.condition AS measure, c.needs_poa FROM comorbidity_condition AS c WHERE c.algorithm = 'elixhauser_refined'
),
mapping AS (
    SELECT g.scheme_version, g.code, g.grouping
    FROM code_group AS g
    WHERE g.scheme = 'ELIXHAUSER-REFINED' AND g.code_system = 'ICD-10-CM'
      AND (:scheme_version = 'newest' OR g.scheme_version = :scheme_version)
),
edition AS (
    SELECT max(g.scheme_version) AS scheme_version FROM mapping AS g
),
-- Sequelae of cerebrovascular disease, I69, are not the disease; they may imply that it was.
member AS (
    SELECT DISTINCT g.code,
           CASE WHEN g.grouping IN ('CBVD', 'CBVD_POA', 'CBVD_SQLA') AND substr(g.code, 1, 3) = 'I69' THEN 'CBVD_SQLA'
                WHEN g.grouping = 'CBVD_POA' THEN 'CBVD' ELSE g.grouping END AS measure
    FROM mapping AS g
    JOIN edition AS v ON v.scheme_version = g.scheme_version
),
stay AS (
    -- Numbers are counted faster than the texts of accounts.
    SELECT e.encounter_id, row_number() OVER (ORDER BY e.encounter_id) AS stay, e.patient_type, e.discharged_on,
           coalesce(e.dates_shifted, FALSE) AS shifted
    FROM encounter AS e
    WHERE e.discharged_on IS NOT NULL
      AND (coalesce(e.dates_shifted, FALSE) OR (e.discharged_on >= :from_date AND e.discharged_on < :to_date))
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND e.encounter_id NOT IN (
          SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
),
-- Codes exempt from POA and the times in which they are.
exempt AS (
    SELECT m.code, m.valid_from, coalesce(m.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_mark AS m
    WHERE m.list = 'poa_exempt' AND m.code_system = 'ICD-10-CM'
    UNION ALL
    SELECT c.code, c.valid_from, coalesce(c.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_set AS c
    WHERE c.poa_exempt AND c.code_system = 'ICD-10-CM'
),
exempt_time AS (
    SELECT min(x.valid_from) AS valid_from, max(x.valid_to) AS valid_to FROM exempt AS x
),
-- What is known of each encounter: its code system, and whether its POA values are. A code
-- that is on two lists of a day is here twice, which changes nothing.
state AS (
    SELECT s.stay,
           count(*) FILTER (WHERE d.code_system = 'ICD-10-CM') > 0 AS coded,
           count(*) FILTER (WHERE d.poa IN ('Y', 'N', 'U', 'W')) > 0 AS states_poa,
           count(*) FILTER (WHERE d.role = 'other' AND coalesce(d.poa, '') NOT IN ('Y', 'N', 'U', 'W')
               AND NOT (d.poa IS NULL AND x.code IS NOT NULL
                   AND NOT s.shifted AND coalesce(s.discharged_on >= t.valid_from AND s.discharged_on <= t.valid_to, FALSE))) = 0 AS all_known
    FROM diagnosis AS d
    JOIN stay AS s ON s.encounter_id = d.encounter_id
    CROSS JOIN exempt_time AS t
    LEFT JOIN exempt AS x ON x.code = d.code AND x.valid_from <= s.discharged_on AND x.valid_to >= s.discharged_on
    WHERE d.role IN ('principal', 'other')
    GROUP BY s.stay
),
account AS (
    SELECT s.stay, s.patient_type, a.states_poa OR a.all_known AS poa_known,
           CASE WHEN v.scheme_version IS NULL THEN 'not_loaded'
                WHEN NOT a.coded THEN 'other_system'
                WHEN NOT (a.states_poa OR a.all_known) THEN 'poa_unknown'
                ELSE 'scored' END AS status
    FROM stay AS s
    JOIN state AS a ON a.stay = s.stay
    CROSS JOIN edition AS v
),
-- Of each encounter and measure, whether a code of it was listed, and one that was present.
found AS (
    SELECT s.stay, m.measure, max(CASE WHEN d.poa IN ('Y', 'W') OR d.poa IS NULL AND (x.code IS NOT NULL
           OR s.shifted OR NOT coalesce(s.discharged_on >= t.valid_from AND s.discharged_on <= t.valid_to, FALSE)) THEN 1 ELSE 0 END) AS present
    FROM diagnosis AS d
    JOIN member AS m ON m.code = d.code
    JOIN stay AS s ON s.encounter_id = d.encounter_id
    CROSS JOIN exempt_time AS t
    LEFT JOIN exempt AS x ON x.code = d.code AND x.valid_from <= s.discharged_on AND x.valid_to >= s.discharged_on
    WHERE d.role = 'other' AND d.code_system = 'ICD-10-CM'
    GROUP BY s.stay, m.measure
),
-- A sequela counts where no code of the disease itself is listed, whether it was present or not.
flagged AS (
    SELECT f.stay, f.measure
    FROM found AS f
    JOIN measure AS m ON m.measure = f.measure
    JOIN account AS a ON a.stay = f.stay
    WHERE NOT m.needs_poa OR a.poa_known AND f.present = 1
    UNION ALL
    SELECT f.stay, 'CBVD' AS measure
    FROM found AS f
    JOIN account AS a ON a.stay = f.stay AND a.poa_known
    LEFT JOIN found AS o ON o.stay = f.stay AND o.measure = 'CBVD'
    WHERE f.measure = 'CBVD_SQLA' AND o.stay IS NULL
),
graver AS (
    SELECT h.condition AS measure, h.lesser FROM comorbidity_hierarchy AS h WHERE h.algorithm = 'elixhauser_refined'
),
replaced AS (
    SELECT DISTINCT f.stay, g.lesser AS measure FROM flagged AS f JOIN graver AS g ON g.measure = f.measure
),
kept AS (
    SELECT f.stay, f.measure
    FROM flagged AS f
    LEFT JOIN replaced AS r ON r.stay = f.stay AND r.measure = f.measure
    WHERE r.stay IS NULL
),
score AS (
    SELECT k.stay, CAST(sum(w.points) AS BIGINT) AS points
    FROM kept AS k
    JOIN comorbidity_weight AS w ON w.condition = k.measure AND w.algorithm = 'elixhauser_refined'
        AND w.weights = CASE WHEN :index = 'readmission' THEN 'readmission' ELSE 'mortality' END
    GROUP BY k.stay
)
SELECT h.patient_type, h.status, h.score, h.encounters,
       CASE WHEN h.status = 'scored' THEN CAST(sum(h.encounters) OVER (PARTITION BY h.patient_type, h.status) AS BIGINT) END AS scored,
       CAST(sum(h.encounters) OVER (PARTITION BY h.patient_type, h.status) AS BIGINT) AS total
FROM (
    SELECT a.patient_type, a.status, CASE WHEN a.status = 'scored' THEN coalesce(s.points, 0) END AS score, count(*) AS encounters
    FROM account AS a
    LEFT JOIN score AS s ON s.stay = a.stay
    GROUP BY 1, 2, 3) AS h
ORDER BY patient_type, status, score
