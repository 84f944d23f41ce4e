-- title:   What the case-mix index is made from
-- answers: Which discharges have a weight, and why do the others have none?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- column:  state text - Where the weight comes from, or why there is none.
-- column:  place int - Order of the states.
-- column:  cases int {encounter} Discharges of this state.
-- column:  discharges int {encounter} All discharges: the sum of cases.
-- metric:  share = proportion(cases, discharges)
-- withhold: none it counts discharges by the state of their record and tells no diagnosis
-- note:    Each discharge has one state. No weight is guessed: without one a discharge is in no index.
-- note:    Voided and combined accounts are left out. Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md CMX-01, VER-09
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
states AS (
    SELECT CAST(1 AS BIGINT) AS place, 'Weight of the DRG table' AS state
    UNION ALL SELECT 2, 'Weight that came with the record only'
    UNION ALL SELECT 3, 'Ungroupable'
    UNION ALL SELECT 4, 'DRG without a weight'
    UNION ALL SELECT 5, 'No DRG of the system'
),
placed AS (
    SELECT CASE WHEN g.encounter_id IS NULL THEN 5
                WHEN g.ungroupable THEN 3
                WHEN g.listed THEN 1
                WHEN g.weight IS NOT NULL THEN 2
                ELSE 4 END AS place
    FROM discharge AS e
    LEFT JOIN grouped AS g ON g.encounter_id = e.encounter_id
),
counted AS (
    SELECT p.place, count(*) AS cases FROM placed AS p GROUP BY p.place
)
SELECT s.state, s.place, coalesce(c.cases, 0) AS cases, CAST(coalesce(sum(c.cases) OVER (), 0) AS BIGINT) AS discharges
FROM states AS s
LEFT JOIN counted AS c ON c.place = s.place
ORDER BY place
