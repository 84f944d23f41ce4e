-- title:   Groups of diagnoses by month
-- answers: How does the share of each group move from month to month, and where may the code set have moved it?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   patient_type text = IP  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   code_system text = ICD-10-CM  Code system of the diagnoses.
-- param:   scheme text = category  category (three characters), or a loaded grouping scheme such as CCSR, block or chapter.
-- param:   scheme_version text = newest  Version of the scheme, or newest.
-- param:   basis text = principal  principal, or any_listed to count principal and secondary diagnoses.
-- column:  grouping text - Group; not grouped where the scheme does not have the code, not loaded where the scheme is not loaded.
-- column:  title text? - Title of the group; empty where none is loaded.
-- column:  month date - First day of the month of discharge.
-- column:  encounters int {encounter} Discharges of the month whose principal diagnosis, or of any_listed at least one diagnosis, is in the group; 0 where there are none.
-- column:  discharges int {encounter} Discharges of the month with a principal diagnosis, or of any_listed any diagnosis, in the code system.
-- column:  code_set text - break: a loaded release begins in the month; in force: one covers its first day; not loaded: none does, and breaks are not known.
-- column:  changed_codes int? {code} At a break, codes of the group that were added, removed or replaced; empty where there is no break or what was in force before it is not loaded.
-- metric:  rate = per_thousand(encounters, discharges)
-- metric:  share = proportion(encounters, discharges)
-- withhold: encounters of discharges within month within grouping
-- note:    On the principal basis groups sum to discharges; on the any-listed they do not: a discharge counts once for every group of each code (FRQ-01, FRQ-02), and external causes are left out (FRQ-03). Latest version of the codes. Voided and combined accounts and encounters with shifted dates are left out.
-- note:    A principal diagnosis has one group: in a scheme with defaults, such as CCSR, the inpatient default for IP and the outpatient default for other types; XXX000 holds codes that the scheme does not accept as principal (GRP-06). In other schemes it is the first group of the code.
-- note:    Months without coded discharges are absent. Where codes of a group changed, a step may be one of coding: compare at a coarser group, or from the break on (VER-08, RTE-06).
-- source:  standard.md FRQ-01, FRQ-02, FRQ-03, GRP-02 to GRP-08, RTE-01, RTE-06, VER-01, VER-08
WITH discharge AS (
    SELECT e.encounter_id, e.patient_type = 'IP' AS bedded, CAST(date_trunc('month', e.discharged_on) AS DATE) AS month
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date
      AND NOT coalesce(e.dates_shifted, FALSE)
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
    SELECT e.encounter_id, e.month, CASE WHEN :scheme = 'category' THEN substr(d.code, 1, 3) ELSE coalesce(g.grouping, l.otherwise) END AS grouping
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    CROSS JOIN loaded AS l
    LEFT JOIN principal_group AS g ON g.code = d.code AND g.bedded = e.bedded
    WHERE :basis <> 'any_listed' AND d.role = 'principal' AND d.sequence = 1 AND d.code_system = :code_system
    UNION ALL
    SELECT DISTINCT e.encounter_id, e.month, CASE WHEN :scheme = 'category' THEN substr(d.code, 1, 3) ELSE coalesce(g.grouping, l.otherwise) END AS grouping
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    CROSS JOIN loaded AS l
    LEFT JOIN member AS g ON g.code = d.code AND g.grouping NOT IN ('XXX000', 'XXX111')
    WHERE :basis = 'any_listed' AND d.role IN ('principal', 'other') AND d.code_system = :code_system
      AND NOT (d.code_system = 'ICD-10-CM' AND substr(d.code, 1, 1) IN ('V', 'W', 'X', 'Y') OR d.code_system = 'ICD-9-CM' AND substr(d.code, 1, 1) = 'E')
),
counted AS (
    SELECT c.month, c.grouping, count(*) AS encounters FROM coded AS c GROUP BY c.month, c.grouping
),
months AS (
    SELECT c.month, count(DISTINCT c.encounter_id) AS discharges FROM coded AS c GROUP BY c.month
),
kinds AS (
    SELECT DISTINCT k.grouping FROM counted AS k
),
-- The releases of the code system in their order, each with the one before it.
release AS (
    SELECT r.valid_from, max(r.valid_to) AS valid_to, lag(r.valid_from) OVER (ORDER BY r.valid_from) AS before_from
    FROM code_release AS r
    WHERE r.code_system = :code_system
    GROUP BY r.valid_from
),
assignable AS (
    SELECT r.valid_from, r.code
    FROM code_release AS r
    WHERE r.code_system = :code_system AND r.billable
),
-- Codes that a release added, removed or put in the place of others.
changed AS (
    SELECT b.valid_from, n.code
    FROM release AS b
    JOIN assignable AS n ON n.valid_from = b.valid_from
    LEFT JOIN assignable AS o ON o.valid_from = b.before_from AND o.code = n.code
    WHERE b.before_from IS NOT NULL AND o.code IS NULL
    UNION
    SELECT b.valid_from, o.code
    FROM release AS b
    JOIN assignable AS o ON o.valid_from = b.before_from
    LEFT JOIN assignable AS n ON n.valid_from = b.valid_from AND n.code = o.code
    WHERE n.code IS NULL
    UNION
    SELECT h.valid_from, h.code FROM code_change AS h WHERE h.code_system = :code_system
    UNION
    SELECT h.valid_from, h.previous_code FROM code_change AS h WHERE h.code_system = :code_system
),
-- The groups that a changed code belongs to; of a category also where no discharge has it.
belongs AS (
    SELECT m.code, m.grouping FROM member AS m
    UNION
    SELECT c.code, substr(c.code, 1, 3) FROM changed AS c WHERE :scheme = 'category'
),
broken AS (
    SELECT CAST(date_trunc('month', b.valid_from) AS DATE) AS month, max(b.before_from) AS before_from
    FROM release AS b
    GROUP BY 1
),
moved AS (
    SELECT CAST(date_trunc('month', c.valid_from) AS DATE) AS month, g.grouping, count(DISTINCT c.code) AS codes
    FROM changed AS c
    JOIN belongs AS g ON g.code = c.code
    GROUP BY 1, g.grouping
),
calendar AS (
    SELECT m.month, m.discharges,
           CASE WHEN b.month IS NOT NULL THEN 'break'
                WHEN EXISTS (SELECT 1 FROM release AS f WHERE f.valid_from <= m.month AND coalesce(f.valid_to, DATE '9999-12-31') >= m.month) THEN 'in force'
                ELSE 'not loaded' END AS code_set,
           b.before_from IS NOT NULL AS known
    FROM months AS m
    LEFT JOIN broken AS b ON b.month = m.month
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
SELECT g.grouping, t.title, m.month, coalesce(k.encounters, 0) AS encounters, m.discharges, m.code_set,
       CASE WHEN m.known THEN coalesce(v.codes, 0) END AS changed_codes
FROM calendar AS m
CROSS JOIN kinds AS g
LEFT JOIN counted AS k ON k.month = m.month AND k.grouping = g.grouping
LEFT JOIN moved AS v ON v.month = m.month AND v.grouping = g.grouping
LEFT JOIN titled AS t ON t.grouping = g.grouping
ORDER BY grouping, month
