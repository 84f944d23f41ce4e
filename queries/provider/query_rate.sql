-- title:   Provider queries: how often records are queried
-- answers: What share of the records that were worked on led to a query, and how many queries did they lead to?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  patient_type text - Patient type.
-- column:  reviewed int {encounter} Records that a coder touched, coded or queried.
-- column:  queried int {encounter} Of these, records with at least one query, retracted ones included.
-- column:  queries int {query} Queries about them.
-- column:  queries_squared int {query}2 Sum of the squares of each record's queries.
-- metric:  query_rate = proportion(queried, reviewed)
-- metric:  density = mean(reviewed, queries, queries_squared)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    The rate counts records over records, and the density queries over records: they are not the same.
-- note:    Queries about accounts discharged in the period; those about patients in house are not yet counted. Encounters with shifted dates are left out.
-- source:  standard.md QRY-01
WITH account AS (
    SELECT e.encounter_id, e.patient_type, e.discharged_on
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date AND e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
),
worked AS (
    SELECT DISTINCT v.encounter_id
    FROM event AS v
    WHERE v.event_type IN ('first_touched', 'work_started', 'final_coded')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
),
asked AS (
    SELECT q.encounter_id, count(*) AS queries
    FROM provider_query AS q
    WHERE q.issued_at <= :as_of
    GROUP BY q.encounter_id
)
SELECT a.patient_type, count(*) AS reviewed, count(q.encounter_id) AS queried,
       coalesce(CAST(sum(q.queries) AS BIGINT), 0) AS queries,
       coalesce(CAST(sum(q.queries * q.queries) AS BIGINT), 0) AS queries_squared
FROM account AS a
LEFT JOIN worked AS w ON w.encounter_id = a.encounter_id
LEFT JOIN asked AS q ON q.encounter_id = a.encounter_id
WHERE w.encounter_id IS NOT NULL OR q.encounter_id IS NOT NULL
GROUP BY a.patient_type
ORDER BY patient_type
