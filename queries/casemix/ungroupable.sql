-- title:   Ungroupable discharges
-- answers: How many discharges did the grouper refuse, and where?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- column:  facility_id text - Facility.
-- column:  drg text - DRG that refuses.
-- column:  meaning text - What it says.
-- column:  cases int {encounter} Such discharges; 0 where there are none.
-- column:  discharges int {encounter} All discharges of the facility with a DRG of the system.
-- metric:  share = proportion(cases, discharges)
-- withhold: none it counts records that could not be grouped and tells no diagnosis
-- note:    They have no weight and are in no case-mix index. Each is a record to correct.
-- note:    Known are those of MS-DRG and of APR-DRG; another system has no row here.
-- note:    Voided and combined accounts are left out; encounters with shifted dates are counted whatever the period is.
-- source:  standard.md CMX-01
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
refusal AS (
    SELECT r.drg, r.meaning
    FROM (VALUES ('MS-DRG', '998', 'Not valid as principal diagnosis'), ('MS-DRG', '999', 'Ungroupable'),
                 ('APR-DRG', '955', 'Not valid as principal diagnosis'), ('APR-DRG', '956', 'Ungroupable')
         ) AS r(drg_system, drg, meaning)
    WHERE r.drg_system = :drg_system
),
facilities AS (
    SELECT g.facility_id, count(*) AS discharges FROM grouped AS g GROUP BY g.facility_id
),
refused AS (
    SELECT g.facility_id, g.drg, count(*) AS cases FROM grouped AS g WHERE g.ungroupable GROUP BY g.facility_id, g.drg
)
SELECT f.facility_id, r.drg, r.meaning, coalesce(c.cases, 0) AS cases, f.discharges
FROM facilities AS f
CROSS JOIN refusal AS r
LEFT JOIN refused AS c ON c.facility_id = f.facility_id AND c.drg = r.drg
ORDER BY facility_id, drg
