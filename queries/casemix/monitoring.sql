-- title:   What else tells of the depth of coding
-- answers: How often is a symptom the principal diagnosis, a code unspecified, a discharge surgical, and how many codes has a record?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   drg_system text = MS-DRG  The one grouper whose DRGs count.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- column:  scope text - all
-- column:  coded int {encounter} Discharges with a principal diagnosis in the code system.
-- column:  symptom int {encounter} Of these, those whose principal diagnosis is a symptom: R00 to R99 of ICD-10-CM, 780 to 799 of ICD-9-CM.
-- column:  typed int {encounter} Discharges with a DRG of the system that is known to be medical or surgical.
-- column:  surgical int {encounter} Of these, the surgical ones.
-- column:  codes int {code} Principal and other diagnoses of the coded discharges.
-- column:  codes_squared int - Sum of the squares of the numbers of diagnoses of each.
-- column:  titled int {code} Of these diagnoses, those whose title on the date of discharge is loaded.
-- column:  titled_squared int - Sum of the squares of their number on each record.
-- column:  unspecified int {code} Of the titled, those whose title says unspecified.
-- column:  unspecified_squared int - Sum of the squares of their number on each record.
-- column:  unspecified_titled int - Sum of the products of both numbers of each record.
-- column:  titled_records int {encounter} Records with a titled diagnosis.
-- metric:  symptom_rate = proportion(symptom, coded)
-- metric:  surgical_rate = proportion(surgical, typed)
-- metric:  unspecified_rate = cluster_ratio(unspecified, titled, unspecified_squared, titled_squared, unspecified_titled, titled_records)
-- metric:  mean_codes = mean(coded, codes, codes_squared)
-- withhold: symptom of coded within all
-- note:    These are there to be watched: none of them has a right value. An unspecified code is often the right one.
-- note:    The title is that of the release in force on the date of discharge, of code_release, and else of code_set. Codes without one are in no unspecified rate.
-- note:    The O.R. rate is the share of surgical DRGs, which is not the share of discharges with an O.R. procedure where a grouper ranks a medical DRG higher.
-- note:    Left out are voided and combined accounts and encounters with shifted dates.
-- source:  standard.md CMX-07
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
    SELECT d.encounter_id, e.discharged_on
    FROM discharge AS d
    JOIN encounter AS e ON e.encounter_id = d.encounter_id
    WHERE d.month IS NOT NULL
),
-- The release in force on a date is the latest that covers it.
in_force AS (
    SELECT d.discharged_on, max(r.valid_from) AS valid_from
    FROM (SELECT DISTINCT d.discharged_on FROM dated AS d) AS d
    JOIN (SELECT DISTINCT r.valid_from, coalesce(r.valid_to, DATE '9999-12-31') AS valid_to
          FROM code_release AS r WHERE r.code_system = :code_system) AS r
      ON r.valid_from <= d.discharged_on AND r.valid_to >= d.discharged_on
    GROUP BY d.discharged_on
),
span AS (
    SELECT c.code, c.title, c.valid_from, coalesce(c.valid_to, DATE '9999-12-31') AS valid_to,
           lead(c.valid_from, 1, DATE '9999-12-31') OVER (PARTITION BY c.code ORDER BY c.valid_from) AS next_from
    FROM code_set AS c
    WHERE c.code_system = :code_system
),
assigned AS (
    SELECT d.encounter_id, x.role, x.sequence, x.code,
           lower(CASE WHEN i.valid_from IS NOT NULL THEN coalesce(r.title, r.short_title) ELSE s.title END) AS title
    FROM dated AS d
    JOIN diagnosis AS x ON x.encounter_id = d.encounter_id
        AND x.role IN ('principal', 'other') AND x.code_system = :code_system
    LEFT JOIN in_force AS i ON i.discharged_on = d.discharged_on
    LEFT JOIN code_release AS r ON r.code_system = :code_system AND r.valid_from = i.valid_from AND r.code = x.code
    LEFT JOIN span AS s ON s.code = x.code
        AND s.valid_from <= d.discharged_on AND s.valid_to >= d.discharged_on AND s.next_from > d.discharged_on
),
record AS (
    SELECT a.encounter_id, count(*) AS codes, count(a.title) AS titled,
           count(*) FILTER (WHERE a.title LIKE '%unspecified%') AS unspecified,
           bool_or(a.role = 'principal' AND a.sequence = 1
               AND (:code_system = 'ICD-10-CM' AND substr(a.code, 1, 1) = 'R'
                    OR :code_system = 'ICD-9-CM' AND substr(a.code, 1, 2) IN ('78', '79'))) AS symptom
    FROM assigned AS a
    GROUP BY a.encounter_id
    HAVING bool_or(a.role = 'principal' AND a.sequence = 1)
),
typed AS (
    SELECT count(*) FILTER (WHERE g.drg_type IN ('MED', 'SURG')) AS typed,
           count(*) FILTER (WHERE g.drg_type = 'SURG') AS surgical
    FROM grouped AS g
    WHERE g.month IS NOT NULL AND NOT g.ungroupable
)
SELECT 'all' AS scope, count(*) AS coded, count(*) FILTER (WHERE r.symptom) AS symptom, t.typed, t.surgical,
       CAST(coalesce(sum(r.codes), 0) AS BIGINT) AS codes,
       CAST(coalesce(sum(r.codes * r.codes), 0) AS BIGINT) AS codes_squared,
       CAST(coalesce(sum(r.titled), 0) AS BIGINT) AS titled,
       CAST(coalesce(sum(r.titled * r.titled), 0) AS BIGINT) AS titled_squared,
       CAST(coalesce(sum(r.unspecified), 0) AS BIGINT) AS unspecified,
       CAST(coalesce(sum(r.unspecified * r.unspecified), 0) AS BIGINT) AS unspecified_squared,
       CAST(coalesce(sum(r.unspecified * r.titled), 0) AS BIGINT) AS unspecified_titled,
       count(*) FILTER (WHERE r.titled > 0) AS titled_records
FROM record AS r
CROSS JOIN typed AS t
GROUP BY t.typed, t.surgical
ORDER BY scope
