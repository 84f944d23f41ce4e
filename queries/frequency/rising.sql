-- title:   New and rising diagnoses
-- answers: Which groups of principal diagnoses are more or less frequent than in the same months a year ago?
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
-- column:  later int? {encounter} Discharges of the period whose principal diagnosis is in the group; empty where either period has no coded discharges.
-- column:  earlier int? {encounter} The same a year before; empty likewise.
-- column:  later_discharges int {encounter} Discharges of the period with a principal diagnosis in the code system.
-- column:  earlier_discharges int {encounter} The same a year before.
-- column:  changed_codes int? {code} Codes of the group that a release between the two periods, or within the later, added, removed or replaced; empty where the releases are not loaded.
-- metric:  change = rate_ratio(later, earlier, later_discharges, earlier_discharges)
-- withhold: later of later_discharges as encounters in the last year within all
-- withhold: earlier of earlier_discharges as encounters in the year before within all
-- note:    The period is compared with the same days a year before; of one longer than a year the last year is taken.
-- note:    All groups must be looked at together: the chance that each differs by accident adds up, and is adjusted over all rows (Benjamini and Hochberg 1995). A group that is new has no ratio.
-- note:    Where codes of the group changed, the change may be one of coding (VER-08).
-- note:    A principal diagnosis has one group: in a scheme with defaults, such as CCSR, the inpatient default for IP and the outpatient default for other types; XXX000 holds codes that the scheme does not accept as principal (GRP-06). In other schemes it is the first group of the code.
-- note:    Principal basis, latest version of the codes. Voided and combined accounts and encounters with shifted dates are left out.
-- source:  standard.md FRQ-01, GRP-02 to GRP-08, RTE-06, VER-08
WITH span AS (
    -- A year ago has the same month and day; as texts, dates compare and 29 February needs no rule.
    SELECT CASE WHEN CAST(:from_date AS VARCHAR) > CAST(CAST(substr(CAST(:to_date AS VARCHAR), 1, 4) AS BIGINT) - 1 AS VARCHAR) || substr(CAST(:to_date AS VARCHAR), 5, 6)
                THEN CAST(:from_date AS VARCHAR)
                ELSE CAST(CAST(substr(CAST(:to_date AS VARCHAR), 1, 4) AS BIGINT) - 1 AS VARCHAR) || substr(CAST(:to_date AS VARCHAR), 5, 6) END AS from_day,
           CAST(:to_date AS VARCHAR) AS to_day
),
dated AS (
    SELECT e.encounter_id, e.patient_type = 'IP' AS bedded, CAST(e.discharged_on AS VARCHAR) AS day,
           CAST(CAST(substr(CAST(e.discharged_on AS VARCHAR), 1, 4) AS BIGINT) + 1 AS VARCHAR) || substr(CAST(e.discharged_on AS VARCHAR), 5, 6) AS next_day
    FROM encounter AS e
    WHERE e.discharged_on IS NOT NULL AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
      AND e.encounter_id NOT IN (
          SELECT v.encounter_id FROM event AS v WHERE v.event_type IN ('voided', 'combined'))
),
discharge AS (
    SELECT d.encounter_id, d.bedded, d.day >= s.from_day AND d.day < s.to_day AS late
    FROM dated AS d
    CROSS JOIN span AS s
    WHERE d.day >= s.from_day AND d.day < s.to_day OR d.next_day >= s.from_day AND d.next_day < s.to_day
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
    SELECT e.late, CASE WHEN :scheme = 'category' THEN substr(d.code, 1, 3) ELSE coalesce(g.grouping, l.otherwise) END AS grouping
    FROM diagnosis AS d
    JOIN discharge AS e ON e.encounter_id = d.encounter_id
    CROSS JOIN loaded AS l
    LEFT JOIN principal_group AS g ON g.code = d.code AND g.bedded = e.bedded
    WHERE d.role = 'principal' AND d.sequence = 1 AND d.code_system = :code_system
),
counted AS (
    SELECT c.grouping, count(*) FILTER (WHERE c.late) AS later, count(*) FILTER (WHERE NOT c.late) AS earlier
    FROM coded AS c
    GROUP BY c.grouping
),
totals AS (
    SELECT coalesce(CAST(sum(k.later) AS BIGINT), 0) AS later, coalesce(CAST(sum(k.earlier) AS BIGINT), 0) AS earlier FROM counted AS k
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
-- Releases are known from the first that is loaded on: it has to cover the earlier period.
known AS (
    SELECT count(*) > 0 AS loaded
    FROM release AS r
    CROSS JOIN span AS s
    WHERE CAST(CAST(substr(CAST(r.valid_from AS VARCHAR), 1, 4) AS BIGINT) + 1 AS VARCHAR) || substr(CAST(r.valid_from AS VARCHAR), 5, 6) <= s.from_day
),
moved AS (
    SELECT g.grouping, count(DISTINCT c.code) AS codes
    FROM changed AS c
    CROSS JOIN span AS s
    JOIN belongs AS g ON g.code = c.code
    WHERE CAST(CAST(substr(CAST(c.valid_from AS VARCHAR), 1, 4) AS BIGINT) + 1 AS VARCHAR) || substr(CAST(c.valid_from AS VARCHAR), 5, 6) > s.from_day
      AND CAST(c.valid_from AS VARCHAR) < s.to_day
    GROUP BY g.grouping
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
SELECT k.grouping, t.title,
       CASE WHEN n.later > 0 AND n.earlier > 0 THEN k.later END AS later,
       CASE WHEN n.later > 0 AND n.earlier > 0 THEN k.earlier END AS earlier,
       n.later AS later_discharges, n.earlier AS earlier_discharges,
       CASE WHEN r.loaded THEN coalesce(v.codes, 0) END AS changed_codes
FROM counted AS k
CROSS JOIN totals AS n
CROSS JOIN known AS r
LEFT JOIN moved AS v ON v.grouping = k.grouping
LEFT JOIN titled AS t ON t.grouping = k.grouping
ORDER BY grouping
