-- title:   Provider queries and the bill
-- answers: How many queries were open when the final bill dropped, and how many accounts were queried after it?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  patient_type text - Patient type.
-- column:  billed int {encounter} Accounts with a final bill.
-- column:  asked_before int {query} Queries about them asked before the bill.
-- column:  open_at_bill int {query} Of these, the ones neither answered nor closed when it dropped.
-- column:  queried_after int {encounter} Of the billed accounts, those with a query after the first bill.
-- column:  without_hour int {encounter} Accounts whose first bill has a date and no hour, which are in none of the counts.
-- metric:  unanswered = proportion(open_at_bill, asked_before)
-- metric:  post_bill = proportion(queried_after, billed)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Whether a query came after the bill is told by their instants, and not by its phase.
-- note:    Queries about accounts discharged in the period; those about patients in house are not yet counted. Encounters with shifted dates are left out.
-- source:  standard.md QRY-06, QRY-07, CLK-06
WITH account AS (
    SELECT e.encounter_id, e.patient_type, e.discharged_on
    FROM encounter AS e
    WHERE e.discharged_on >= :from_date AND e.discharged_on < :to_date AND e.discharged_on <= :as_of_on
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
),
bill AS (
    SELECT v.encounter_id, min(v.occurred_at) AS billed_at, count(*) - count(v.occurred_at) AS without_hour
    FROM event AS v
    WHERE v.event_type = 'final_billed' AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
    GROUP BY v.encounter_id
),
asked AS (
    SELECT b.encounter_id,
           count(*) FILTER (WHERE q.issued_at <= b.billed_at) AS asked_before,
           count(*) FILTER (WHERE q.issued_at <= b.billed_at AND coalesce(q.answered_at > b.billed_at, TRUE)
               AND coalesce(q.closed_at > b.billed_at, TRUE)) AS open_at_bill,
           count(*) FILTER (WHERE q.issued_at > b.billed_at) AS asked_after
    FROM bill AS b
    JOIN provider_query AS q ON q.encounter_id = b.encounter_id
    WHERE b.without_hour = 0 AND q.issued_at <= :as_of
    GROUP BY b.encounter_id
)
SELECT a.patient_type,
       count(*) FILTER (WHERE b.without_hour = 0) AS billed,
       coalesce(CAST(sum(q.asked_before) AS BIGINT), 0) AS asked_before,
       coalesce(CAST(sum(q.open_at_bill) AS BIGINT), 0) AS open_at_bill,
       count(*) FILTER (WHERE q.asked_after > 0) AS queried_after,
       count(*) FILTER (WHERE b.without_hour > 0) AS without_hour
FROM account AS a
JOIN bill AS b ON b.encounter_id = a.encounter_id
LEFT JOIN asked AS q ON q.encounter_id = a.encounter_id
GROUP BY a.patient_type
ORDER BY patient_type
