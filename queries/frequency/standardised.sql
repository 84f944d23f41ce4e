-- title:   Principal diagnoses by facility, standardised for age and sex
-- answers: Would facilities differ in their diagnoses if they had patients of the same ages and sexes?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- param:   scheme text = category  category (three characters), or a loaded grouping scheme such as CCSR, block or chapter.
-- param:   scheme_version text = newest  Version of the scheme, or newest.
-- param:   standard text = internal  internal: the ages and sexes of all these discharges together; us2000: the ages of the US population of 2000.
-- param:   from_age int = 0  Youngest age, the first year of an age band; younger bands are in no count.
-- param:   to_age int = 200  Oldest age; bands that begin above it are in no count.
-- column:  grouping text - Group; not grouped where the scheme does not have the code, not loaded where the scheme is not loaded.
-- column:  title text? - Title of the group; empty where none is loaded.
-- column:  facility_id text - Facility.
-- column:  encounters int {encounter} Discharges of known age and sex whose principal diagnosis is in the group.
-- column:  discharges int {encounter} Discharges of known age and sex with a principal diagnosis in the code system.
-- column:  unknown int {encounter} Discharges of the facility whose age or sex is not known, in no other count.
-- column:  exposure int? {encounter} Discharges in the strata of the standard; empty where the facility has none in one of them, and direct standardisation has no answer.
-- column:  rate_sum real? - Weighted sum of the rates of the strata; empty likewise.
-- column:  variance_sum real? - Weighted sum of their variances; empty likewise.
-- column:  largest real? - Largest weight of one discharge; empty likewise.
-- column:  expected real - Encounters that the facility would have with the rates of all facilities together in its own strata.
-- column:  facility_name text? - Name of the facility; empty where its source gives none.
-- metric:  crude = per_thousand(encounters, discharges)
-- metric:  rate = standardised_rate(encounters, exposure, rate_sum, variance_sum, largest)
-- metric:  ratio = observed_to_expected(encounters, expected)
-- withhold: encounters of discharges within facility_id within grouping
-- note:    Strata are age bands and sexes; with us2000, whose weights have no sexes, age bands alone. Of a hospital's discharges the internal standard is the natural one: the denominator is discharges and not residents (RTE-04).
-- note:    Rates compare facilities with each other, ratios each with all of them together. Where strata are sparse the ratio is the better.
-- note:    A principal diagnosis has one group: in a scheme with defaults, such as CCSR, the inpatient default for IP and the outpatient default for other types; XXX000 holds codes that the scheme does not accept as principal (GRP-06). In other schemes it is the first group of the code.
-- note:    Voided and combined accounts are left out; discharges that are not coded yet are in neither count.
-- note:    Encounters with shifted dates are counted whatever the period is; their ages are those that the source states.
-- source:  standard.md RTE-01, RTE-03, RTE-04, RTE-05
WITH band AS (
    SELECT b.name, b.from_age, b.to_age, b.weight
    FROM (VALUES ('00', 0, 0, 0.013818), ('01-04', 1, 4, 0.055317), ('05-14', 5, 14, 0.145565), ('15-24', 15, 24, 0.138646),
                 ('25-34', 25, 34, 0.135573), ('35-44', 35, 44, 0.162613), ('45-54', 45, 54, 0.134834), ('55-64', 55, 64, 0.087247),
                 ('65-74', 65, 74, 0.066037), ('75-84', 75, 84, 0.044842), ('85+', 85, 200, 0.015508)
         ) AS b(name, from_age, to_age, weight)
),
discharge AS (
    SELECT e.encounter_id, e.patient_type = 'IP' AS bedded, e.facility_id, b.name AS band,
           CASE WHEN :standard = 'us2000' THEN 'all' WHEN p.sex IN ('F', 'M') THEN p.sex END AS sex
    FROM encounter AS e
    LEFT JOIN patient AS p ON p.patient_id = e.patient_id
    LEFT JOIN band AS b ON e.age_years >= b.from_age AND e.age_years <= b.to_age
    WHERE e.discharged_on IS NOT NULL
      AND (coalesce(e.dates_shifted, FALSE) OR (e.discharged_on >= :from_date AND e.discharged_on < :to_date))
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND (e.age_years IS NULL OR b.from_age >= :from_age AND b.from_age <= :to_age)
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
    SELECT e.facility_id, e.band, e.sex, CASE WHEN :scheme = 'category' THEN substr(d.code, 1, 3) ELSE coalesce(g.grouping, l.otherwise) END AS grouping
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    CROSS JOIN loaded AS l
    LEFT JOIN principal_group AS g ON g.code = d.code AND g.bedded = e.bedded
    WHERE d.role = 'principal' AND d.sequence = 1 AND d.code_system = :code_system
),
strange AS (
    SELECT c.facility_id, count(*) AS encounters FROM coded AS c WHERE c.band IS NULL OR c.sex IS NULL GROUP BY c.facility_id
),
counted AS (
    SELECT c.grouping, c.facility_id, c.band, c.sex, count(*) AS encounters
    FROM coded AS c
    WHERE c.band IS NOT NULL AND c.sex IS NOT NULL
    GROUP BY c.grouping, c.facility_id, c.band, c.sex
),
stratum AS (
    SELECT k.facility_id, k.band, k.sex, CAST(sum(k.encounters) AS BIGINT) AS discharges
    FROM counted AS k
    GROUP BY k.facility_id, k.band, k.sex
),
pooled AS (
    SELECT s.band, s.sex, CAST(sum(s.discharges) AS BIGINT) AS discharges FROM stratum AS s GROUP BY s.band, s.sex
),
-- The strata of the standard: those of all discharges, or every age band that is asked for.
wanted AS (
    SELECT p.band, p.sex, CAST(p.discharges AS DOUBLE) AS weight FROM pooled AS p WHERE :standard <> 'us2000'
    UNION ALL
    SELECT b.name, 'all' AS sex, CAST(b.weight AS DOUBLE) AS weight
    FROM band AS b
    WHERE :standard = 'us2000' AND b.from_age >= :from_age AND b.from_age <= :to_age
),
standard AS (
    SELECT w.band, w.sex, CAST(w.weight AS DOUBLE) / nullif(t.weight, 0) AS weight, t.strata
    FROM wanted AS w
    CROSS JOIN (SELECT CAST(sum(CAST(a.weight AS DECIMAL(38, 6))) AS DOUBLE) AS weight, count(*) AS strata FROM wanted AS a) AS t
),
-- What one event weighs in each stratum of a facility.
facility_stratum AS (
    SELECT s.facility_id, s.band, s.sex, s.discharges, w.strata,
           CAST(w.weight AS DOUBLE) / nullif(CAST(s.discharges AS DOUBLE), 0) AS event_weight
    FROM stratum AS s
    LEFT JOIN standard AS w ON w.band = s.band AND w.sex = s.sex
),
facility_total AS (
    SELECT f.facility_id, CAST(sum(f.discharges) AS BIGINT) AS discharges, max(f.event_weight) AS largest,
           count(f.event_weight) = max(f.strata) AS complete
    FROM facility_stratum AS f
    GROUP BY f.facility_id
),
pooled_rate AS (
    SELECT k.grouping, k.band, k.sex, CAST(CAST(sum(k.encounters) AS BIGINT) AS DOUBLE) / nullif(CAST(p.discharges AS DOUBLE), 0) AS rate
    FROM counted AS k
    JOIN pooled AS p ON p.band = k.band AND p.sex = k.sex
    GROUP BY k.grouping, k.band, k.sex, p.discharges
),
-- Sums of decimals are the same in whatever order an engine adds them.
expected AS (
    SELECT r.grouping, f.facility_id, CAST(sum(CAST(r.rate * f.discharges AS DECIMAL(38, 12))) AS DOUBLE) AS expected
    FROM pooled_rate AS r
    JOIN facility_stratum AS f ON f.band = r.band AND f.sex = r.sex
    GROUP BY r.grouping, f.facility_id
),
observed AS (
    SELECT k.grouping, k.facility_id, CAST(sum(k.encounters) AS BIGINT) AS encounters,
           CAST(sum(CAST(f.event_weight * k.encounters AS DECIMAL(38, 24))) AS DOUBLE) AS rate_sum,
           CAST(sum(CAST(f.event_weight * f.event_weight * k.encounters AS DECIMAL(38, 30))) AS DOUBLE) AS variance_sum
    FROM counted AS k
    JOIN facility_stratum AS f ON f.facility_id = k.facility_id AND f.band = k.band AND f.sex = k.sex
    GROUP BY k.grouping, k.facility_id
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
SELECT x.grouping, t.title, x.facility_id, coalesce(o.encounters, 0) AS encounters, f.discharges, coalesce(u.encounters, 0) AS unknown,
       CASE WHEN f.complete THEN f.discharges END AS exposure,
       CASE WHEN f.complete THEN coalesce(o.rate_sum, CAST(0 AS DOUBLE)) END AS rate_sum,
       CASE WHEN f.complete THEN coalesce(o.variance_sum, CAST(0 AS DOUBLE)) END AS variance_sum,
       CASE WHEN f.complete THEN f.largest END AS largest, x.expected, n.name AS facility_name
FROM expected AS x
JOIN facility_total AS f ON f.facility_id = x.facility_id
LEFT JOIN observed AS o ON o.grouping = x.grouping AND o.facility_id = x.facility_id
LEFT JOIN strange AS u ON u.facility_id = x.facility_id
LEFT JOIN titled AS t ON t.grouping = x.grouping
LEFT JOIN facility AS n ON n.facility_id = x.facility_id
ORDER BY grouping, facility_id
