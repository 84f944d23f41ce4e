-- title:   Case-mix index by payer, facility or type of DRG
-- answers: How heavy are the discharges of each payer, facility or type of DRG?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- param:   by text = type  What makes a unit: payer, facility, type (medical or surgical) or all.
-- column:  unit text - Payer class, facility, type of DRG or all; not known where the record does not say it.
-- column:  cases int {encounter} Discharges with a weight.
-- column:  weights real 1 Sum of their weights, each of the version that grouped it.
-- column:  weight_squares real 1 Sum of the squares of these weights.
-- metric:  cmi = mean_weight(cases, weights, weight_squares)
-- withhold: cases within all
-- note:    Weights are those of drg_set, which are capped where a release caps them, and else the weight that came with the discharge. A period over 1 October mixes two scales.
-- note:    Left out are ungroupable discharges (casemix/ungroupable), those without a weight (casemix/coverage), and voided and combined accounts. Encounters with shifted dates are counted whatever the period is.
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
weighed AS (
    SELECT g.weight,
           CASE :by WHEN 'payer' THEN coalesce(g.payer_class, 'not known')
                    WHEN 'facility' THEN g.facility_id
                    WHEN 'type' THEN CASE g.drg_type WHEN 'MED' THEN 'Medical' WHEN 'SURG' THEN 'Surgical'
                                                     ELSE 'not known' END
                    ELSE 'all' END AS unit
    FROM grouped AS g
    WHERE NOT g.ungroupable AND g.weight IS NOT NULL
)
SELECT w.unit, count(*) AS cases,
       CAST(coalesce(sum(w.weight), 0) AS DOUBLE) AS weights,
       CAST(coalesce(sum(w.weight * w.weight), 0) AS DOUBLE) AS weight_squares
FROM weighed AS w
GROUP BY w.unit
ORDER BY unit
