-- title:   Charlson scores (Quan 2005)
-- answers: How ill, beside what they came for, are the patients of each type?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   facility text = all  Facility, or all.
-- param:   basis text = all  all, or present_on_admission to count only what the patient came with.
-- param:   diagnoses text = secondary  secondary, or all to count the principal diagnosis too.
-- param:   weights text = 1987  1987 as first published, or 2011 as updated by Quan.
-- column:  patient_type text - Patient type.
-- column:  status text - scored; other_system: not coded in ICD-10-CM; poa_unknown: no POA values to tell what was present.
-- column:  score int? - Score; empty where there is none.
-- column:  encounters int {encounter} Discharges with that score.
-- column:  scored int? {encounter} Discharges of the patient type that are scored; empty where this row is not.
-- metric:  share = proportion(encounters, scored)
-- withhold: encounters of scored within patient_type, status
-- note:    Charlson comorbidity index with the ICD-10 prefixes of Quan 2005, weights of 1987 or 2011, without points for age.
-- note:    Any malignancy is without skin; severe is moderate or severe liver disease. Mild liver disease, diabetes without chronic complications and malignancy are not counted beside their graver forms.
-- note:    Present on admission are Y and W, and what is exempt: a blank where the list of exempt codes that is loaded for the date has the code, or where none is loaded and the encounter states other values. An encounter that states none and has codes that are not exempt is poa_unknown, and not 0.
-- note:    The prefixes are of ICD-10: encounters coded in another system are other_system, and not 0. Codes of the index stay alone count; there is no look-back.
-- note:    The published prefixes are kept as they are. Of ICD-10-CM they miss I85.1-, K72.0-, C4A, C7A, C7B, C86, E08, E09 and Z21, and E10.A and E11.A; I13.2 is heart failure and not renal; some match no ICD-10-CM code.
-- note:    Voided and combined accounts, and discharges without principal and other diagnoses, are left out. Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md 4.7; Quan et al., Medical Care 2005;43:1130-1139; Charlson et al., J Chronic Dis 1987;40:373-383; Quan et al., Am J Epidemiol 2011;173:676-682
WITH prefix AS (
    SELECT x.condition, x.prefix
    FROM (VALUES ('myocardial_infarction', 'I21'), ('myocardial_infarction', 'I22'),
                 ('myocardial_infarction', 'I252'),
                 ('heart_failure', 'I099'), ('heart_failure', 'I110'), ('heart_failure', 'I130'),
                 ('heart_failure', 'I132'), ('heart_failure', 'I255'), ('heart_failure', 'I420'),
                 ('heart_failure', 'I425'), ('heart_failure', 'I426'), ('heart_failure', 'I427'),
                 ('heart_failure', 'I428'), ('heart_failure', 'I429'), ('heart_failure', 'I43'),
                 ('heart_failure', 'I50'), ('heart_failure', 'P290'),
                 ('peripheral_vascular', 'I70'), ('peripheral_vascular', 'I71'), ('peripheral_vascular', 'I731'),
                 ('peripheral_vascular', 'I738'), ('peripheral_vascular', 'I739'), ('peripheral_vascular', 'I771'),
                 ('peripheral_vascular', 'I790'), ('peripheral_vascular', 'I792'), ('peripheral_vascular', 'K551'),
                 ('peripheral_vascular', 'K558'), ('peripheral_vascular', 'K559'), ('peripheral_vascular', 'Z958'),
                 ('peripheral_vascular', 'Z959'),
                 ('cerebrovascular', 'G45'), ('cerebrovascular', 'G46'), ('cerebrovascular', 'H340'),
                 ('cerebrovascular', 'I60'), ('cerebrovascular', 'I61'), ('cerebrovascular', 'I62'),
                 ('cerebrovascular', 'I63'), ('cerebrovascular', 'I64'), ('cerebrovascular', 'I65'),
                 ('cerebrovascular', 'I66'), ('cerebrovascular', 'I67'), ('cerebrovascular', 'I68'),
                 ('cerebrovascular', 'I69'),
                 ('dementia', 'F00'), ('dementia', 'F01'), ('dementia', 'F02'), ('dementia', 'F03'),
                 ('dementia', 'F051'), ('dementia', 'G30'), ('dementia', 'G311'),
                 ('chronic_pulmonary', 'I278'), ('chronic_pulmonary', 'I279'), ('chronic_pulmonary', 'J40'),
                 ('chronic_pulmonary', 'J41'), ('chronic_pulmonary', 'J42'), ('chronic_pulmonary', 'J43'),
                 ('chronic_pulmonary', 'J44'), ('chronic_pulmonary', 'J45'), ('chronic_pulmonary', 'J46'),
                 ('chronic_pulmonary', 'J47'), ('chronic_pulmonary', 'J60'), ('chronic_pulmonary', 'J61'),
                 ('chronic_pulmonary', 'J62'), ('chronic_pulmonary', 'J63'), ('chronic_pulmonary', 'J64'),
                 ('chronic_pulmonary', 'J65'), ('chronic_pulmonary', 'J66'), ('chronic_pulmonary', 'J67'),
                 ('chronic_pulmonary', 'J684'), ('chronic_pulmonary', 'J701'), ('chronic_pulmonary', 'J703'),
                 ('rheumatic', 'M05'), ('rheumatic', 'M06'), ('rheumatic', 'M315'), ('rheumatic', 'M32'),
                 ('rheumatic', 'M33'), ('rheumatic', 'M34'), ('rheumatic', 'M351'), ('rheumatic', 'M353'),
                 ('rheumatic', 'M360'),
                 ('peptic_ulcer', 'K25'), ('peptic_ulcer', 'K26'), ('peptic_ulcer', 'K27'), ('peptic_ulcer', 'K28'),
                 ('mild_liver', 'B18'), ('mild_liver', 'K700'), ('mild_liver', 'K701'), ('mild_liver', 'K702'),
                 ('mild_liver', 'K703'), ('mild_liver', 'K709'), ('mild_liver', 'K713'), ('mild_liver', 'K714'),
                 ('mild_liver', 'K715'), ('mild_liver', 'K717'), ('mild_liver', 'K73'), ('mild_liver', 'K74'),
                 ('mild_liver', 'K760'), ('mild_liver', 'K762'), ('mild_liver', 'K763'), ('mild_liver', 'K764'),
                 ('mild_liver', 'K768'), ('mild_liver', 'K769'), ('mild_liver', 'Z944'),
                 ('diabetes', 'E100'), ('diabetes', 'E101'), ('diabetes', 'E106'), ('diabetes', 'E108'),
                 ('diabetes', 'E109'), ('diabetes', 'E110'), ('diabetes', 'E111'), ('diabetes', 'E116'),
                 ('diabetes', 'E118'), ('diabetes', 'E119'), ('diabetes', 'E120'), ('diabetes', 'E121'),
                 ('diabetes', 'E126'), ('diabetes', 'E128'), ('diabetes', 'E129'), ('diabetes', 'E130'),
                 ('diabetes', 'E131'), ('diabetes', 'E136'), ('diabetes', 'E138'), ('diabetes', 'E139'),
                 ('diabetes', 'E140'), ('diabetes', 'E141'), ('diabetes', 'E146'), ('diabetes', 'E148'),
                 ('diabetes', 'E149'),
                 ('diabetes_complicated', 'E102'), ('diabetes_complicated', 'E103'),
                 ('diabetes_complicated', 'E104'), ('diabetes_complicated', 'E105'),
                 ('diabetes_complicated', 'E107'), ('diabetes_complicated', 'E112'),
                 ('diabetes_complicated', 'E113'), ('diabetes_complicated', 'E114'),
                 ('diabetes_complicated', 'E115'), ('diabetes_complicated', 'E117'),
                 ('diabetes_complicated', 'E122'), ('diabetes_complicated', 'E123'),
                 ('diabetes_complicated', 'E124'), ('diabetes_complicated', 'E125'),
                 ('diabetes_complicated', 'E127'), ('diabetes_complicated', 'E132'),
                 ('diabetes_complicated', 'E133'), ('diabetes_complicated', 'E134'),
                 ('diabetes_complicated', 'E135'), ('diabetes_complicated', 'E137'),
                 ('diabetes_complicated', 'E142'), ('diabetes_complicated', 'E143'),
                 ('diabetes_complicated', 'E144'), ('diabetes_complicated', 'E145'),
                 ('diabetes_complicated', 'E147'),
                 ('paralysis', 'G041'), ('paralysis', 'G114'), ('paralysis', 'G801'), ('paralysis', 'G802'),
                 ('paralysis', 'G81'), ('paralysis', 'G82'), ('paralysis', 'G830'), ('paralysis', 'G831'),
                 ('paralysis', 'G832'), ('paralysis', 'G833'), ('paralysis', 'G834'), ('paralysis', 'G839'),
                 ('renal', 'I120'), ('renal', 'I131'), ('renal', 'N032'), ('renal', 'N033'), ('renal', 'N034'),
                 ('renal', 'N035'), ('renal', 'N036'), ('renal', 'N037'), ('renal', 'N052'), ('renal', 'N053'),
                 ('renal', 'N054'), ('renal', 'N055'), ('renal', 'N056'), ('renal', 'N057'), ('renal', 'N18'),
                 ('renal', 'N19'), ('renal', 'N250'), ('renal', 'Z490'), ('renal', 'Z491'), ('renal', 'Z492'),
                 ('renal', 'Z940'), ('renal', 'Z992'),
                 ('malignancy', 'C00'), ('malignancy', 'C01'), ('malignancy', 'C02'), ('malignancy', 'C03'),
                 ('malignancy', 'C04'), ('malignancy', 'C05'), ('malignancy', 'C06'), ('malignancy', 'C07'),
                 ('malignancy', 'C08'), ('malignancy', 'C09'), ('malignancy', 'C10'), ('malignancy', 'C11'),
                 ('malignancy', 'C12'), ('malignancy', 'C13'), ('malignancy', 'C14'), ('malignancy', 'C15'),
                 ('malignancy', 'C16'), ('malignancy', 'C17'), ('malignancy', 'C18'), ('malignancy', 'C19'),
                 ('malignancy', 'C20'), ('malignancy', 'C21'), ('malignancy', 'C22'), ('malignancy', 'C23'),
                 ('malignancy', 'C24'), ('malignancy', 'C25'), ('malignancy', 'C26'), ('malignancy', 'C30'),
                 ('malignancy', 'C31'), ('malignancy', 'C32'), ('malignancy', 'C33'), ('malignancy', 'C34'),
                 ('malignancy', 'C37'), ('malignancy', 'C38'), ('malignancy', 'C39'), ('malignancy', 'C40'),
                 ('malignancy', 'C41'), ('malignancy', 'C43'), ('malignancy', 'C45'), ('malignancy', 'C46'),
                 ('malignancy', 'C47'), ('malignancy', 'C48'), ('malignancy', 'C49'), ('malignancy', 'C50'),
                 ('malignancy', 'C51'), ('malignancy', 'C52'), ('malignancy', 'C53'), ('malignancy', 'C54'),
                 ('malignancy', 'C55'), ('malignancy', 'C56'), ('malignancy', 'C57'), ('malignancy', 'C58'),
                 ('malignancy', 'C60'), ('malignancy', 'C61'), ('malignancy', 'C62'), ('malignancy', 'C63'),
                 ('malignancy', 'C64'), ('malignancy', 'C65'), ('malignancy', 'C66'), ('malignancy', 'C67'),
                 ('malignancy', 'C68'), ('malignancy', 'C69'), ('malignancy', 'C70'), ('malignancy', 'C71'),
                 ('malignancy', 'C72'), ('malignancy', 'C73'), ('malignancy', 'C74'), ('malignancy', 'C75'),
                 ('malignancy', 'C76'), ('malignancy', 'C81'), ('malignancy', 'C82'), ('malignancy', 'C83'),
                 ('malignancy', 'C84'), ('malignancy', 'C85'), ('malignancy', 'C88'), ('malignancy', 'C90'),
                 ('malignancy', 'C91'), ('malignancy', 'C92'), ('malignancy', 'C93'), ('malignancy', 'C94'),
                 ('malignancy', 'C95'), ('malignancy', 'C96'), ('malignancy', 'C97'),
                 ('severe_liver', 'I850'), ('severe_liver', 'I859'), ('severe_liver', 'I864'),
                 ('severe_liver', 'I982'), ('severe_liver', 'K704'), ('severe_liver', 'K711'),
                 ('severe_liver', 'K721'), ('severe_liver', 'K729'), ('severe_liver', 'K765'),
                 ('severe_liver', 'K766'), ('severe_liver', 'K767'),
                 ('metastatic', 'C77'), ('metastatic', 'C78'), ('metastatic', 'C79'), ('metastatic', 'C80'),
                 ('aids', 'B20'), ('aids', 'B21'), ('aids', 'B22'), ('aids', 'B24')
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
    WHERE d.code_system = 'ICD-10-CM' AND (d.role = 'other' OR d.role = 'principal' AND :diagnoses = 'all')
      AND (:basis = 'all' OR d.poa IN ('Y', 'W') OR d.poa IS NULL AND (x.code IS NOT NULL
           OR s.shifted OR NOT coalesce(s.discharged_on >= t.valid_from AND s.discharged_on <= t.valid_to, FALSE)))
),
-- The graver form of a condition takes the place of the lesser.
graver AS (
    SELECT x.condition, x.lesser
    FROM (VALUES ('severe_liver', 'mild_liver'), ('diabetes_complicated', 'diabetes'), ('metastatic', 'malignancy')) AS x(condition, lesser)
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
    SELECT x.condition, CASE WHEN :weights = '2011' THEN x.w2011 ELSE x.w1987 END AS points
    FROM (VALUES ('myocardial_infarction', 1, 0), ('heart_failure', 1, 2), ('peripheral_vascular', 1, 0),
                 ('cerebrovascular', 1, 0), ('dementia', 1, 2), ('chronic_pulmonary', 1, 1), ('rheumatic', 1, 1),
                 ('peptic_ulcer', 1, 0), ('mild_liver', 1, 2), ('diabetes', 1, 0), ('diabetes_complicated', 2, 1),
                 ('paralysis', 2, 2), ('renal', 2, 1), ('malignancy', 2, 2), ('severe_liver', 3, 4),
                 ('metastatic', 6, 6), ('aids', 6, 4)
         ) AS x(condition, w1987, w2011)
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
