-- title:   Groups of diagnoses that occur together
-- answers: Which two groups are on the same discharge more often than chance would have it?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- param:   scheme text = category  category (three characters), or a loaded grouping scheme such as CCSR, block or chapter.
-- param:   scheme_version text = newest  Version of the scheme, or newest.
-- param:   least int = 11  Fewest discharges with both groups that make a row.
-- column:  first_group text - The one group, the lesser of the two in the order of their names.
-- column:  second_group text - The other group.
-- column:  first_title text? - Title of the one; empty where none is loaded.
-- column:  second_title text? - Title of the other; empty where none is loaded.
-- column:  together int {encounter} Discharges with at least one diagnosis of each.
-- column:  first_encounters int {encounter} Discharges with the one.
-- column:  second_encounters int {encounter} Discharges with the other.
-- column:  discharges int {encounter} Discharges with any listed diagnosis in the code system.
-- metric:  lift = lift(together, first_encounters, second_encounters, discharges)
-- metric:  phi = phi(together, first_encounters, second_encounters, discharges)
-- withhold: together of first_encounters
-- withhold: together of second_encounters
-- withhold: first_encounters of discharges
-- withhold: second_encounters of discharges
-- note:    Any-listed basis: principal and other diagnoses without external causes (FRQ-03); a discharge counts once for a pair (FRQ-02). Codes that the scheme does not have are left out, and so is a group that is on every discharge: it goes with all others.
-- note:    A code that is in two groups puts both on its discharge: such pairs say something of the scheme and not of patients.
-- note:    Voided and combined accounts are left out; discharges that are not coded yet are in neither count.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md FRQ-02, FRQ-03, GRP-07
WITH discharge AS (
    SELECT e.encounter_id, row_number() OVER (ORDER BY e.encounter_id) AS stay, e.patient_type = 'IP' AS bedded
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
    SELECT DISTINCT e.stay, g.grouping
    FROM grouped AS g
    JOIN discharge AS e ON e.encounter_id = g.encounter_id
),
coded AS (
    SELECT count(DISTINCT k.stay) AS discharges FROM listed AS k
),
frequent AS (
    SELECT k.grouping, count(*) AS encounters, row_number() OVER (ORDER BY k.grouping) AS number, n.discharges
    FROM listed AS k
    CROSS JOIN coded AS n
    WHERE k.grouping NOT IN ('not grouped', 'not loaded')
    GROUP BY k.grouping, n.discharges
    HAVING count(*) >= :least AND count(*) < n.discharges
),
numbered AS (
    SELECT k.stay, f.number FROM listed AS k JOIN frequent AS f ON f.grouping = k.grouping
),
pair AS (
    SELECT a.number AS one, b.number AS other, count(*) AS together
    FROM numbered AS a
    JOIN numbered AS b ON b.stay = a.stay AND b.number > a.number
    GROUP BY a.number, b.number
    HAVING count(*) >= :least
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
SELECT a.grouping AS first_group, b.grouping AS second_group, ta.title AS first_title, tb.title AS second_title,
       p.together, a.encounters AS first_encounters, b.encounters AS second_encounters, a.discharges
FROM pair AS p
JOIN frequent AS a ON a.number = p.one
JOIN frequent AS b ON b.number = p.other
LEFT JOIN titled AS ta ON ta.grouping = a.grouping
LEFT JOIN titled AS tb ON tb.grouping = b.grouping
ORDER BY together DESC, first_group, second_group
