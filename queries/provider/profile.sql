-- title:   Provider queries by provider
-- answers: How do providers answer the queries that they are asked?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   concurrent_hours int = 48  A concurrent query is due so many hours after it was asked.
-- param:   retrospective_hours int = 72  Any other query is due so many hours after it was asked.
-- param:   at_least int = 10  Providers with fewer queries due are put together as others.
-- column:  provider text - Provider who was asked; others for those with few queries, and for queries without a provider.
-- column:  providers int Providers of the row.
-- column:  issued int {query} Queries asked.
-- column:  due int {query} Answered, closed without an answer, or asked so long ago that an answer is due; retracted ones are not.
-- column:  answered int {query} Of those due, the answered ones.
-- column:  valid int {query} Of those answered, answers of the five classes.
-- column:  agree int {query} Of the valid, answers that document one of the offered options.
-- metric:  response_rate = proportion(answered, due)
-- metric:  agreement = proportion(agree, valid)
-- withhold: none it measures the work of providers and tells no diagnosis
-- note:    Due, answered and valid are those of provider/responses, so that the rows add up to its rows.
-- note:    No dollars: they do not belong on pages about providers (QRY-05).
-- source:  standard.md QRY-02, QRY-04, QRY-05, section 7
WITH account AS (
    SELECT e.encounter_id
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date AND e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
),
asked AS (
    SELECT q.query_id, q.provider_id, q.issued_at,
           CASE WHEN q.answered_at <= :as_of THEN q.answered_at END AS answered_at,
           CASE WHEN q.closed_at <= :as_of THEN q.closed_at END AS closed_at,
           CASE WHEN q.answered_at <= :as_of THEN coalesce(q.response_class, 'unclassified') END AS response,
           coalesce(q.closed_at <= :as_of AND q.response_class = 'retracted', FALSE) AS retracted,
           CASE WHEN q.phase = 'concurrent' THEN :concurrent_hours ELSE :retrospective_hours END AS due_hours
    FROM provider_query AS q
    JOIN account AS a ON a.encounter_id = q.encounter_id
    WHERE q.issued_at <= :as_of
),
judged AS (
    SELECT q.provider_id, q.response, q.answered_at IS NOT NULL AS answered,
           NOT q.retracted AND (q.answered_at IS NOT NULL OR q.closed_at IS NOT NULL OR date_diff('second', q.issued_at, :as_of) >= q.due_hours * 3600) AS due
    FROM asked AS q
),
sized AS (
    SELECT j.provider_id, j.response, j.answered, j.due,
           CAST(sum(CASE WHEN j.due THEN 1 ELSE 0 END) OVER (PARTITION BY j.provider_id) AS BIGINT) AS size
    FROM judged AS j
)
SELECT CASE WHEN s.size >= :at_least AND s.provider_id IS NOT NULL THEN s.provider_id ELSE 'others' END AS provider,
       count(DISTINCT s.provider_id) AS providers, count(*) AS issued,
       count(*) FILTER (WHERE s.due) AS due,
       count(*) FILTER (WHERE s.due AND s.answered) AS answered,
       count(*) FILTER (WHERE s.due AND s.response IN ('agree', 'alternative', 'disagree', 'undetermined', 'not_significant')) AS valid,
       count(*) FILTER (WHERE s.due AND s.response = 'agree') AS agree
FROM sized AS s
GROUP BY 1
ORDER BY provider
