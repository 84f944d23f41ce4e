-- title:   Discharges with a listed CC or MCC
-- answers: What share of the discharges has a secondary diagnosis that stands on the list of CCs or of MCCs?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- column:  scope text - all
-- column:  cases int {encounter} Discharges with a DRG of the system.
-- column:  judged int {encounter} Of these, those on whose date both lists are loaded.
-- column:  with_cc_mcc int {encounter} Of the judged, those with a secondary diagnosis on the list of CCs or of MCCs.
-- column:  with_mcc int {encounter} Of the judged, those with one on the list of MCCs.
-- metric:  cc_mcc_capture = proportion(with_cc_mcc, judged)
-- metric:  mcc_capture = proportion(with_mcc, judged)
-- withhold: with_mcc of judged within all
-- note:    Codes and not DRGs are counted: never compare with the rates of casemix/severity (CMX-04, CMX-05).
-- note:    Lists are cc and mcc of code_mark, each as it stands on the date of discharge. Where one of the two is not loaded for the date, nothing is judged.
-- note:    Exclusions by the principal diagnosis, and of MCCs that count for patients discharged alive only, are in no table. Both shares are upper bounds of those that survive exclusion.
-- note:    Left out are voided and combined accounts and encounters with shifted dates.
-- source:  standard.md CMX-05
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
    SELECT g.encounter_id, e.discharged_on
    FROM grouped AS g
    JOIN encounter AS e ON e.encounter_id = g.encounter_id
    WHERE g.month IS NOT NULL
),
mark AS (
    SELECT m.list, m.code, m.valid_from, coalesce(m.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_mark AS m
    WHERE m.list IN ('cc', 'mcc') AND m.code_system = :code_system
),
covered AS (
    SELECT d.discharged_on
    FROM (SELECT DISTINCT d.discharged_on FROM dated AS d) AS d
    JOIN (SELECT DISTINCT m.list, m.valid_from, m.valid_to FROM mark AS m) AS m
      ON m.valid_from <= d.discharged_on AND m.valid_to >= d.discharged_on
    GROUP BY d.discharged_on
    HAVING count(DISTINCT m.list) = 2
),
found AS (
    SELECT d.encounter_id, bool_or(m.list = 'mcc') AS has_mcc
    FROM dated AS d
    JOIN diagnosis AS x ON x.encounter_id = d.encounter_id AND x.role = 'other' AND x.code_system = :code_system
    JOIN mark AS m ON m.code = x.code AND m.valid_from <= d.discharged_on AND m.valid_to >= d.discharged_on
    GROUP BY d.encounter_id
)
SELECT 'all' AS scope, count(*) AS cases, count(c.discharged_on) AS judged,
       count(f.encounter_id) FILTER (WHERE c.discharged_on IS NOT NULL) AS with_cc_mcc,
       count(*) FILTER (WHERE c.discharged_on IS NOT NULL AND f.has_mcc) AS with_mcc
FROM dated AS d
LEFT JOIN covered AS c ON c.discharged_on = d.discharged_on
LEFT JOIN found AS f ON f.encounter_id = d.encounter_id
GROUP BY 1
ORDER BY scope
