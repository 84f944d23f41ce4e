-- title:   Retracted provider queries
-- answers: When were provider queries taken back, so that the time between two can be judged?
-- param:   from_date date  First discharge date, inclusive.
-- param:   to_date date  Last discharge date, exclusive.
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  retraction_no int - Number of the retraction, in the order of time.
-- column:  at_second int s When the query was closed as retracted: seconds since 1970 in UTC.
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    A retraction is rare: a share by month has too few, and the time between two is judged by a t chart.
-- note:    Queries about accounts discharged in the period. Encounters with shifted dates are left out.
-- source:  standard.md QRY-02, 2.8
WITH retracted AS (
    SELECT q.query_id, q.closed_at
    FROM provider_query AS q
    JOIN account_clock AS a ON a.encounter_id = q.encounter_id
    WHERE q.response_class = 'retracted' AND q.issued_at <= :as_of AND q.closed_at <= :as_of
      AND a.discharged_on >= :from_date AND a.discharged_on < :to_date AND a.discharged_on <= :as_of_on
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
)
SELECT row_number() OVER (ORDER BY r.closed_at, r.query_id) AS retraction_no,
       date_diff('second', TIMESTAMP '1970-01-01 00:00:00', r.closed_at) AS at_second
FROM retracted AS r
ORDER BY retraction_no
