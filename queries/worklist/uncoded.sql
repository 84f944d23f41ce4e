-- title:   Uncoded accounts, one by one
-- answers: Which accounts wait to be coded, for how long, for how much, and why?
-- param:   as_of_on date  Local date of the as-of instant.
-- param:   as_of instant  What happened later is not known yet; where an event has only a date, as_of_on decides.
-- param:   patient_type text = all  Patient type, or all.
-- param:   facility text = all  Facility, or all.
-- param:   payer text = all  Payer class, or all.
-- param:   service_line text = all  Service line, or all.
-- column:  encounter_id text - Account number.
-- column:  facility_id text - Facility.
-- column:  patient_type text - Patient type.
-- column:  service_line text? - Service line; empty where it is not known.
-- column:  discharged_on date - Day of discharge.
-- column:  age_days int d Calendar days since discharge.
-- column:  target_days int? d Department's target of the patient type; empty where there is none.
-- column:  dollars real? USD Gross charges; empty where there are none in the store.
-- column:  reason text - Reason of the hold that is open at the as-of instant; QUERY where a provider has yet to answer; none where a coder can go on.
-- column:  waits_since date? - Day on which that hold began; empty without a hold.
-- identified: it names accounts, for those who code them
-- note:    Discharged, not final coded (DNFC): no final coding, exit, or event that only follows coding (recode, bill, claim, payment) is known at the as-of instant, whatever the discharge date. Patients in house and encounters with shifted dates are left out.
-- source:  standard.md KPI-05, TAT-03, section 7
WITH uncoded AS (
    SELECT a.encounter_id, a.facility_id, a.patient_type, a.service_line, a.discharged_on, a.total_charges,
           date_diff('day', a.discharged_on, :as_of_on) AS age
    FROM account_clock AS a
    WHERE a.discharged_on <= :as_of_on
      AND NOT coalesce(a.passed_at <= :as_of, a.passed_on <= :as_of_on, FALSE) AND NOT coalesce(a.exited_at <= :as_of, a.exited_on <= :as_of_on, FALSE)
      AND (:patient_type = 'all' OR a.patient_type = :patient_type)
      AND (:facility = 'all' OR a.facility_id = :facility)
      AND (:payer = 'all' OR a.payer_class = :payer)
      AND (:service_line = 'all' OR a.service_line = :service_line)
),
hold AS (
    SELECT v.encounter_id, v.event_type, v.occurred_on, coalesce(v.reason_code, 'unknown') AS reason,
           row_number() OVER (PARTITION BY v.encounter_id
               ORDER BY v.occurred_on DESC, v.occurred_at DESC, v.event_type, v.event_id DESC) AS age
    FROM event AS v
    JOIN uncoded AS u ON u.encounter_id = v.encounter_id
    WHERE v.event_type IN ('hold_started', 'hold_ended')
      AND coalesce(v.occurred_at <= :as_of, v.occurred_on <= :as_of_on)
),
asked AS (
    SELECT DISTINCT q.encounter_id
    FROM provider_query AS q
    WHERE q.issued_at <= :as_of
      AND (q.answered_at IS NULL OR q.answered_at > :as_of) AND (q.closed_at IS NULL OR q.closed_at > :as_of)
)
SELECT u.encounter_id, u.facility_id, u.patient_type, u.service_line, u.discharged_on,
       CAST(u.age AS BIGINT) AS age_days, CAST(s.coded_within_days AS BIGINT) AS target_days,
       CAST(u.total_charges AS DOUBLE) AS dollars,
       CASE WHEN h.reason IS NOT NULL THEN h.reason WHEN a.encounter_id IS NOT NULL THEN 'QUERY' ELSE 'none' END AS reason,
       h.occurred_on AS waits_since
FROM uncoded AS u
LEFT JOIN service_level AS s ON s.patient_type = u.patient_type
LEFT JOIN hold AS h ON h.encounter_id = u.encounter_id AND h.age = 1 AND h.event_type = 'hold_started'
LEFT JOIN asked AS a ON a.encounter_id = u.encounter_id
ORDER BY encounter_id
