-- title:   Principal diagnoses by age and sex
-- answers: How old are the patients whom each group of diagnoses brings, and of which sex?
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
-- column:  age_band text - Completed years at admission: 00, 01-04, 05-14 and on by ten years to 85+; unknown.
-- column:  sex text - F or M; unknown where another or none is recorded.
-- column:  encounters int {encounter} Discharges of that age and sex whose principal diagnosis is in the group.
-- column:  discharges int {encounter} Discharges of that age and sex with a principal diagnosis in the code system.
-- metric:  rate = per_thousand(encounters, discharges)
-- withhold: encounters of discharges within age_band, sex within grouping
-- note:    Only ages and sexes with such discharges are listed. Principal basis, latest version of the codes.
-- note:    A principal diagnosis has one group: in a scheme with defaults, such as CCSR, the inpatient default for IP and the outpatient default for other types; XXX000 holds codes that the scheme does not accept as principal (GRP-06). In other schemes it is the first group of the code.
-- note:    Voided and combined accounts are left out; discharges that are not coded yet are in neither count.
-- note:    Encounters with shifted dates are counted whatever the period is.
-- source:  standard.md FRQ-01, RTE-01, RTE-04
WITH band AS (
    SELECT b.name, b.from_age, b.to_age, b.weight
    FROM (VALUES ('00', 0, 0, 0.013818), ('01-04', 1, 4, 0.055317), ('05-14', 5, 14, 0.145565), ('15-24', 15, 24, 0.138646),
                 ('25-34', 25, 34, 0.135573), ('35-44', 35, 44, 0.162613), ('45-54', 45, 54, 0.134834), ('55-64', 55, 64, 0.087247),
                 ('65-74', 65, 74, 0.066037), ('75-84', 75, 84, 0.044842), ('85+', 85, 200, 0.015508)
         ) AS b(name, from_age, to_age, weight)
),
discharge AS (
    SELECT e.encounter_id, e.patient_type = 'IP' AS bedded, coalesce(b.name, 'unknown') AS age_band,
           CASE WHEN p.sex IN ('F', 'M') THEN p.sex ELSE 'unknown' END AS sex
    FROM encounter AS e
    LEFT JOIN patient AS p ON p.patient_id = e.patient_id
    LEFT JOIN band AS b ON e.age_years >= b.from_age AND e.age_years <= b.to_age
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
-- Of each code, its group as a principal diagnosis of inpatients and of others.
principal_group AS (
    SELECT m.code, b.bedded,
           CASE WHEN NOT l.defaults THEN min(CASE WHEN m.place = 1 THEN m.grouping END)
                ELSE coalesce(min(CASE WHEN b.bedded AND m.inpatient OR NOT b.bedded AND m.outpatient THEN m.grouping END), 'XXX000')
           END AS grouping
    FROM member AS m
    CROSS JOIN (VALUES (TRUE), (FALSE)) AS b(bedded)
    CROSS JOIN loaded AS l
    GROUP BY m.code, b.bedded, l.defaults
),
coded AS (
    SELECT e.age_band, e.sex, CASE WHEN :scheme = 'category' THEN substr(d.code, 1, 3) ELSE coalesce(g.grouping, l.otherwise) END AS grouping
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    CROSS JOIN loaded AS l
    LEFT JOIN principal_group AS g ON g.code = d.code AND g.bedded = e.bedded
    WHERE d.role = 'principal' AND d.sequence = 1 AND d.code_system = :code_system
),
counted AS (
    SELECT c.grouping, c.age_band, c.sex, count(*) AS encounters FROM coded AS c GROUP BY c.grouping, c.age_band, c.sex
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
SELECT k.grouping, t.title, k.age_band, k.sex, k.encounters,
       CAST(sum(k.encounters) OVER (PARTITION BY k.age_band, k.sex) AS BIGINT) AS discharges
FROM counted AS k
LEFT JOIN titled AS t ON t.grouping = k.grouping
ORDER BY grouping, age_band, sex
