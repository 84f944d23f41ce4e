-- title:   Recurrence after education
-- answers: How many coders made an error of the same kind again after they were educated?
-- param:   from_date date  First date of education, inclusive.
-- param:   to_date date  Last such date, exclusive.
-- param:   as_of_on date  Reviews closed on this local date or before count.
-- param:   days int = 90  Days after the session in which a chart was coded.
-- column:  topic text - Error type or subtype that was taught.
-- column:  educated int {coder} Coders who were educated on it.
-- column:  followed int {coder} Of these, those with a closed random review of a chart that was coded within the days, which are over.
-- column:  recurred int {coder} Of followed, those with such an error that stands and is the coder's.
-- column:  pending int {coder} Of educated, those whose days are not over.
-- column:  not_reviewed int {coder} Of educated, those whose days are over without such a review.
-- column:  charts int {encounter} Reviewed charts of those followed.
-- column:  findings int {finding} Findings of the topic on these.
-- metric:  recurrence = proportion(recurred, followed)
-- withhold: none it measures the work of coders and tells nothing of a patient
-- note:    A coder counts once a topic, by the first session in the period. A topic is an error type, such as OM, or a subtype, such as laterality.
-- note:    Few charts hide what recurs: a coder without an error on three charts has shown little.
-- note:    Encounters with shifted dates are left out. What is not the coder's (QO, CV, SY, AU) is no recurrence.
-- source:  standard.md EDU-01, 2.3
WITH session AS (
    SELECT d.coder_id, d.topic, min(d.educated_on) AS educated_on
    FROM education AS d
    WHERE d.educated_on >= :from_date AND d.educated_on < :to_date AND d.educated_on <= :as_of_on
    GROUP BY d.coder_id, d.topic
),
review AS (
    SELECT a.audit_case_id, a.coder_id, a.coded_on, e.patient_type,
           row_number() OVER (PARTITION BY a.encounter_id, a.version_no ORDER BY a.closed_on, a.audit_case_id) AS place
    FROM audit_case AS a
    JOIN encounter AS e ON e.encounter_id = a.encounter_id
    WHERE a.closed_on <= :as_of_on AND a.selection = 'random' AND a.auditor_id <> a.coder_id
      AND NOT coalesce(e.dates_shifted, FALSE)
),
after_it AS (
    SELECT s.coder_id, s.topic, r.audit_case_id
    FROM session AS s
    JOIN review AS r ON r.coder_id = s.coder_id AND r.place = 1
    WHERE date_diff('day', s.educated_on, r.coded_on) BETWEEN 1 AND :days
),
found AS (
    SELECT w.coder_id, w.topic, w.audit_case_id, count(f.finding_id) AS findings
    FROM after_it AS w
    LEFT JOIN audit_finding AS f ON f.audit_case_id = w.audit_case_id AND (f.error_type = w.topic OR f.subtype = w.topic)
      AND f.final_state IN ('accepted', 'upheld', 'partially_overturned')
      AND f.error_type NOT IN ('QO', 'CV', 'SY', 'AU')
    GROUP BY w.coder_id, w.topic, w.audit_case_id
),
told AS (
    SELECT s.coder_id, s.topic, date_diff('day', s.educated_on, :as_of_on) >= :days AS over,
           count(f.audit_case_id) AS charts, CAST(coalesce(sum(f.findings), 0) AS BIGINT) AS findings
    FROM session AS s
    LEFT JOIN found AS f ON f.coder_id = s.coder_id AND f.topic = s.topic
    GROUP BY s.coder_id, s.topic, s.educated_on
)
SELECT t.topic, count(*) AS educated,
       count(*) FILTER (WHERE t.over AND t.charts > 0) AS followed,
       count(*) FILTER (WHERE t.over AND t.findings > 0) AS recurred,
       count(*) FILTER (WHERE NOT t.over) AS pending,
       count(*) FILTER (WHERE t.over AND t.charts = 0) AS not_reviewed,
       CAST(coalesce(sum(t.charts) FILTER (WHERE t.over), 0) AS BIGINT) AS charts,
       CAST(coalesce(sum(t.findings) FILTER (WHERE t.over), 0) AS BIGINT) AS findings
FROM told AS t
GROUP BY t.topic
ORDER BY topic
