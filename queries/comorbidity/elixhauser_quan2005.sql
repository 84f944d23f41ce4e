-- title:   Elixhauser scores (Quan 2005, van Walraven 2009)
-- answers: How ill, beside what they came for, are the patients of each type?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   facility text = all  Facility, or all.
-- param:   basis text = all  all, or present_on_admission to count only what the patient came with.
-- column:  patient_type text - Patient type.
-- column:  status text - scored; other_system: not coded in ICD-10-CM; poa_unknown: no POA values to tell what was present.
-- column:  score int? - Score; empty where there is none.
-- column:  encounters int {encounter} Discharges with that score.
-- column:  scored int? {encounter} Discharges of the patient type that are scored; empty where this row is not.
-- metric:  share = proportion(encounters, scored)
-- withhold: encounters of scored within patient_type, status
-- note:    Elixhauser groups with the ICD-10 prefixes of Quan 2005, and the weights of van Walraven 2009. A score below 0 is kept: some groups go with fewer deaths.
-- note:    From secondary diagnoses of the index stay. Complicated forms of hypertension and diabetes, and metastatic cancer, take the place of the lesser. A code may belong to two groups, such as I42.6 to heart failure and alcohol.
-- note:    Present on admission are Y and W, and what is exempt: a blank where the list of exempt codes that is loaded for the date has the code, or where none is loaded and the encounter states other values. An encounter that states none and has codes that are not exempt is poa_unknown, and not 0.
-- note:    The prefixes are of ICD-10: encounters coded in another system are other_system, and not 0. Codes of the index stay alone count; there is no look-back.
-- note:    Voided and combined accounts, and discharges without principal and other diagnoses, are left out. Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md 4.8; Quan et al., Medical Care 2005;43:1130-1139; van Walraven et al., Medical Care 2009;47:626-633
WITH prefix AS (
    SELECT x.condition, x.prefix
    FROM (VALUES ('heart_failure', 'I099'), ('heart_failure', 'I110'), ('heart_failure', 'I130'),
                 ('heart_failure', 'I132'), ('heart_failure', 'I255'), ('heart_failure', 'I420'),
                 ('heart_failure', 'I425'), ('heart_failure', 'I426'), ('heart_failure', 'I427'),
                 ('heart_failure', 'I428'), ('heart_failure', 'I429'), ('heart_failure', 'I43'),
                 ('heart_failure', 'I50'), ('heart_failure', 'P290'),
                 ('arrhythmia', 'I441'), ('arrhythmia', 'I442'), ('arrhythmia', 'I443'), ('arrhythmia', 'I456'),
                 ('arrhythmia', 'I459'), ('arrhythmia', 'I47'), ('arrhythmia', 'I48'), ('arrhythmia', 'I49'),
                 ('arrhythmia', 'R000'), ('arrhythmia', 'R001'), ('arrhythmia', 'R008'), ('arrhythmia', 'T821'),
                 ('arrhythmia', 'Z450'), ('arrhythmia', 'Z950'),
                 ('valvular', 'A520'), ('valvular', 'I05'), ('valvular', 'I06'), ('valvular', 'I07'),
                 ('valvular', 'I08'), ('valvular', 'I091'), ('valvular', 'I098'), ('valvular', 'I34'),
                 ('valvular', 'I35'), ('valvular', 'I36'), ('valvular', 'I37'), ('valvular', 'I38'),
                 ('valvular', 'I39'), ('valvular', 'Q230'), ('valvular', 'Q231'), ('valvular', 'Q232'),
                 ('valvular', 'Q233'), ('valvular', 'Z952'), ('valvular', 'Z953'), ('valvular', 'Z954'),
                 ('pulmonary_circulation', 'I26'), ('pulmonary_circulation', 'I27'),
                 ('pulmonary_circulation', 'I280'), ('pulmonary_circulation', 'I288'),
                 ('pulmonary_circulation', 'I289'),
                 ('peripheral_vascular', 'I70'), ('peripheral_vascular', 'I71'), ('peripheral_vascular', 'I731'),
                 ('peripheral_vascular', 'I738'), ('peripheral_vascular', 'I739'), ('peripheral_vascular', 'I771'),
                 ('peripheral_vascular', 'I790'), ('peripheral_vascular', 'I792'), ('peripheral_vascular', 'K551'),
                 ('peripheral_vascular', 'K558'), ('peripheral_vascular', 'K559'), ('peripheral_vascular', 'Z958'),
                 ('peripheral_vascular', 'Z959'),
                 ('hypertension', 'I10'),
                 ('hypertension_complicated', 'I11'), ('hypertension_complicated', 'I12'),
                 ('hypertension_complicated', 'I13'), ('hypertension_complicated', 'I15'),
                 ('paralysis', 'G041'), ('paralysis', 'G114'), ('paralysis', 'G801'), ('paralysis', 'G802'),
                 ('paralysis', 'G81'), ('paralysis', 'G82'), ('paralysis', 'G830'), ('paralysis', 'G831'),
                 ('paralysis', 'G832'), ('paralysis', 'G833'), ('paralysis', 'G834'), ('paralysis', 'G839'),
                 ('neurological', 'G10'), ('neurological', 'G11'), ('neurological', 'G12'), ('neurological', 'G13'),
                 ('neurological', 'G20'), ('neurological', 'G21'), ('neurological', 'G22'), ('neurological', 'G254'),
                 ('neurological', 'G255'), ('neurological', 'G312'), ('neurological', 'G318'),
                 ('neurological', 'G319'), ('neurological', 'G32'), ('neurological', 'G35'), ('neurological', 'G36'),
                 ('neurological', 'G37'), ('neurological', 'G40'), ('neurological', 'G41'), ('neurological', 'G931'),
                 ('neurological', 'G934'), ('neurological', 'R470'), ('neurological', 'R56'),
                 ('chronic_pulmonary', 'I278'), ('chronic_pulmonary', 'I279'), ('chronic_pulmonary', 'J40'),
                 ('chronic_pulmonary', 'J41'), ('chronic_pulmonary', 'J42'), ('chronic_pulmonary', 'J43'),
                 ('chronic_pulmonary', 'J44'), ('chronic_pulmonary', 'J45'), ('chronic_pulmonary', 'J46'),
                 ('chronic_pulmonary', 'J47'), ('chronic_pulmonary', 'J60'), ('chronic_pulmonary', 'J61'),
                 ('chronic_pulmonary', 'J62'), ('chronic_pulmonary', 'J63'), ('chronic_pulmonary', 'J64'),
                 ('chronic_pulmonary', 'J65'), ('chronic_pulmonary', 'J66'), ('chronic_pulmonary', 'J67'),
                 ('chronic_pulmonary', 'J684'), ('chronic_pulmonary', 'J701'), ('chronic_pulmonary', 'J703'),
                 ('diabetes', 'E100'), ('diabetes', 'E101'), ('diabetes', 'E109'), ('diabetes', 'E110'),
                 ('diabetes', 'E111'), ('diabetes', 'E119'), ('diabetes', 'E120'), ('diabetes', 'E121'),
                 ('diabetes', 'E129'), ('diabetes', 'E130'), ('diabetes', 'E131'), ('diabetes', 'E139'),
                 ('diabetes', 'E140'), ('diabetes', 'E141'), ('diabetes', 'E149'),
                 ('diabetes_complicated', 'E102'), ('diabetes_complicated', 'E103'),
                 ('diabetes_complicated', 'E104'), ('diabetes_complicated', 'E105'),
                 ('diabetes_complicated', 'E106'), ('diabetes_complicated', 'E107'),
                 ('diabetes_complicated', 'E108'), ('diabetes_complicated', 'E112'),
                 ('diabetes_complicated', 'E113'), ('diabetes_complicated', 'E114'),
                 ('diabetes_complicated', 'E115'), ('diabetes_complicated', 'E116'),
                 ('diabetes_complicated', 'E117'), ('diabetes_complicated', 'E118'),
                 ('diabetes_complicated', 'E122'), ('diabetes_complicated', 'E123'),
                 ('diabetes_complicated', 'E124'), ('diabetes_complicated', 'E125'),
                 ('diabetes_complicated', 'E126'), ('diabetes_complicated', 'E127'),
                 ('diabetes_complicated', 'E128'), ('diabetes_complicated', 'E132'),
                 ('diabetes_complicated', 'E133'), ('diabetes_complicated', 'E134'),
                 ('diabetes_complicated', 'E135'), ('diabetes_complicated', 'E136'),
                 ('diabetes_complicated', 'E137'), ('diabetes_complicated', 'E138'),
                 ('diabetes_complicated', 'E142'), ('diabetes_complicated', 'E143'),
                 ('diabetes_complicated', 'E144'), ('diabetes_complicated', 'E145'),
                 ('diabetes_complicated', 'E146'), ('diabetes_complicated', 'E147'),
                 ('diabetes_complicated', 'E148'),
                 ('hypothyroidism', 'E00'), ('hypothyroidism', 'E01'), ('hypothyroidism', 'E02'),
                 ('hypothyroidism', 'E03'), ('hypothyroidism', 'E890'),
                 ('renal', 'I120'), ('renal', 'I131'), ('renal', 'N18'), ('renal', 'N19'), ('renal', 'N250'),
                 ('renal', 'Z490'), ('renal', 'Z491'), ('renal', 'Z492'), ('renal', 'Z940'), ('renal', 'Z992'),
                 ('liver', 'B18'), ('liver', 'I85'), ('liver', 'I864'), ('liver', 'I982'), ('liver', 'K70'),
                 ('liver', 'K711'), ('liver', 'K713'), ('liver', 'K714'), ('liver', 'K715'), ('liver', 'K717'),
                 ('liver', 'K72'), ('liver', 'K73'), ('liver', 'K74'), ('liver', 'K760'), ('liver', 'K762'),
                 ('liver', 'K763'), ('liver', 'K764'), ('liver', 'K765'), ('liver', 'K766'), ('liver', 'K767'),
                 ('liver', 'K768'), ('liver', 'K769'), ('liver', 'Z944'),
                 ('peptic_ulcer', 'K257'), ('peptic_ulcer', 'K259'), ('peptic_ulcer', 'K267'),
                 ('peptic_ulcer', 'K269'), ('peptic_ulcer', 'K277'), ('peptic_ulcer', 'K279'),
                 ('peptic_ulcer', 'K287'), ('peptic_ulcer', 'K289'),
                 ('aids', 'B20'), ('aids', 'B21'), ('aids', 'B22'), ('aids', 'B24'),
                 ('lymphoma', 'C81'), ('lymphoma', 'C82'), ('lymphoma', 'C83'), ('lymphoma', 'C84'),
                 ('lymphoma', 'C85'), ('lymphoma', 'C88'), ('lymphoma', 'C96'), ('lymphoma', 'C900'),
                 ('lymphoma', 'C902'),
                 ('metastatic', 'C77'), ('metastatic', 'C78'), ('metastatic', 'C79'), ('metastatic', 'C80'),
                 ('solid_tumour', 'C00'), ('solid_tumour', 'C01'), ('solid_tumour', 'C02'), ('solid_tumour', 'C03'),
                 ('solid_tumour', 'C04'), ('solid_tumour', 'C05'), ('solid_tumour', 'C06'), ('solid_tumour', 'C07'),
                 ('solid_tumour', 'C08'), ('solid_tumour', 'C09'), ('solid_tumour', 'C10'), ('solid_tumour', 'C11'),
                 ('solid_tumour', 'C12'), ('solid_tumour', 'C13'), ('solid_tumour', 'C14'), ('solid_tumour', 'C15'),
                 ('solid_tumour', 'C16'), ('solid_tumour', 'C17'), ('solid_tumour', 'C18'), ('solid_tumour', 'C19'),
                 ('solid_tumour', 'C20'), ('solid_tumour', 'C21'), ('solid_tumour', 'C22'), ('solid_tumour', 'C23'),
                 ('solid_tumour', 'C24'), ('solid_tumour', 'C25'), ('solid_tumour', 'C26'), ('solid_tumour', 'C30'),
                 ('solid_tumour', 'C31'), ('solid_tumour', 'C32'), ('solid_tumour', 'C33'), ('solid_tumour', 'C34'),
                 ('solid_tumour', 'C37'), ('solid_tumour', 'C38'), ('solid_tumour', 'C39'), ('solid_tumour', 'C40'),
                 ('solid_tumour', 'C41'), ('solid_tumour', 'C43'), ('solid_tumour', 'C45'), ('solid_tumour', 'C46'),
                 ('solid_tumour', 'C47'), ('solid_tumour', 'C48'), ('solid_tumour', 'C49'), ('solid_tumour', 'C50'),
                 ('solid_tumour', 'C51'), ('solid_tumour', 'C52'), ('solid_tumour', 'C53'), ('solid_tumour', 'C54'),
                 ('solid_tumour', 'C55'), ('solid_tumour', 'C56'), ('solid_tumour', 'C57'), ('solid_tumour', 'C58'),
                 ('solid_tumour', 'C60'), ('solid_tumour', 'C61'), ('solid_tumour', 'C62'), ('solid_tumour', 'C63'),
                 ('solid_tumour', 'C64'), ('solid_tumour', 'C65'), ('solid_tumour', 'C66'), ('solid_tumour', 'C67'),
                 ('solid_tumour', 'C68'), ('solid_tumour', 'C69'), ('solid_tumour', 'C70'), ('solid_tumour', 'C71'),
                 ('solid_tumour', 'C72'), ('solid_tumour', 'C73'), ('solid_tumour', 'C74'), ('solid_tumour', 'C75'),
                 ('solid_tumour', 'C76'), ('solid_tumour', 'C97'),
                 ('rheumatoid', 'L940'), ('rheumatoid', 'L941'), ('rheumatoid', 'L943'), ('rheumatoid', 'M05'),
                 ('rheumatoid', 'M06'), ('rheumatoid', 'M08'), ('rheumatoid', 'M120'), ('rheumatoid', 'M123'),
                 ('rheumatoid', 'M30'), ('rheumatoid', 'M310'), ('rheumatoid', 'M311'), ('rheumatoid', 'M312'),
                 ('rheumatoid', 'M313'), ('rheumatoid', 'M32'), ('rheumatoid', 'M33'), ('rheumatoid', 'M34'),
                 ('rheumatoid', 'M35'), ('rheumatoid', 'M45'), ('rheumatoid', 'M461'), ('rheumatoid', 'M468'),
                 ('rheumatoid', 'M469'),
                 ('coagulopathy', 'D65'), ('coagulopathy', 'D66'), ('coagulopathy', 'D67'), ('coagulopathy', 'D68'),
                 ('coagulopathy', 'D691'), ('coagulopathy', 'D693'), ('coagulopathy', 'D694'),
                 ('coagulopathy', 'D695'), ('coagulopathy', 'D696'),
                 ('obesity', 'E66'),
                 ('weight_loss', 'E40'), ('weight_loss', 'E41'), ('weight_loss', 'E42'), ('weight_loss', 'E43'),
                 ('weight_loss', 'E44'), ('weight_loss', 'E45'), ('weight_loss', 'E46'), ('weight_loss', 'R634'),
                 ('weight_loss', 'R64'),
                 ('fluid_electrolyte', 'E222'), ('fluid_electrolyte', 'E86'), ('fluid_electrolyte', 'E87'),
                 ('blood_loss_anaemia', 'D500'),
                 ('deficiency_anaemia', 'D508'), ('deficiency_anaemia', 'D509'), ('deficiency_anaemia', 'D51'),
                 ('deficiency_anaemia', 'D52'), ('deficiency_anaemia', 'D53'),
                 ('alcohol', 'F10'), ('alcohol', 'E52'), ('alcohol', 'G621'), ('alcohol', 'I426'),
                 ('alcohol', 'K292'), ('alcohol', 'K700'), ('alcohol', 'K703'), ('alcohol', 'K709'),
                 ('alcohol', 'T51'), ('alcohol', 'Z502'), ('alcohol', 'Z714'), ('alcohol', 'Z721'),
                 ('drug', 'F11'), ('drug', 'F12'), ('drug', 'F13'), ('drug', 'F14'), ('drug', 'F15'),
                 ('drug', 'F16'), ('drug', 'F18'), ('drug', 'F19'), ('drug', 'Z715'), ('drug', 'Z722'),
                 ('psychoses', 'F20'), ('psychoses', 'F22'), ('psychoses', 'F23'), ('psychoses', 'F24'),
                 ('psychoses', 'F25'), ('psychoses', 'F28'), ('psychoses', 'F29'), ('psychoses', 'F302'),
                 ('psychoses', 'F312'), ('psychoses', 'F315'),
                 ('depression', 'F204'), ('depression', 'F313'), ('depression', 'F314'), ('depression', 'F315'),
                 ('depression', 'F32'), ('depression', 'F33'), ('depression', 'F341'), ('depression', 'F412'),
                 ('depression', 'F432')
         ) AS x(condition, prefix)
),
stay AS (
    -- Numbers are counted faster than the texts of accounts.
    SELECT e.encounter_id, row_number() OVER (ORDER BY e.encounter_id) AS stay, e.patient_type, e.discharged_on,
           coalesce(e.dates_shifted, FALSE) AS shifted
    FROM encounter AS e
    WHERE e.discharged_on IS NOT NULL
      AND (coalesce(e.dates_shifted, FALSE) OR (e.discharged_on >= :from_date AND e.discharged_on < :to_date))
      AND (:facility = 'all' OR e.facility_id = :facility)
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
    SELECT s.encounter_id, s.stay, s.patient_type,
           CASE WHEN NOT a.coded THEN 'other_system'
                WHEN :basis <> 'all' AND NOT (a.states_poa OR a.all_known) THEN 'poa_unknown'
                ELSE 'scored' END AS status
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
    WHERE d.code_system = 'ICD-10-CM' AND d.role = 'other'
      AND (:basis = 'all' OR d.poa IN ('Y', 'W') OR d.poa IS NULL AND (x.code IS NOT NULL
           OR s.shifted OR NOT coalesce(s.discharged_on >= t.valid_from AND s.discharged_on <= t.valid_to, FALSE)))
),
-- The graver form of a condition takes the place of the lesser.
graver AS (
    SELECT x.condition, x.lesser
    FROM (VALUES ('hypertension_complicated', 'hypertension'), ('diabetes_complicated', 'diabetes'), ('metastatic', 'solid_tumour')) AS x(condition, lesser)
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
    SELECT x.condition, x.points
    FROM (VALUES ('heart_failure', 7), ('arrhythmia', 5), ('valvular', -1), ('pulmonary_circulation', 4),
                 ('peripheral_vascular', 2), ('hypertension', 0), ('hypertension_complicated', 0), ('paralysis', 7),
                 ('neurological', 6), ('chronic_pulmonary', 3), ('diabetes', 0), ('diabetes_complicated', 0),
                 ('hypothyroidism', 0), ('renal', 5), ('liver', 11), ('peptic_ulcer', 0), ('aids', 0),
                 ('lymphoma', 9), ('metastatic', 12), ('solid_tumour', 4), ('rheumatoid', 0), ('coagulopathy', 3),
                 ('obesity', -4), ('weight_loss', 6), ('fluid_electrolyte', 5), ('blood_loss_anaemia', -2),
                 ('deficiency_anaemia', -2), ('alcohol', 0), ('drug', -7), ('psychoses', 0), ('depression', -3)
         ) AS x(condition, points)
),
score AS (
    SELECT k.stay, CAST(sum(w.points) AS BIGINT) AS points, count(*) AS conditions
    FROM kept AS k
    JOIN weight AS w ON w.condition = k.condition
    GROUP BY k.stay
)
SELECT h.patient_type, h.status, h.score, h.encounters,
       CASE WHEN h.status = 'scored' THEN CAST(sum(h.encounters) OVER (PARTITION BY h.patient_type, h.status) AS BIGINT) END AS scored
FROM (
    SELECT a.patient_type, a.status, CASE WHEN a.status = 'scored' THEN coalesce(s.points, 0) END AS score, count(*) AS encounters
    FROM account AS a
    LEFT JOIN score AS s ON s.stay = a.stay
    GROUP BY 1, 2, 3) AS h
ORDER BY patient_type, status, score
