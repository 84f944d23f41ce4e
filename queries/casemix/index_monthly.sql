-- title:   Case-mix index by month
-- answers: How heavy are the discharges of each month, and how much of a change is only a change of the weights?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- param:   version text = common  Grouper version whose weights all discharges get for the constant index; common for the listed one that grouped the most of them.
-- column:  month date - First day of the month of discharge.
-- column:  cases int {encounter} Discharges of the month with a weight.
-- column:  weights real 1 Sum of their weights, each of the version that grouped it.
-- column:  weight_squares real 1 Sum of the squares of these weights.
-- column:  first_version text? - First of the versions that grouped them, in the order of text; empty where none is known.
-- column:  last_version text? - Last of these versions: where it differs from the first, the index mixes scales.
-- column:  constant_version text? - The one version of the constant index; empty where no weights of the system are loaded.
-- column:  comparable int {encounter} Of the cases, those whose DRG exists in that version, with the same MDC and type.
-- column:  constant_weights real 1 Sum of the weights of that version over these.
-- column:  constant_squares real 1 Sum of their squares.
-- column:  not_comparable int {encounter} The other cases: the constant index leaves them out.
-- metric:  cmi = mean_weight(cases, weights, weight_squares)
-- metric:  constant_cmi = mean_weight(comparable, constant_weights, constant_squares)
-- withhold: cases within all
-- note:    Weights change every 1 October, so that a step of the case-mix index on that day says nothing of the patients; the constant index is free of that.
-- note:    Weights are those of drg_set, which are capped where a release caps them, and else the weight that came with the discharge.
-- note:    The constant index takes DRGs by their number and groups nothing anew. A number whose MDC or type differs between the versions means another thing and is not comparable.
-- note:    Left out are ungroupable discharges (casemix/ungroupable), those without a weight (casemix/coverage), voided and combined accounts, and encounters with shifted dates.
-- source:  standard.md CMX-01, CMX-02, VER-09
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
listed AS (
    SELECT k.grouper_version, row_number() OVER (ORDER BY k.cases DESC, k.grouper_version DESC) AS place
    FROM (
        SELECT g.grouper_version, count(*) AS cases
        FROM grouped AS g
        WHERE g.listed AND NOT g.ungroupable AND g.month IS NOT NULL
        GROUP BY g.grouper_version) AS k
),
chosen AS (
    SELECT CASE WHEN :version = 'common' THEN max(CASE WHEN l.place = 1 THEN l.grouper_version END)
                ELSE :version END AS grouper_version
    FROM listed AS l
),
weighed AS (
    SELECT g.month, g.grouper_version, g.weight, c.grouper_version AS constant_version,
           -- Some releases write the MDC 1 and others 01.
           CASE WHEN (g.mdc IS NULL OR s.mdc IS NULL
                      OR CASE WHEN length(g.mdc) = 1 THEN '0' ELSE '' END || g.mdc
                       = CASE WHEN length(s.mdc) = 1 THEN '0' ELSE '' END || s.mdc)
                 AND (g.drg_type IS NULL OR s.drg_type IS NULL OR g.drg_type = s.drg_type)
                THEN nullif(s.weight, 0) END AS constant_weight
    FROM grouped AS g
    CROSS JOIN chosen AS c
    LEFT JOIN drg_set AS s ON s.drg_system = :drg_system AND s.grouper_version = c.grouper_version AND s.drg = g.drg
    WHERE g.month IS NOT NULL AND NOT g.ungroupable AND g.weight IS NOT NULL
)
SELECT w.month, count(*) AS cases,
       CAST(coalesce(sum(w.weight), 0) AS DOUBLE) AS weights,
       CAST(coalesce(sum(w.weight * w.weight), 0) AS DOUBLE) AS weight_squares,
       min(w.grouper_version) AS first_version, max(w.grouper_version) AS last_version,
       max(w.constant_version) AS constant_version,
       count(w.constant_weight) AS comparable,
       CAST(coalesce(sum(w.constant_weight), 0) AS DOUBLE) AS constant_weights,
       CAST(coalesce(sum(w.constant_weight * w.constant_weight), 0) AS DOUBLE) AS constant_squares,
       count(*) - count(w.constant_weight) AS not_comparable
FROM weighed AS w
GROUP BY w.month
ORDER BY month
