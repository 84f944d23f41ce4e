-- title:   Groups of any-listed diagnoses
-- answers: Which groups of diagnoses, principal or secondary, are on the most coded discharges?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- param:   scheme text = category  category (three characters), or a loaded grouping scheme such as CCSR, block or chapter.
-- param:   scheme_version text = newest  Version of the scheme, or newest.
-- column:  grouping text - Group; not grouped where the scheme does not have the code, not loaded where the scheme is not loaded.
-- column:  title text? - Title of the group; empty where none is loaded.
-- column:  scheme_version text? - Version of the scheme that grouped; empty of category, and where none is loaded.
-- column:  encounters int {encounter} Discharges with at least one diagnosis of the group.
-- column:  patients int {patient} Persons with at least one such discharge; discharges of unknown persons add none.
-- column:  discharges int {encounter} Discharges with any listed diagnosis in the code system.
-- metric:  rate = per_thousand(encounters, discharges)
-- metric:  share = proportion(encounters, discharges)
-- withhold: encounters of discharges
-- note:    Any-listed basis: a discharge counts once for a group, however many of its codes it has, and for every group of each code; groups do not sum to discharges (FRQ-01, FRQ-02, GRP-07).
-- note:    Admitting, reason-for-visit and external-cause codes are left out (FRQ-03): V00 to Y99, and E codes of ICD-9-CM, wherever they stand; frequency/external_causes has them.
-- note:    Voided and combined accounts are left out; discharges that are not coded yet are in neither count.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md FRQ-01, FRQ-02, FRQ-03, GRP-02 to GRP-08, RTE-01
WITH discharge AS (
    SELECT e.encounter_id, row_number() OVER () AS stay,
           CASE WHEN e.patient_id IS NOT NULL THEN dense_rank() OVER (ORDER BY e.patient_id) END AS person
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
    SELECT CASE WHEN count(*) > 0 THEN 'not grouped' ELSE 'not loaded' END AS otherwise,
           count(*) FILTER (WHERE m.inpatient OR m.outpatient) > 0 AS defaults
    FROM member AS m
),
-- Numbers are counted faster than texts: once a discharge and group. Codes find their
-- groups before the encounters are joined: an engine that takes the encounters of a period
-- for few would keep their codes in memory, and not the groups.
grouped AS (
    SELECT d.encounter_id,
           CASE WHEN :scheme = 'category' THEN substr(d.code, 1, 3) ELSE coalesce(g.grouping, l.otherwise) END AS grouping
    FROM diagnosis AS d
    CROSS JOIN loaded AS l
    LEFT JOIN member AS g ON g.code = d.code AND g.grouping NOT IN ('XXX000', 'XXX111')
    WHERE d.role IN ('principal', 'other') AND d.code_system = :code_system
      AND NOT (d.code_system = 'ICD-10-CM' AND substr(d.code, 1, 1) IN ('V', 'W', 'X', 'Y') OR d.code_system = 'ICD-9-CM' AND substr(d.code, 1, 1) = 'E')
),
listed AS (
    SELECT DISTINCT e.stay, e.person, g.grouping
    FROM grouped AS g
    JOIN discharge AS e ON e.encounter_id = g.encounter_id
),
counted AS (
    SELECT k.grouping, count(*) AS encounters, count(DISTINCT k.person) AS patients
    FROM listed AS k
    GROUP BY k.grouping
),
coded AS (
    SELECT count(DISTINCT k.stay) AS discharges FROM listed AS k
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
SELECT k.grouping, t.title, v.scheme_version, k.encounters, k.patients, n.discharges
FROM counted AS k
CROSS JOIN coded AS n
CROSS JOIN scheme AS v
LEFT JOIN titled AS t ON t.grouping = k.grouping
ORDER BY encounters DESC, grouping
