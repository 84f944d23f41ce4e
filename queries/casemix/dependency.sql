-- title:   Severity that rests on one code
-- answers: How many discharges would fall to a lighter DRG of their family without one single CC or MCC?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- column:  scope text - all
-- column:  cases int {encounter} Discharges in a DRG with CC, with MCC or with CC/MCC.
-- column:  judged int {encounter} Of these, those on whose date both lists are loaded.
-- column:  exclusions int {group} Loaded collections of principal diagnoses that exclude a CC or MCC; 0 where none is, and then nothing is excluded.
-- column:  explained int {encounter} Of the judged, those with a surviving code of the severity of their DRG.
-- column:  single int {encounter} Of the explained, those with one such code alone: without it the DRG is a lighter one.
-- column:  unexplained int {encounter} Of the judged, those without such a code, in no share: something else makes their DRG, or the lists are not those of its version.
-- metric:  single_dependency = proportion(single, explained)
-- withhold: single of explained within all
-- note:    A flag of what to review, and no error: one well documented MCC is enough.
-- note:    Nothing is grouped anew. A DRG with MCC rests on MCCs, one with CC or with CC/MCC on CCs and MCCs alike; where something else, such as a device, would hold the DRG up, the count is too high by that case.
-- note:    Which codes survive is told by casemix/capture. Without collections of exclusions more codes seem to hold a DRG up than do.
-- note:    Left out are ungroupable discharges, voided and combined accounts, and encounters with shifted dates.
-- source:  standard.md CMX-06
WITH discharge AS (
    SELECT e.encounter_id, e.facility_id, e.payer_class, e.discharge_status,
           CASE WHEN coalesce(e.dates_shifted, FALSE) THEN NULL
                ELSE CAST(date_trunc('month', e.discharged_on) AS DATE) END AS month,
           CASE WHEN e.discharged_on = e.admitted_on THEN 1
                WHEN e.discharged_on > e.admitted_on THEN date_diff('day', e.admitted_on, e.discharged_on) END AS days
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
-- Weight and title are those of the version that grouped the discharge (VER-09). A weight
-- of 0 is none.
grouped AS (
    SELECT e.encounter_id, e.facility_id, e.payer_class, e.discharge_status, e.month, e.days,
           g.grouper_version, g.drg, s.title, s.mdc, s.drg_type, s.base_title, s.severity,
           nullif(s.gmlos, 0) AS gmlos,
           coalesce(nullif(s.weight, 0), nullif(g.weight, 0)) AS weight,
           nullif(s.weight, 0) IS NOT NULL AS listed,
           g.drg_system = 'MS-DRG' AND g.drg IN ('998', '999')
               OR g.drg_system = 'APR-DRG' AND g.drg IN ('955', '956') AS ungroupable
    FROM discharge AS e
    JOIN drg_assignment AS g ON g.encounter_id = e.encounter_id AND g.drg_system = :drg_system
    LEFT JOIN drg_set AS s ON s.drg_system = g.drg_system AND s.grouper_version = g.grouper_version AND s.drg = g.drg
),
dated AS (
    SELECT g.encounter_id, g.severity, e.discharged_on, coalesce(g.discharge_status IN ('20', '40', '41', '42'), FALSE) AS died
    FROM grouped AS g
    JOIN encounter AS e ON e.encounter_id = g.encounter_id
    WHERE g.month IS NOT NULL
),
-- The lists of CCs and MCCs, each code with the version of the collections that exclude it.
collections AS (
    SELECT g.scheme_version, count(DISTINCT g.grouping) AS loaded, max(g.scheme_version) OVER () AS newest
    FROM code_group AS g
    WHERE g.scheme = 'cc_exclusion'
    GROUP BY g.scheme_version
),
mark AS (
    SELECT m.list, m.code, m.valid_from, coalesce(m.valid_to, DATE '9999-12-31') AS valid_to, m.detail,
           coalesce(c.scheme_version, n.newest) AS exclusion_version
    FROM code_mark AS m
    LEFT JOIN collections AS c ON c.scheme_version = m.list_version
    CROSS JOIN (SELECT max(k.newest) AS newest FROM collections AS k) AS n
    WHERE m.list IN ('cc', 'mcc', 'mcc_alive') AND m.code_system = :code_system
),
covered AS (
    SELECT d.discharged_on
    FROM (SELECT DISTINCT d.discharged_on FROM dated AS d) AS d
    JOIN (SELECT DISTINCT m.list, m.valid_from, m.valid_to FROM mark AS m WHERE m.list <> 'mcc_alive') AS m
      ON m.valid_from <= d.discharged_on AND m.valid_to >= d.discharged_on
    GROUP BY d.discharged_on
    HAVING count(DISTINCT m.list) = 2
),
-- Codes that count as a CC or MCC: on the list in force, not the principal diagnosis again, not
-- excluded by it, and, where that is asked for, of a patient who lived.
surviving AS (
    SELECT d.encounter_id, m.list, x.code
    FROM dated AS d
    JOIN diagnosis AS x ON x.encounter_id = d.encounter_id AND x.role = 'other' AND x.code_system = :code_system
    JOIN mark AS m ON m.list <> 'mcc_alive' AND m.code = x.code AND m.valid_from <= d.discharged_on AND m.valid_to >= d.discharged_on
    LEFT JOIN diagnosis AS p ON p.encounter_id = d.encounter_id AND p.role = 'principal' AND p.sequence = 1 AND p.code_system = :code_system
    LEFT JOIN code_group AS k ON k.scheme = 'cc_exclusion' AND k.scheme_version = m.exclusion_version
         AND k.code_system = :code_system AND k.code = p.code AND k.grouping = m.detail
    LEFT JOIN mark AS l ON d.died AND l.list = 'mcc_alive' AND l.code = x.code
         AND l.valid_from <= d.discharged_on AND l.valid_to >= d.discharged_on
    WHERE k.code IS NULL AND l.code IS NULL AND x.code <> coalesce(p.code, '')
),
-- The codes that hold up the severity of each DRG.
holding AS (
    SELECT d.encounter_id, count(DISTINCT s.code) AS codes
    FROM dated AS d
    JOIN surviving AS s ON s.encounter_id = d.encounter_id AND (s.list = 'mcc' OR d.severity <> 'MCC')
    GROUP BY d.encounter_id
)
SELECT 'all' AS scope, count(*) AS cases, count(c.discharged_on) AS judged,
       max(k.loaded) AS exclusions,
       count(h.codes) FILTER (WHERE c.discharged_on IS NOT NULL) AS explained,
       count(*) FILTER (WHERE c.discharged_on IS NOT NULL AND h.codes = 1) AS single,
       count(*) FILTER (WHERE c.discharged_on IS NOT NULL AND h.codes IS NULL) AS unexplained
FROM dated AS d
CROSS JOIN (SELECT CAST(coalesce(sum(n.loaded), 0) AS BIGINT) AS loaded FROM collections AS n) AS k
LEFT JOIN covered AS c ON c.discharged_on = d.discharged_on
LEFT JOIN holding AS h ON h.encounter_id = d.encounter_id
WHERE d.severity IN ('CC', 'MCC', 'CC/MCC')
GROUP BY 1
ORDER BY scope
