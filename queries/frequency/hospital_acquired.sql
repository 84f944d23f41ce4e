-- title:   Diagnoses acquired in hospital
-- answers: Which groups of diagnoses were not there when the patient came, and how often?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- param:   scheme text = category  category (three characters), or a loaded grouping scheme such as CCSR, block or chapter.
-- param:   scheme_version text = newest  Version of the scheme, or newest.
-- param:   acquired text = N  N; or NU to count U too, where the documentation does not tell.
-- column:  grouping text - Group; not grouped where the scheme does not have the code, not loaded where no discharge can be judged.
-- column:  title text? - Title of the group; empty where none is loaded.
-- column:  scheme_version text? - Version of the scheme that grouped; empty of category, and where none is loaded.
-- column:  encounters int {encounter} Discharges with at least one diagnosis of the group that was acquired.
-- column:  listed int {encounter} Discharges with at least one diagnosis of the group of which POA is stated.
-- column:  discharges int {encounter} Discharges that are judged: a list of exempt codes is loaded for the date, and POA is stated.
-- column:  unstated int {code} Diagnoses of the group that are not exempt and have no POA value, on judged discharges.
-- column:  not_judged int {encounter} Coded discharges that are not judged, in no other count.
-- metric:  rate = per_thousand(encounters, discharges)
-- metric:  share = proportion(encounters, listed)
-- withhold: encounters of listed
-- withhold: listed of discharges
-- note:    Acquired is POA N; U is a gap of documentation, which CMS pays as N. Y and W are not acquired. A discharge counts once for a group, however many of its codes it has.
-- note:    Codes exempt from POA on the day of discharge are in no count, whatever value they have (FRQ-07, DEF-05).
-- note:    Not judged are discharges with shifted dates, on days without a loaded list, and those that state POA for no code that is not exempt.
-- note:    Principal and other diagnoses without external causes (FRQ-03), latest version of the codes. Voided and combined accounts are left out.
-- source:  standard.md FRQ-02, FRQ-03, FRQ-07, DEF-04, DEF-05
WITH discharge AS (
    SELECT e.encounter_id, row_number() OVER (ORDER BY e.encounter_id) AS stay, e.discharged_on, coalesce(e.dates_shifted, FALSE) AS shifted
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
scheme AS (
    SELECT max(g.scheme_version) AS scheme_version
    FROM code_group AS g
    WHERE g.scheme = :scheme AND g.code_system = :code_system
      AND (:scheme_version = 'newest' OR g.scheme_version = :scheme_version)
),
member AS (
    SELECT g.code, g.grouping, coalesce(g.default_inpatient, FALSE) AS inpatient, coalesce(g.default_outpatient, FALSE) AS outpatient,
           row_number() OVER (PARTITION BY g.code ORDER BY coalesce(g.position, 1), g.grouping) AS place
    FROM code_group AS g
    JOIN scheme AS s ON s.scheme_version = g.scheme_version
    WHERE g.scheme = :scheme AND g.code_system = :code_system
),
loaded AS (
    SELECT CASE WHEN count(*) > 0 THEN 'not grouped' ELSE 'not loaded' END AS otherwise FROM member AS m
),
-- Codes exempt from POA and the times in which they are.
exempt AS (
    SELECT m.code, m.valid_from, coalesce(m.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_mark AS m
    WHERE m.list = 'poa_exempt' AND m.code_system = :code_system
    UNION ALL
    SELECT c.code, c.valid_from, coalesce(c.valid_to, DATE '9999-12-31') AS valid_to
    FROM code_set AS c
    WHERE c.poa_exempt AND c.code_system = :code_system
),
-- The times in which a list is loaded: a date of none has codes that nobody can judge.
exempt_time AS (
    SELECT DISTINCT x.valid_from, x.valid_to FROM exempt AS x
),
covered AS (
    SELECT s.day FROM (SELECT DISTINCT e.discharged_on AS day FROM discharge AS e WHERE NOT e.shifted) AS s
    WHERE EXISTS (SELECT 1 FROM exempt_time AS t WHERE t.valid_from <= s.day AND t.valid_to >= s.day)
),
diagnosed AS (
    SELECT e.stay, d.code, d.poa, e.discharged_on, e.shifted
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    WHERE d.role IN ('principal', 'other') AND d.code_system = :code_system
      AND NOT (d.code_system = 'ICD-10-CM' AND substr(d.code, 1, 1) IN ('V', 'W', 'X', 'Y') OR d.code_system = 'ICD-9-CM' AND substr(d.code, 1, 1) = 'E')
),
-- What a value says: 1 acquired, 0 not, empty where there is none.
stated AS (
    SELECT d.stay, d.code,
           CASE WHEN d.poa = 'N' OR d.poa = 'U' AND :acquired = 'NU' THEN 1 WHEN d.poa IN ('Y', 'W', 'U') THEN 0 END AS acquired
    FROM diagnosed AS d
    JOIN covered AS c ON c.day = d.discharged_on
    WHERE NOT d.shifted
      AND NOT EXISTS (SELECT 1 FROM exempt AS x
                      WHERE x.code = d.code AND x.valid_from <= d.discharged_on AND x.valid_to >= d.discharged_on)
),
judged AS (
    SELECT s.stay FROM stated AS s WHERE s.acquired IS NOT NULL GROUP BY s.stay
),
totals AS (
    SELECT (SELECT count(*) FROM judged AS j) AS discharges, count(DISTINCT d.stay) AS coded FROM diagnosed AS d
),
-- Once a discharge and group: acquired where one of its codes is.
once AS (
    SELECT s.stay, CASE WHEN :scheme = 'category' THEN substr(s.code, 1, 3) ELSE coalesce(g.grouping, l.otherwise) END AS grouping, max(s.acquired) AS acquired,
           count(DISTINCT CASE WHEN s.acquired IS NULL THEN s.code END) AS unstated
    FROM stated AS s
    JOIN judged AS j ON j.stay = s.stay
    CROSS JOIN loaded AS l
    LEFT JOIN member AS g ON g.code = s.code AND g.grouping NOT IN ('XXX000', 'XXX111')
    GROUP BY 1, 2
),
counted AS (
    SELECT o.grouping, count(*) FILTER (WHERE o.acquired = 1) AS encounters, count(o.acquired) AS listed,
           CAST(sum(o.unstated) AS BIGINT) AS unstated
    FROM once AS o
    GROUP BY o.grouping
    UNION ALL
    SELECT 'not loaded' AS grouping, 0 AS encounters, 0 AS listed, 0 AS unstated
    FROM totals AS n
    WHERE n.discharges = 0 AND n.coded > 0
),
heading AS (
    SELECT r.code, r.title, r.valid_from, 1 AS origin FROM code_release AS r WHERE r.code_system = :code_system
    UNION ALL
    SELECT c.code, c.title, c.valid_from, 2 AS origin FROM code_set AS c WHERE c.code_system = :code_system
),
titled AS (
    SELECT t.grouping, t.title
    FROM group_title AS t
    JOIN scheme AS s ON s.scheme_version = t.scheme_version
    WHERE t.scheme = :scheme
    UNION ALL
    SELECT h.code, h.title
    FROM (SELECT n.code, n.title, row_number() OVER (PARTITION BY n.code ORDER BY n.valid_from DESC, n.origin) AS age
          FROM heading AS n WHERE :scheme = 'category' AND length(n.code) = 3) AS h
    WHERE h.age = 1
)
SELECT k.grouping, t.title, v.scheme_version, k.encounters, k.listed, n.discharges, k.unstated, n.coded - n.discharges AS not_judged
FROM counted AS k
CROSS JOIN totals AS n
CROSS JOIN scheme AS v
LEFT JOIN titled AS t ON t.grouping = k.grouping
ORDER BY encounters DESC, grouping
