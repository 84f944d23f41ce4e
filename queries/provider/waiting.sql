-- title:   Queries that wait, by provider
-- answers: Which providers have queries to answer, and since when?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- param:   concurrent_hours int = 48  A concurrent query is due so many hours after it was asked.
-- param:   retrospective_hours int = 72  Any other query is due so many hours after it was asked.
-- column:  provider_id text - Provider who was asked; unknown where it is not stated.
-- column:  cases int {query} Queries neither answered nor closed.
-- column:  overdue int {query} Of these, the ones that are due.
-- column:  oldest_days real d Elapsed days since the oldest of them was asked.
-- column:  dollars real USD Gross charges of the accounts that they are about, each once.
-- metric:  overdue_share = proportion(overdue, cases)
-- withhold: none it measures the work of the department and tells no diagnosis
-- note:    Accounts of any discharge date, and patients in house. Queries of accounts with shifted dates, or of accounts that are not in the store, are left out. Dollars are for the department only and are never shown to the provider (QRY-05).
-- source:  standard.md QRY-02, QRY-05, KPI-05
WITH waiting AS (
    SELECT q.query_id, q.encounter_id, coalesce(q.provider_id, 'unknown') AS provider_id, e.total_charges,
           date_diff('second', q.issued_at, :as_of) AS age,
           CASE WHEN q.phase = 'concurrent' THEN :concurrent_hours ELSE :retrospective_hours END AS due_hours,
           row_number() OVER (PARTITION BY q.encounter_id, q.provider_id ORDER BY q.query_id) AS place
    FROM provider_query AS q
    JOIN encounter AS e ON e.encounter_id = q.encounter_id
    WHERE q.issued_at <= :as_of
      AND coalesce(q.answered_at > :as_of, TRUE) AND coalesce(q.closed_at > :as_of, TRUE)
      AND coalesce(e.discharged_on <= :as_of_on, TRUE)
      AND NOT coalesce(e.dates_shifted, FALSE)
      AND (:patient_type = 'all' OR e.patient_type = :patient_type)
      AND (:facility = 'all' OR e.facility_id = :facility)
      AND (:payer = 'all' OR e.payer_class = :payer)
      AND (:service_line = 'all' OR e.service_line = :service_line)
)
SELECT w.provider_id, count(*) AS cases,
       count(*) FILTER (WHERE w.age >= w.due_hours * 3600) AS overdue,
       CAST(max(w.age) AS DOUBLE) / nullif(86400, 0) AS oldest_days,
       coalesce(CAST(sum(CASE WHEN w.place = 1 THEN w.total_charges END) AS DOUBLE), 0) AS dollars
FROM waiting AS w
GROUP BY w.provider_id
ORDER BY cases DESC, provider_id
