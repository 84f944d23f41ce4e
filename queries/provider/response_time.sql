-- title:   Hours until providers answer
-- answers: How long do providers take to answer a query, unanswered ones included?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  phase text - concurrent, retrospective, post_bill, or unknown where it is not stated.
-- column:  hour int h Whole hours since the query was asked.
-- column:  answered int {query} Queries first answered in that hour.
-- column:  censored int {query} Queries followed to that hour without an answer: open at the as-of instant, or closed without one.
-- column:  retracted int {query} Of those censored, the retracted ones.
-- column:  early int {query} Of those answered, the ones with an answer dated before the query.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    A life table for Kaplan and Meier's estimator: queries without an answer are followed to their end and not dropped. Elapsed hours, weekends included.
-- note:    An answer that is dated before its query counts in hour 0 (CLK-05).
-- note:    Queries about accounts discharged in the period; those about patients in house are not yet counted. Encounters with shifted dates are left out.
-- source:  standard.md QRY-03, CEN-01, CLK-03, CLK-05
WITH account AS (
    SELECT e.encounter_id, e.patient_type, e.discharged_on
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date AND e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
),
asked AS (
    SELECT q.query_id, q.encounter_id, q.provider_id, coalesce(q.phase, 'unknown') AS phase, q.issued_at,
           CASE WHEN q.answered_at <= :as_of THEN q.answered_at END AS answered_at,
           CASE WHEN q.closed_at <= :as_of THEN q.closed_at END AS closed_at,
           CASE WHEN q.answered_at <= :as_of THEN coalesce(q.response_class, 'unclassified') END AS response,
           CASE WHEN q.answered_at <= :as_of THEN coalesce(q.impact, 'unknown') END AS impact,
           coalesce(q.closed_at <= :as_of AND q.response_class = 'retracted', FALSE) AS retracted
    FROM provider_query AS q
    JOIN account AS a ON a.encounter_id = q.encounter_id
    WHERE q.issued_at <= :as_of
),
followed AS (
    SELECT q.phase, q.answered_at IS NOT NULL AS answered, q.answered_at IS NULL AND q.retracted AS retracted,
           date_diff('second', q.issued_at, coalesce(q.answered_at, q.closed_at, :as_of)) AS seconds
    FROM asked AS q
)
SELECT f.phase, CASE WHEN f.seconds < 0 THEN 0 ELSE CAST(CAST(f.seconds - f.seconds % 3600 AS DOUBLE) / nullif(3600, 0) AS BIGINT) END AS hour,
       count(*) FILTER (WHERE f.answered) AS answered,
       count(*) FILTER (WHERE NOT f.answered) AS censored,
       count(*) FILTER (WHERE f.retracted) AS retracted,
       count(*) FILTER (WHERE f.answered AND f.seconds < 0) AS early
FROM followed AS f
GROUP BY 1, 2
ORDER BY phase, hour
