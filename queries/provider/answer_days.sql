-- title:   When provider queries are asked and answered
-- answers: How many business days do providers take to answer a query, unanswered ones included?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  phase text - concurrent, retrospective, post_bill, or unknown where it is not stated.
-- column:  asked_second int s When they were asked: seconds since 1970 in UTC, down to the quarter of an hour.
-- column:  ended_second int s When they were answered, or else closed, or else the as-of instant, in the same way.
-- column:  answered int {query} Queries first answered then.
-- column:  open int {query} Queries open at the as-of instant, asked then.
-- column:  closed int {query} Queries closed then without an answer and not retracted.
-- column:  retracted int {query} Queries retracted then.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Instants and not days, because business days need a zone and a table of holidays, which SQL has not. A quarter of an hour is enough to tell the local date in every zone.
-- note:    Queries about accounts discharged in the period; those about patients in house are not yet counted. Encounters with shifted dates are left out.
-- source:  standard.md QRY-02, QRY-03, CLK-01, CLK-04
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
    SELECT q.query_id, coalesce(q.phase, 'unknown') AS phase, date_diff('second', TIMESTAMP '1970-01-01 00:00:00', q.issued_at) AS asked,
           CASE WHEN q.answered_at <= :as_of THEN q.answered_at END AS answered_at,
           CASE WHEN q.closed_at <= :as_of THEN q.closed_at END AS closed_at,
           coalesce(q.closed_at <= :as_of AND q.response_class = 'retracted', FALSE) AS retracted
    FROM provider_query AS q
    JOIN account AS a ON a.encounter_id = q.encounter_id
    WHERE q.issued_at <= :as_of
),
ended AS (
    SELECT q.phase, q.asked,
           date_diff('second', TIMESTAMP '1970-01-01 00:00:00', coalesce(q.answered_at, q.closed_at, :as_of)) AS ended,
           CASE WHEN q.answered_at IS NOT NULL THEN 'answered' WHEN q.retracted THEN 'retracted'
                WHEN q.closed_at IS NOT NULL THEN 'closed' ELSE 'open' END AS outcome
    FROM asked AS q
)
SELECT e.phase, e.asked - e.asked % 900 AS asked_second, e.ended - e.ended % 900 AS ended_second,
       count(*) FILTER (WHERE e.outcome = 'answered') AS answered,
       count(*) FILTER (WHERE e.outcome = 'open') AS open,
       count(*) FILTER (WHERE e.outcome = 'closed') AS closed,
       count(*) FILTER (WHERE e.outcome = 'retracted') AS retracted
FROM ended AS e
GROUP BY 1, 2, 3
ORDER BY phase, asked_second, ended_second
