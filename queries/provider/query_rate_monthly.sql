-- title:   Provider queries: how often records are queried, by month
-- answers: Does the share of records that led to a query move more than usual?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- column:  month date - First day of the month of discharge.
-- column:  reviewed int {encounter} Records that a coder touched, coded or queried.
-- column:  queried int {encounter} Of these, records with at least one query, retracted ones included.
-- column:  pending int {encounter} The reviewed records of a month that is not over by as_of_on or to_date; else 0.
-- metric:  query_rate = proportion(queried, reviewed)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Records over records, as in provider/query_rate.
-- note:    Queries about accounts discharged in the period; those about patients in house are not yet counted. Encounters with shifted dates are left out.
-- source:  standard.md QRY-01
WITH account AS (
    SELECT e.encounter_id, CAST(date_trunc('month', e.discharged_on) AS DATE) AS month
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
    SELECT DISTINCT q.encounter_id
    FROM provider_query AS q
    WHERE q.issued_at <= :as_of
)
SELECT a.month, count(*) AS reviewed, count(q.encounter_id) AS queried,
       count(*) FILTER (WHERE a.month >= CAST(date_trunc('month', :as_of_on) AS DATE) OR a.month >= CAST(date_trunc('month', :to_date) AS DATE)) AS pending
FROM account AS a
LEFT JOIN worked AS w ON w.encounter_id = a.encounter_id
LEFT JOIN asked AS q ON q.encounter_id = a.encounter_id
WHERE w.encounter_id IS NOT NULL OR q.encounter_id IS NOT NULL
GROUP BY a.month
ORDER BY month
