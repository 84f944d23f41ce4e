-- title:   Charlson scores (Quan 2005)
-- answers: How ill, beside what they came for, are the patients of each type?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   basis text = all  all, or present_on_admission to count only what the patient came with.
-- param:   diagnoses text = secondary  secondary, or all to count the principal diagnosis too.
-- param:   weights text = 1987  1987 as first published, or 2011 as updated by Quan.
-- param:   age text = no  no; or yes to add a point for each decade of age from 50 years on, at most four.
-- column:  patient_type text - Patient type.
-- column:  status text - scored; other_system: not coded in ICD-10-CM; poa_unknown: no POA values to tell what was present; age_unknown: points for age are asked for, and no age is stated.
-- column:  score int? - Score; empty where there is none.
-- column:  encounters int {encounter} Discharges with that score.
-- column:  scored int? {encounter} Discharges of the patient type that are scored; empty where this row is not.
-- column:  total int {encounter} Discharges of the patient type and status.
-- metric:  share = proportion(encounters, scored)
-- withhold: encounters of total within patient_type, status
-- note:    Charlson comorbidity index with the ICD-10 prefixes of Quan 2005, weights of 1987 or 2011, with or without points for age.
-- note:    Any malignancy is without skin; severe is moderate or severe liver disease. Mild liver disease, diabetes without chronic complications and malignancy are not counted beside their graver forms.
-- note:    Present on admission are Y and W, and what is exempt: a blank where the list of exempt codes that is loaded for the date has the code, or where none is loaded and the encounter states other values. An encounter that states none and has codes that are not exempt is poa_unknown, and not 0.
-- note:    The prefixes are of ICD-10: encounters coded in another system are other_system, and not 0. Codes of the index stay alone count; there is no look-back.
-- note:    The published prefixes are kept as they are. Of ICD-10-CM they miss I85.1-, K72.0-, C4A, C7A, C7B, C86, E08, E09 and Z21, and E10.A and E11.A; I13.2 is heart failure and not renal; some match no ICD-10-CM code.
-- note:    Voided and combined accounts, and discharges without principal and other diagnoses, are left out. Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md 4.7; Quan et al., Medical Care 2005;43:1130-1139; Charlson et al., J Chronic Dis 1987;40:373-383; Charlson et al., J Clin Epidemiol 1994;47:1245-1251; Quan et al., Am J Epidemiol 2011;173:676-682
WITH prefix AS (
    SELECT p.condition, p.prefix FROM comorbidity_prefix AS p WHERE p.algorithm = 'charlson_quan2005'
),
stay AS (
    -- Numbers are counted faster than the texts of accounts.
    SELECT e.encounter_id, row_number() OVER (ORDER BY e.encounter_id) AS stay, e.patient_type, e.discharged_on,
           coalesce(e.dates_shifted, FALSE) AS shifted, e.age_years
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
    WHERE m.list = 'poa_exempt' AND m.code_system = 'ICD-10-CM' AND :basis <> 'all'
    UNION ALL
    SELECT c.code, c.valid_from, coalesce(c.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_set AS c
    WHERE c.poa_exempt AND c.code_system = 'ICD-10-CM' AND :basis <> 'all'
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
           count(*) FILTER (WHERE (d.role = 'other' OR :diagnoses = 'all') AND coalesce(d.poa, '') NOT IN ('Y', 'N', 'U', 'W')
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
    SELECT s.encounter_id, s.stay, s.patient_type,
           CASE WHEN NOT a.coded THEN 'other_system'
                WHEN :basis <> 'all' AND NOT (a.states_poa OR a.all_known) THEN 'poa_unknown'
                WHEN :age = 'yes' AND s.age_years IS NULL THEN 'age_unknown'
                ELSE 'scored' END AS status,
           CASE WHEN :age <> 'yes' OR s.age_years < 50 THEN 0 WHEN s.age_years < 60 THEN 1 WHEN s.age_years < 70 THEN 2
                WHEN s.age_years < 80 THEN 3 ELSE 4 END AS age_points
    FROM stay AS s
    JOIN state AS a ON a.stay = s.stay
),
assigned AS (
    SELECT DISTINCT d.code FROM diagnosis AS d WHERE d.code_system = 'ICD-10-CM'
),
-- Codes are cut to the lengths of the prefixes, so that they join by equality.
stem AS (
    SELECT a.code, substr(a.code, 1, 3) AS stem FROM assigned AS a
    UNION
    SELECT a.code, substr(a.code, 1, 4) AS stem FROM assigned AS a
),
mapped AS (
    SELECT DISTINCT s.code, p.condition FROM stem AS s JOIN prefix AS p ON p.prefix = s.stem
),
flagged AS (
    SELECT DISTINCT s.stay, m.condition
    FROM diagnosis AS d
    JOIN mapped AS m ON m.code = d.code
    JOIN stay AS s ON s.encounter_id = d.encounter_id
    CROSS JOIN exempt_time AS t
    LEFT JOIN exempt AS x ON x.code = d.code AND x.valid_from <= s.discharged_on AND x.valid_to >= s.discharged_on
    WHERE d.code_system = 'ICD-10-CM' AND (d.role = 'other' OR d.role = 'principal' AND :diagnoses = 'all')
      AND (:basis = 'all' OR d.poa IN ('Y', 'W') OR d.poa IS NULL AND (x.code IS NOT NULL
           OR s.shifted OR NOT coalesce(s.discharged_on >= t.valid_from AND s.discharged_on <= t.valid_to, FALSE)))
),
-- The graver form of a condition takes the place of the lesser.
graver AS (
    SELECT h.condition, h.lesser FROM comorbidity_hierarchy AS h WHERE h.algorithm = 'charlson_quan2005'
),
replaced AS (
    SELECT f.stay, g.lesser AS condition FROM flagged AS f JOIN graver AS g ON g.condition = f.condition
),
kept AS (
    SELECT f.stay, f.condition
    FROM flagged AS f
    LEFT JOIN replaced AS r ON r.stay = f.stay AND r.condition = f.condition
    WHERE r.stay IS NULL
),
weight AS (
    SELECT w.condition, w.points FROM comorbidity_weight AS w
    WHERE w.algorithm = 'charlson_quan2005' AND w.weights = CASE WHEN :weights = '2011' THEN '2011' ELSE '1987' END
),
score AS (
    SELECT k.stay, CAST(sum(w.points) AS BIGINT) AS points, count(*) AS conditions
    FROM kept AS k
    JOIN weight AS w ON w.condition = k.condition
    GROUP BY k.stay
)
SELECT h.patient_type, h.status, h.score, h.encounters,
       CASE WHEN h.status = 'scored' THEN CAST(sum(h.encounters) OVER (PARTITION BY h.patient_type, h.status) AS BIGINT) END AS scored,
       CAST(sum(h.encounters) OVER (PARTITION BY h.patient_type, h.status) AS BIGINT) AS total
FROM (
    SELECT a.patient_type, a.status, CASE WHEN a.status = 'scored' THEN coalesce(s.points, 0) + a.age_points END AS score, count(*) AS encounters
    FROM account AS a
    LEFT JOIN score AS s ON s.stay = a.stay
    GROUP BY 1, 2, 3) AS h
ORDER BY patient_type, status, score
