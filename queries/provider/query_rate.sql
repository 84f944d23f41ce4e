-- title:   Provider queries: how often records are queried
-- answers: What share of the records that were worked on led to a query, and how many queries did they lead to?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
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
WITH asked AS (
    SELECT q.encounter_id, count(*) AS queries
    FROM provider_query AS q
    WHERE q.issued_at <= :as_of
    GROUP BY q.encounter_id
)
SELECT a.patient_type, count(*) AS reviewed, count(q.encounter_id) AS queried,
       coalesce(CAST(sum(q.queries) AS BIGINT), 0) AS queries,
       coalesce(CAST(sum(q.queries * q.queries) AS BIGINT), 0) AS queries_squared
FROM account_clock AS a
LEFT JOIN asked AS q ON q.encounter_id = a.encounter_id
WHERE a.discharged_on >= :from_date AND a.discharged_on < :to_date AND a.discharged_on <= :as_of_on
  AND (:patient_type = 'all' OR a.patient_type = :patient_type)
  AND (:facility = 'all' OR a.facility_id = :facility)
  AND (:payer = 'all' OR a.payer_class = :payer)
  AND (:service_line = 'all' OR a.service_line = :service_line)
  AND (q.encounter_id IS NOT NULL OR coalesce(a.touched_at <= :as_of, a.touched_on <= :as_of_on, FALSE) OR coalesce(a.coded_at <= :as_of, a.coded_on <= :as_of_on, FALSE))
GROUP BY a.patient_type
ORDER BY patient_type
